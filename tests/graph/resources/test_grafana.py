"""Managed Grafana."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.graph.parts import NO_IDENTITY, Identity, Place
from enclave.graph.resources import grafana
from enclave.graph.resources.grafana import ENDPOINT_TYPE, TYPE, Grafana, ManagedPrivateEndpoint

RG = "/resourceGroups/rg-test/providers"
ACCOUNT = f"{RG}/Microsoft.Monitor/accounts/amw"
SCOPE = f"{RG}/Microsoft.Insights/privateLinkScopes/ampls"
CLOSED = Grafana(
    f"{RG}/{TYPE}/amg", "westeurope", "Disabled", zone_redundant=True, api_keys=False, own_addresses=False, metrics=(ACCOUNT,),
    identity=Identity("SystemAssigned"), major_version="11", creator_administers=False,
    endpoints=(
        ManagedPrivateEndpoint("metrics", ACCOUNT, "westeurope", ("prometheusMetrics",), "reads metrics"),
        ManagedPrivateEndpoint("logs", SCOPE, "", ("azuremonitor",)),
    ),
)
PLAIN = Grafana(CLOSED.id, "westeurope", "Enabled", False, True, True, (), Identity("SystemAssigned"))


@pytest.mark.parametrize("grafana_view", [CLOSED, PLAIN])
def test_what_is_written_is_read_back(grafana_view: Grafana, round_trip: Callable[..., Any]) -> None:
    assert round_trip(grafana, grafana_view) == grafana_view


@pytest.mark.parametrize("grafana_view", [CLOSED, PLAIN])
def test_azure_takes_what_is_written(grafana_view: Grafana, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(grafana.write(grafana_view, place)) == []


def test_private_endpoints_come_one_after_another(place: Place) -> None:
    instance, first, second = grafana.write(CLOSED, place)
    assert (instance.type, first.type, second.type) == (TYPE, ENDPOINT_TYPE, ENDPOINT_TYPE)
    assert (first.depends_on, second.depends_on) == ((), (first.id,))


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    assert grafana.read(make(TYPE, "amg", {})) == Grafana(CLOSED.id, "", "Enabled", False, False, False, (), NO_IDENTITY)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        grafana.read(make(TYPE, "amg", {"properties": {"apiKey": Unresolved("[x]")}}))
    parent, child = make(TYPE, "amg", {}), make(ENDPOINT_TYPE, "amg/x", {})
    with pytest.raises(Undecided):
        grafana.read(parent, Graph((parent, child)))
