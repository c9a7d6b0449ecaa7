"""Front doors with all their parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import front_doors
from enclave.graph.resources.front_doors import (
    ENDPOINT_TYPE,
    ORIGIN_TYPE,
    ROUTE_TYPE,
    TYPE,
    Domain,
    Endpoint,
    FrontDoor,
    Origin,
    OriginGroup,
    Route,
    SecurityPolicy,
)

HERE = "/resourceGroups/rg-test/providers"
SERVICE = f"{HERE}/Microsoft.Network/privateLinkServices/pl-a"
ORIGIN = Origin("europe", "10.0.0.4", "ai.example.com", 8080, 443, 1, SERVICE, "westeurope", None, "approve me")
DOOR = FrontDoor(
    id=f"{HERE}/{TYPE}/afd-a",
    sku="Premium_AzureFrontDoor",
    response_seconds=240,
    endpoints=(Endpoint("fde-a", (
        Route("all", "gateway", ("/*",), ("Https",), "HttpOnly", False, False, ("ai-example-com",)),
        Route("static", "files", ("/static/*",), ("Https",), "HttpsOnly", False, True, (), ("caching",), True),
    )),),
    groups=(
        OriginGroup("gateway", "/healthz", "Http", 30, (ORIGIN, replace(ORIGIN, name="america", priority=2))),
        OriginGroup("files", "/", "Https", 60, (replace(ORIGIN, name="files", group_id="blob", private_link=f"{HERE}/st"),)),
    ),
    security=(SecurityPolicy("firewall", f"{HERE}/waf", ("afdEndpoints/fde-a", "customDomains/ai-example-com")),),
    domains=(Domain("ai-example-com", "ai.example.com", "TLS12"),),
    scrubbed=("RequestIPAddress",),
)


@pytest.mark.parametrize("door", [
    DOOR,
    replace(DOOR, domains=(), scrubbed=(), identity=Identity("SystemAssigned")),
    replace(DOOR, endpoints=(), security=(), groups=(OriginGroup("g", "/", "Http", 5, (
        replace(ORIGIN, private_link=None, private_link_location=None, message="", checks_name=False, enabled=False),
    )),)),
])
def test_what_is_written_is_read_back(door: FrontDoor, round_trip: Callable[..., Any]) -> None:
    assert round_trip(front_doors, door) == door


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(front_doors.write(DOOR, place)) == []


def test_a_route_waits_for_the_rules_and_the_origins_and_they_for_each_other(place: Place) -> None:
    graph = Graph(front_doors.write(DOOR, place))
    first, second = (graph.get(f"{DOOR.id}/originGroups/gateway/origins/{name}") for name in ("europe", "america"))
    assert first
    assert second
    assert second.depends_on == (first.id,)
    guard = f"{DOOR.id}/securityPolicies/firewall"
    assert {route.name.rpartition("/")[2]: route.depends_on for route in graph.of_type(ROUTE_TYPE)} == {
        "all": (first.id, second.id, guard), "static": (f"{DOOR.id}/originGroups/files/origins/files", guard),
    }


def test_everything_that_has_a_place_stands_everywhere(place: Place) -> None:
    assert {each.location for each in front_doors.write(DOOR, place)} == {"Global", None}


def test_somebody_elses(make: Callable[..., Resource]) -> None:
    parent = make(TYPE, "afd", {"sku": {"name": "Standard_AzureFrontDoor"}})
    endpoint = make(ENDPOINT_TYPE.upper(), "afd/e", {})
    route = make(ROUTE_TYPE, "afd/e/r", {"properties": {"originGroup": {"id": "/x/originGroups/g"}, "EnabledState": "Disabled"}})
    group = make(f"{TYPE}/originGroups", "afd/g", {})
    origin = make(ORIGIN_TYPE, "afd/g/o", {"properties": {"hostName": "app.example.com"}})
    found = front_doors.read(parent, Graph((parent, endpoint, route, group, origin)))
    assert found.endpoints == (Endpoint("e", (
        Route("r", "g", ("/*",), ("Http", "Https"), "MatchRequest", False, False, enabled=False),
    )),)
    assert found.groups == (OriginGroup("g", "/", "NotSet", 240, (Origin("o", "app.example.com", "", 80, 443, 1, None),)),)
    assert (found.response_seconds, found.security, found.scrubbed) == (60, (), ())
    assert front_doors.read(parent).groups == ()
