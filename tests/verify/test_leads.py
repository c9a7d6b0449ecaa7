"""Where parts of services carry data to."""

from __future__ import annotations

import re
from typing import Any

import pytest

from enclave.importers.arm import read_arm
from enclave.verify.leads import leading_out

STORAGE = "Microsoft.Storage/storageAccounts"
ITS_ID = f"resourceId('{STORAGE}', 'audits')"


def told(endpoint: Any) -> list[tuple[str, str]]:
    resources = [
        {"type": STORAGE, "apiVersion": "2023-05-01", "name": "audits"},
        {"type": "Microsoft.Sql/servers", "apiVersion": "2023-08-01", "name": "sql"},
        {
            "type": "Microsoft.Sql/servers/auditingSettings",
            "apiVersion": "2023-08-01",
            "name": "sql/default",
            "properties": {"storageEndpoint": endpoint},
        },
    ]
    return [(subject.rpartition("/")[2], target) for subject, target in leading_out(read_arm({"resources": resources}, name="t.json"))]


@pytest.mark.parametrize(
    "endpoint",
    [
        None,
        "",
        "https://audits.blob.core.windows.net/",
        "https://AUDITS-secondary.blob.core.windows.net:443/",
        "https://audits.z13.blob.storage.azure.net/",
        "audits.blob.core.windows.net",
        f"[reference({ITS_ID}).primaryEndpoints.blob]",
        f"[concat(reference({ITS_ID}, '2023-05-01').primaryEndpoints.blob, 'scans')]",
    ],
)
def test_what_is_in_the_template_is_no_way_out(endpoint: Any) -> None:
    assert told(endpoint) == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://x.blob.core.windows.net/",
        "https://audits.example.com/",
        "https://audits.blob.core.windows.net.example.com/",
        "https://audits@x.example.com/",
        "https://default.blob.core.windows.net/",
        "https://sql.blob.core.windows.net/",
        "https://sql-secondary.database.windows.net",
        "no address",
        "https://[::1",
        "[parameters('endpoint')]",
        "[reference('/subscriptions/x').primaryEndpoints.blob]",
        7,
    ],
)
def test_what_is_not_may_be_anybodys(endpoint: Any) -> None:
    assert [subject for subject, _ in told(endpoint)] == ["default"]


OWN_STORAGE = f"[resourceId('{STORAGE}', 'files')]"


def connected(target: Any, **more: Any) -> list[str]:
    account = {
        "type": "Microsoft.CognitiveServices/accounts",
        "apiVersion": "2025-06-01",
        "name": "account",
        "kind": "AIServices",
        "properties": {"customSubDomainName": "models"},
    }
    connection = {
        "type": "Microsoft.CognitiveServices/accounts/connections",
        "apiVersion": "2025-06-01",
        "name": "account/c",
        "properties": {"target": target, **more},
    }
    storage = {"type": STORAGE, "apiVersion": "2023-05-01", "name": "files"}
    return [target for _, target in leading_out(read_arm({"resources": [account, connection, storage]}, name="t.json"))]


@pytest.mark.parametrize(
    "target",
    [OWN_STORAGE, "_", "https://files.blob.core.windows.net", "https://models.openai.azure.com/", "https://models.services.ai.azure.com/api"],
)
def test_a_connection_may_name_what_is_in_the_template_by_id_or_by_address(target: str) -> None:
    assert connected(target, metadata={"ResourceId": OWN_STORAGE}) == []


@pytest.mark.parametrize("target", ["https://account.openai.azure.com/", "https://models.blob.core.windows.net", "/subscriptions/x/y"])
def test_a_connection_that_names_anything_else_may_lead_to_anybody(target: str) -> None:
    assert connected(target) == [target]


def sited(accounts: Any) -> list[str]:
    site = {
        "type": "Microsoft.Web/sites",
        "apiVersion": "2024-04-01",
        "name": "site",
        "properties": {"siteConfig": {"azureStorageAccounts": accounts}},
    }
    storage = {"type": STORAGE, "apiVersion": "2023-05-01", "name": "files"}
    return [target for _, target in leading_out(read_arm({"resources": [site, storage]}, name="t.json"))]


def test_what_a_site_mounts_is_an_account_of_the_template() -> None:
    assert sited({"a": {"accountName": "Files"}}) == []
    assert sited({"a": {"accountName": "files"}, "b": {"accountName": "theirs"}}) == ["theirs"]
    assert sited("[parameters('mounts')]") != []


WORKSPACE = "Microsoft.OperationalInsights/workspaces"
HUBS = "Microsoft.EventHub/namespaces"
SINKS: dict[str, tuple[str, dict[str, Any]]] = {
    "a setting": (
        "Microsoft.Insights/diagnosticSettings",
        {"workspaceId": "{workspace}", "storageAccountId": "{storage}", "eventHubAuthorizationRuleId": "{hubs}/authorizationRules/send"},
    ),
    "a rule that collects": (
        "Microsoft.Insights/dataCollectionRules",
        {"destinations": {"logAnalytics": [{"name": "own", "workspaceResourceId": "{workspace}"}]}},
    ),
    "records of flows": (
        "Microsoft.Network/networkWatchers/flowLogs",
        {
            "storageId": "{storage}",
            "flowAnalyticsConfiguration": {"networkWatcherFlowAnalyticsConfiguration": {"workspaceResourceId": "{workspace}"}},
        },
    ),
    "a firewall's insights": (
        "Microsoft.Network/firewallPolicies",
        {
            "insights": {
                "logAnalyticsResources": {
                    "defaultWorkspaceId": {"id": "{workspace}"},
                    "workspaces": [{"region": "westeurope", "workspaceId": {"id": "{workspace}"}}],
                }
            }
        },
    ),
    "what applications tell": ("Microsoft.Insights/components", {"WorkspaceResourceId": "{workspace}"}),
    "what containers print": (
        "Microsoft.App/managedEnvironments",
        {"appLogsConfiguration": {"logAnalyticsConfiguration": {"customerId": "[reference('{workspace}').customerId]"}}},
    ),
    "a cluster": (
        "Microsoft.ContainerService/managedClusters",
        {
            "addonProfiles": {"omsagent": {"enabled": True, "config": {"logAnalyticsWorkspaceResourceID": "{workspace}"}}},
            "securityProfile": {"defender": {"logAnalyticsWorkspaceResourceId": "{workspace}"}},
        },
    ),
    "a workspace of machine learning": (
        "Microsoft.MachineLearningServices/workspaces",
        {
            "storageAccount": "{storage}",
            "encryption": {"storageAccountResourceId": "{storage}"},
            "sharedPrivateLinkResources": [{"name": "own", "properties": {"privateLinkResourceId": "{storage}"}}],
            "workspaceHubConfig": {"additionalWorkspaceStorageAccounts": ["{storage}"]},
        },
    ),
}
"""What carries records or data away, and where to: with one's own places nothing leads out, and with each that is somebody's it does."""


def ids(group: str) -> dict[str, str]:
    head = f"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/{group}/providers"
    return {"{workspace}": f"{head}/{WORKSPACE}/log", "{storage}": f"{head}/{STORAGE}/audits", "{hubs}": f"{head}/{HUBS}/hubs"}


def filled(value: Any, places: dict[str, str]) -> Any:
    """The value with the ids in it, and as many as there are."""
    if isinstance(value, dict):
        return {key: filled(item, places) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, places) for item in value]
    for name, there in places.items() if isinstance(value, str) else ():
        value = value.replace(name, there)
    return value


@pytest.mark.parametrize("group", ["resource-group", "theirs"])
@pytest.mark.parametrize("name", SINKS)
def test_records_stay_where_they_are_in_the_template(name: str, group: str) -> None:
    kind, properties = SINKS[name]
    own = [
        {"type": WORKSPACE, "apiVersion": "2023-09-01", "name": "log"},
        {"type": STORAGE, "apiVersion": "2023-05-01", "name": "audits"},
        {"type": HUBS, "apiVersion": "2024-01-01", "name": "hubs"},
    ]
    written = filled(properties, ids(group))
    sender = {"type": kind, "apiVersion": "2024-01-01", "name": "/".join(["sends"] * kind.count("/")), "properties": written}
    found = [target for _, target in leading_out(read_arm({"resources": [*own, sender]}, name="t.json"))]
    assert len(found) == (0 if group == "resource-group" else len(re.findall(r"\{\w+\}", str(properties))))


EVENTS = ("eventSubscriptions", "systemTopics/eventSubscriptions", "topics/eventSubscriptions", "domains/eventSubscriptions",
          "domains/topics/eventSubscriptions")
WITH_IDENTITY = "deliveryWithResourceIdentity"
STORED = {"endpointType": "StorageQueue", "properties": {"resourceId": "{storage}", "queueName": "q"}}
CALLED = {"endpointType": "WebHook", "properties": {"endpointUrl": "https://hooks.example.com/x"}}
ALARM = {"endpointType": "MonitorAlert", "properties": {"actionGroups": ["{hubs}"]}}
HIDDEN = {"endpointType": "WebHook", "properties": {"endpointBaseUrl": "https://hooks.example.com"}}
ASKED_FOR = {"endpointType": "WebHook", "properties": {"endpointUrl": "[parameters('hook')]"}}
DEAD = {"deadLetterDestination": {"endpointType": "StorageBlob", "properties": {"resourceId": "{storage}", "blobContainerName": "c"}}}


def sent(kind: str, properties: Any, group: str) -> list[str]:
    sender = {
        "type": f"Microsoft.EventGrid/{kind}", "apiVersion": "2025-02-15", "name": "/".join(["sends"] * (kind.count("/") + 1)),
        "properties": filled(properties, ids(group)),
    }
    own = [{"type": STORAGE, "apiVersion": "2023-05-01", "name": "audits"}, {"type": HUBS, "apiVersion": "2024-01-01", "name": "hubs"}]
    parameters = {"hook": {"type": "secureString"}, "where": {"type": "object"}}
    return [target for _, target in leading_out(read_arm({"parameters": parameters, "resources": [*own, sender]}, name="t.json"))]


@pytest.mark.parametrize("kind", EVENTS)
def test_events_stay_where_they_go_to_what_is_in_the_template(kind: str) -> None:
    for to in (STORED, ALARM):
        for properties in ({"destination": to}, {WITH_IDENTITY: {"destination": to}}):
            assert sent(kind, properties, "resource-group") == []
            assert len(sent(kind, properties, "theirs")) == 1
    assert len(sent(kind, {"destination": STORED, **DEAD}, "theirs")) == 2
    for to in (CALLED, HIDDEN):
        for properties in ({"destination": to}, {WITH_IDENTITY: {"destination": to}}):
            assert [each[:25] for each in sent(kind, properties, "theirs")] == ["https://hooks.example.com"]
    assert sent(kind, {"destination": ASKED_FOR}, "theirs") == ["parameters('hook')"]
    where = "[parameters('where')]"
    for properties in ({"destination": where}, {"destination": {"properties": where}}, where):
        assert "parameters('where')" in sent(kind, properties, "theirs")


def test_events_of_a_namespace_are_pulled_or_pushed() -> None:
    def delivered(**how: Any) -> list[str]:
        return sent("namespaces/topics/eventSubscriptions", {"deliveryConfiguration": how}, "theirs")

    assert delivered(deliveryMode="Queue", queue={"maxDeliveryCount": 3}) == []
    assert len(delivered(deliveryMode="Push", push={"destination": STORED})) == 1
    assert len(delivered(deliveryMode="Push", push={WITH_IDENTITY: {"destination": STORED}})) == 1
    assert len(delivered(deliveryMode="Push", push={"destination": CALLED})) == 1
    assert len(delivered(deliveryMode="Push", push={"deadLetterDestinationWithResourceIdentity": DEAD})) == 1


@pytest.mark.parametrize(
    ("host", "found"), [("audits.blob.core.windows.net", []), ("theirs.blob.core.windows.net", ["theirs.blob.core.windows.net"])]
)
def test_a_server_of_sql_sends_to_hosts_of_the_template(host: str, found: list[str]) -> None:
    own = {"type": STORAGE, "apiVersion": "2023-05-01", "name": "audits"}
    rule = {"type": "Microsoft.Sql/servers/outboundFirewallRules", "apiVersion": "2023-08-01", "name": f"sql/{host}"}
    assert [target for _, target in leading_out(read_arm({"resources": [own, rule]}, name="t.json"))] == found


@pytest.mark.parametrize(("kind", "properties"), [
    ("Microsoft.App/managedEnvironments", {"openTelemetryConfiguration": {"destinationsConfiguration": {
        "otlpConfigurations": [{"name": "x", "endpoint": "traces.example.com:4317"}]}}}),
    ("Microsoft.App/managedEnvironments", {"openTelemetryConfiguration": {"destinationsConfiguration": {
        "dataDogConfiguration": {"site": "datadoghq.example"}}}}),
    ("Microsoft.ContainerService/managedClusters", {"addonProfiles": {"ingressApplicationGateway": {"config": {
        "applicationGatewayId": "/subscriptions/1/resourceGroups/g/providers/Microsoft.Network/applicationGateways/theirs"}}}}),
])
def test_what_an_add_on_works_with_is_in_the_template(kind: str, properties: Any) -> None:
    resource = {"type": kind, "apiVersion": "2025-01-01", "name": "x", "properties": properties}
    assert len(list(leading_out(read_arm({"resources": [resource]}, name="t.json")))) == 1
