"""Private link services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import private_link_services
from enclave.graph.resources.private_link_services import TYPE, PrivateLinkService

HERE = "/resourceGroups/rg-test/providers"
BALANCER = f"{HERE}/Microsoft.Network/loadBalancers/lbi-a"
SERVICE = PrivateLinkService(
    id=f"{HERE}/{TYPE}/pl-a",
    fronts=(f"{BALANCER}/frontendIPConfigurations/internal",),
    destination=None,
    subnets=(f"{HERE}/Microsoft.Network/virtualNetworks/vnet-a/subnets/snet-private-link",),
    addresses=("10.0.0.4", None),
    visible_to=("*",),
    approved_for=(),
)


@pytest.mark.parametrize("service", [
    SERVICE, replace(SERVICE, fronts=(), destination="10.0.1.4", approved_for=("x",), proxy_protocol=True),
])
def test_what_is_written_is_read_back(service: PrivateLinkService, round_trip: Callable[..., Any]) -> None:
    assert round_trip(private_link_services, service, depends_on=("/before",)) == service


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(private_link_services.write(SERVICE, place)) == []


def test_a_front_end_is_referred_to_as_a_part_of_its_balancer(place: Place) -> None:
    (written,) = private_link_services.write(SERVICE, place)
    assert Ref(BALANCER, suffix="/frontendIPConfigurations/internal") in list(written.refs())


def test_somebody_elses(make: Callable[..., Resource]) -> None:
    body = {"properties": {"ipConfigurations": [{"properties": {"subnet": {"id": "/v/subnets/s"}, "privateIPAddress": "10.1.1.1"}}] * 2,
                           "LoadBalancerFrontendIPConfigurations": [{"id": "/lb/frontendIPConfigurations/f"}]}}
    found = private_link_services.read(make(TYPE, "pl", body))
    assert (found.subnets, found.addresses) == (("/v/subnets/s",), ("10.1.1.1", "10.1.1.1"))
    assert (found.visible_to, found.approved_for, found.destination) == ((), (), None)
