from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.network import admin_rules


def manager(after: Any, **rule: Any) -> dict[str, Any]:
    return {
        "azurerm_network_manager.m": {"name": "m", "resource_group_name": "rg", "location": "westeurope"},
        "azurerm_network_manager_network_group.g": {"name": "g", "network_manager_id": after("azurerm_network_manager.m.id")},
        "azurerm_network_manager_security_admin_configuration.c": {
            "name": "c",
            "network_manager_id": after("azurerm_network_manager.m.id"),
        },
        "azurerm_network_manager_admin_rule_collection.l": {
            "name": "l",
            "security_admin_configuration_id": after("azurerm_network_manager_security_admin_configuration.c.id"),
            "network_group_ids": [after("azurerm_network_manager_network_group.g.id")],
        },
        "azurerm_network_manager_admin_rule.r": {
            "name": "r",
            "admin_rule_collection_id": after("azurerm_network_manager_admin_rule_collection.l.id"),
            "action": "AlwaysAllow",
            "direction": "Inbound",
            "priority": 1,
            "protocol": "Tcp",
            "destination_port_ranges": ["22"],
            "source": [{"address_prefix": "Internet", "address_prefix_type": "ServiceTag"}],
            "destination": [{"address_prefix": "*", "address_prefix_type": "IPPrefix"}],
            **rule,
        },
    }


def test_rules_are_those_that_a_template_would_write(plan: Any, after: Any) -> None:
    (found,) = plan(manager(after)).of_type(admin_rules.TYPE)
    assert found.name == "m/c/l/r"
    assert found.body["properties"] == {
        "access": "AlwaysAllow",
        "direction": "Inbound",
        "priority": 1,
        "protocol": "Tcp",
        "destinationPortRanges": ["22"],
        "sources": [{"addressPrefix": "Internet", "addressPrefixType": "ServiceTag"}],
        "destinations": [{"addressPrefix": "*", "addressPrefixType": "IPPrefix"}],
    }


@pytest.mark.parametrize("kind", ["connectivity_configuration", "scope_connection", "static_member"])
def test_the_other_parts_have_their_arm_types(plan: Any, after: Any, kind: str) -> None:
    rows = manager(after)
    parent = {"network_group_id": after("azurerm_network_manager_network_group.g.id")} if kind == "static_member" else {}
    rows[f"azurerm_network_manager_{kind}.x"] = {"name": "x", "network_manager_id": after("azurerm_network_manager.m.id"), **parent}
    graph = plan(rows)
    (found,) = [each for each in graph if graph.sources[each.id].endswith(".x")]
    assert found.type.startswith("Microsoft.Network/networkManagers/")
    assert found.name.startswith("m/")
