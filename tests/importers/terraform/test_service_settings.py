"""Arguments that open a service, or send its data on, and that stand beside the ones that everybody writes: each is in ARM's words."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.estate import Estate
from enclave.verify.front import closed
from enclave.verify.network.world import World
from enclave.verify.obligations import egress_only_declared
from enclave.verify.services import SERVICES

SOURCE = "/subscriptions/2/resourceGroups/rg/providers/Microsoft.Unheard/ofs/o"
ELSEWHERE = "/subscriptions/2/resourceGroups/r/providers"


@pytest.mark.parametrize(
    ("kind", "values", "path", "expected"),
    [
        ("redis_cache", {"redis_configuration": [{"authentication_enabled": False}]}, "redisConfiguration.authnotrequired", True),
        ("redis_cache", {"redis_configuration": [{"enable_authentication": False}]}, "redisConfiguration.authnotrequired", True),
        ("redis_cache", {"redis_configuration": [{"authentication_enabled": True}]}, "redisConfiguration.authnotrequired", False),
        (
            "redis_cache",
            {"redis_configuration": [{"rdb_storage_connection_string": "AccountName=a"}]},
            "redisConfiguration.rdb-storage-connection-string",
            "AccountName=a",
        ),
        (
            "cognitive_account",
            {"custom_question_answering_search_service_id": f"{ELSEWHERE}/Microsoft.Search/searchServices/o"},
            "apiProperties.qnaAzureSearchEndpointId",
            f"{ELSEWHERE}/Microsoft.Search/searchServices/o",
        ),
        ("storage_account", {"dns_endpoint_type": "AzureDnsZone"}, "dnsEndpointType", "AzureDnsZone"),
        ("storage_account", {}, "dnsEndpointType", "Standard"),
        ("dashboard_grafana", {"smtp": [{"enabled": True, "host": "h:25"}]}, "grafanaConfigurations.smtp.enabled", True),
        (
            "synapse_workspace",
            {"linking_allowed_for_aad_tenant_ids": ["t"]},
            "managedVirtualNetworkSettings.allowedAadTenantIdsForLinking",
            ["t"],
        ),
        ("cosmosdb_account", {"capabilities": [{"name": "EnableCassandra"}]}, "capabilities", [{"name": "EnableCassandra"}]),
        ("firewall_policy", {"auto_learn_private_ranges_enabled": True}, "snat.autoLearnPrivateRanges", "Enabled"),
        (
            "signalr_service",
            {"upstream_endpoint": [{"url_template": "https://x.example/{hub}", "hub_pattern": ["*"]}]},
            "upstream.templates",
            [{"urlTemplate": "https://x.example/{hub}"}],
        ),
        ("iothub", {}, "routing.fallbackRoute.isEnabled", True),
        ("iothub", {"fallback_route": [{"enabled": False}]}, "routing.fallbackRoute.isEnabled", False),
        ("iothub", {"file_upload": [{"container_name": "c"}]}, "storageEndpoints.$default.containerName", "c"),
        (
            "iothub",
            {"endpoint": [{"type": "AzureIotHub.EventHub", "name": "e"}, {"type": "AzureIotHub.StorageContainer", "name": "s"}]},
            "routing.endpoints",
            {"eventHubs": [{"name": "e"}], "storageContainers": [{"name": "s"}]},
        ),
        (
            "iothub",
            {"route": [{"name": "r", "enabled": True, "endpoint_names": ["events"]}]},
            "routing.routes",
            [{"name": "r", "isEnabled": True, "endpointNames": ["events"]}],
        ),
        (
            "iothub",
            {"network_rule_set": [{"default_action": "Deny", "ip_rule": [{"name": "a", "ip_mask": "10.0.0.0/8"}]}]},
            "networkRuleSets",
            {
                "defaultAction": "Deny",
                "applyToBuiltInEventHubEndpoint": False,
                "ipRules": [{"filterName": "a", "ipMask": "10.0.0.0/8", "action": "Allow"}],
            },
        ),
        ("cdn_frontdoor_custom_domain", {"tls": [{"minimum_tls_version": "TLS10"}]}, "tlsSettings.minimumTlsVersion", "TLS10"),
        ("cdn_frontdoor_custom_domain", {"tls": [{"minimum_version": "TLS12"}]}, "tlsSettings.minimumTlsVersion", "TLS12"),
        ("postgresql_flexible_server", {"source_server_id": SOURCE}, "sourceServerResourceId", SOURCE),
        ("mssql_database", {"creation_source_database_id": SOURCE}, "sourceDatabaseId", SOURCE),
        ("mongo_cluster", {"source_server_id": SOURCE}, "replicaParameters.sourceResourceId", SOURCE),
        ("snapshot", {"source_resource_id": SOURCE}, "creationData.sourceResourceId", SOURCE),
        (
            "network_watcher_flow_log",
            {"network_watcher_name": "w", "traffic_analytics": [{"enabled": True, "workspace_resource_id": SOURCE}]},
            "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceResourceId",
            SOURCE,
        ),
    ],
)
def test_a_setting_in_words_of_arm(one: Any, kind: str, values: dict[str, Any], path: str, expected: Any) -> None:
    assert one(f"azurerm_{kind}", values)(f"properties.{path}") == expected


def test_a_kind_of_collection_rule_that_has_an_endpoint_of_its_own(one: Any) -> None:
    assert one("azurerm_monitor_data_collection_rule", {"kind": "Direct"})("kind") == "Direct"


@pytest.mark.parametrize(("values", "taken"), [({}, True), ({"enabled": True}, True), ({"enabled": False}, False)])
def test_a_token_of_a_registry_is_a_key_until_it_is_switched_off(plan: Any, values: dict[str, Any], taken: bool) -> None:
    common = {"name": "r", "resource_group_name": "rg", "location": "westeurope", "sku": "Premium"}
    token = {"name": "t", "resource_group_name": "rg", "container_registry_name": "r", "scope_map_id": "/s", **values}
    graph = plan({"azurerm_container_registry.r": common, "azurerm_container_registry_token.t": token})
    registry = next(each for each in graph if each.type.count("/") == 1)
    doors = SERVICES["microsoft.containerregistry/registries"].keys
    assert all(closed(group, registry, World(Estate(graph))) for group in doors) is not taken


@pytest.mark.parametrize("switch", ["scm", "ftp"])
def test_a_standard_logic_app_says_whether_it_takes_publishing_passwords(plan: Any, switch: str) -> None:
    values = {"name": "l", "resource_group_name": "rg", "location": "westeurope", f"{switch}_publish_basic_authentication_enabled": False}
    graph = plan({"azurerm_logic_app_standard.l": values})
    found = {each.name: each.body["properties"] for each in graph if each.type.endswith("basicPublishingCredentialsPolicies")}
    other = "ftp" if switch == "scm" else "scm"
    assert found == {f"l/{switch}": {"allow": False}, f"l/{other}": {"allow": True}}


@pytest.mark.parametrize(
    ("parent", "kind", "values"),
    [
        (
            "redis_enterprise_cluster",
            "redis_enterprise_database",
            {"cluster_id": "x", "linked_database_id": [f"{ELSEWHERE}/Microsoft.Cache/redisEnterprise/o/databases/default"]},
        ),
        (
            "data_factory",
            "data_factory_managed_private_endpoint",
            {"data_factory_id": "x", "target_resource_id": f"{ELSEWHERE}/Microsoft.Storage/storageAccounts/o"},
        ),
        (
            "log_analytics_workspace",
            "log_analytics_linked_storage_account",
            {
                "workspace_resource_id": "x",
                "data_source_type": "CustomLogs",
                "storage_account_ids": [f"{ELSEWHERE}/Microsoft.Storage/storageAccounts/o"],
            },
        ),
        (
            "log_analytics_workspace",
            "log_analytics_linked_service",
            {"workspace_id": "x", "write_access_id": f"{ELSEWHERE}/Microsoft.OperationalInsights/clusters/o"},
        ),
    ],
)
def test_a_part_that_leads_to_what_the_plan_has_not(plan: Any, after: Any, parent: str, kind: str, values: dict[str, Any]) -> None:
    common = {"name": "x", "resource_group_name": "rg", "location": "westeurope"}
    links = {key: after(f"azurerm_{parent}.x.id") if value == "x" else value for key, value in values.items()}
    graph = plan({f"azurerm_{parent}.x": common, f"azurerm_{kind}.p": {"name": "p", "resource_group_name": "rg", **links}})
    assert any(each.startswith("/subscriptions/2/") for each in _targets(graph))


def _targets(graph: Any) -> list[str]:
    """What the verifier says that parts of a service lead to."""
    found = dict(egress_only_declared.check(World(Estate(graph))))
    return [verdict.reason.removeprefix("it leads to ") for verdict in found.values() if (verdict.reason or "").startswith("it leads to ")]
