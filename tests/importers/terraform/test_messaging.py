from __future__ import annotations

from typing import Any

import pytest

COMMON = {"resource_group_name": "rg", "location": "x"}


@pytest.mark.parametrize(
    ("kind", "off"),
    [
        ("azurerm_servicebus_namespace", "local_auth_enabled"),
        ("azurerm_eventhub_namespace", "local_authentication_enabled"),
        ("azurerm_eventgrid_topic", "local_auth_enabled"),
        ("azurerm_eventgrid_domain", "local_auth_enabled"),
        ("azurerm_iothub", "local_authentication_enabled"),
        ("azurerm_signalr_service", "local_auth_enabled"),
        ("azurerm_web_pubsub", "local_auth_enabled"),
    ],
)
def test_keys_and_public_access_are_on_by_default(one: Any, kind: str, off: str) -> None:
    found, closed = one(kind, {}), one(kind, {off: False, "public_network_access_enabled": False})
    assert (found("properties.publicNetworkAccess"), found("properties.disableLocalAuth")) == ("Enabled", False)
    assert (closed("properties.publicNetworkAccess"), closed("properties.disableLocalAuth")) == ("Disabled", True)


@pytest.mark.parametrize(
    ("kind", "values", "ranges"),
    [
        (
            "servicebus",
            {"network_rule_set": [{"default_action": "Deny", "public_network_access_enabled": False, "ip_rules": ["203.0.113.0/24"]}]},
            [{"ipMask": "203.0.113.0/24", "action": "Allow"}],
        ),
        (
            "eventhub",
            {
                "network_rulesets": [
                    {
                        "default_action": "Deny",
                        "public_network_access_enabled": False,
                        "ip_rule": [{"ip_mask": "203.0.113.0/24"}],
                        "virtual_network_rule": [],
                    }
                ]
            },
            [{"ipMask": "203.0.113.0/24", "action": "Allow"}],
        ),
    ],
)
def test_rule_sets_are_children(plan: Any, kind: str, values: Any, ranges: Any) -> None:
    graph = plan({f"azurerm_{kind}_namespace.n": {"name": "ns", **COMMON, "sku": "Premium", **values}})
    (rules,) = [each for each in graph if each.type.endswith("/networkRuleSets")]
    assert rules.name == "ns/default"
    assert rules.body["properties"]["defaultAction"] == "Deny"
    assert rules.body["properties"]["publicNetworkAccess"] == "Disabled"
    assert rules.body["properties"]["ipRules"] == ranges


def test_a_namespace_without_rules_has_none(plan: Any, after: Any) -> None:
    graph = plan({"azurerm_servicebus_namespace.n": {"name": "ns", **COMMON, "network_rule_set": after()}})
    assert [each.type for each in graph] == ["Microsoft.ServiceBus/namespaces"]


def test_parts_of_a_namespace(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_servicebus_namespace.n": {"name": "ns", **COMMON},
            "azurerm_servicebus_queue.q": {"name": "q", "namespace_id": after("azurerm_servicebus_namespace.n.id")},
            "azurerm_servicebus_topic.t": {"name": "t", "namespace_id": after("azurerm_servicebus_namespace.n.id")},
            "azurerm_servicebus_subscription.s": {"name": "s", "topic_id": after("azurerm_servicebus_topic.t.id")},
        }
    )
    assert [each.name for each in graph] == ["ns", "ns/q", "ns/t", "ns/t/s"]
