from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import lookup
from enclave.graph.model import Ref
from enclave.verify import verify

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


FOREIGN = "/subscriptions/99999999-9999-9999-9999-999999999999/resourceGroups/x/providers"
SENT = "destination.properties.resourceId"
TOPIC = {"azurerm_eventgrid_system_topic.t": {"name": "t", **COMMON, "topic_type": "Microsoft.Storage.StorageAccounts"}}
ACCOUNT = {"azurerm_storage_account.s": {"name": "s", **COMMON, "account_replication_type": "GZRS"}}


@pytest.mark.parametrize("kind", ["azurerm_eventgrid_event_subscription", "azurerm_eventgrid_system_topic_event_subscription"])
@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ({"eventhub_endpoint_id": f"{FOREIGN}/Microsoft.EventHub/namespaces/x/eventhubs/h"}, SENT),
        ({"hybrid_connection_endpoint_id": f"{FOREIGN}/Microsoft.Relay/namespaces/x/hybridConnections/h"}, SENT),
        ({"service_bus_topic_endpoint_id": f"{FOREIGN}/Microsoft.ServiceBus/namespaces/x/topics/h"}, SENT),
        ({"azure_function_endpoint": [{"function_id": f"{FOREIGN}/Microsoft.Web/sites/x/functions/f"}]}, SENT),
        (
            {"storage_queue_endpoint": [{"storage_account_id": f"{FOREIGN}/Microsoft.Storage/storageAccounts/x", "queue_name": "q"}]},
            SENT,
        ),
        ({"webhook_endpoint": [{"url": "https://theirs.example/in"}]}, "destination.properties.endpointUrl"),
        (
            {"storage_blob_dead_letter_destination": [{"storage_account_id": f"{FOREIGN}/Microsoft.Storage/storageAccounts/x"}]},
            "deadLetterDestination.properties.resourceId",
        ),
    ],
)
def test_where_events_are_sent(plan: Any, after: Any, kind: str, sent: dict[str, Any], path: str) -> None:
    rows = ACCOUNT | TOPIC if "system" in kind else ACCOUNT
    home = {"system_topic": "t", "resource_group_name": "rg"} if "system" in kind else {"scope": after("azurerm_storage_account.s.id")}

    def fifth(given: dict[str, Any]) -> tuple[Any, set[str]]:
        graph = plan({**rows, f"{kind}.e": {"name": "e", **home, **given}})
        (made,) = (each for each in graph if each.type.endswith("eventSubscriptions"))
        found = {each.verdict.name for each in verify(graph).obligations if each.number == 5 and each.subject == made.id}
        return made, found

    made, found = fifth(sent)
    assert lookup(made.body["properties"], path) == next(iter(_leaves(sent)))
    assert found == {"unknown"}
    # a queue of one's own, and what is only known after apply
    own = {"storage_queue_endpoint": [{"storage_account_id": after("azurerm_storage_account.s.id"), "queue_name": "q"}]}
    assert fifth(own)[1] == set()
    assert fifth({"webhook_endpoint": [{"url": after("local.url")}]})[1] == {"unknown"}


def _leaves(value: Any) -> Any:
    for each in value.values() if isinstance(value, dict) else value:
        yield from _leaves(each) if isinstance(each, dict | list) else (each,)


def test_topics_of_events(one: Any, after: Any) -> None:
    found = one("azurerm_eventgrid_system_topic", {"source_resource_id": after("azurerm_storage_account.s.id")}, ACCOUNT)
    assert found("properties.source") == Ref("/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/s")
    older = one("azurerm_eventgrid_system_topic", {"source_arm_resource_id": after("azurerm_storage_account.s.id")}, ACCOUNT)
    assert older("properties.source") == found("properties.source")
