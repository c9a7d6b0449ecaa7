"""Ids in blocks that `dynamic` makes, of which a plan has no expressions: they are of what the loop around is made of."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from enclave.graph.body import lookup
from enclave.graph.model import Ref, Unresolved
from enclave.importers.terraform.read import read_plan

COMMON = {"resource_group_name": "rg", "location": "x"}
ZONES = "/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones"


def zone(name: str) -> dict[str, Any]:
    return {"name": f"privatelink.{name}.example", "resource_group_name": "rg"}


def endpoints(plan_document: Any, row: Any, after: Any, loop: list[str], ids: Any, *zones: str, keys: tuple[str, ...] = ("main",)) -> Any:
    """A plan as the modules that people publish make it: an endpoint for each key, its zone group by `dynamic`."""
    rows = [row(f"azurerm_private_dns_zone.{name}", zone(name)) for name in zones]
    for key in keys:
        rows.append(
            row(
                f'azurerm_private_endpoint.this["{key}"]',
                {
                    "name": f"pe-{key}",
                    **COMMON,
                    "subnet_id": after("azurerm_subnet.s.id"),
                    "private_service_connection": [],
                    "private_dns_zone_group": [{"name": "default", "private_dns_zone_ids": ids}],
                },
                index=key,
            )
        )
    document = plan_document(rows)
    for each in document["configuration"]["root_module"]["resources"]:
        if each["type"] == "azurerm_private_endpoint":
            del each["expressions"]["private_dns_zone_group"]
            each["for_each_expression"] = {"references": loop}
    return document


def group(document: Any, key: str = "main") -> Any:
    graph = read_plan(copy.deepcopy(document), name="plan.json")
    found = next(each for each in graph if each.name == f"pe-{key}/default")
    return lookup(found.body, "properties.privateDnsZoneConfigs")


def zones_of(configurations: Any) -> list[str]:
    return [each["properties"]["privateDnsZoneId"].resource.rpartition("/")[2] for each in configurations]


def test_the_zone_that_the_loop_is_made_of(plan_document: Any, row: Any, after: Any) -> None:
    loop = ["azurerm_private_dns_zone.b.id", "azurerm_private_dns_zone.b"]
    assert zones_of(group(endpoints(plan_document, row, after, loop, [after()], "a", "b"))) == ["privatelink.b.example"]
    # how many there are, and whether there is any, a list that is not known at all does not tell
    assert isinstance(group(endpoints(plan_document, row, after, loop, after(), "a", "b")), Unresolved)
    assert isinstance(group(endpoints(plan_document, row, after, loop, after(), "b")), Unresolved)


def test_the_only_zone_of_the_plan(plan_document: Any, row: Any, after: Any) -> None:
    assert zones_of(group(endpoints(plan_document, row, after, ["local.endpoints"], [after()], "a"))) == ["privatelink.a.example"]


def test_several_zones_for_so_many_ids(plan_document: Any, row: Any, after: Any) -> None:
    loop = ["azurerm_private_dns_zone.a.id", "azurerm_private_dns_zone.a", "azurerm_private_dns_zone.b.id", "azurerm_private_dns_zone.b"]
    found = group(endpoints(plan_document, row, after, loop, [after(), after()], "a", "b"))
    assert sorted(zones_of(found)) == ["privatelink.a.example", "privatelink.b.example"]


@pytest.mark.parametrize("ids", [1, None])
def test_one_of_several_zones_is_not_known(plan_document: Any, row: Any, after: Any, ids: int | None) -> None:
    loop = ["azurerm_private_dns_zone.a.id", "azurerm_private_dns_zone.a", "azurerm_private_dns_zone.b.id", "azurerm_private_dns_zone.b"]
    found = group(endpoints(plan_document, row, after, loop, [after()] if ids else after(), "a", "b"))
    assert isinstance(found, Unresolved)


def test_what_a_local_value_goes_into_is_not_known_among_several(plan_document: Any, row: Any, after: Any) -> None:
    found = group(endpoints(plan_document, row, after, ["local.endpoints"], [after()], "a", "b"))
    assert isinstance(found, Unresolved)


def test_each_endpoint_has_the_zone_of_its_own_key(plan_document: Any, row: Any, after: Any) -> None:
    loop = [f"azurerm_private_dns_zone.{name}{end}" for name in ("a", "b") for end in (".id", "")]
    document = endpoints(plan_document, row, after, loop, [after()], "a", "b", keys=("a", "b"))
    assert [zones_of(group(document, key)) for key in ("a", "b")] == [["privatelink.a.example"], ["privatelink.b.example"]]


def test_each_endpoint_has_the_zone_of_its_own_key_where_a_local_list_is_looped_over(plan_document: Any, row: Any, after: Any) -> None:
    document = endpoints(plan_document, row, after, ["local.names", "azurerm_private_dns_zone.z"], [after()], keys=("a", "b"))
    zones = [row(f'azurerm_private_dns_zone.z["{name}"]', zone(name), index=name) for name in ("a", "b")]
    others = plan_document(zones)
    document["planned_values"]["root_module"]["resources"] += others["planned_values"]["root_module"]["resources"]
    document["resource_changes"] += others["resource_changes"]
    document["configuration"]["root_module"]["resources"] += others["configuration"]["root_module"]["resources"]
    # `for name in local.names : name => {zone = azurerm_private_dns_zone.z[name].id}`, handed to a module
    found = {key: group(document, key) for key in ("a", "b")}
    assert {key: zones_of(each) for key, each in found.items()} == {"a": ["privatelink.a.example"], "b": ["privatelink.b.example"]}


def test_a_dns_server_that_is_a_firewalls_address(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_firewall.f": {"name": "fw", **COMMON, "ip_configuration": [{"name": "c", "subnet_id": after("azurerm_subnet.s.id")}]},
            "azurerm_virtual_network.v": {
                "name": "v",
                **COMMON,
                "address_space": ["10.0.0.0/16"],
                "dns_servers": [after("azurerm_firewall.f.ip_configuration[0].private_ip_address"), "10.0.0.9"],
            },
        }
    )
    (network,) = graph.of_type("Microsoft.Network/virtualNetworks")
    first, second = lookup(network.body, "properties.dhcpOptions.dnsServers")
    assert isinstance(first, Ref)
    assert (first.resource, first.path) == (
        "/resourceGroups/rg/providers/Microsoft.Network/azureFirewalls/fw", "properties.ipConfigurations[0].properties.privateIPAddress",
    )
    assert second == "10.0.0.9"


def test_two_servers_that_are_not_known_stay_so(plan: Any, after: Any) -> None:
    reference = "azurerm_firewall.f.ip_configuration[0].private_ip_address"
    graph = plan(
        {
            "azurerm_firewall.f": {"name": "fw", **COMMON},
            "azurerm_virtual_network.v": {
                "name": "v", **COMMON, "address_space": ["10.0.0.0/16"], "dns_servers": [after(reference), after("local.other")],
            },
        }
    )  # fmt: skip
    (network,) = graph.of_type("Microsoft.Network/virtualNetworks")
    assert all(isinstance(each, Unresolved) for each in lookup(network.body, "properties.dhcpOptions.dnsServers"))
