from __future__ import annotations

from typing import Any

from enclave.graph.resources import network_security_groups

RULE = {
    "name": "in",
    "priority": 100,
    "direction": "Inbound",
    "access": "Allow",
    "protocol": "Tcp",
    "source_port_range": "*",
    "destination_port_range": "443",
    "source_address_prefix": "Internet",
    "destination_address_prefix": "*",
}
GROUP = {"name": "nsg", "resource_group_name": "rg", "location": "x"}


def test_rules_inline_and_of_their_own(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_network_security_group.g": {**GROUP, "security_rule": [RULE]},
            "azurerm_network_security_rule.r": {
                **RULE,
                "name": "more",
                "priority": 200,
                "resource_group_name": "rg",
                "network_security_group_name": "NSG",
                "destination_port_range": None,
                "destination_port_ranges": ["80", "8080-8090"],
            },
        }
    )
    (group,) = graph.of_type("Microsoft.Network/networkSecurityGroups")
    rules = {rule.name: rule for rule in network_security_groups.read(group, graph).rules}
    assert set(rules) == {"in", "more"}
    assert rules["more"].priority == 200
    assert "8080-8090" in str(rules["more"])


def test_a_group_that_writes_no_rules_has_none(plan: Any, after: Any) -> None:
    graph = plan({"azurerm_network_security_group.g": {**GROUP, "security_rule": after()}})
    (group,) = graph.of_type("Microsoft.Network/networkSecurityGroups")
    assert network_security_groups.read(group, graph).rules == ()


def test_rules_by_application_security_group(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_application_security_group.a": {"name": "asg", "resource_group_name": "rg", "location": "x"},
            "azurerm_network_security_group.g": GROUP,
            "azurerm_network_security_rule.r": {
                **RULE,
                "resource_group_name": "rg",
                "network_security_group_name": after("azurerm_network_security_group.g.name"),
                "source_address_prefix": None,
                "source_application_security_group_ids": [after("azurerm_application_security_group.a.id")],
            },
        }
    )
    (rule,) = graph.of_type("Microsoft.Network/networkSecurityGroups/securityRules")
    assert rule.name == "nsg/in"
    assert rule.body["properties"]["sourceApplicationSecurityGroups"][0]["id"].resource.endswith("/applicationSecurityGroups/asg")


def test_a_rule_that_names_a_group_of_a_name_that_is_not_known_is_in_it_or_unknown(plan: Any, row: Any, after: Any) -> None:
    group = {**GROUP, "name": after("random_pet.n.id")}
    rule = {**RULE, "resource_group_name": "rg", "network_security_group_name": "nsg-blue"}
    pet = row("random_pet.n", {"id": after()})
    made = row("azurerm_network_security_group.g", group)
    # nothing says whose it is: it may be that group's
    strangers = plan([pet, made, row("azurerm_network_security_rule.r", rule)]).of_type("Terraform/azurerm_network_security_rule")
    assert len(strangers) == 1
    # the configuration says it
    written = {"network_security_group_name": {"references": ["azurerm_network_security_group.g.name", "azurerm_network_security_group.g"]}}
    graph = plan([pet, made, row("azurerm_network_security_rule.r", rule, expressions=written)])
    (found,) = graph.of_type("Microsoft.Network/networkSecurityGroups")
    assert [each.name for each in network_security_groups.read(found, graph).rules] == ["in"]
    # a group of the plan that is called so is the one, and one that the plan does not have stays outside
    other = row("azurerm_network_security_group.h", {**GROUP, "name": "nsg-blue"})
    graph = plan([pet, made, other, row("azurerm_network_security_rule.r", rule)])
    named = next(each for each in graph.of_type("Microsoft.Network/networkSecurityGroups") if each.name == "nsg-blue")
    assert len(network_security_groups.read(named, graph).rules) == 1
    assert not plan([other, row("azurerm_network_security_rule.r", {**rule, "network_security_group_name": "x"})]).of_type(
        "Terraform/azurerm_network_security_rule"
    )
