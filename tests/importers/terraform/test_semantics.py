"""An isolated platform written in azurerm is proved; every single way of opening it, as a plan, turns what it should."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from enclave.verify import verify

COMMON = {"resource_group_name": "rg", "location": "westeurope"}
ZONE = "privatelink.openai.azure.com"
ZONES = {"a": ZONE, "b": "privatelink.cognitiveservices.azure.com", "c": "privatelink.services.ai.azure.com"}


def subnet(name: str, prefix: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "resource_group_name": "rg",
        "virtual_network_name": "vnet",
        "address_prefixes": [prefix],
        "default_outbound_access_enabled": False,
        **more,
    }


def base(after: Any) -> dict[str, dict[str, Any]]:
    """A network with machines, a firewall that allows nothing, and a private model service."""
    rows: dict[str, dict[str, Any]] = {
        "azurerm_resource_group.rg": {"name": "rg", "location": "westeurope"},
        "azurerm_virtual_network.v": {"name": "vnet", **COMMON, "address_space": ["10.0.0.0/16"]},
        "azurerm_subnet.app": subnet("snet-app", "10.0.1.0/24"),
        "azurerm_subnet.pe": subnet("snet-pe", "10.0.2.0/24"),
        "azurerm_subnet.fw": subnet("AzureFirewallSubnet", "10.0.9.0/26"),
        "azurerm_route_table.out": {
            "name": "rt",
            **COMMON,
            "route": [
                {
                    "name": "all",
                    "address_prefix": "0.0.0.0/0",
                    "next_hop_type": "VirtualAppliance",
                    "next_hop_in_ip_address": after("azurerm_firewall.fw.ip_configuration[0].private_ip_address"),
                }
            ],
        },
        "azurerm_subnet_route_table_association.app": {
            "subnet_id": after("azurerm_subnet.app.id"),
            "route_table_id": after("azurerm_route_table.out.id"),
        },
        "azurerm_subnet_route_table_association.pe": {
            "subnet_id": after("azurerm_subnet.pe.id"),
            "route_table_id": after("azurerm_route_table.out.id"),
        },
        "azurerm_public_ip.fw": {"name": "pip-fw", **COMMON, "allocation_method": "Static", "sku": "Standard"},
        "azurerm_firewall_policy.p": {"name": "afwp", **COMMON, "sku": "Standard"},
        "azurerm_firewall.fw": {
            "name": "afw",
            **COMMON,
            "sku_name": "AZFW_VNet",
            "sku_tier": "Standard",
            "firewall_policy_id": after("azurerm_firewall_policy.p.id"),
            "ip_configuration": [
                {
                    "name": "c",
                    "subnet_id": after("azurerm_subnet.fw.id"),
                    "public_ip_address_id": after("azurerm_public_ip.fw.id"),
                    "private_ip_address": after(),
                }
            ],
        },
        "azurerm_network_interface.vm": {
            "name": "nic",
            **COMMON,
            "ip_configuration": [
                {
                    "name": "c",
                    "subnet_id": after("azurerm_subnet.app.id"),
                    "private_ip_address_allocation": "Static",
                    "private_ip_address": "10.0.1.4",
                }
            ],
        },
        "azurerm_linux_virtual_machine.vm": {"name": "vm", **COMMON, "network_interface_ids": [after("azurerm_network_interface.vm.id")]},
        "azurerm_cognitive_account.ai": {
            "name": "oai",
            **COMMON,
            "kind": "OpenAI",
            "sku_name": "S0",
            "public_network_access_enabled": False,
            "local_auth_enabled": False,
            "custom_subdomain_name": "oai",
        },
        "azurerm_private_endpoint.ai": {
            "name": "pe",
            **COMMON,
            "subnet_id": after("azurerm_subnet.pe.id"),
            "private_service_connection": [
                {
                    "name": "c",
                    "is_manual_connection": False,
                    "private_connection_resource_id": after("azurerm_cognitive_account.ai.id"),
                    "subresource_names": ["account"],
                }
            ],
            "private_dns_zone_group": [
                {"name": "default", "private_dns_zone_ids": [after(f"azurerm_private_dns_zone.{key}.id") for key in ZONES]}
            ],
        },
    }
    for key, name in ZONES.items():
        rows[f"azurerm_private_dns_zone.{key}"] = {"name": name, "resource_group_name": "rg"}
        rows[f"azurerm_private_dns_zone_virtual_network_link.{key}"] = {
            "name": "l",
            "resource_group_name": "rg",
            "private_dns_zone_name": name,
            "virtual_network_id": after("azurerm_virtual_network.v.id"),
        }
    return rows


def rules(after: Any, **collections: Any) -> dict[str, Any]:
    return {
        "azurerm_firewall_policy_rule_collection_group.g": {
            "name": "g",
            "firewall_policy_id": after("azurerm_firewall_policy.p.id"),
            "priority": 100,
            **collections,
        }
    }


def network_rule(**rule: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": "net",
            "priority": 100,
            "action": "Allow",
            "rule": [{"name": "r", "protocols": ["TCP"], "source_addresses": ["*"], "destination_ports": ["443"], **rule}],
        }
    ]


def public_machine(rows: Any, after: Any) -> None:
    rows["azurerm_public_ip.vm"] = {"name": "pip-vm", **COMMON, "allocation_method": "Static", "sku": "Standard"}
    rows["azurerm_network_interface.vm"]["ip_configuration"][0]["public_ip_address_id"] = after("azurerm_public_ip.vm.id")
    rows["azurerm_network_security_group.g"] = {
        "name": "nsg",
        **COMMON,
        "security_rule": [
            {
                "name": "open",
                "priority": 100,
                "direction": "Inbound",
                "access": "Allow",
                "protocol": "Tcp",
                "source_port_range": "*",
                "destination_port_range": "22",
                "source_address_prefix": "Internet",
                "destination_address_prefix": "*",
            }
        ],
    }
    rows["azurerm_network_interface_security_group_association.g"] = {
        "network_interface_id": after("azurerm_network_interface.vm.id"),
        "network_security_group_id": after("azurerm_network_security_group.g.id"),
    }
    # a route to an appliance would break the way back: this machine has none
    del rows["azurerm_subnet_route_table_association.app"]


def balanced_machine(rows: Any, after: Any) -> None:
    public_machine(rows, after)
    del rows["azurerm_network_interface.vm"]["ip_configuration"][0]["public_ip_address_id"]
    rows["azurerm_lb.l"] = {
        "name": "lb",
        **COMMON,
        "sku": "Standard",
        "frontend_ip_configuration": [{"name": "f", "public_ip_address_id": after("azurerm_public_ip.vm.id")}],
    }
    rows["azurerm_lb_backend_address_pool.p"] = {"name": "p", "loadbalancer_id": after("azurerm_lb.l.id")}
    rows["azurerm_lb_rule.r"] = {
        "name": "r",
        "loadbalancer_id": after("azurerm_lb.l.id"),
        "protocol": "Tcp",
        "frontend_port": 22,
        "backend_port": 22,
        "frontend_ip_configuration_name": "f",
        "backend_address_pool_ids": [after("azurerm_lb_backend_address_pool.p.id")],
    }
    rows["azurerm_network_interface_backend_address_pool_association.p"] = {
        "network_interface_id": after("azurerm_network_interface.vm.id"),
        "ip_configuration_name": "c",
        "backend_address_pool_id": after("azurerm_lb_backend_address_pool.p.id"),
    }


def dnat(rows: Any, after: Any) -> None:
    rows.update(
        rules(
            after,
            nat_rule_collection=[
                {
                    "name": "n",
                    "priority": 100,
                    "action": "Dnat",
                    "rule": [
                        {
                            "name": "in",
                            "protocols": ["TCP"],
                            "source_addresses": ["*"],
                            "destination_address": after("azurerm_public_ip.fw.ip_address"),
                            "destination_ports": ["22"],
                            "translated_address": "10.0.1.4",
                            "translated_port": 22,
                        }
                    ],
                }
            ],
        )
    )


def drop(*addresses: str) -> Callable[[Any, Any], None]:
    def change(rows: Any, after: Any) -> None:
        for address in addresses:
            del rows[address]

    return change


def put(address: str, **values: Any) -> Callable[[Any, Any], None]:
    def change(rows: Any, after: Any) -> None:
        rows.setdefault(address, {}).update(values)

    return change


def add(make: Callable[[Any], dict[str, Any]]) -> Callable[[Any, Any], None]:
    return lambda rows, after: rows.update(make(after))


WAYS: tuple[tuple[str, int, str, Callable[[Any, Any], None]], ...] = (
    ("public access of the service", 1, "refuted", put("azurerm_cognitive_account.ai", public_network_access_enabled=True)),
    (
        "public access by default",
        1,
        "refuted",
        lambda rows, after: rows["azurerm_cognitive_account.ai"].pop("public_network_access_enabled"),
    ),
    (
        "selected networks are public too",
        1,
        "refuted",
        put(
            "azurerm_cognitive_account.ai",
            public_network_access_enabled=True,
            network_acls=[{"default_action": "Deny", "ip_rules": ["203.0.113.0/24"]}],
        ),
    ),
    (
        "an unknown switch",
        1,
        "unknown",
        lambda rows, after: rows["azurerm_cognitive_account.ai"].update(public_network_access_enabled=after("local.x")),
    ),
    ("a public address on a machine", 1, "refuted", public_machine),
    ("a public load balancer", 1, "refuted", balanced_machine),
    ("a DNAT rule", 1, "refuted", dnat),
    ("keys", 2, "refuted", put("azurerm_cognitive_account.ai", local_auth_enabled=True)),
    ("keys by default", 2, "refuted", lambda rows, after: rows["azurerm_cognitive_account.ai"].pop("local_auth_enabled")),
    ("no private endpoint", 2, "refuted", drop("azurerm_private_endpoint.ai")),
    ("a zone that is not linked", 3, "refuted", drop("azurerm_private_dns_zone_virtual_network_link.a")),
    ("an endpoint without zones", 3, "refuted", lambda rows, after: rows["azurerm_private_endpoint.ai"].pop("private_dns_zone_group")),
    ("servers of one's own for names", 3, "unknown", put("azurerm_virtual_network.v", dns_servers=["10.0.1.53"])),
    ("no route to the firewall", 5, "refuted", drop("azurerm_subnet_route_table_association.app")),
    (
        "a route to the internet",
        5,
        "unknown",
        lambda rows, after: rows["azurerm_route_table.out"]["route"].append(
            {"name": "hole", "address_prefix": "20.0.0.0/8", "next_hop_type": "Internet", "next_hop_in_ip_address": ""}
        ),
    ),
    (
        "a route that is not known",
        5,
        "unknown",
        lambda rows, after: rows["azurerm_route_table.out"]["route"][0].update(next_hop_in_ip_address=after("local.hop")),
    ),
    ("a service endpoint", 5, "refuted", put("azurerm_subnet.app", service_endpoints=["Microsoft.Storage"])),
    (
        "a network rule to everywhere",
        5,
        "refuted",
        add(lambda after: rules(after, network_rule_collection=network_rule(destination_addresses=["*"]))),
    ),
    (
        "a network rule to a wide service tag",
        5,
        "refuted",
        add(lambda after: rules(after, network_rule_collection=network_rule(destination_addresses=["AzureCloud"]))),
    ),
    (
        "an application rule to any name",
        5,
        "refuted",
        add(
            lambda after: rules(
                after,
                application_rule_collection=[
                    {
                        "name": "a",
                        "priority": 200,
                        "action": "Allow",
                        "rule": [
                            {
                                "name": "r",
                                "source_addresses": ["*"],
                                "destination_fqdns": ["*"],
                                "protocols": [{"type": "Https", "port": 443}],
                            }
                        ],
                    }
                ],
            )
        ),
    ),
    ("rules that are not known", 5, "unknown", add(lambda after: rules(after, network_rule_collection=after("local.rules")))),
    (
        "a type that nobody maps",
        5,
        "unknown",
        add(lambda after: {"azurerm_palo_alto_virtual_network_appliance.p": {"name": "p", "virtual_hub_id": "/x"}}),
    ),
)


def statuses(graph: Any) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for result in verify(graph).obligations:
        found.setdefault(result.number, set()).add(result.verdict.name)
    return found


def test_the_platform_is_proved(plan: Any, after: Any) -> None:
    found = statuses(plan(base(after)))
    assert {number: found[number] for number in (1, 2, 3, 5)} == {1: {"proved"}, 2: {"proved"}, 3: {"proved"}, 5: {"proved"}}


@pytest.mark.parametrize(("number", "verdict", "change"), [way[1:] for way in WAYS], ids=[way[0] for way in WAYS])
def test_every_way_of_opening_it_is_seen(plan: Any, after: Any, number: int, verdict: str, change: Callable[[Any, Any], None]) -> None:
    rows = copy.copy({address: copy.copy(values) for address, values in base(after).items()})
    change(rows, after)
    found = statuses(plan(rows))
    assert verdict in found[number], found
    assert found[number] != {"proved"}
