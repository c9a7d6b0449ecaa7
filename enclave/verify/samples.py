"""Small resources as ARM templates have them, which the pages of the rules show: what Azure asks for, and what is given besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REGION = "westeurope"
EVERYWHERE = ("microsoft.authorization/", "microsoft.security/", "microsoft.insights/diagnosticsettings")
"""Types that stand in no region."""
VNET = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-cases"
SUBNET = f"{VNET}/subnets/snet-cases"
ROUTES = VNET.replace("virtualNetworks/vnet-cases", "routeTables/rt-cases")
NSG = VNET.replace("virtualNetworks/vnet-cases", "networkSecurityGroups/nsg-cases")
GROUP = "11111111-1111-1111-1111-111111111111"
"""Object id of a group of people, or of a tenant."""
Sample = Mapping[str, Any]


def arm(kind: str, name: str, properties: Mapping[str, Any] | None = None, /, **body: Any) -> Sample:
    """A resource: `kind` is `<type>@<api version>`; `location` may be taken away with None."""
    resource_type, _, api_version = kind.partition("@")
    at_the_top = resource_type.count("/") == 1 and not resource_type.lower().startswith(EVERYWHERE)
    location = body.pop("location", REGION if at_the_top else None)
    place = {"location": location} if location else {}
    inner = {} if properties is None else {"properties": dict(properties)}
    return {"type": resource_type, "apiVersion": api_version, "name": name, **place, **body, **inner}


def ai_account(kind: str = "AIServices", **properties: Any) -> Sample:
    """An account of Azure AI services; with `allowProjectManagement` one of Foundry."""
    given = {"customSubDomainName": "ai-cases", "publicNetworkAccess": "Disabled", **properties}
    return arm(
        "Microsoft.CognitiveServices/accounts@2026-07-01", "ai-cases", _without_none(given),
        kind=kind, sku={"name": "S0"}, identity={"type": "SystemAssigned"},
    )


def model_deployment(sku: str = "DataZoneStandard", **properties: Any) -> Sample:
    """A model that an account serves."""
    model = {"format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20"}
    given = {"model": model, "raiPolicyName": "strict", "versionUpgradeOption": "NoAutoUpgrade", **properties}
    return arm(
        "Microsoft.CognitiveServices/accounts/deployments@2026-07-01", "ai-cases/gpt-4o", _without_none(given),
        sku={"name": sku, "capacity": 10},
    )


def connection(owner: str = "Microsoft.CognitiveServices/accounts", **properties: Any) -> Sample:
    """What an AI account, project or workspace knows of another service."""
    version = "2026-07-01" if "Cognitive" in owner else "2026-05-01"
    names = "/".join(("ai-cases", "triage")[: owner.count("/")])
    given = {"category": "CognitiveSearch", "authType": "AAD", "target": "https://srch-cases.search.windows.net", **properties}
    return arm(f"{owner}/connections@{version}", f"{names}/search", given)


def capability_host(**properties: Any) -> Sample:
    """What the agents of a project keep their data in."""
    kind = "Microsoft.CognitiveServices/accounts/projects/capabilityHosts@2026-07-01"
    return arm(kind, "ai-cases/triage/agents", properties)


def content_policy(*filters: Mapping[str, Any], **properties: Any) -> Sample:
    """What an account lets a model be asked and say; a filter may leave out what is usual."""
    usual = {"enabled": True, "blocking": True, "severityThreshold": "Medium", "source": "Prompt"}
    given = {"basePolicyName": "Microsoft.DefaultV2", "mode": "Blocking", **properties}
    parts = [{**usual, **part} for part in filters]
    return arm("Microsoft.CognitiveServices/accounts/raiPolicies@2026-07-01", "ai-cases/strict", {**given, "contentFilters": parts})


def ml_endpoint(**properties: Any) -> Sample:
    """A place where a workspace serves a model."""
    given = {"authMode": "AADToken", "publicNetworkAccess": "Disabled", **properties}
    return arm(
        "Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2026-05-01", "mlw-cases/score", given,
        location=REGION, identity={"type": "SystemAssigned"},
    )


def ml_workspace(**properties: Any) -> Sample:
    """A machine learning workspace."""
    managed = {"isolationMode": "AllowOnlyApprovedOutbound"}
    given = {"publicNetworkAccess": "Disabled", "managedNetwork": managed, **properties}
    return arm(
        "Microsoft.MachineLearningServices/workspaces@2026-05-01", "mlw-cases", _without_none(given),
        identity={"type": "SystemAssigned"}, sku={"name": "Basic", "tier": "Basic"},
    )


def ml_compute(kind: str = "ComputeInstance", **settings: Any) -> Sample:
    """A machine, or a cluster of them, of a workspace."""
    given = {"vmSize": "Standard_DS3_v2", "enableNodePublicIp": False, **settings}
    properties = {"computeType": kind, "disableLocalAuth": True, "properties": _without_none(given)}
    return arm("Microsoft.MachineLearningServices/workspaces/computes@2026-05-01", "mlw-cases/notebooks", properties, location=REGION)


def search_service(**properties: Any) -> Sample:
    """An AI Search service."""
    given = {"publicNetworkAccess": "Disabled", "disableLocalAuth": True, **properties}
    return arm("Microsoft.Search/searchServices@2025-05-01", "srch-cases", _without_none(given), sku={"name": "standard"})


def storage_account(**properties: Any) -> Sample:
    """A storage account."""
    return arm(
        "Microsoft.Storage/storageAccounts@2026-04-01", "stcases", _without_none(properties),
        sku={"name": "Standard_ZRS"}, kind="StorageV2",
    )


def key_vault(version: str = "2026-02-01", **properties: Any) -> Sample:
    """A key vault."""
    given = {"tenantId": GROUP, "sku": {"family": "A", "name": "premium"}, "enablePurgeProtection": True, **properties}
    return arm(f"Microsoft.KeyVault/vaults@{version}", "kv-cases", _without_none(given))


def vault_key(**properties: Any) -> Sample:
    """A key in a vault."""
    given = {"kty": "RSA-HSM", "keySize": 3072, **properties}
    return arm("Microsoft.KeyVault/vaults/keys@2026-02-01", "kv-cases/storage", given)


def sql_audit(**properties: Any) -> Sample:
    """What a SQL server writes down of what is done in it."""
    return arm("Microsoft.Sql/servers/auditingSettings@2025-01-01", "sql-cases/default", properties)


def sql_server(**properties: Any) -> Sample:
    """A logical SQL server."""
    return arm("Microsoft.Sql/servers@2025-01-01", "sql-cases", _without_none({"publicNetworkAccess": "Disabled", **properties}))


def postgresql(**properties: Any) -> Sample:
    """A PostgreSQL flexible server."""
    given = {"version": "16", "network": {"publicNetworkAccess": "Disabled"}, **properties}
    return arm(
        "Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01", "psql-cases", given,
        sku={"name": "Standard_D2ds_v5", "tier": "GeneralPurpose"},
    )


def cosmos(**properties: Any) -> Sample:
    """A Cosmos DB account."""
    place = {"locationName": REGION, "failoverPriority": 0}
    given = {"databaseAccountOfferType": "Standard", "locations": [place], "publicNetworkAccess": "Disabled", **properties}
    return arm("Microsoft.DocumentDB/databaseAccounts@2026-03-15", "cosmos-cases", _without_none(given))


def redis(**properties: Any) -> Sample:
    """An Azure Cache for Redis."""
    given = {"sku": {"name": "Premium", "family": "P", "capacity": 1}, "publicNetworkAccess": "Disabled", **properties}
    return arm("Microsoft.Cache/redis@2024-11-01", "redis-cases", _without_none(given))


def redis_database(**properties: Any) -> Sample:
    """The database of an Azure Managed Redis."""
    return arm("Microsoft.Cache/redisEnterprise/databases@2025-07-01", "amr-cases/default", properties)


def registry(**properties: Any) -> Sample:
    """A container registry."""
    given = {"publicNetworkAccess": "Disabled", **properties}
    return arm("Microsoft.ContainerRegistry/registries@2025-11-01", "crcases", _without_none(given), sku={"name": "Premium"})


def cluster(**properties: Any) -> Sample:
    """A Kubernetes cluster."""
    pool = {"name": "system", "mode": "System", "count": 3, "vmSize": "Standard_D4ds_v5", "enableEncryptionAtHost": True}
    given = {"dnsPrefix": "cases", "agentPoolProfiles": [pool], **properties}
    return arm(
        "Microsoft.ContainerService/managedClusters@2026-05-01", "aks-cases", _without_none(given),
        identity={"type": "SystemAssigned"},
    )


def container_app(ingress: Mapping[str, Any] | None = None, **container: Any) -> Sample:
    """A container app with one container."""
    inner = {"name": "app", "image": "crcases.azurecr.io/app:1.4.2", **container}
    properties = {"configuration": {"ingress": ingress} if ingress else {}, "template": {"containers": [inner]}}
    return arm("Microsoft.App/containerApps@2026-01-01", "ca-cases", properties)


def app_environment(**properties: Any) -> Sample:
    """An environment of container apps."""
    given = {"vnetConfiguration": {"infrastructureSubnetId": SUBNET, "internal": True}, **properties}
    return arm("Microsoft.App/managedEnvironments@2026-01-01", "cae-cases", _without_none(given))


def container_group(**properties: Any) -> Sample:
    """A container instance."""
    resources = {"requests": {"cpu": 1, "memoryInGB": 2}}
    container = {"name": "app", "properties": {"image": "crcases.azurecr.io/app:1.4.2", "resources": resources}}
    given = {"osType": "Linux", "containers": [container], **properties}
    return arm("Microsoft.ContainerInstance/containerGroups@2026-07-01", "ci-cases", given)


def web_site(config: Mapping[str, Any] | None = None, **properties: Any) -> Sample:
    """A web app; `config` is its `siteConfig`."""
    given = {"httpsOnly": True, "publicNetworkAccess": "Disabled", **properties, **({"siteConfig": config} if config is not None else {})}
    return arm("Microsoft.Web/sites@2025-03-01", "app-cases", _without_none(given), kind="app,linux")


def workflow(**properties: Any) -> Sample:
    """A logic app that is started by a request."""
    definition = {"triggers": {"asked": {"type": "Request", "kind": "Http", "inputs": {"schema": {}}}}, "actions": {}}
    return arm("Microsoft.Logic/workflows@2019-05-01", "logic-cases", {"definition": definition, **properties})


def service_bus(**properties: Any) -> Sample:
    """A Service Bus namespace."""
    given = {"publicNetworkAccess": "Disabled", **properties}
    return arm("Microsoft.ServiceBus/namespaces@2026-01-01", "sb-cases", _without_none(given), sku={"name": "Premium", "tier": "Premium"})


def synapse(**properties: Any) -> Sample:
    """A Synapse workspace."""
    lake = {"accountUrl": "https://stcases.dfs.core.windows.net", "filesystem": "synapse"}
    given = {"defaultDataLakeStorage": lake, "publicNetworkAccess": "Disabled", **properties}
    return arm("Microsoft.Synapse/workspaces@2021-06-01", "syn-cases", _without_none(given), identity={"type": "SystemAssigned"})


def log_workspace(**properties: Any) -> Sample:
    """A Log Analytics workspace."""
    return arm("Microsoft.OperationalInsights/workspaces@2026-03-01", "log-cases", _without_none(properties))


def security_group(*rules: Mapping[str, Any]) -> Sample:
    """A network security group; a rule gives its properties and may leave out what is usual."""
    usual = {
        "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourcePortRange": "*",
        "sourceAddressPrefix": "10.40.0.0/24", "destinationAddressPrefix": "*", "destinationPortRange": "443",
    }
    parts = [{"name": f"rule-{place}", "properties": {**usual, **rule}} for place, rule in enumerate(rules)]
    return arm("Microsoft.Network/networkSecurityGroups@2025-09-01", "nsg-cases", {"securityRules": parts})


def network(version: str = "2025-09-01", name: str = "snet-cases", **subnet: Any) -> Sample:
    """A virtual network with one subnet."""
    part = {"name": name, "properties": {"addressPrefix": "10.40.0.0/24", **subnet}}
    properties = {"addressSpace": {"addressPrefixes": ["10.40.0.0/16"]}, "subnets": [part]}
    return arm(f"Microsoft.Network/virtualNetworks@{version}", "vnet-cases", properties)


def network_interface(address: str | None) -> Sample:
    """The network interface of a machine; `address` names a public address."""
    given = {"id": VNET.replace("virtualNetworks/vnet-cases", f"publicIPAddresses/{address}")}
    part = {"privateIPAllocationMethod": "Dynamic", "subnet": {"id": SUBNET}, **({"publicIPAddress": given} if address else {})}
    return arm("Microsoft.Network/networkInterfaces@2025-09-01", "nic-cases", {"ipConfigurations": [{"name": "one", "properties": part}]})


def firewall_policy(**properties: Any) -> Sample:
    """The policy of an Azure Firewall."""
    return arm("Microsoft.Network/firewallPolicies@2025-09-01", "afwp-cases", {"sku": {"tier": "Premium"}, **properties})


def application_gateway(version: str = "2025-09-01", **properties: Any) -> Sample:
    """An Application Gateway."""
    given = {"sku": {"name": "WAF_v2", "tier": "WAF_v2", "capacity": 2}, **properties}
    return arm(f"Microsoft.Network/applicationGateways@{version}", "agw-cases", _without_none(given))


def web_firewall(**properties: Any) -> Sample:
    """The policy of a web application firewall on an Application Gateway."""
    rules = {"managedRuleSets": [{"ruleSetType": "Microsoft_DefaultRuleSet", "ruleSetVersion": "2.1"}]}
    kind = "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies@2025-09-01"
    return arm(kind, "waf-cases", {"managedRules": rules, **properties})


def peering(**properties: Any) -> Sample:
    """A half of a peering between two networks."""
    remote = {"id": VNET.replace("vnet-cases", "vnet-hub")}
    kind = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01"
    return arm(kind, "vnet-cases/to-hub", {"remoteVirtualNetwork": remote, **properties})


def bastion(**properties: Any) -> Sample:
    """A Bastion host."""
    return arm("Microsoft.Network/bastionHosts@2025-09-01", "bas-cases", properties, sku={"name": "Premium"})


def private_endpoint(connections: str) -> Sample:
    """A private endpoint; `connections` is the list that its connection stands in."""
    target = VNET.replace("Microsoft.Network/virtualNetworks/vnet-cases", "Microsoft.Storage/storageAccounts/stcases")
    part = {"name": "cases", "properties": {"privateLinkServiceId": target, "groupIds": ["blob"]}}
    return arm("Microsoft.Network/privateEndpoints@2025-09-01", "pep-cases", {"subnet": {"id": SUBNET}, connections: [part]})


def link_service(**properties: Any) -> Sample:
    """A private link service."""
    part = {"name": "one", "properties": {"primary": True, "subnet": {"id": SUBNET}}}
    return arm("Microsoft.Network/privateLinkServices@2025-09-01", "pls-cases", {"ipConfigurations": [part], **properties})


def virtual_machine(os: Mapping[str, Any] | None = None, **properties: Any) -> Sample:
    """A virtual machine; `os` is its `linuxConfiguration`."""
    linux = {"disablePasswordAuthentication": True} if os is None else os
    given = {
        "hardwareProfile": {"vmSize": "Standard_D2ds_v5"},
        "osProfile": {"computerName": "vm-cases", "adminUsername": "operator", "linuxConfiguration": linux},
        **properties,
    }
    return arm("Microsoft.Compute/virtualMachines@2026-04-01", "vm-cases", given)


def scale_set(**profile: Any) -> Sample:
    """A scale set; `profile` is of its machines."""
    properties = {"orchestrationMode": "Uniform", "upgradePolicy": {"mode": "Manual"}, "virtualMachineProfile": profile}
    sku = {"name": "Standard_D2ds_v5", "capacity": 2}
    return arm("Microsoft.Compute/virtualMachineScaleSets@2026-04-01", "vmss-cases", properties, sku=sku)


def diagnostic_setting(scope: str, **properties: Any) -> Sample:
    """Where a resource sends its logs."""
    workspace = VNET.replace("Microsoft.Network/virtualNetworks/vnet-cases", "Microsoft.OperationalInsights/workspaces/log-cases")
    given = {"workspaceId": workspace, "logs": [{"categoryGroup": "allLogs", "enabled": True}], **properties}
    return arm("Microsoft.Insights/diagnosticSettings@2021-05-01-preview", "to-workspace", given, scope=scope)


def deployment(kind: str, value: Any) -> Sample:
    """A nested deployment that tells something."""
    outputs = {"searchKey": {"type": kind, "value": value}}
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    template = {"$schema": schema, "contentVersion": "1.0.0.0", "resources": [], "outputs": outputs}
    return arm(
        "Microsoft.Resources/deployments@2025-04-01", "keys", {"mode": "Incremental", "template": template}, location=None
    )


def extension(**properties: Any) -> Sample:
    """An extension of a virtual machine."""
    given = {"publisher": "Microsoft.Azure.Extensions", "type": "CustomScript", "typeHandlerVersion": "2.1", **properties}
    return arm("Microsoft.Compute/virtualMachines/extensions@2026-04-01", "vm-cases/setup", given, location=REGION)


def disk(**properties: Any) -> Sample:
    """A managed disk."""
    given = {"creationData": {"createOption": "Empty"}, "diskSizeGB": 64, **properties}
    return arm("Microsoft.Compute/disks@2026-03-02", "disk-cases", given, sku={"name": "Premium_ZRS"})


def backup_vault(**security: Any) -> Sample:
    """A Recovery Services vault; `security` are its `securitySettings`."""
    given = {"publicNetworkAccess": "Disabled", **({"securitySettings": security} if security else {})}
    return arm("Microsoft.RecoveryServices/vaults@2026-07-01", "rsv-cases", given, sku={"name": "RS0", "tier": "Standard"})


def monitor_scope(mode: str) -> Sample:
    """A private link scope of Azure Monitor."""
    modes = {"ingestionAccessMode": mode, "queryAccessMode": mode}
    return arm("Microsoft.Insights/privateLinkScopes@2021-09-01", "ampls-cases", {"accessModeSettings": modes}, location="global")


def role(*actions: str, **permission: Any) -> Sample:
    """A role of one's own."""
    given = {"roleName": "case operator", "type": "CustomRole", "permissions": [{"actions": list(actions), **permission}]}
    return arm("Microsoft.Authorization/roleDefinitions@2022-04-01", "22222222-2222-2222-2222-222222222222", given)


def role_assignment(role_id: str) -> Sample:
    """A role for a group, over what the template is deployed to: here a subscription or a management group."""
    definition = f"/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleDefinitions/{role_id}"
    given = {"roleDefinitionId": definition, "principalId": GROUP, "principalType": "Group"}
    return arm("Microsoft.Authorization/roleAssignments@2022-04-01", "33333333-3333-3333-3333-333333333333", given)


def identity_role(role_id: str) -> Sample:
    """A role for a group on a user-assigned identity."""
    target = "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-cases')]"
    given = role_assignment(role_id)
    definition = {} if not role_id.startswith("[") else {"properties": {**given["properties"], "roleDefinitionId": role_id}}
    return {**given, "scope": target, **definition}


def federated(subject: str, **properties: Any) -> Sample:
    """Whom an identity trusts."""
    given = {"issuer": "https://token.actions.githubusercontent.com", "audiences": ["api://AzureADTokenExchange"], **properties}
    kind = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30"
    return arm(kind, "id-cases/builder", {**given, "subject": subject} if subject else given)


def lock(scope: str | None) -> Sample:
    """A lock on a resource, or on what the template is deployed to."""
    place = {"scope": scope} if scope else {}
    return arm("Microsoft.Authorization/locks@2020-05-01", "lock-cases", {"level": "CanNotDelete"}, **place)


def policy_assignment(**properties: Any) -> Sample:
    """A policy for what the template is deployed to."""
    definition = "/providers/Microsoft.Authorization/policyDefinitions/71ef260a-8f18-47b7-abcb-62d0673d94dc"
    return arm("Microsoft.Authorization/policyAssignments@2026-07-01", "no-keys", {"policyDefinitionId": definition, **properties})


def _without_none(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in properties.items() if value is not None}
