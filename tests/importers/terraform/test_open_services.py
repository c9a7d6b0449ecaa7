"""Services as azurerm writes them, closed; every argument that opens one, and every argument whose default does, is seen.

The arguments and defaults are those of docs/r of each type, azurerm 4.55.
"""

from __future__ import annotations

from typing import Any

import pytest

from enclave.finding import Proved, Unknown, Verdict
from enclave.graph.model import Graph
from enclave.importers.terraform.read import read_plan
from enclave.verify.estate import Estate
from enclave.verify.front import closed
from enclave.verify.leads import leading_out
from enclave.verify.network.world import World
from enclave.verify.obligations import egress_only_declared, no_internet_ingress, private_endpoints_only
from enclave.verify.services import SERVICES, unmodelled

COMMON = {"name": "x", "resource_group_name": "rg", "location": "westeurope"}
CHECKS = {1: no_internet_ingress, 2: private_endpoints_only, 5: egress_only_declared}
SUBNET = {
    "azurerm_subnet.s": {
        "name": "s",
        "resource_group_name": "rg",
        "virtual_network_name": "v",
        "address_prefixes": ["10.0.0.0/24"],
        "default_outbound_access_enabled": False,
    },
}
OFF = {"public_network_access_enabled": False}
WORD = {"public_network_access": "Disabled"}
LOCAL = {"local_authentication_enabled": False}
OPEN: tuple[dict[str, Any], ...] = ({"public_network_access_enabled": True}, {"public_network_access_enabled": ...})
OPEN_WORD: tuple[dict[str, Any], ...] = ({"public_network_access": "Enabled"}, {"public_network_access": ...})
KEYS: tuple[dict[str, Any], ...] = ({"local_authentication_enabled": True}, {"local_authentication_enabled": ...})
CLUSTER = {
    "dns_prefix": "k",
    "private_cluster_enabled": True,
    "local_account_disabled": True,
    "default_node_pool": [{"name": "system", "vm_size": "Standard_D2s_v5"}],
    "network_profile": [{"network_plugin": "azure", "outbound_type": "none"}],
}

CLOSED: dict[str, tuple[dict[str, Any], tuple[dict[str, Any], ...], tuple[dict[str, Any], ...]]] = {
    "azurerm_ai_services": (
        {
            "sku_name": "S0",
            "public_network_access": "Disabled",
            "local_authentication_enabled": False,
            "outbound_network_access_restricted": True,
        },
        OPEN_WORD,
        KEYS,
    ),
    "azurerm_cognitive_account": (
        {"kind": "OpenAI", "sku_name": "S0", **OFF, "local_auth_enabled": False},
        OPEN,
        ({"local_auth_enabled": True}, {"local_auth_enabled": ...}),
    ),
    "azurerm_search_service": ({"sku": "standard", **OFF, **LOCAL}, OPEN, KEYS),
    "azurerm_storage_account": (
        {
            "account_tier": "Standard",
            "account_replication_type": "ZRS",
            **OFF,
            "shared_access_key_enabled": False,
            "allow_nested_items_to_be_public": False,
        },
        OPEN,
        ({"shared_access_key_enabled": ...}, {"shared_access_key_enabled": True}, {"allow_nested_items_to_be_public": ...}),
    ),
    "azurerm_key_vault": ({"sku_name": "premium", "tenant_id": "t", **OFF, "enable_rbac_authorization": True}, OPEN, ()),
    "azurerm_key_vault_managed_hardware_security_module": (
        {"sku_name": "Standard_B1", "tenant_id": "t", "admin_object_ids": [], **OFF, "purge_protection_enabled": True},
        OPEN,
        (),
    ),
    "azurerm_container_registry": ({"sku": "Premium", **OFF}, OPEN, ({"admin_enabled": True}, {"anonymous_pull_enabled": True})),
    "azurerm_app_configuration": (
        {"sku": "standard", "public_network_access": "Disabled", "local_auth_enabled": False},
        OPEN_WORD[:1],
        ({"local_auth_enabled": ...},),
    ),
    "azurerm_cosmosdb_account": (
        {
            "offer_type": "Standard",
            **OFF,
            "local_authentication_disabled": True,
            "consistency_policy": [{"consistency_level": "Session"}],
            "geo_location": [{"location": "westeurope", "failover_priority": 0}],
        },
        OPEN,
        ({"local_authentication_disabled": ...}, {"kind": "MongoDB"}),
    ),
    "azurerm_mongo_cluster": (
        {"public_network_access": "Disabled", "authentication_methods": ["MicrosoftEntraID"]},
        OPEN_WORD,
        ({"authentication_methods": ...}, {"authentication_methods": ["NativeAuth", "MicrosoftEntraID"]}),
    ),
    "azurerm_mssql_server": (
        {
            "version": "12.0",
            **OFF,
            "azuread_administrator": [{"login_username": "a", "object_id": "o", "azuread_authentication_only": True}],
        },
        OPEN,
        ({"azuread_administrator": []}, {"azuread_administrator": [{"login_username": "a", "object_id": "o"}]}),
    ),
    "azurerm_postgresql_flexible_server": (
        {"version": "16", **OFF, "authentication": [{"active_directory_auth_enabled": True, "password_auth_enabled": False}]},
        OPEN,
        ({"authentication": []}, {"authentication": [{"active_directory_auth_enabled": True}]}),
    ),
    "azurerm_redis_cache": (
        {"capacity": 1, "family": "P", "sku_name": "Premium", **OFF, "access_keys_authentication_enabled": False},
        OPEN,
        ({"access_keys_authentication_enabled": ...},),
    ),
    "azurerm_managed_redis": (
        {
            "sku_name": "Balanced_B1",
            "public_network_access": "Disabled",
            "default_database": [{"access_keys_authentication_enabled": False}],
        },
        OPEN_WORD,
        ({"default_database": [{"access_keys_authentication_enabled": True}]},),
    ),
    "azurerm_eventhub_namespace": ({"sku": "Standard", **OFF, **LOCAL}, OPEN, KEYS),
    "azurerm_servicebus_namespace": (
        {"sku": "Premium", **OFF, "local_auth_enabled": False},
        OPEN,
        ({"local_auth_enabled": ...}, {"local_auth_enabled": True}),
    ),
    "azurerm_eventgrid_topic": ({**OFF, "local_auth_enabled": False}, OPEN, ({"local_auth_enabled": ...},)),
    "azurerm_eventgrid_domain": ({**OFF, "local_auth_enabled": False}, OPEN, ({"local_auth_enabled": ...},)),
    "azurerm_iothub": (
        {
            **OFF,
            "local_authentication_enabled": False,
            "sku": [{"name": "S1", "capacity": 1}],
            "network_rule_set": [{"default_action": "Deny", "apply_to_builtin_eventhub_endpoint": True, "ip_rule": []}],
        },
        OPEN,
        KEYS,
    ),
    "azurerm_signalr_service": (
        {**OFF, "local_auth_enabled": False, "sku": [{"name": "Premium_P1", "capacity": 1}]},
        OPEN,
        ({"local_auth_enabled": ...},),
    ),
    "azurerm_web_pubsub": ({**OFF, "local_auth_enabled": False, "sku": "Premium_P1"}, OPEN, ({"local_auth_enabled": ...},)),
    "azurerm_dashboard_grafana": ({"grafana_major_version": 11, **OFF}, OPEN, ({"api_key_enabled": True},)),
    "azurerm_monitor_workspace": (OFF, OPEN, ()),
    "azurerm_purview_account": ({"public_network_enabled": False}, ({"public_network_enabled": True}, {"public_network_enabled": ...}), ()),
    "azurerm_recovery_services_vault": ({"sku": "Standard", **OFF}, OPEN, ()),
    "azurerm_automation_account": ({"sku_name": "Basic", **OFF, **LOCAL}, OPEN, KEYS),
    "azurerm_kusto_cluster": ({"sku": [{"name": "Standard_D13_v2", "capacity": 2}], **OFF}, OPEN, ()),
    "azurerm_data_factory": ({"public_network_enabled": False}, ({"public_network_enabled": True}, {"public_network_enabled": ...}), ()),
    "azurerm_synapse_workspace": (
        {"storage_data_lake_gen2_filesystem_id": "f", **OFF, "azuread_authentication_only": True},
        OPEN,
        ({"azuread_authentication_only": ...},),
    ),
    "azurerm_machine_learning_workspace": ({"kind": "Default", **OFF}, OPEN, ()),
    "azurerm_ai_foundry": ({"public_network_access": "Disabled"}, OPEN_WORD, ()),
    "azurerm_linux_web_app": (
        {
            **OFF,
            "service_plan_id": "p",
            "site_config": [{"ftps_state": "Disabled"}],
            "virtual_network_subnet_id": "/s",
            "webdeploy_publish_basic_authentication_enabled": False,
            "ftp_publish_basic_authentication_enabled": False,
        },
        OPEN,
        ({"webdeploy_publish_basic_authentication_enabled": ...},),
    ),
    "azurerm_static_web_app": (OFF, OPEN, ()),
    "azurerm_log_analytics_workspace": (
        {"internet_ingestion_enabled": False, "internet_query_enabled": False, "local_authentication_enabled": False},
        ({"internet_ingestion_enabled": ...}, {"internet_query_enabled": ...}),
        ({"local_authentication_enabled": ...},),
    ),
    "azurerm_application_insights": (
        {
            "application_type": "web",
            "internet_ingestion_enabled": False,
            "internet_query_enabled": False,
            "local_authentication_disabled": True,
        },
        ({"internet_ingestion_enabled": ...}, {"internet_query_enabled": ...}),
        ({"local_authentication_disabled": ...},),
    ),
    "azurerm_monitor_data_collection_endpoint": (OFF, OPEN, ()),
    "azurerm_batch_account": (
        {**OFF, "allowed_authentication_modes": ["AAD"]},
        OPEN,
        ({"allowed_authentication_modes": ...}, {"allowed_authentication_modes": ["SharedKey"]}),
    ),
    "azurerm_bot_service_azure_bot": (
        {"microsoft_app_id": "a", "sku": "S1", **OFF, "local_authentication_enabled": False},
        OPEN,
        KEYS,
    ),
    "azurerm_container_group": (
        {"os_type": "Linux", "ip_address_type": "Private", "container": [{"name": "c", "image": "i"}]},
        ({"ip_address_type": "Public"}, {"ip_address_type": ...}),
        (),
    ),
    "azurerm_container_app_environment": (
        {"internal_load_balancer_enabled": True},
        ({"internal_load_balancer_enabled": False}, {"internal_load_balancer_enabled": ...}),
        (),
    ),
    "azurerm_databricks_workspace": (
        {"sku": "premium", **OFF, "custom_parameters": [{"no_public_ip": True}]},
        (*OPEN, {"custom_parameters": [{"no_public_ip": False}]}),
        (),
    ),
    "azurerm_api_management": (
        {"publisher_name": "p", "publisher_email": "e", "sku_name": "Premium_1", "virtual_network_type": "Internal"},
        ({"virtual_network_type": "External"}, {"virtual_network_type": ...}),
        (),
    ),
    "azurerm_kubernetes_cluster": (
        CLUSTER,
        (
            {"private_cluster_enabled": False},
            {"private_cluster_enabled": ...},
            {"default_node_pool": [{"name": "s", "vm_size": "v", "node_public_ip_enabled": True}]},
            {"http_application_routing_enabled": True},
            {"web_app_routing": [{"dns_zone_ids": []}]},
            {"web_app_routing": [{"dns_zone_ids": [], "default_nginx_controller": "External"}]},
            {"service_mesh_profile": [{"mode": "Istio", "revisions": ["asm-1-24"], "external_ingress_gateway_enabled": True}]},
            {"ingress_application_gateway": [{"subnet_cidr": "10.2.0.0/16"}]},
        ),
        ({"local_account_disabled": ...}, {"local_account_disabled": False}),
    ),
}
"""Type -> (closed, what opens its door, what lets a key in). An ellipsis leaves an argument out."""


def changed(values: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**COMMON, **values, **change}.items() if value is not ...}


def verdict(graph: Graph, number: int, kind: str) -> Verdict:
    service = next(each.id for each in graph if graph.sources.get(each.id, "").endswith(f"#{kind}.x"))
    return next(found for subject, found in CHECKS[number].check(World(Estate(graph))) if subject == service)


RULED = ("azurerm_mongo_cluster", "azurerm_mssql_server", "azurerm_postgresql_flexible_server", "azurerm_synapse_workspace")
"""Those that let nobody in while no rule does."""
DOORS = [(kind, change) for kind, (_, doors, _) in CLOSED.items() for change in doors]
AUTH = [(kind, change) for kind, (_, _, keys) in CLOSED.items() for change in keys]


def named(row: Any) -> str:
    return row.removeprefix("azurerm_") if isinstance(row, str) else "-".join(f"{key}={value}" for key, value in row.items())


@pytest.mark.parametrize("kind", CLOSED)
def test_closed(plan: Any, kind: str) -> None:
    found = verdict(plan({f"{kind}.x": changed(CLOSED[kind][0], {})}), 1, kind)
    assert isinstance(found, Proved), found


@pytest.mark.parametrize(("kind", "change"), DOORS, ids=named)
def test_an_open_door(plan: Any, kind: str, change: dict[str, Any]) -> None:
    graph = plan({f"{kind}.x": changed(CLOSED[kind][0], change)})
    assert verdict(graph, 2, kind).reason == "public access is on"
    assert kind in RULED or verdict(graph, 1, kind).name == "refuted"


@pytest.mark.parametrize("kind", RULED)
def test_a_rule_that_lets_all_of_azure_in(plan: Any, after: Any, kind: str) -> None:
    rule = (
        kind.replace("_server", "_firewall_rule")
        if kind == "azurerm_mssql_server"
        else f"{kind}_firewall_rule".replace("_workspace_f", "_f")
    )
    ends = {"start_ip_address": "0.0.0.0", "end_ip_address": "0.0.0.0"}
    values = {
        "name": "all",
        "server_id": after(f"{kind}.x.id"),
        "synapse_workspace_id": after(f"{kind}.x.id"),
        "mongo_cluster_id": after(f"{kind}.x.id"),
        **ends,
    }
    graph = plan(
        {
            f"{kind}.x": changed(CLOSED[kind][0], {"public_network_access_enabled": True, "public_network_access": "Enabled"}),
            f"{rule}.r": values,
        }
    )
    assert verdict(graph, 1, kind).name == "refuted"


@pytest.mark.parametrize(("kind", "change"), AUTH, ids=named)
def test_a_key(plan: Any, kind: str, change: dict[str, Any]) -> None:
    found = verdict(plan({f"{kind}.x": changed(CLOSED[kind][0], change)}), 2, kind)
    assert found.reason == "local authentication is on", found


@pytest.mark.parametrize("kind", CLOSED)
def test_a_switch_that_is_only_known_after_apply(plan: Any, after: Any, kind: str) -> None:
    values, doors, _ = CLOSED[kind]
    switch = next(iter(doors[0]))
    graph = plan({f"{kind}.x": changed(values, {switch: after("local.x")})})
    assert verdict(graph, 2, kind).name != "proved"
    # whom the rules of a service let in is nobody where it has none, whatever its switch says
    found = verdict(graph, 1, kind)
    assert isinstance(found, Unknown) or (kind in RULED and found.name == "proved"), found


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("runbook", {"name": "r", "runbook_type": "PowerShell", "log_progress": False, "log_verbose": False}),
        ("webhook", {"name": "w", "runbook_name": "r", "expiry_time": "2027-01-01T00:00:00Z"}),
        ("job_schedule", {"runbook_name": "r", "schedule_name": "s"}),
        ("python3_package", {"name": "p", "content_uri": "https://example.org/p.whl"}),
    ],
)
def test_what_an_automation_account_runs_may_send_anywhere(plan: Any, part: str, values: dict[str, Any]) -> None:
    account = {"azurerm_automation_account.x": changed(CLOSED["azurerm_automation_account"][0], {})}
    below = {"resource_group_name": "rg", "location": "westeurope", "automation_account_name": "x"}
    assert verdict_of_code(plan(account)) is None
    quiet = {"azurerm_automation_schedule.s": {**below, "name": "s", "frequency": "Day"}}
    assert verdict_of_code(plan(account | quiet)) is None
    found = verdict_of_code(plan(account | {f"azurerm_automation_{part}.p": {**below, **values}}))
    assert isinstance(found, Unknown)


def verdict_of_code(graph: Graph) -> Verdict | None:
    found = dict(egress_only_declared.check(World(Estate(graph))))
    return next((each for subject, each in found.items() if "automationAccounts" in subject), None)


@pytest.mark.parametrize("asked", [True, False])
def test_a_relay_that_takes_anybody(plan: Any, asked: bool) -> None:
    relay = {"azurerm_relay_namespace.x": {**COMMON, "sku_name": "Standard"}}
    below = {"name": "h", "resource_group_name": "rg", "relay_namespace_name": "x", "requires_client_authorization": asked}
    graph = plan(relay | {"azurerm_relay_hybrid_connection.h": below})
    service = SERVICES["microsoft.relay/namespaces"]
    held = [closed(group, next(each for each in graph if each.type.count("/") == 1), World(Estate(graph))) for group in service.keys]
    assert held[1] is asked


def test_a_key_that_reads_telemetry_leaves_the_component_undecided(plan: Any, after: Any) -> None:
    kind = "azurerm_application_insights"
    rows = {f"{kind}.x": changed(CLOSED[kind][0], {})}
    assert verdict(plan(rows), 1, kind).name == "proved"
    key = {"name": "k", "application_insights_id": after(f"{kind}.x.id"), "read_permissions": ["search"]}
    assert isinstance(verdict(plan(rows | {f"{kind}_api_key.k": key}), 1, kind), Unknown)


@pytest.mark.parametrize(
    ("kind", "values", "parent"),
    [
        ("eventhub_namespace_disaster_recovery_config", {"namespace_name": "x", "resource_group_name": "rg"}, "eventhub_namespace"),
        ("servicebus_namespace_disaster_recovery_config", {}, "servicebus_namespace"),
        ("dashboard_grafana_managed_private_endpoint", {}, "dashboard_grafana"),
    ],
)
def test_what_carries_data_out_of_the_plan(plan: Any, after: Any, kind: str, values: dict[str, Any], parent: str) -> None:
    service = f"azurerm_{parent}"
    other = "/subscriptions/2/resourceGroups/r/providers/Microsoft.EventHub/namespaces/other"
    links = {key: after(f"{service}.x.id") for key in ("primary_namespace_id", "grafana_id")}
    part = {"name": "p", **links, **values, "partner_namespace_id": other, "private_link_resource_id": other}
    graph = plan({f"{service}.x": changed(CLOSED[service][0], {}), f"azurerm_{kind}.p": part})
    found = dict(egress_only_declared.check(World(Estate(graph))))
    assert [each.name for subject, each in found.items() if subject.endswith("/p")] == ["unknown"]


ELSEWHERE = "https://theirs.blob.core.windows.net/c?sv=x"
SENDING = [
    ("registry_webhook", {"service_uri": "https://theirs.example"}),
    ("site_log", {"logs": [{"http_logs": [{"azure_blob_storage": [{"sas_url": ELSEWHERE}]}]}]}),
    ("site_log", {"logs": [{"application_logs": [{"azure_blob_storage": [{"sas_url": ELSEWHERE}]}]}]}),
    ("site_mount", {"storage_account": [{"name": "m", "account_name": "theirs", "share_name": "s", "type": "AzureFiles"}]}),
    ("machine", {"boot_diagnostics": [{"storage_account_uri": ELSEWHERE}]}),
    ("machines", {"boot_diagnostics": [{"storage_account_uri": ELSEWHERE}]}),
    ("older_machine", {"boot_diagnostics": [{"enabled": True, "storage_uri": ELSEWHERE}]}),
    ("alerts", {"storage_endpoint": ELSEWHERE}),
    ("cluster", {"kubernetes_cluster_id": "/subscriptions/2/resourceGroups/r/providers/Microsoft.ContainerService/managedClusters/k"}),
]
KINDS = {
    "registry_webhook": ("container_registry_webhook", {"registry_name": "x"}),
    "site_log": ("linux_web_app_slot", {"app_service_id": "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Web/sites/x"}),
    "site_mount": ("windows_function_app", {}),
    "machine": ("linux_virtual_machine", {}),
    "machines": ("windows_virtual_machine_scale_set", {}),
    "older_machine": ("virtual_machine", {}),
    "alerts": ("mssql_server_security_alert_policy", {"server_name": "x", "state": "Enabled"}),
    "cluster": (
        "machine_learning_inference_cluster",
        {"machine_learning_workspace_id": "/subscriptions/1/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/x"},
    ),
}


@pytest.mark.parametrize(("kind", "values"), SENDING, ids=str)
def test_where_a_part_sends_is_read(plan: Any, kind: str, values: dict[str, Any]) -> None:
    source, given = KINDS[kind]
    common = {"name": "p", "resource_group_name": "rg", "location": "westeurope", **given}
    assert list(leading_out(plan({f"azurerm_{source}.p": common}))) == []
    assert [target for _, target in leading_out(plan({f"azurerm_{source}.p": {**common, **values}}))] != []


def test_a_backup_of_a_site_is_a_part_that_nobody_follows(plan: Any) -> None:
    site = {"name": "s", "resource_group_name": "rg", "location": "westeurope"}
    copied = {**site, "backup": [{"name": "b", "storage_account_url": ELSEWHERE}]}
    assert list(unmodelled(plan({"azurerm_linux_web_app.s": site}))) == []
    assert [each.name for each in unmodelled(plan({"azurerm_linux_web_app.s": copied}))] == ["s/backup"]


@pytest.mark.parametrize(("word", "off"), [("NFS", False), ("SMB", True), (None, True)])
def test_a_share_that_asks_nobody_who_he_is(plan: Any, after: Any, word: str | None, off: bool) -> None:
    kind = "azurerm_storage_account"
    share = {"name": "s", "storage_account_id": after(f"{kind}.x.id"), "quota": 1, "enabled_protocol": word}
    graph = plan({f"{kind}.x": changed(CLOSED[kind][0], {}), "azurerm_storage_share.s": share})
    account = next(each for each in graph if each.type.count("/") == 1)
    assert all(closed(group, account, World(Estate(graph))) for group in SERVICES["microsoft.storage/storageaccounts"].keys) is off


@pytest.mark.parametrize("inside", [True, False])
def test_each_region_of_api_management_stands_in_a_network_or_not(plan: Any, inside: bool) -> None:
    network = [{"subnet_id": "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"}]
    region = {"location": "northeurope", "virtual_network_configuration": network if inside else []}
    values = {
        "name": "m", "resource_group_name": "rg", "location": "westeurope", "sku_name": "Premium_1", "virtual_network_type": "Internal",
        "virtual_network_configuration": network, "additional_location": [region],
    }  # fmt: skip
    graph = plan({"azurerm_api_management.m": values})
    (doubt,) = SERVICES["microsoft.apimanagement/service"].doubts
    assert doubt.holds(next(iter(graph)), graph) is inside


def test_accounts_that_are_named_alone_are_read(one: Any, after: Any) -> None:
    theirs = {"name": "theirs"}
    group = one("azurerm_monitor_action_group", {"short_name": "x", "event_hub_receiver": [{"event_hub_namespace": "theirs"}]})
    assert group("properties.eventHubReceivers") == [{"eventHubNameSpace": "theirs"}]
    volume = {"name": "c", "image": "i", "volume": [{"storage_account_name": "theirs"}, {"empty_dir": True}]}
    logs = [{"log_analytics": [{"workspace_id": "w"}]}]
    containers = one("azurerm_container_group", {"ip_address_type": "None", "container": [volume], "diagnostics": logs})
    assert containers("properties.volumes") == [{"azureFile": {"storageAccountName": "theirs"}}]
    assert containers("properties.diagnostics.logAnalytics.workspaceId") == "w"
    script = one("azurerm_resource_deployment_script_azure_cli", {"storage_account": [theirs]})
    assert script("properties.storageAccountSettings.storageAccountName") == "theirs"
    environment = {"azurerm_container_app_environment.e": {"name": "e", "resource_group_name": "rg", "location": "x"}}
    share = {"container_app_environment_id": after("azurerm_container_app_environment.e.id"), "account_name": "theirs"}
    assert one("azurerm_container_app_environment_storage", share, environment)("properties.azureFile.accountName") == "theirs"


def test_settings_that_azure_follows_are_read_and_other_settings_are_not(one: Any, after: Any) -> None:
    secret = "DefaultEndpointsProtocol=https;AccountName=theirs;AccountKey=hidden;EndpointSuffix=core.windows.net"
    settings = {"AzureWebJobsStorage": secret, "OTHER": "https://theirs.example/"}
    app = one("azurerm_linux_function_app", {"app_settings": settings})
    assert app("properties.siteConfig.appSettings") == [{"name": "AzureWebJobsStorage", "value": secret}]
    app = one("azurerm_linux_function_app", {"storage_account_name": "theirs"})
    assert app("properties.siteConfig.appSettings") == [{"name": "AzureWebJobsStorage", "value": "AccountName=theirs"}]
    # an account of the plan whose name is not known yet is called as the graph calls it
    account = {"azurerm_storage_account.s": {"name": after("random_string.r.result"), "resource_group_name": "rg", "location": "x"}}
    app = one("azurerm_linux_function_app", {"storage_account_name": after("azurerm_storage_account.s.name")}, account)
    assert app("properties.siteConfig.appSettings") == [{"name": "AzureWebJobsStorage", "value": "AccountName={azurerm_storage_account.s}"}]


def test_of_secret_settings_only_what_they_lead_to_is_kept(plan_document: Any, row: Any) -> None:
    secret = "DefaultEndpointsProtocol=https;AccountName=theirs;AccountKey=hidden;EndpointSuffix=core.windows.net"
    values = {"name": "x", "resource_group_name": "rg", "location": "x", "app_settings": {"AzureWebJobsStorage": secret, "OTHER": "hidden"}}
    for hidden in (True, {"AzureWebJobsStorage": True}):
        document = plan_document([row("azurerm_linux_web_app.x", values)])
        document["resource_changes"][0]["change"]["after_sensitive"] = {"app_settings": hidden}
        (site,) = read_plan(document, name="plan.json").of_type("Microsoft.Web/sites")
        assert site.body["properties"]["siteConfig"]["appSettings"] == [{"name": "AzureWebJobsStorage", "value": "AccountName=theirs"}]
        assert "hidden" not in str(site.body)


def test_a_part_whose_owner_is_named_by_a_lost_name_is_not_left_out(plan_document: Any, row: Any, after: Any) -> None:
    common = {"resource_group_name": "rg", "location": "x"}

    def gateway(label: str) -> Any:
        name = after("random_string.r.result", "local.name")
        return row(f"azurerm_api_management.{label}", {"name": name, **common, "sku_name": "Developer_1"})

    values = {"name": "b", "resource_group_name": "rg", "protocol": "http", "url": "http://theirs.example"}
    part = row("azurerm_api_management_backend.b", {**values, "api_management_name": after("local.name")})
    alone = read_plan(plan_document([gateway("one"), part]), name="plan.json")
    (backend,) = alone.of_type("Microsoft.ApiManagement/service/backends")
    assert backend.parent == "/resourceGroups/rg/providers/Microsoft.ApiManagement/service/{azurerm_api_management.one}"
    assert any("azurerm_api_management.one" in note for note in alone.notes)
    # nobody knows which of two it belongs to
    several = read_plan(plan_document([gateway("one"), gateway("two"), part]), name="plan.json")
    assert [each.type for each in unmodelled(several)] == ["Terraform/azurerm_api_management_backend"]
