"""Ways to undo a proof of the data and identity side, each as a small ARM template, beside honest ones that must be proved.

A case is (obligation, last part of the subject's id, what must come out, resources, terms of the owner's).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from enclave.graph.model import Terms

PRINCIPAL = "99999999-9999-9999-9999-999999999999"
OWN_ROLE = "11111111-1111-1111-1111-111111111111"
ELSEWHERE = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/other/providers/"
OWNER, READER, VM_CONTRIBUTOR = (
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
)
ACCESS_ADMINISTRATOR, IDENTITY_OPERATOR = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "f1a07417-d97a-45cb-824c-7a7467783830"
CLUSTER_WRITER = "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb"
COSMOS_READER, CLUSTER_USER = "fbdf93bf-df7d-467e-a4d2-9458aa1360c8", "4abbcc35-e782-43d8-92c5-2d3f1bd2253f"
SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
EUROPE = Terms("", geographies=("European Union",))
YEAR = Terms("", audit_days=365, request_response_days=90, metrics_days=90)
BACKED_UP = Terms("", backups=True)
OWN_KEYS = Terms("", customer_managed_keys=True)
LEAST, EVIDENCE, PLACES, RECOVERY, ENCRYPTED = "least-privilege", "evidence-kept", "data-stays", "recoverable", "encrypted"
ENDPOINTS = "private-endpoints-only"


@dataclass(frozen=True)
class Case:
    """One template and what must come out of it."""

    obligation: str
    subject: str
    verdict: str
    resources: tuple[dict[str, Any], ...]
    terms: Terms | None = None


def made(
    type_: str, name: str, properties: Any = None, /, *, api: str = "2025-01-01", location: str | None = "westeurope", **more: Any
) -> dict[str, Any]:
    place = {} if location is None else {"location": location}
    return {"type": type_, "apiVersion": api, "name": name, **place, "properties": {} if properties is None else properties, **more}


# -- identities -----------------------------------------------------------------------------------------------------------------------

IDENTITY = made("Microsoft.ManagedIdentity/userAssignedIdentities", "i")
ITS_ID = "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'i')]"
RUNS_AS = {"type": "UserAssigned", "userAssignedIdentities": {ITS_ID: {}}}


def given(role: str, name: str, *, scope: str | None = None, who: str = PRINCIPAL, **more: Any) -> dict[str, Any]:
    definition = f"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '{role}')]"
    there = {} if scope is None else {"scope": scope}
    return made(
        "Microsoft.Authorization/roleAssignments",
        f"00000000-0000-0000-0000-00000000000{name}",
        {"roleDefinitionId": definition, "principalId": who, **more},
        location=None,
        **there,
    )


HOUSE = (
    IDENTITY,
    made("Microsoft.KeyVault/vaults", "v", {"enableRbacAuthorization": True, "enablePurgeProtection": True}),
    given(
        SECRETS_USER,
        "1",
        scope="Microsoft.KeyVault/vaults/v",
        who="[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'i')).principalId]",
    ),
)
"""A vault, and an identity that reads its secrets."""


def own_role(*actions: str, but: tuple[str, ...] = ()) -> tuple[dict[str, Any], ...]:
    """A custom role with these actions, and somebody who holds it on the resource group."""
    permissions = [{"actions": list(actions), "notActions": list(but), "dataActions": [], "notDataActions": []}]
    role = made(
        "Microsoft.Authorization/roleDefinitions",
        OWN_ROLE,
        {"roleName": "mine", "permissions": permissions, "assignableScopes": ["[resourceGroup().id]"]},
        location=None,
    )
    return role, given(OWN_ROLE, "2")


def inside(*resources: dict[str, Any], **where: Any) -> dict[str, Any]:
    """A deployment of resources to another place."""
    template = {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": list(resources)}
    return made("Microsoft.Resources/deployments", "n", {"mode": "Incremental", "template": template}, location=None, **where)


def host(type_: str, properties: Any = None, name: str = "h") -> dict[str, Any]:
    return made(type_, name, properties, identity=RUNS_AS)


def least(verdict: str, *resources: dict[str, Any], subject: str = PRINCIPAL) -> Case:
    return Case(LEAST, subject, verdict, (*HOUSE, *resources))


CLUSTER = host("Microsoft.ContainerService/managedClusters", {"identityProfile": {"kubeletidentity": {"resourceId": ITS_ID}}})
WITH_DIRECTORY = host("Microsoft.ContainerService/managedClusters", {"aadProfile": {"managed": True}})
MACHINE = host("Microsoft.Compute/virtualMachines")
DENY_ALL = {
    "permissions": [{"actions": ["*"], "notActions": ["Microsoft.Compute/*"]}],
    "principals": [{"id": "00000000-0000-0000-0000-000000000000"}],
}

IDENTITIES: dict[str, Case] = {
    "readonly keys of cosmos": least("refuted", made("Microsoft.DocumentDB/databaseAccounts", "c"), given(COSMOS_READER, "2")),
    "readonly keys that do not work": least(
        "proved", made("Microsoft.DocumentDB/databaseAccounts", "c", {"disableLocalAuth": True}), given(COSMOS_READER, "2")
    ),
    "nodes of a cluster": least("refuted", CLUSTER, given(VM_CONTRIBUTOR, "2", scope="/")),
    "pods of a cluster with an add-on's identity": Case(
        LEAST,
        PRINCIPAL,
        "refuted",
        (
            HOUSE[1],
            CLUSTER,
            given(
                SECRETS_USER,
                "2",
                scope="Microsoft.KeyVault/vaults/v",
                who="[reference('h').addonProfiles.azureKeyvaultSecretsProvider.identity.objectId]",
            ),
            given(CLUSTER_WRITER, "3"),
        ),
    ),
    "cluster without a directory": least("refuted", CLUSTER, given(CLUSTER_USER, "2")),
    "cluster with a directory": least("proved", WITH_DIRECTORY, given(CLUSTER_USER, "2")),
    "configuration from a repository": least("refuted", CLUSTER, *own_role("Microsoft.KubernetesConfiguration/fluxConfigurations/write")),
    "guest configuration": least("refuted", MACHINE, *own_role("Microsoft.GuestConfiguration/guestConfigurationAssignments/write")),
    "serial console": least("refuted", MACHINE, *own_role("Microsoft.SerialConsole/serialPorts/connect/action")),
    "restart of a machine": least("proved", MACHINE, *own_role("Microsoft.Compute/virtualMachines/restart/action", "*/read")),
    "identity attached to a machine that is there": least(
        "refuted",
        made("Microsoft.Compute/virtualMachines", "m"),
        given(VM_CONTRIBUTOR, "2", scope="Microsoft.Compute/virtualMachines/m"),
        given(IDENTITY_OPERATOR, "3"),
    ),
    "jobs of a host that nobody knows": least(
        "unknown", host("Microsoft.Quantum/workspaces"), *own_role("Microsoft.Quantum/workspaces/jobs/write")
    ),
    "keys of batch run tasks": least(
        "refuted", host("Microsoft.Batch/batchAccounts"), *own_role("Microsoft.Batch/batchAccounts/listkeys/action")
    ),
    "definition of an assigned policy": least(
        "refuted",
        host("Microsoft.Authorization/policyAssignments", {"policyDefinitionId": "/providers/x"}),
        *own_role("Microsoft.Authorization/policyDefinitions/write"),
    ),
    "secrets of connections": least(
        "unknown",
        made("Microsoft.CognitiveServices/accounts", "a"),
        *own_role("Microsoft.CognitiveServices/accounts/connections/listsecrets/action"),
    ),
    "vault opened for templates": least(
        "unknown",
        made("Microsoft.KeyVault/vaults", "w", {"enabledForTemplateDeployment": True}),
        *own_role("Microsoft.KeyVault/vaults/deploy/action"),
    ),
    "users of a storage account": least(
        "unknown",
        made("Microsoft.Storage/storageAccounts", "s", {"allowSharedKeyAccess": False}),
        *own_role("Microsoft.Storage/storageAccounts/localUsers/write"),
    ),
    "export of a disk": least("refuted", made("Microsoft.Compute/disks", "d"), *own_role("Microsoft.Compute/disks/beginGetAccess/action")),
    "keys of one hub": least(
        "refuted",
        made("Microsoft.EventHub/namespaces", "e"),
        *own_role("Microsoft.EventHub/namespaces/eventhubs/authorizationRules/listkeys/action"),
    ),
    "query keys": least(
        "refuted", made("Microsoft.Search/searchServices", "e"), *own_role("Microsoft.Search/searchServices/listQueryKeys/action")
    ),
    "password of a database server": least(
        "refuted", made("Microsoft.DBforMySQL/flexibleServers", "e"), *own_role("Microsoft.DBforMySQL/flexibleServers/write")
    ),
    "principals of a cluster": least(
        "refuted", made("Microsoft.Kusto/clusters", "e"), *own_role("Microsoft.Kusto/clusters/principalAssignments/write")
    ),
    "entra user of redis": least(
        "proved",
        made("Microsoft.Cache/redis", "r"),
        made("Microsoft.Cache/redis/accessPolicyAssignments", "r/x", {"objectId": PRINCIPAL, "accessPolicyName": "Data Owner"}),
    ),
    "every write of authorization": least("refuted", *own_role("Microsoft.Authorization/*/Write")),
    "every write": least("refuted", *own_role("*/write")),
    "every read": least("proved", *own_role("*/read")),
    "taken away in another role": least("refuted", *own_role("*", but=("Microsoft.Authorization/*",)), given(ACCESS_ADMINISTRATOR, "3")),
    "roles that a condition limits": least("unknown", given("f58310d9-a9f6-439a-9e8d-f62e7b41a168", "2", condition="@Request[...]")),
    "a role that takes another": least("refuted", given("e47c6f54-e4a2-4754-9501-8e0985b135e1", "2")),
    "a role that takes keys besides": least("refuted", given("eadc314b-1a2d-4efa-be10-5d325db5065e", "2")),
    "a role that nobody knows": least("unknown", given("deadbeef-0000-0000-0000-000000000000", "2")),
    "an assignment on a management group": least("refuted", given(OWNER, "2", scope="/providers/Microsoft.Management/managementGroups/mg")),
    "an assignment as an export lists it": least(
        "refuted",
        made(
            "Microsoft.Authorization/roleAssignmentScheduleInstances",
            "x",
            {"roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{OWNER}", "principalId": PRINCIPAL},
            location=None,
        ),
    ),
    "an eligibility as an export lists it": least(
        "refuted",
        made(
            "Microsoft.Authorization/roleEligibilitySchedules",
            "x",
            {"roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{OWNER}", "principalId": PRINCIPAL},
            location=None,
        ),
    ),
    "a classic administrator": least(
        "unknown", made("Microsoft.Authorization/classicAdministrators", "x", {"role": "CoAdministrator"}, location=None), subject="x"
    ),
    "a denial that spares what matters": least(
        "refuted", MACHINE, given(VM_CONTRIBUTOR, "2"), made("Microsoft.Authorization/denyAssignments", "d", DENY_ALL, location=None)
    ),
    "an assignment where nobody knows": least(
        "unknown", MACHINE, given(VM_CONTRIBUTOR, "2", scope="[parameters('where')]"), subject="00000000-0000-0000-0000-000000000002"
    ),
    "an assignment in a group that nobody knows": least(
        "unknown",
        MACHINE,
        inside(given(VM_CONTRIBUTOR, "2"), resourceGroup="[parameters('group')]"),
        subject="00000000-0000-0000-0000-000000000002",
    ),
    "an assignment in another group": least("proved", MACHINE, inside(given(VM_CONTRIBUTOR, "2"), resourceGroup="other")),
    "an identity that nobody knows": least(
        "unknown",
        given(VM_CONTRIBUTOR, "2"),
        made(
            "Microsoft.Compute/virtualMachines",
            "m",
            identity={"type": "UserAssigned", "userAssignedIdentities": {"[parameters('identity')]": {}}},
        ),
    ),
    "a role of Azure's said to be harmless": least(
        "refuted",
        MACHINE,
        given(VM_CONTRIBUTOR, "2"),
        made(
            "Microsoft.Authorization/roleDefinitions",
            VM_CONTRIBUTOR,
            {"roleName": "mine", "permissions": [{"actions": ["*/read"]}]},
            location=None,
        ),
    ),
    "a reader": least("proved", given(READER, "2")),
}

# -- records --------------------------------------------------------------------------------------------------------------------------

WORKSPACE, VAULT = "Microsoft.OperationalInsights/workspaces", "Microsoft.KeyVault/vaults/v"
HERE = {"workspaceId": f"[resourceId('{WORKSPACE}', 'ws')]"}
EVERYTHING = ({"categoryGroup": "allLogs", "enabled": True},)
FIGURES = ({"category": "AllMetrics", "enabled": True},)
RULE = "Microsoft.Insights/dataCollectionRules"


def workspace(location: str = "westeurope", /, **more: Any) -> dict[str, Any]:
    return made(WORKSPACE, "ws", {"retentionInDays": 365, "sku": {"name": "PerGB2018"}, **more}, location=location)


def sends(target: str = VAULT, *, logs: tuple[Any, ...] = EVERYTHING, metrics: tuple[Any, ...] = FIGURES, **to: Any) -> dict[str, Any]:
    return made(
        "Microsoft.Insights/diagnosticSettings",
        "d",
        {"logs": list(logs), "metrics": list(metrics), **(to or HERE)},
        location=None,
        scope=target,
    )


ACCOUNT = made("Microsoft.CognitiveServices/accounts", "a", kind="OpenAI", sku={"name": "S0"})


def kept(verdict: str, *resources: dict[str, Any], subject: str = "v", terms: Terms = YEAR) -> Case:
    return Case(EVIDENCE, subject, verdict, (HOUSE[1], *resources), terms)


def collected(levels: tuple[str, ...] = ("*",), *, sources: bool = True, **flow: Any) -> tuple[dict[str, Any], ...]:
    """A machine, the rule that collects its log, and the association of both."""
    syslog = [{"name": "s", "streams": ["Microsoft-Syslog"], "facilityNames": ["*"], "logLevels": list(levels)}]
    rule = {
        "dataSources": {"syslog": syslog} if sources else {},
        "destinations": {"logAnalytics": [{"name": "w", "workspaceResourceId": f"[resourceId('{WORKSPACE}', 'ws')]"}]},
        "dataFlows": [{"streams": ["Microsoft-Syslog"], "destinations": ["w"], **flow}],
    }
    return (
        made("Microsoft.Compute/virtualMachines", "m"),
        workspace(),
        made(RULE, "r", rule),
        made(
            "Microsoft.Insights/dataCollectionRuleAssociations",
            "a",
            {"dataCollectionRuleId": f"[resourceId('{RULE}', 'r')]"},
            location=None,
            scope="Microsoft.Compute/virtualMachines/m",
        ),
    )


DROPPING = made(RULE, "t", {"dataFlows": [{"streams": ["Microsoft-Table-AZKVAuditLogs"], "transformKql": "source | where false"}]})
RECORDS: dict[str, Case] = {
    "all logs kept for a year": kept("proved", workspace(), sends()),
    "a group that is off": kept("refuted", workspace(), sends(logs=({"categoryGroup": "allLogs", "enabled": False},))),
    "audit logs alone, where prompts are logged apart": Case(
        EVIDENCE,
        "a",
        "unknown",
        (ACCOUNT, workspace(), sends("Microsoft.CognitiveServices/accounts/a", logs=({"categoryGroup": "audit", "enabled": True},))),
        YEAR,
    ),
    "audit logs of a vault": kept("proved", workspace(), sends(logs=({"categoryGroup": "audit", "enabled": True},))),
    "no metrics": kept("refuted", workspace(), sends(metrics=())),
    "a daily cap": kept("refuted", workspace(workspaceCapping={"dailyQuotaGb": 0.05}), sends()),
    "a cap that is none": kept("proved", workspace(workspaceCapping={"dailyQuotaGb": -1}), sends()),
    "a transformation of the workspace": kept(
        "unknown", workspace(defaultDataCollectionRuleResourceId=f"[resourceId('{RULE}', 't')]"), DROPPING, sends()
    ),
    "the free tier": kept("refuted", made(WORKSPACE, "ws", {"sku": {"name": "Free"}}), sends(), terms=Terms("", audit_days=20)),
    "a purge after thirty days": kept("refuted", workspace(features={"immediatePurgeDataOn30Days": True}), sends()),
    "the shared table kept for less": kept(
        "refuted",
        workspace(),
        sends(),
        made(f"{WORKSPACE}/tables", "ws/AzureDiagnostics", {"retentionInDays": 30, "totalRetentionInDays": 30}, location=None),
    ),
    "a partner only": kept("refuted", workspace(), sends(marketplacePartnerId="/x")),
    "somebody else's storage": kept("unknown", workspace(), sends(storageAccountId=f"{ELSEWHERE}Microsoft.Storage/storageAccounts/s")),
    "a machine's log": kept("proved", *collected(), subject="m"),
    "a machine's log filtered": kept("unknown", *collected(transformKql="source | where false"), subject="m"),
    "a rule without a source": kept("refuted", *collected(sources=False), subject="m"),
    "failures only": kept("refuted", *collected(("Critical", "Alert", "Emergency")), subject="m"),
}

# -- places ---------------------------------------------------------------------------------------------------------------------------


def stays(subject: str, verdict: str, *resources: dict[str, Any]) -> Case:
    return Case(PLACES, subject, verdict, resources, EUROPE)


def abroad(subject: str, verdict: str, *resources: dict[str, Any]) -> Case:
    """The owner declares no geography."""
    return Case(PLACES, subject, verdict, resources)


def model(sku: str) -> tuple[dict[str, Any], ...]:
    properties = {"model": {"format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20"}}
    return ACCOUNT, made(
        "Microsoft.CognitiveServices/accounts/deployments", "a/d", properties, location=None, sku={"name": sku, "capacity": 1}
    )


def part(type_: str, name: str, properties: Any) -> tuple[dict[str, Any], ...]:
    """A part of a service, and the service."""
    return made("/".join(type_.split("/")[:2]), name.partition("/")[0]), made(type_, name, properties, location=None)


HUB = {
    "captureDescription": {"destination": {"properties": {"storageAccountResourceId": f"{ELSEWHERE}Microsoft.Storage/storageAccounts/s"}}}
}
PLACED: dict[str, Case] = {
    **{
        f"deployment type {sku}": stays("d", verdict, *model(sku))
        for sku, verdict in (
            ("GlobalStandard", "refuted"),
            ("GlobalBatch", "refuted"),
            ("GlobalProvisionedManaged", "refuted"),
            ("globalstandard", "refuted"),
            ("DeveloperTier", "refuted"),
            ("DataZoneStandard", "proved"),
            ("DataZoneBatch", "proved"),
            ("Standard", "proved"),
            ("ProvisionedManaged", "proved"),
            ("Anything", "unknown"),
        )
    },
    "a failover group": stays(
        "f",
        "unknown",
        *part("Microsoft.Sql/servers/failoverGroups", "q/f", {"partnerServers": [{"id": f"{ELSEWHERE}Microsoft.Sql/servers/p"}]}),
    ),
    "a replica of images": stays(
        "us",
        "refuted",
        made("Microsoft.ContainerRegistry/registries", "r"),
        made("Microsoft.ContainerRegistry/registries/replications", "r/us", location="eastus"),
    ),
    "a replica of images, and no geography is declared": abroad(
        "us",
        "refuted",
        made("Microsoft.ContainerRegistry/registries", "r"),
        made("Microsoft.ContainerRegistry/registries/replications", "r/us", location="eastus"),
    ),
    "a replica of images in the same geography": abroad(
        "fr",
        "proved",
        made("Microsoft.ContainerRegistry/registries", "r"),
        made("Microsoft.ContainerRegistry/registries/replications", "r/fr", location="francecentral"),
    ),
    "a replica of images, nobody says where": abroad(
        "x",
        "unknown",
        made("Microsoft.ContainerRegistry/registries", "r"),
        made("Microsoft.ContainerRegistry/registries/replications", "r/x", location="[newGuid()]"),
    ),
    "a replica of a database abroad": abroad(
        "d",
        "refuted",
        made("Microsoft.Sql/servers", "here"),
        made("Microsoft.Sql/servers/databases", "here/origin"),
        made("Microsoft.Sql/servers", "there", location="eastus"),
        made(
            "Microsoft.Sql/servers/databases",
            "there/d",
            {"createMode": "Secondary", "sourceDatabaseId": "[resourceId('Microsoft.Sql/servers/databases', 'here', 'origin')]"},
            location="eastus",
        ),
    ),
    "a replica of a server that is elsewhere": abroad(
        "p",
        "unknown",
        made("Microsoft.DBforPostgreSQL/flexibleServers", "p", {"createMode": "Replica", "sourceServerResourceId": f"{ELSEWHERE}a/b/c"}),
    ),
    "replication of objects": stays(
        "default",
        "unknown",
        *part(
            "Microsoft.Storage/storageAccounts/objectReplicationPolicies",
            "s/default",
            {"destinationAccount": f"{ELSEWHERE}Microsoft.Storage/storageAccounts/t"},
        ),
    ),
    "a linked cache": stays("us", "refuted", *part("Microsoft.Cache/redis/linkedServers", "r/us", {"linkedRedisCacheLocation": "East US"})),
    "linked databases": stays(
        "default",
        "unknown",
        *part(
            "Microsoft.Cache/redisEnterprise/databases",
            "r/default",
            {"geoReplication": {"linkedDatabases": [{"id": f"{ELSEWHERE}Microsoft.Cache/redisEnterprise/s/databases/default"}]}},
        ),
    ),
    "captured events": stays("e", "unknown", *part("Microsoft.EventHub/namespaces/eventhubs", "n/e", HUB)),
    "exported tables": stays(
        "x",
        "unknown",
        workspace(),
        made(
            f"{WORKSPACE}/dataExports",
            "ws/x",
            {"destination": {"resourceId": f"{ELSEWHERE}Microsoft.Storage/storageAccounts/s"}},
            location=None,
        ),
    ),
    "telemetry of an application": stays(
        "i", "unknown", made("Microsoft.Insights/components", "i", {"WorkspaceResourceId": f"{ELSEWHERE}{WORKSPACE}/w"})
    ),
    "telemetry kept here": stays(
        "i",
        "proved",
        workspace(),
        made("Microsoft.Insights/components", "i", {"WorkspaceResourceId": f"[resourceId('{WORKSPACE}', 'ws')]"}),
    ),
    "records of a workspace abroad": stays("v", "refuted", HOUSE[1], workspace("eastus"), sends()),
    "records to a hub": stays(
        "v", "unknown", HOUSE[1], sends(eventHubAuthorizationRuleId=f"{ELSEWHERE}Microsoft.EventHub/namespaces/n/authorizationRules/r")
    ),
    "a second region of cosmos": stays(
        "c",
        "refuted",
        made(
            "Microsoft.DocumentDB/databaseAccounts",
            "c",
            {"locations": [{"locationName": "West Europe"}, {"locationName": "East US"}], "backupPolicy": {"type": "Continuous"}},
        ),
    ),
    "an edge zone": stays(
        "m", "unknown", made("Microsoft.Compute/virtualMachines", "m", extendedLocation={"type": "EdgeZone", "name": "losangeles"})
    ),
    "a copy of the newer kind": stays(
        "s", "refuted", made("Microsoft.Storage/storageAccounts", "s", location="brazilsouth", sku={"name": "StandardV2_GRS"})
    ),
    "machines elsewhere": stays(
        "c",
        "refuted",
        made("Microsoft.MachineLearningServices/workspaces/computes", "w/c", {"computeType": "AmlCompute", "computeLocation": "eastus"}),
    ),
    "pipelines elsewhere": stays(
        "ir",
        "refuted",
        *part(
            "Microsoft.DataFactory/factories/integrationRuntimes",
            "f/ir",
            {"type": "Managed", "typeProperties": {"computeProperties": {"location": "East US"}}},
        ),
    ),
    "pipelines wherever Azure likes": stays(
        "ir",
        "unknown",
        *part(
            "Microsoft.DataFactory/factories/integrationRuntimes",
            "f/ir",
            {"type": "Managed", "typeProperties": {"computeProperties": {"location": "AutoResolve"}}},
        ),
    ),
    "a copied cluster of logs": stays(
        "l", "refuted", made("Microsoft.OperationalInsights/clusters", "l", {"replication": {"enabled": True, "location": "eastus"}})
    ),
    "a service without a region": stays(
        "t", "unknown", made("Microsoft.CognitiveServices/accounts", "t", kind="TextTranslation", location="global")
    ),
}

# -- encryption -----------------------------------------------------------------------------------------------------------------------

STORAGE, SITE, DATABASES = "Microsoft.Storage/storageAccounts", "Microsoft.Web/sites", "Microsoft.Sql/servers/databases"
GATEWAY, RECOVERY_VAULT = "Microsoft.Network/applicationGateways", "Microsoft.RecoveryServices/vaults"
IN_VAULT = {"keySource": "Microsoft.Keyvault", "keyvaultproperties": {"keyname": "k", "keyvaulturi": "https://v.vault.azure.net"}}
MODERN = {"policyType": "Predefined", "policyName": "AppGwSslPolicy20220101"}


def encrypted(subject: str, verdict: str, *resources: dict[str, Any], terms: Terms | None = OWN_KEYS) -> Case:
    return Case(ENCRYPTED, subject, verdict, resources, terms)


def account(encryption: Any = IN_VAULT, /, *, api: str = "2025-01-01", kind: str = "StorageV2", **more: Any) -> dict[str, Any]:
    properties = {"minimumTlsVersion": "TLS1_2", "encryption": encryption, **more}
    return made(STORAGE, "s", properties, api=api, kind=kind, sku={"name": "Standard_LRS"})


def site(**config: Any) -> dict[str, Any]:
    return made(SITE, "w", {"httpsOnly": True, "siteConfig": {"minTlsVersion": "1.2", **config}})


def machine(*disks: Any) -> dict[str, Any]:
    system = {"managedDisk": {"diskEncryptionSet": {"id": f"{ELSEWHERE}Microsoft.Compute/diskEncryptionSets/d"}}}
    return made("Microsoft.Compute/virtualMachines", "m", {"storageProfile": {"osDisk": system, "dataDisks": list(disks)}})


def gateway(protocol: str, **more: Any) -> dict[str, Any]:
    here = "[resourceId('Microsoft.Network/applicationGateways/httpListeners', 'g', 'l')]"
    rules = [{"name": "r", "properties": {"httpListener": {"id": here}, **more.pop("rule", {})}}]
    listeners = [{"name": "l", "properties": {"protocol": protocol}}]
    return made(GATEWAY, "g", {"sslPolicy": MODERN, "httpListeners": listeners, "requestRoutingRules": rules, **more})


def api_management(service: str, backend: str) -> tuple[dict[str, Any], ...]:
    kind = "Microsoft.ApiManagement/service"
    api = made(f"{kind}/apis", "w/a", {"protocols": ["https"], "serviceUrl": service}, location=None)
    return made(kind, "w"), api, made(f"{kind}/backends", "w/b", {"url": backend, "protocol": "http"}, location=None)


IN_GATEWAY = f"{ELSEWHERE}{GATEWAY}/"
REDIRECT = {"redirectConfiguration": {"id": f"{IN_GATEWAY}redirectConfigurations/c"}}


def redirecting(url: str) -> dict[str, Any]:
    return gateway("Http", rule=REDIRECT, redirectConfigurations=[{"name": "c", "properties": {"targetUrl": url}}])


def sending_on(protocol: str) -> dict[str, Any]:
    settings = [{"name": "b", "properties": {"protocol": protocol, "port": 80}}]
    rule = {"backendHttpSettings": {"id": f"{IN_GATEWAY}backendHttpSettingsCollection/b"}}
    return gateway("Https", rule=rule, backendHttpSettingsCollection=settings)


ENCRYPTION: dict[str, Case] = {
    "a key of the owner's": encrypted("s", "proved", account()),
    "a vault without a key": encrypted("s", "refuted", account({"keySource": "Microsoft.Keyvault"})),
    "a key of another tenant's": encrypted("s", "refuted", account({**IN_VAULT, "identity": {"federatedIdentityClientId": "x"}})),
    "tables with Azure's key": encrypted("s", "refuted", account({**IN_VAULT, "services": {"table": {"keyType": "Service"}}})),
    "a scope with Azure's key": encrypted(
        "s", "refuted", account(), made(f"{STORAGE}/encryptionScopes", "s/x", {"source": "Microsoft.Storage"}, location=None)
    ),
    "http by default": encrypted("s", "refuted", account(api="2018-07-01")),
    "old TLS by default": encrypted("s", "refuted", made(STORAGE, "s", api="2019-04-01"), terms=None),
    "a data disk with Azure's key": encrypted("m", "refuted", machine({"lun": 0, "managedDisk": {"storageAccountType": "Premium_LRS"}})),
    "a data disk that is its own": encrypted(
        "m", "proved", machine({"lun": 0, "createOption": "Attach", "managedDisk": {"id": f"{ELSEWHERE}Microsoft.Compute/disks/d"}})
    ),
    "an encryption that is off": encrypted(
        "d",
        "refuted",
        made("Microsoft.Sql/servers", "q"),
        made(DATABASES, "q/d"),
        made(f"{DATABASES}/transparentDataEncryption", "q/d/current", {"state": "Disabled"}, location=None),
        terms=None,
    ),
    "a site over TLS": encrypted("w", "proved", site(), terms=None),
    "files by FTP": encrypted("w", "refuted", site(ftpsState="AllAllowed"), terms=None),
    "deployments over old TLS": encrypted("w", "refuted", site(scmMinTlsVersion="1.0"), terms=None),
    "a listener in the clear": encrypted("g", "refuted", gateway("Http"), terms=None),
    "a listener that redirects": encrypted("g", "proved", redirecting("https://x"), terms=None),
    "a listener that redirects into the clear": encrypted("g", "refuted", redirecting("http://x"), terms=None),
    "a backend over TLS": encrypted("g", "proved", sending_on("Https"), terms=None),
    "a backend in the clear": encrypted("g", "refuted", sending_on("Http"), terms=None),
    "a profile of old TLS": encrypted(
        "g",
        "refuted",
        gateway("Https", sslProfiles=[{"name": "p", "properties": {"sslPolicy": {"policyName": "AppGwSslPolicy20150501"}}}]),
        terms=None,
    ),
    "a domain of old TLS": encrypted(
        "d", "refuted", made("Microsoft.Cdn/profiles/customDomains", "f/d", {"tlsSettings": {"minimumTlsVersion": "TLS10"}}), terms=None
    ),
    "a route in the clear": encrypted(
        "r", "refuted", made("Microsoft.Cdn/profiles/afdEndpoints/routes", "f/e/r", {"supportedProtocols": ["Http", "Https"]}), terms=None
    ),
    "a route to the origin in the clear": encrypted(
        "r",
        "refuted",
        made("Microsoft.Cdn/profiles/afdEndpoints/routes", "f/e/r", {"supportedProtocols": ["Https"], "forwardingProtocol": "HttpOnly"}),
        terms=None,
    ),
    "backends over TLS": encrypted("w", "proved", *api_management("HTTPS://b", "wss://b"), terms=None),
    "a backend in the clear behind an API": encrypted("w", "refuted", *api_management("https://b", "http://b"), terms=None),
    "an API that goes on in the clear": encrypted("w", "refuted", *api_management("ws://b", "https://b"), terms=None),
    "old TLS to backends": encrypted(
        "w",
        "refuted",
        made(
            "Microsoft.ApiManagement/service",
            "w",
            {"customProperties": {"Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Backend.Protocols.Tls10": "true"}},
        ),
        terms=None,
    ),
}

# -- recovery -------------------------------------------------------------------------------------------------------------------------

KEPT = {"deleteRetentionPolicy": {"enabled": True, "days": 7}, "containerDeleteRetentionPolicy": {"enabled": True, "days": 7}}
LOCKED = {"securitySettings": {"immutabilitySettings": {"state": "Locked"}}}


def blobs(**more: Any) -> dict[str, Any]:
    return made(f"{STORAGE}/blobServices", "s/default", {**KEPT, **more}, location=None)


def recovered(subject: str, verdict: str, *resources: dict[str, Any]) -> Case:
    return Case(RECOVERY, subject, verdict, resources, BACKED_UP)


def backup(**more: Any) -> tuple[dict[str, Any], ...]:
    """A machine, a vault, and the item that holds a copy of the machine."""
    item = {
        "policyId": "[resourceId('Microsoft.RecoveryServices/vaults/backupPolicies', 'v', 'p')]",
        "sourceResourceId": "[resourceId('Microsoft.Compute/virtualMachines', 'm')]",
        **more,
    }
    kind = f"{RECOVERY_VAULT}/backupFabrics/protectionContainers/protectedItems"
    return machine(), made(RECOVERY_VAULT, "v", LOCKED), made(kind, "v/Azure/c;m/vm;m", item, location=None)


SHARES_OFF = made(f"{STORAGE}/fileServices", "s/default", {"shareDeleteRetentionPolicy": {"enabled": False}}, location=None)
BROUGHT_BACK: dict[str, Case] = {
    "deleted files kept": recovered("s", "proved", account(), blobs()),
    "deleted for good all the same": recovered(
        "s", "refuted", account(), blobs(deleteRetentionPolicy={"enabled": True, "days": 7, "allowPermanentDelete": True})
    ),
    "deleted shares lost": recovered("s", "refuted", account(), blobs(), SHARES_OFF),
    "deleted shares of a share account lost": recovered("s", "refuted", account(kind="FileStorage"), SHARES_OFF),
    "a copy of a machine": recovered("m", "proved", *backup()),
    **{
        f"a copy that is {state}": recovered("m", "refuted", *backup(protectionState=state))
        for state in ("ProtectionStopped", "ProtectionPaused", "BackupsSuspended")
    },
    "a copy without all disks": recovered(
        "m", "unknown", *backup(extendedProperties={"diskExclusionProperties": {"diskLunList": [0], "isInclusionList": False}})
    ),
    "a vault without soft delete": recovered(
        "v",
        "refuted",
        made(RECOVERY_VAULT, "v", LOCKED),
        made(f"{RECOVERY_VAULT}/backupconfig", "v/vaultconfig", {"softDeleteFeatureState": "Disabled"}, location=None),
    ),
}

# -- local authentication -------------------------------------------------------------------------------------------------------------


def closed(verdict: str, type_: str, properties: Any, *parts: dict[str, Any], **more: Any) -> Case:
    """A service whose public access is off, with an approved private endpoint."""
    connection = {"name": "c", "properties": {"privateLinkServiceId": f"[resourceId('{type_}', 'm')]", "groupIds": ["x"]}}
    subnet = {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'n', 's')]"}
    endpoint = made("Microsoft.Network/privateEndpoints", "pe", {"subnet": subnet, "privateLinkServiceConnections": [connection]})
    service = made(type_, "m", {"publicNetworkAccess": "Disabled", **properties}, api="2025-05-01", **more)
    return Case(ENDPOINTS, "m", verdict, (service, endpoint, *parts))


MYSQL, SQL, COSMOS = "Microsoft.DBforMySQL/flexibleServers", "Microsoft.Sql/servers", "Microsoft.DocumentDB/databaseAccounts"
PRIVATE = {"network": {"publicNetworkAccess": "Disabled"}}
DIRECTORY = {"administrators": {"azureADOnlyAuthentication": True}}
PUBLISHING = [made(f"{SITE}/basicPublishingCredentialsPolicies", f"m/{name}", {"allow": False}) for name in ("scm", "ftp")]
KEYS: dict[str, Case] = {
    "passwords of a database": closed("refuted", MYSQL, PRIVATE),
    "no passwords of a database": closed(
        "proved", MYSQL, PRIVATE, made(f"{MYSQL}/configurations", "m/aad_auth_only", {"value": "ON"}, location=None)
    ),
    "another setting of a database": closed(
        "refuted", MYSQL, PRIVATE, made(f"{MYSQL}/configurations", "m/slow_query_log", {"value": "ON"}, location=None)
    ),
    "keys of a relay": closed("refuted", "Microsoft.Relay/namespaces", {}),
    "passwords of a site": closed("refuted", SITE, {}),
    "one password of a site": closed("refuted", SITE, {}, PUBLISHING[0]),
    "no passwords of a site": closed("proved", SITE, {}, *PUBLISHING),
    "passwords of a registry": closed(
        "refuted",
        "Microsoft.ContainerRegistry/registries",
        {},
        made("Microsoft.ContainerRegistry/registries/tokens", "m/t", {"status": "enabled"}, location=None),
    ),
    "passwords that a part allows again": closed(
        "refuted",
        SQL,
        DIRECTORY,
        made(f"{SQL}/azureADOnlyAuthentications", "m/Default", {"azureADOnlyAuthentication": False}, location=None),
    ),
    "keys of an interface that has no other": closed("refuted", COSMOS, {"disableLocalAuth": True}, kind="MongoDB"),
    "no keys": closed("proved", COSMOS, {"disableLocalAuth": True}, kind="GlobalDocumentDB"),
    "files that anybody reads": closed("refuted", STORAGE, {"allowSharedKeyAccess": False, "allowBlobPublicAccess": True}),
}
# -- what a third look found ------------------------------------------------------------------------------------------------------------

BRAZIL = Terms("", geographies=("Brazil",))
"""A geography whose paired region lies abroad."""


def at_home(kind: str, verdict: str, /, *more: dict[str, Any], subject: str = "x", **body: Any) -> Case:
    return Case(PLACES, subject, verdict, (made(kind, "x", body, location="brazilsouth"), *more), BRAZIL)


THIRD: dict[str, Case] = {
    "a module of keys with a second region": Case(
        PLACES, "x", "refuted", (made("Microsoft.KeyVault/managedHSMs", "x", {"regions": [{"name": "eastus"}]}),), EUROPE
    ),
    "events copied to the pair by default": at_home("Microsoft.EventGrid/topics", "refuted"),
    "events that stay": at_home("Microsoft.EventGrid/topics", "proved", dataResidencyBoundary="WithinRegion"),
    "devices copied to the pair by default": at_home("Microsoft.Devices/IotHubs", "refuted"),
    "devices that stay": at_home("Microsoft.Devices/IotHubs", "proved", enableDataResidency=True),
    "a part of a vault that copies abroad": at_home(
        "Microsoft.RecoveryServices/vaults",
        "refuted",
        made("Microsoft.RecoveryServices/vaults/backupstorageconfig", "x/one", {"storageModelType": "GeoRedundant"}, location=None),
        redundancySettings={"standardTierStorageRedundancy": "LocallyRedundant"},
    ),
    "an agent's storage that is elsewhere": Case(
        PLACES,
        "c",
        "refuted",
        (
            made("Microsoft.CognitiveServices/accounts", "a", kind="AIServices"),
            made("Microsoft.Storage/storageAccounts", "s", location="eastus", sku={"name": "Standard_LRS"}),
            made(
                "Microsoft.CognitiveServices/accounts/connections",
                "a/c",
                {"category": "AzureStorageAccount", "metadata": {"ResourceId": "[resourceId('Microsoft.Storage/storageAccounts', 's')]"}},
                location=None,
            ),
        ),
        EUROPE,
    ),
    "an app that speaks what it likes": encrypted(
        "x", "refuted", made("Microsoft.App/containerApps", "x", {"configuration": {"ingress": {"transport": "tcp"}}}), terms=None
    ),
    "an app that speaks http over TLS": encrypted(
        "x", "proved", made("Microsoft.App/containerApps", "x", {"configuration": {"ingress": {"transport": "http"}}}), terms=None
    ),
    "files by NFS": encrypted("s", "refuted", account(supportsHttpsTrafficOnly=True, isNfsV3Enabled=True)),
    "an interface in the clear": encrypted(
        "x",
        "refuted",
        made("Microsoft.ApiManagement/service", "x"),
        made("Microsoft.ApiManagement/service/apis", "x/a", {"protocols": ["https", "http"]}, location=None),
        terms=None,
    ),
}
# -- what a fourth look found -----------------------------------------------------------------------------------------------------------

ACCOUNT_KEY, SQL_KEY = {"keySource": "Microsoft.KeyVault"}, {"keyId": "https://v.vault.azure.net/keys/k/1"}
OWN = {"keySource": "Microsoft.Keyvault", "keyVaultProperties": {"keyName": "k", "keyVaultUri": "https://v.vault.azure.net"}}


def protected(kind: str) -> dict[str, Any]:
    return made(f"Microsoft.Sql/{kind}/encryptionProtector", "x/current", {"serverKeyType": "ServiceManaged"}, location=None)


def databricks(**entities: Any) -> dict[str, Any]:
    root = {"encryption": {"value": {"keySource": "Microsoft.Keyvault"}}} if "managedDisk" in entities else {}
    return made("Microsoft.Databricks/workspaces", "x", {"encryption": {"entities": entities}, "parameters": root})


FOURTH: dict[str, Case] = {
    "notebooks alone with a key of the owner's": encrypted("x", "refuted", databricks(managedServices=OWN)),
    "notebooks, disks and root storage with a key of the owner's": encrypted(
        "x", "proved", databricks(managedServices=OWN, managedDisk=OWN)
    ),
    "events whose key is not named": encrypted(
        "x", "refuted", made("Microsoft.EventHub/namespaces", "x", {"minimumTlsVersion": "1.2", "encryption": ACCOUNT_KEY})
    ),
    "events whose key is named": encrypted(
        "x",
        "proved",
        made(
            "Microsoft.EventHub/namespaces",
            "x",
            {"minimumTlsVersion": "1.2", "encryption": {**ACCOUNT_KEY, "keyVaultProperties": [{"keyName": "k"}]}},
        ),
    ),
    "batch whose key is not named": encrypted("x", "refuted", made("Microsoft.Batch/batchAccounts", "x", {"encryption": ACCOUNT_KEY})),
    "images whose key is not named": encrypted(
        "x", "refuted", made("Microsoft.ContainerRegistry/registries", "x", {"encryption": {"status": "enabled"}})
    ),
    **{
        f"a part that goes back to Azure's key: {kind}": encrypted(
            "x", "refuted", made(f"Microsoft.Sql/{kind}", "x", SQL_KEY), protected(kind)
        )
        for kind in ("servers", "managedInstances")
    },
    "further ports of an app": encrypted(
        "x",
        "refuted",
        made("Microsoft.App/containerApps", "x", {"configuration": {"ingress": {"additionalPortMappings": [{"targetPort": 9000}]}}}),
        terms=None,
    ),
    "a vault that copies to a region of its own": stays(
        "x", "refuted", made("Microsoft.DataProtection/backupVaults", "x", {"replicatedRegions": ["eastus"]})
    ),
}
CASES: dict[str, Case] = {**IDENTITIES, **RECORDS, **PLACED, **ENCRYPTION, **BROUGHT_BACK, **KEYS, **THIRD, **FOURTH}
