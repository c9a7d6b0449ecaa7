from __future__ import annotations

from typing import Any

from enclave.graph.model import Ref
from enclave.graph.resources import azure_firewalls, firewall_policies, route_tables
from enclave.verify.leads import leading_out

COMMON = {"resource_group_name": "rg", "location": "x"}


def rows(after: Any) -> dict[str, dict[str, Any]]:
    return {
        "azurerm_virtual_network.v": {"name": "v", **COMMON, "address_space": ["10.0.0.0/16"]},
        "azurerm_subnet.f": {
            "name": "AzureFirewallSubnet",
            "resource_group_name": "rg",
            "virtual_network_name": "v",
            "address_prefixes": ["10.0.9.0/26"],
        },
        "azurerm_ip_group.g": {"name": "ipg", **COMMON, "cidrs": ["10.0.1.0/24"]},
        "azurerm_ip_group_cidr.c": {"ip_group_id": after("azurerm_ip_group.g.id"), "cidr": "10.0.2.0/24"},
        "azurerm_firewall_policy.p": {
            "name": "afwp",
            **COMMON,
            "sku": "Premium",
            "threat_intelligence_mode": "Deny",
            "dns": [{"proxy_enabled": True, "servers": None}],
        },
        "azurerm_firewall_policy_rule_collection_group.g": {
            "name": "rcg",
            "firewall_policy_id": after("azurerm_firewall_policy.p.id"),
            "priority": 500,
            "application_rule_collection": [
                {
                    "name": "app",
                    "priority": 500,
                    "action": "Allow",
                    "rule": [
                        {
                            "name": "models",
                            "source_ip_groups": [after("azurerm_ip_group.g.id")],
                            "source_addresses": None,
                            "destination_fqdns": ["login.microsoftonline.com"],
                            "protocols": [{"type": "Https", "port": 443}],
                        }
                    ],
                }
            ],
            "network_rule_collection": [
                {
                    "name": "net",
                    "priority": 400,
                    "action": "Deny",
                    "rule": [
                        {
                            "name": "none",
                            "protocols": ["TCP", "UDP"],
                            "source_addresses": ["*"],
                            "destination_addresses": ["*"],
                            "destination_ports": ["1-65535"],
                        }
                    ],
                }
            ],
            "nat_rule_collection": [
                {
                    "name": "nat",
                    "priority": 300,
                    "action": "Dnat",
                    "rule": [
                        {
                            "name": "in",
                            "protocols": ["TCP"],
                            "source_addresses": ["*"],
                            "destination_address": "20.1.2.3",
                            "destination_ports": ["443"],
                            "translated_address": "10.0.1.4",
                            "translated_port": 8443,
                        }
                    ],
                }
            ],
        },
        "azurerm_firewall.f": {
            "name": "afw",
            **COMMON,
            "sku_name": "AZFW_VNet",
            "sku_tier": "Premium",
            "firewall_policy_id": after("azurerm_firewall_policy.p.id"),
            "ip_configuration": [
                {"name": "c", "subnet_id": after("azurerm_subnet.f.id"), "public_ip_address_id": None, "private_ip_address": after()}
            ],
        },
        "azurerm_route_table.t": {"name": "rt", **COMMON},
        "azurerm_route.r": {
            "name": "out",
            "resource_group_name": "rg",
            "route_table_name": "rt",
            "address_prefix": "0.0.0.0/0",
            "next_hop_type": "VirtualAppliance",
            "next_hop_in_ip_address": after("azurerm_firewall.f.ip_configuration[0].private_ip_address"),
        },
    }


def test_the_policy_with_its_rules(plan: Any, after: Any) -> None:
    graph = plan(rows(after))
    (policy,) = graph.of_type("Microsoft.Network/firewallPolicies")
    found = str(firewall_policies.read(policy, graph))
    for word in ("login.microsoftonline.com", "models", "none", "10.0.1.4", "8443"):
        assert word in found, word
    (group,) = graph.of_type("Microsoft.Network/firewallPolicies/ruleCollectionGroups")
    assert [each["ruleCollectionType"] for each in group.body["properties"]["ruleCollections"]] == [
        "FirewallPolicyNatRuleCollection",
        "FirewallPolicyFilterRuleCollection",
        "FirewallPolicyFilterRuleCollection",
    ]


def test_ip_groups_gather_their_ranges(plan: Any, after: Any) -> None:
    (group,) = plan(rows(after)).of_type("Microsoft.Network/ipGroups")
    assert group.body["properties"]["ipAddresses"] == ["10.0.1.0/24", "10.0.2.0/24"]


def test_a_route_to_the_firewall_leads_to_its_address(plan: Any, after: Any) -> None:
    graph = plan(rows(after))
    (table,) = graph.of_type("Microsoft.Network/routeTables")
    (firewall,) = graph.of_type(azure_firewalls.TYPE)
    (route,) = route_tables.read(table, graph).routes
    assert route.next_hop_ip == azure_firewalls.read(firewall, graph).private_ip == "10.0.9.4"


def test_rules_on_the_firewall_itself(plan: Any, after: Any) -> None:
    graph = plan(
        rows(after)
        | {
            "azurerm_firewall_network_rule_collection.c": {
                "name": "old",
                "azure_firewall_name": "afw",
                "resource_group_name": "rg",
                "priority": 100,
                "action": "Allow",
                "rule": [
                    {
                        "name": "all",
                        "protocols": ["Any"],
                        "source_addresses": ["*"],
                        "destination_addresses": ["*"],
                        "destination_ports": ["*"],
                    }
                ],
            }
        }
    )
    (firewall,) = graph.of_type(azure_firewalls.TYPE)
    assert azure_firewalls.read(firewall, graph).own


def test_bastion(one: Any, after: Any) -> None:
    found = one(
        "azurerm_bastion_host",
        {
            "sku": "Standard",
            "copy_paste_enabled": False,
            "shareable_link_enabled": True,
            "ip_configuration": [{"name": "c", "subnet_id": after("azurerm_subnet.b.id")}],
        },
        {
            "azurerm_subnet.b": {
                "name": "AzureBastionSubnet",
                "resource_group_name": "rg",
                "virtual_network_name": "v",
                "address_prefixes": ["10.0.8.0/26"],
            }
        },
    )
    assert found("sku.name") == "Standard"
    assert found("properties.disableCopyPaste") is True
    assert found("properties.enableShareableLink") is True
    assert found("properties.ipConfigurations")[0]["properties"]["subnet"]["id"] == Ref(
        "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/AzureBastionSubnet",
    )


def test_where_a_firewalls_insights_go(plan: Any, after: Any) -> None:
    place = {"name": "x", "resource_group_name": "rg", "location": "westeurope"}
    theirs = "/subscriptions/9/resourceGroups/x/providers/Microsoft.OperationalInsights/workspaces/theirs"
    own = after("azurerm_log_analytics_workspace.w.id")

    def policy(name: str, first: Any, other: Any) -> dict[str, Any]:
        places = {"default_log_analytics_workspace_id": first, "log_analytics_workspace": [{"id": other, "firewall_location": "x"}]}
        return {**place, "name": name, "insights": [{"enabled": True, **places}]}

    graph = plan(
        {
            "azurerm_log_analytics_workspace.w": {**place, "name": "w"},
            "azurerm_firewall_policy.a": policy("a", own, own),
            "azurerm_firewall_policy.b": policy("b", theirs, own),
            "azurerm_firewall_policy.c": policy("c", own, theirs),
        }
    )
    assert sorted(subject.rpartition("/")[2] for subject, _ in leading_out(graph)) == ["b", "c"]
