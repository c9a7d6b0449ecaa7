"""Private endpoints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Ref, Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import private_endpoints
from enclave.graph.resources.private_endpoints import TYPE, ZONE_GROUP_TYPE, Address, PrivateEndpoint

RG = "/resourceGroups/rg-test/providers"
SUBNET = f"{RG}/Microsoft.Network/virtualNetworks/v/subnets/s"
TARGET = f"{RG}/Microsoft.KeyVault/vaults/kv"
ZONES = tuple(f"{RG}/Microsoft.Network/privateDnsZones/privatelink.{name}.azure.com" for name in ("openai", "services.ai"))
DYNAMIC = PrivateEndpoint(f"{RG}/{TYPE}/pep", SUBNET, TARGET, ("vault",), None, False, ZONES, interface="nic-pep")
STATIC = replace(DYNAMIC, ip="10.0.0.5", addresses=(Address("vault", "default", "10.0.0.5"), Address("vault", "second", "10.0.0.6")))


@pytest.mark.parametrize("endpoint", [DYNAMIC, STATIC, replace(DYNAMIC, manual=True, zone_groups=(), interface="")])
def test_what_is_written_is_read_back(endpoint: PrivateEndpoint, round_trip: Callable[..., Any]) -> None:
    assert round_trip(private_endpoints, endpoint) == endpoint


@pytest.mark.parametrize("endpoint", [DYNAMIC, STATIC])
def test_azure_takes_what_is_written(endpoint: PrivateEndpoint, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(private_endpoints.write(endpoint, place)) == []


def test_all_zones_stand_in_one_group(place: Place) -> None:
    _, group = private_endpoints.write(DYNAMIC, place)
    assert (group.type, group.name) == (ZONE_GROUP_TYPE, "pep/default")
    assert [ref.resource for ref in group.refs()] == list(ZONES)


def test_what_it_must_wait_for_is_carried(place: Place) -> None:
    assert private_endpoints.write(DYNAMIC, place, depends_on=("/x",))[0].depends_on == ("/x",)


def test_groups_of_somebody_elses_template_are_merged(make: Callable[..., Resource]) -> None:
    connection = {"name": "c", "properties": {"privateLinkServiceId": TARGET, "groupIds": "vault"}}
    endpoint = make(TYPE, "pep", {"properties": {"subnet": {"id": Ref(SUBNET.rpartition("/subnets")[0], suffix="/subnets/s")},
                                                 "manualPrivateLinkServiceConnections": [connection]}})
    groups = [make(ZONE_GROUP_TYPE, f"pep/{name}", {"properties": {"privateDnsZoneConfigs": [
        {"name": "z", "properties": {"privateDnsZoneId": zone}}]}}) for name, zone in zip("ab", ZONES, strict=True)]
    assert private_endpoints.read(endpoint, Graph((endpoint, *groups))) == replace(DYNAMIC, manual=True, interface="")


@pytest.mark.parametrize("properties", [
    {"subnet": {"id": SUBNET}},
    {"subnet": {"id": SUBNET}, "privateLinkServiceConnections": [{"properties": {}}]},
    {"privateLinkServiceConnections": [{"properties": {"privateLinkServiceId": TARGET}}]},
    {"subnet": {"id": SUBNET}, "privateLinkServiceConnections": [{"properties": {"privateLinkServiceId": Unresolved("[x]")}}]},
])
def test_what_is_not_known_raises(make: Callable[..., Resource], properties: dict[str, Any]) -> None:
    with pytest.raises(Undecided):
        private_endpoints.read(make(TYPE, "pep", {"properties": properties}))


def test_a_zone_group_without_a_zone_leaves_a_doubt(make: Callable[..., Resource], place: Place) -> None:
    endpoint = private_endpoints.write(replace(DYNAMIC, zone_groups=()), place)[0]
    group = make(ZONE_GROUP_TYPE, "pep/default", {"properties": {"privateDnsZoneConfigs": [{"name": "z", "properties": {}}]}})
    assert "privateDnsZoneId" in private_endpoints.read(endpoint, Graph((endpoint, group))).zones_doubt
