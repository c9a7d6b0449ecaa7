"""Traffic Manager profiles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import traffic_manager_profiles
from enclave.graph.resources.traffic_manager_profiles import TYPE, Target, TrafficManagerProfile

HERE = "/resourceGroups/rg-test/providers"
PIP = f"{HERE}/Microsoft.Network/publicIPAddresses/pip-a"
PROFILE = TrafficManagerProfile(
    id=f"{HERE}/{TYPE}/traf-a", routing="Priority", name="acme-abcde", ttl=30, protocol="HTTPS", port=443, path="/healthz",
    host="ai.example.com", targets=(Target("europe", PIP, 1), Target("america", PIP + "2", 2, enabled=False)),
)


@pytest.mark.parametrize("profile", [
    PROFILE, replace(PROFILE, routing="Geographic", host="", targets=(Target("europe", PIP, geographies=("GEO-EU",)),)),
])
def test_what_is_written_is_read_back(profile: TrafficManagerProfile, round_trip: Callable[..., Any]) -> None:
    assert round_trip(traffic_manager_profiles, profile, depends_on=("/before",)) == profile


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(traffic_manager_profiles.write(PROFILE, place)) == []


def test_it_stands_everywhere(place: Place) -> None:
    (written,) = traffic_manager_profiles.write(PROFILE, place)
    assert written.location == "global"


def test_somebody_elses(make: Callable[..., Resource]) -> None:
    endpoints = [{"name": "e", "properties": {"target": "app.example.com", "endpointStatus": "disabled"}}]
    found = traffic_manager_profiles.read(make(TYPE, "t", {"properties": {"endpoints": endpoints}}))
    assert found.targets == (Target("e", "app.example.com", enabled=False),)
    assert (found.routing, found.protocol, found.port, found.ttl) == ("Performance", "HTTP", 80, 60)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    for properties in ({"targetResourceId": Unresolved("[x]")}, {}):
        with pytest.raises(Undecided):
            traffic_manager_profiles.read(make(TYPE, "t", {"properties": {"endpoints": [{"name": "e", "properties": properties}]}}))
