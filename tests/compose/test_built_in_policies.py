"""What Azure's built-in policies ask of a type holds for each resource of it, with everything on.

The policies are those that a bank would assign: Azure/azure-policy@f4a50ba, by id and display name. A row says the same of a resource as
the policy's rule does, in the words of its body.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from enclave.compose import compose
from enclave.graph.body import MISSING, lookup
from enclave.graph.model import Graph, Ref, Resource
from enclave.regions import REGIONS
from enclave.spec.load import load

Rule = Callable[[Resource, Graph], bool]

# -- what a policy's rule says -----------------------------------------------------------------------------------------


def value(resource: Resource, path: str) -> Any:
    """The value at a path, None where there is none."""
    found = lookup(resource.body, path)
    return None if found is MISSING else found


def says(path: str, *values: Any) -> Rule:
    """The value at a path is one of these, whatever the case of its letters."""
    wanted = [one.lower() if isinstance(one, str) else one for one in values]

    def holds(resource: Resource, _graph: Graph) -> bool:
        found = value(resource, path)
        return (found.lower() if isinstance(found, str) else found) in wanted

    return holds


def has(path: str) -> Rule:
    """Something stands at a path."""
    return lambda resource, _graph: bool(value(resource, path))


def each(path: str, rule: Callable[[Mapping[str, Any]], bool]) -> Rule:
    """Each item of a list that must be there."""
    return lambda resource, _graph: bool(value(resource, path)) and all(map(rule, value(resource, path)))


def any_of(*rules: Rule) -> Rule:
    return lambda resource, graph: any(rule(resource, graph) for rule in rules)


def hubs(rule: Rule) -> Rule:
    """Not of projects: they have their hub's network, keys and endpoints."""
    return lambda resource, graph: resource.body["kind"] == "Project" or rule(resource, graph)


def linked(resource: Resource, graph: Graph) -> bool:
    """A private endpoint leads to it."""
    return any(
        connection["properties"]["privateLinkServiceId"] == Ref(resource.id)
        for endpoint in graph.of_type("Microsoft.Network/privateEndpoints")
        for connection in value(endpoint, "properties.privateLinkServiceConnections")
    )


def logged(resource: Resource, graph: Graph) -> bool:
    """A diagnostic setting sends its logs to a workspace."""
    return any(
        setting.scope.lower() == resource.id.lower()
        and value(setting, "properties.workspaceId") and value(setting, "properties.logs")
        for setting in graph.of_type("Microsoft.Insights/diagnosticSettings")
    )


def below(kind: str, rule: Rule) -> Rule:
    """A resource below it, of a kind, for which a rule holds."""
    def holds(resource: Resource, graph: Graph) -> bool:
        found = [child for child in graph.of_type(kind) if child.id.lower().startswith(f"{resource.id.lower()}/")]
        return any(rule(child, graph) for child in found)

    return holds


def nothing_below(kind: str) -> Rule:
    return lambda resource, graph: not below(kind, lambda _child, _graph: True)(resource, graph)


def where_used(by: str, path: str, rule: Rule) -> Rule:
    """Where another resource names it."""
    def holds(resource: Resource, graph: Graph) -> bool:
        return rule(resource, graph) if any(value(one, path) == Ref(resource.id) for one in graph.of_type(by)) else True

    return holds


def filtered(source: str) -> Rule:
    """Every filter of prompts (or completions) is on and blocks."""
    def holds(resource: Resource, _graph: Graph) -> bool:
        found = [one for one in value(resource, "properties.contentFilters") if one["source"] == source]
        return {"Hate", "Sexual", "Violence", "Selfharm"} <= {one["name"] for one in found} and all(
            one["enabled"] and one["blocking"] for one in found
        )

    return holds


def closed_subnets(resource: Resource, _graph: Graph) -> bool:
    return all(subnet["properties"]["defaultOutboundAccess"] is False for subnet in value(resource, "properties.subnets"))


def no_public_address(interface: Resource, _graph: Graph) -> bool:
    return not any("publicIPAddress" in one["properties"] for one in value(interface, "properties.ipConfigurations"))


def unprivileged(deployment: Resource, _graph: Graph) -> bool:
    containers = value(deployment, "spec.template.spec.containers")
    return bool(containers) and not any(one.get("securityContext", {}).get("privileged") for one in containers)


def no_azure_datacentres(account: Resource, _graph: Graph) -> bool:
    return not any(rule["ipAddressOrRange"] == "0.0.0.0" for rule in value(account, "properties.ipRules"))


private = says("properties.publicNetworkAccess", "Disabled")
keyless = says("properties.disableLocalAuth", True)
ACCOUNTS, DEPLOYMENTS = "Microsoft.CognitiveServices/accounts", "Microsoft.CognitiveServices/accounts/deployments"
FILTERS = "Microsoft.CognitiveServices/accounts/raiPolicies"
WORKSPACES, COMPUTES = "Microsoft.MachineLearningServices/workspaces", "Microsoft.MachineLearningServices/workspaces/computes"
SEARCH, REGISTRIES = "Microsoft.Search/searchServices", "Microsoft.ContainerRegistry/registries"
VAULTS, STORAGE = "Microsoft.KeyVault/vaults", "Microsoft.Storage/storageAccounts"
SQL, COSMOS, CLUSTERS = "Microsoft.Sql/servers", "Microsoft.DocumentDB/databaseAccounts", "Microsoft.ContainerService/managedClusters"
POSTGRESQL, REDIS = "Microsoft.DBforPostgreSQL/flexibleServers", "Microsoft.Cache/redisEnterprise"
FACTORIES, SYNAPSE = "Microsoft.DataFactory/factories", "Microsoft.Synapse/workspaces"
ENVIRONMENTS, APPS = "Microsoft.App/managedEnvironments", "Microsoft.App/containerApps"

POLICIES: tuple[tuple[str, str, str, Rule], ...] = (
    ("037eea7a-bd0a-46c5-9a66-03aea78705d3", "Azure AI Services resources should restrict network access", ACCOUNTS,
     says("properties.networkAcls.defaultAction", "Deny")),
    ("d6759c02-b87f-42b7-892e-71b3f471d782", "Azure AI Services resources should use Azure Private Link", ACCOUNTS, linked),
    ("71ef260a-8f18-47b7-abcb-62d0673d94dc",
     "Azure AI Services resources should have key access disabled (disable local authentication)", ACCOUNTS, keyless),
    ("67121cc7-ff39-4ab8-b7e3-95b84dab487d",
     "Azure AI Services resources should encrypt data at rest with a customer-managed key (CMK)", ACCOUNTS,
     says("properties.encryption.keySource", "Microsoft.KeyVault")),
    ("fe3fd216-4f83-4fc1-8984-2bbec80a3418", "Cognitive Services accounts should use a managed identity", ACCOUNTS, has("identity.type")),
    ("1b4d1c4e-934c-4703-944c-27c82c06bebb", "Diagnostic logs in Azure AI services resources should be enabled", ACCOUNTS, logged),
    ("55eff01b-f2bd-4c32-9203-db285f709d30",
     "Configure Azure AI Services resources to disable local key access (disable local authentication)", ACCOUNTS, keyless),
    ("47ba1dd7-28d9-4b07-a8d5-9813bed64e0c", "Configure Cognitive Services accounts to disable public network access", ACCOUNTS, private),
    ("db630ad5-52e9-4f4d-9c44-53912fe40053", "Configure Cognitive Services accounts with private endpoints", ACCOUNTS, linked),
    ("aafe3651-cb78-4f68-9f81-e7e41509110f", "Cognitive Services Deployments should only use approved Registry Models", DEPLOYMENTS,
     says("properties.model.name", "gpt-4o")),
    ("af253d37-136a-42f8-a1fc-30010c083d41",
     "Cognitive Services Deployments should only use allowed completion content filtering", FILTERS, filtered("Completion")),
    ("f3a9c2e0-7b4d-4d8f-9c3a-2e1f6b9a8d4e",
     "Cognitive Services Deployments should only use allowed prompt content filtering", FILTERS, filtered("Prompt")),
    ("438c38d2-3772-465a-a9cc-7a6666a275ce", "Azure Machine Learning Workspaces should disable public network access", WORKSPACES, private),
    ("45e05259-1eb5-4f70-9574-baf73e9d219b", "Azure Machine Learning workspaces should use private link", WORKSPACES, hubs(linked)),
    ("6ddb1705-c8cf-450e-aa4b-19ad6703c440",
     "Azure Machine Learning and Ai Studio should use Allow Only Approved Outbound Managed Vnet mode", WORKSPACES,
     hubs(says("properties.managedNetwork.isolationMode", "AllowOnlyApprovedOutbound"))),
    ("ba769a63-b8cc-4b2d-abf6-ac33c7204be8",
     "Azure Machine Learning workspaces should be encrypted with a customer-managed key", WORKSPACES,
     hubs(says("properties.encryption.status", "Enabled"))),
    ("5f0c7d88-c7de-45b8-ac49-db49e72eaa78", "Azure Machine Learning workspaces should use user-assigned managed identity", WORKSPACES,
     hubs(says("identity.type", "UserAssigned"))),
    ("e96a9a5f-07ca-471b-9bc5-6a0f33cbd68f", "Azure Machine Learning Computes should have local authentication methods disabled", COMPUTES,
     keyless),
    ("afe0c3be-ba3b-4544-ba52-0c99672a8ad6", "Resource logs in Azure Machine Learning Workspaces should be enabled", WORKSPACES, logged),
    ("ee980b6d-0eca-4501-8d54-f6290fd512c3", "Azure AI Search services should disable public network access", SEARCH, private),
    ("a049bf77-880b-470f-ba6d-9f21c530cf83", "Azure AI Search service should use a SKU that supports private link", SEARCH,
     says("sku.name", "basic", "standard", "standard2", "standard3")),
    ("6300012e-e9a4-4649-b41f-a85f5c43be91", "Azure AI Search services should have local authentication methods disabled", SEARCH, keyless),
    ("76a56461-9dc0-40f0-82f5-2453283afa2f", "Azure AI Search services should use customer-managed keys to encrypt data at rest", SEARCH,
     says("properties.encryptionWithCmk.enforcement", "Enabled")),
    ("b4330a05-a843-4bc8-bf9a-cacce50c67f4", "Resource logs in Search services should be enabled", SEARCH, logged),
    ("0fdf0491-d080-4575-b627-ad0e843cba0f", "Public network access should be disabled for Container registries", REGISTRIES, private),
    ("d0793b48-0edc-4296-a390-4c75d1bdfd71", "Container registries should not allow unrestricted network access", REGISTRIES,
     says("properties.networkRuleSet.defaultAction", "Deny")),
    ("e8eef0a8-67cf-4eb4-9386-14b0e78733d4", "Container registries should use private link", REGISTRIES, linked),
    ("dc921057-6b28-4fbe-9b83-f7bec05db6c2", "Container registries should have local admin account disabled.", REGISTRIES,
     says("properties.adminUserEnabled", False)),
    ("9f2dea28-e834-476c-99c5-3507b4728395", "Container registries should have anonymous authentication disabled.", REGISTRIES,
     says("properties.anonymousPullEnabled", False)),
    ("5b9159ae-1701-4a6f-9a7a-aa9c8ddd0580", "Container registries should be encrypted with a customer-managed key", REGISTRIES,
     says("properties.encryption.status", "enabled")),
    ("524b0254-c285-4903-bee6-bb8126cde579", "Container registries should have exports disabled", REGISTRIES,
     says("properties.policies.exportPolicy.status", "disabled")),
    ("42781ec6-6127-4c30-bdfa-fb423a0047d3", "Container registries should have ARM audience token authentication disabled.", REGISTRIES,
     says("properties.policies.azureADAuthenticationAsArmPolicy.status", "disabled")),
    ("ff05e24e-195c-447e-b322-5e90c9f9f366", "Container registries should have repository scoped access token disabled.", REGISTRIES,
     nothing_below(f"{REGISTRIES}/tokens")),
    ("405c5871-3e91-4644-8a63-58e19d68ff5b", "Azure Key Vault should disable public network access", VAULTS, private),
    ("55615ac9-af46-4a59-874e-391cc3dfb490", "Azure Key Vault should have firewall enabled or public network access disabled", VAULTS,
     says("properties.networkAcls.defaultAction", "Deny")),
    ("a6abeaec-4d90-4a02-805f-6b26c4d3fbe9", "Azure Key Vaults should use private link", VAULTS, linked),
    ("12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5", "Azure Key Vault should use RBAC permission model", VAULTS,
     says("properties.enableRbacAuthorization", True)),
    ("0b60c0b2-2dc2-4e1c-b5c9-abbed971de53", "Key vaults should have deletion protection enabled", VAULTS,
     says("properties.enablePurgeProtection", True)),
    ("1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d",
     "Key vaults should have soft delete enabled", VAULTS, says("properties.enableSoftDelete", True)),
    ("cf820ca0-f99e-4f3e-84fb-66e913812d21", "Resource logs in Key Vault should be enabled", VAULTS, logged),
    ("b2982f36-99f2-4db5-8eff-283140c09693", "Storage accounts should disable public network access", STORAGE, private),
    ("34c877ad-507e-4c82-993e-3452a6e0ad3c", "Storage accounts should restrict network access", STORAGE,
     says("properties.networkAcls.defaultAction", "Deny")),
    ("4fa4b6c0-31ca-4c0d-b10d-24b96f62a751", "Storage account public access should be disallowed", STORAGE,
     says("properties.allowBlobPublicAccess", False)),
    ("6edd7eda-6dd8-40f7-810d-67160c639cd9", "Storage accounts should use private link", STORAGE, linked),
    ("8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54", "Storage accounts should prevent shared key access", STORAGE,
     says("properties.allowSharedKeyAccess", False)),
    ("6fac406b-40ca-413b-bf8e-0bf964659c25", "Storage accounts should use customer-managed key for encryption", STORAGE,
     says("properties.encryption.keySource", "Microsoft.Keyvault")),
    ("404c3081-a854-4457-ae30-26a93ef643f9", "Secure transfer to storage accounts should be enabled", STORAGE,
     says("properties.supportsHttpsTrafficOnly", True)),
    ("fe83a0eb-a853-422d-aac2-1bffd182c5d0", "Storage accounts should have the specified minimum TLS version", STORAGE,
     says("properties.minimumTlsVersion", "TLS1_2", "TLS1_3")),
    ("4733ea7b-a883-42fe-8cac-97454c2a9e4a", "Storage accounts should have infrastructure encryption", STORAGE,
     says("properties.encryption.requireInfrastructureEncryption", True)),
    ("1b8ca024-1d5c-4dec-8995-b1a932b41780", "Public network access on Azure SQL Database should be disabled", SQL, private),
    ("7698e800-9299-47a6-b3b6-5a0fee576eed", "Private endpoint connections on Azure SQL Database should be enabled", SQL, linked),
    ("b3a22bc9-66de-45fb-98fa-00f5df42f41a", "Azure SQL Database should have Microsoft Entra-only authentication enabled", SQL,
     says("properties.administrators.azureADOnlyAuthentication", True)),
    ("0a370ff3-6cab-4e85-8995-295fd854c5b8", "SQL servers should use customer-managed keys to encrypt data at rest", SQL,
     has("properties.keyId")),
    ("a6fb4358-5bf4-4ad7-ba82-2cd2f41ce5e9", "Auditing on SQL server should be enabled", SQL,
     below(f"{SQL}/auditingSettings", says("properties.state", "Enabled"))),
    ("32e6bbec-16b6-44c2-be37-c5b672d103cf", "Azure SQL Database should be running TLS version 1.2 or newer", SQL,
     says("properties.minimalTlsVersion", "1.2", "1.3")),
    ("797b37f7-06b8-444c-b1ad-fc62867f335a", "Azure Cosmos DB should disable public network access", COSMOS, private),
    ("58440f8a-10c5-4151-bdce-dfbaad4a20b7", "CosmosDB accounts should use private link", COSMOS, linked),
    ("5450f5bd-9c72-4390-a9c4-a7aba4edfdd2",
     "Cosmos DB database accounts should have local authentication methods disabled", COSMOS, keyless),
    ("1f905d99-2ab7-462c-a6b0-f709acca6c8f", "Azure Cosmos DB accounts should use customer-managed keys to encrypt data at rest", COSMOS,
     has("properties.keyVaultKeyUri")),
    ("12339a85-a25c-4f17-9f82-4766f13f5c4c", "Azure Cosmos DB accounts should not allow traffic from all Azure data centers", COSMOS,
     no_azure_datacentres),
    ("862e97cf-49fc-4a5c-9de4-40d4e2e7c8eb", "Azure Cosmos DB accounts should have firewall rules", COSMOS,
     any_of(private, has("properties.ipRules"), says("properties.isVirtualNetworkFilterEnabled", True))),
    ("040732e8-d947-40b8-95d6-854c95024bf8", "Azure Kubernetes Service Private Clusters should be enabled", CLUSTERS,
     says("properties.apiServerAccessProfile.enablePrivateCluster", True)),
    ("993c2fcd-2b29-49d2-9eb0-df2c3a730c32",
     "Azure Kubernetes Service Clusters should have local authentication methods disabled", CLUSTERS,
     says("properties.disableLocalAccounts", True)),
    ("450d2877-ebea-41e8-b00c-e286317d21bf", "Azure Kubernetes Service Clusters should enable Microsoft Entra ID integration", CLUSTERS,
     says("properties.aadProfile.managed", True)),
    ("7d7be79c-23ba-4033-84dd-45e2a5ccdd67",
     "Both operating systems and data disks in Azure Kubernetes Service clusters should be encrypted by customer-managed keys", CLUSTERS,
     has("properties.diskEncryptionSetID")),
    ("41425d9f-d1a5-499a-9932-f8ed8453932c",
     "Temp disks and cache for agent node pools in Azure Kubernetes Service clusters should be encrypted at host", CLUSTERS,
     each("properties.agentPoolProfiles", lambda pool: pool["enableEncryptionAtHost"] is True)),
    ("41425d9f-d1a5-499a-9932-f8ed8453932c",
     "Temp disks and cache for agent node pools in Azure Kubernetes Service clusters should be encrypted at host",
     f"{CLUSTERS}/agentPools", says("properties.enableEncryptionAtHost", True)),
    ("0a15ec92-a229-4763-bb14-0ea34a568f8d",
     "Azure Policy Add-on for Kubernetes service (AKS) should be installed and enabled on your clusters", CLUSTERS,
     says("properties.addonProfiles.azurepolicy.enabled", True)),
    ("a1840de2-8088-4ea8-b153-b4c723e9cb01", "Azure Kubernetes Service clusters should have Defender profile enabled", CLUSTERS,
     says("properties.securityProfile.defender.securityMonitoring.enabled", True)),
    ("95edb821-ddaf-4404-9732-666045e056b4", "Kubernetes cluster should not allow privileged containers", "Kubernetes/StatefulSet",
     unprivileged),
    ("245fc9df-fa96-4414-9a0b-3738c2f7341c", "Resource logs in Azure Kubernetes Service should be enabled", CLUSTERS, logged),
    ("5e1de0e3-42cb-4ebc-a86d-61d0c619ca48", "Public network access should be disabled for PostgreSQL flexible servers", POSTGRESQL,
     says("properties.network.publicNetworkAccess", "Disabled")),
    ("12c74c95-0efd-48da-b8d9-2a7d68470c92",
     "PostgreSQL flexible servers should use customer-managed keys to encrypt data at rest", POSTGRESQL,
     says("properties.dataEncryption.type", "AzureKeyVault")),
    ("fa498b91-8a7e-4710-9578-da944c68d1fe",
     "Azure PostgreSQL flexible server should have Microsoft Entra Only Authentication enabled", POSTGRESQL,
     says("properties.authConfig.passwordAuth", "Disabled")),
    # the policies name the older Microsoft.Cache/redis, which no new cache can be of; the same is asked of its successor
    ("470baccb-7e51-4549-8b1a-3e5be069f663", "Azure Cache for Redis should disable public network access", REDIS, private),
    ("7803067c-7d34-46e3-8c79-0ca68fc4036d", "Azure Cache for Redis should use private link", REDIS, linked),
    ("3827af20-8f80-4b15-8300-6db0873ec901", "Azure Cache for Redis should not use access keys for authentication", f"{REDIS}/databases",
     says("properties.accessKeysAuthentication", "Disabled")),
    ("1cf164be-6819-4a50-b8fa-4bcaa4f98fb6", "Public network access on Azure Data Factory should be disabled", FACTORIES, private),
    ("8b0323be-cc25-4b61-935d-002c3798c6ea", "Azure Data Factory should use private link", FACTORIES, linked),
    ("4ec52d6d-beb7-40c4-9a9e-fe753254690e", "Azure data factories should be encrypted with a customer-managed key", FACTORIES,
     has("properties.encryption.vaultBaseUrl")),
    ("38d8df46-cf4e-4073-8e03-48c24b29de0d", "Azure Synapse workspaces should disable public network access", SYNAPSE, private),
    ("72d11df1-dd8a-41f7-8925-b05b960ebafc", "Azure Synapse workspaces should use private link", SYNAPSE, linked),
    ("3484ce98-c0c5-4c83-994b-c5ac24785218",
     "Azure Synapse workspaces should allow outbound data traffic only to approved targets", SYNAPSE,
     says("properties.managedVirtualNetworkSettings.preventDataExfiltration", True)),
    ("2d9dbfa3-927b-4cf0-9d0f-08747f971650", "Managed workspace virtual network on Azure Synapse workspaces should be enabled", SYNAPSE,
     says("properties.managedVirtualNetwork", "default")),
    ("f7d52b2d-e161-4dfa-a82b-55e564167385", "Azure Synapse workspaces should use customer-managed keys to encrypt data at rest", SYNAPSE,
     has("properties.encryption.cmk.key.keyVaultUrl")),
    ("6ea81a52-5ca7-4575-9669-eaa910b7edf8", "Synapse Workspaces should have Microsoft Entra-only authentication enabled", SYNAPSE,
     says("properties.azureADOnlyAuthentication", True)),
    ("d074ddf8-01a5-4b5e-a2b8-964aed452c0a", "Container Apps environment should disable public network access", ENVIRONMENTS, private),
    ("8b346db6-85af-419b-8557-92cee2c0f9bb", "Container App environments should use network injection", ENVIRONMENTS,
     has("properties.vnetConfiguration.infrastructureSubnetId")),
    ("0e80e269-43a4-4ae9-b5bc-178126b8a5cb", "Container Apps should only be accessible over HTTPS", APPS,
     says("properties.configuration.ingress.allowInsecure", False)),
    ("b874ab2d-72dd-47f1-8cb5-4a306478a4e7", "Managed Identity should be enabled for Container Apps", APPS, has("identity.type")),
    ("6c53d030-cc64-46f0-906d-2bc061cd1334", "Log Analytics workspaces should block log ingestion and querying from public networks",
     "Microsoft.OperationalInsights/workspaces", says("properties.publicNetworkAccessForIngestion", "Disabled")),
    ("6c53d030-cc64-46f0-906d-2bc061cd1334", "Log Analytics workspaces should block log ingestion and querying from public networks",
     "Microsoft.OperationalInsights/workspaces", says("properties.publicNetworkAccessForQuery", "Disabled")),
    ("1bc02227-0cb6-4e11-8f53-eb0b22eab7e8", "Application Insights components should block log ingestion and querying from public networks",
     "Microsoft.Insights/components", says("properties.publicNetworkAccessForIngestion", "Disabled")),
    ("1bc02227-0cb6-4e11-8f53-eb0b22eab7e8", "Application Insights components should block log ingestion and querying from public networks",
     "Microsoft.Insights/components", says("properties.publicNetworkAccessForQuery", "Disabled")),
    ("a499fed8-bcc8-4195-b154-641f14743757", "Azure Monitor Private Link Scope should block access to non private link resources",
     "Microsoft.Insights/privateLinkScopes",
     says("properties.accessModeSettings", {"ingestionAccessMode": "PrivateOnly", "queryAccessMode": "PrivateOnly"})),
    ("83a86a26-fd1f-447c-b59d-e51f44264114", "Network interfaces should not have public IPs", "Microsoft.Network/networkInterfaces",
     no_public_address),
    ("7bca8353-aa3b-429b-904a-9229c4385837", "Subnets should be private", "Microsoft.Network/virtualNetworks", closed_subnets),
    ("da79a7e2-8aa1-45ed-af81-ba050c153564",
     "Azure Firewall Policy should enable Threat Intelligence", "Microsoft.Network/firewallPolicies",
     says("properties.threatIntelMode", "Deny")),
    # the policy above says nothing of names: each one below it does
    ("3f84c9b0-8b64-4208-98d4-6ada96bb49c3", "Azure Firewall Policy should have DNS Proxy Enabled", "Microsoft.Network/firewallPolicies",
     where_used("Microsoft.Network/azureFirewalls", "properties.firewallPolicy.id", says("properties.dnsSettings.enableProxy", True))),
    ("ff1f1879-a60d-4f23-9641-41e7391ec19a", "Azure Application Gateway should be deployed with Azure WAF",
     "Microsoft.Network/applicationGateways", says("properties.sku.tier", "WAF_v2")),
    ("564feb30-bf6a-4854-b4bb-0d2d2d1e6c66", "Web Application Firewall (WAF) should be enabled for Application Gateway",
     "Microsoft.Network/applicationGateways", has("properties.firewallPolicy.id")),
    ("d6f6f560-14b7-49a4-9fc8-d2c3a9807868",
     "Immutability must be enabled for Recovery Services vaults", "Microsoft.RecoveryServices/vaults",
     says("properties.securitySettings.immutabilitySettings.state", "Unlocked", "Locked")),
)
"""Id, display name, type, and what the policy asks of a resource of that type."""

OTHERWISE: Mapping[str, str] = {
    "46aa9b05-0e60-4eae-a88b-1e9d374fa515": (
        "storage of one's own is for transcripts and custom models, which nothing here makes; most kinds have none"
    ),
    "c4bc6f10-cb41-49eb-b000-d5ab82e2a091": "it deploys what every private endpoint here has: its zone group (below, for all types)",
    "7804b5c7-01dc-4723-969b-ae300cc07ff1": (
        "it knows a subnet of one's own only; the cluster is in its workspace's managed network, which lets out what is approved (below)"
    ),
    "679ddf89-ab8f-48a5-9029-e76054077449": "no compute instances are composed",
    "12e5dd16-d201-47ff-849b-8454061c293d": "no model deployments of Machine Learning are composed",
    "19539b54-c61e-4196-9a38-67598701be90": "no model deployments of Machine Learning are composed",
    "152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0": (
        "each key has a rotation policy that gives an end of a year to each version that it makes, from nine months on (below)"
    ),
    "98728c90-32c7-4049-8429-847dc0f4fe37": "the only secret is a certificate, whose end date is its own (docs/checkov.md, CKV_AZURE_41)",
    "783ea2a8-b8fd-46be-896a-9ae79643a0b1": "`external` is the virtual network here: the environment is internal (below)",
    "e56962a6-4747-49cd-b67b-bf8b01975c4c": "asked of all types (below)",
    "a08ec900-254a-4555-9bf5-e42af04b5c5c": "a list of the owner's",
}
"""Policies of the list that no row holds, and why."""


@pytest.fixture(scope="module")
def everything(root: Path) -> Graph:
    """Every component, every switch, every way in."""
    return compose(load(root / "tests" / "everything.yaml").spec)


@pytest.mark.parametrize(("policy", "name", "kind", "rule"), POLICIES, ids=[f"{name}-{kind}" for _, name, kind, _ in POLICIES])
def test_every_resource_satisfies(policy: str, name: str, kind: str, rule: Rule, everything: Graph) -> None:
    resources = everything.of_type(kind)
    assert resources, f"nothing of {kind} is composed: {name} ({policy}) asks nobody"
    assert [resource.id for resource in resources if not rule(resource, everything)] == []


BAD: Mapping[str, Any] = {
    "kind": "Other",
    "properties": {
        "agentPoolProfiles": [{"enableEncryptionAtHost": False}],
        "contentFilters": [{"name": "Hate", "source": source, "enabled": True, "blocking": False} for source in ("Prompt", "Completion")],
        "firewallPolicy": {},
        "ipConfigurations": [{"properties": {"publicIPAddress": {"id": "/x"}}}],
        "ipRules": [{"ipAddressOrRange": "0.0.0.0"}],
        "subnets": [{"properties": {"defaultOutboundAccess": True}}],
    },
    "spec": {"template": {"spec": {"containers": [{"securityContext": {"privileged": True}}]}}},
}


@pytest.mark.parametrize(("policy", "name", "kind", "rule"), POLICIES, ids=[f"{name}-{kind}" for _, name, kind, _ in POLICIES])
def test_a_bad_resource_does_not(policy: str, name: str, kind: str, rule: Rule) -> None:
    def made(kind: str, name: str, body: Mapping[str, Any]) -> Resource:
        return Resource(kind, "2025-01-01", name, "/resourceGroups/rg", body, "westeurope", "a/b", "north")

    own = "/".join(["bad"] * kind.count("/"))
    # an account of Cosmos DB with any rule has rules: that one is broken by none at all
    bad = made(kind, own, {"properties": {}} if policy == "862e97cf-49fc-4a5c-9de4-40d4e2e7c8eb" else BAD)
    token = made(f"{kind}/tokens", f"{own}/token", {})
    user = made("Microsoft.Network/azureFirewalls", "user", {"properties": {"firewallPolicy": {"id": Ref(bad.id)}}})
    assert not rule(bad, Graph((bad, token, user))), f"{name}: a resource that breaks it passes"


def test_the_list_is_complete_and_named_as_azure_names_it(shared: Path) -> None:
    text = (shared / "facts" / "azure-infrastructure.md").read_text(encoding="utf-8")
    section = text.partition("\n## 6. ")[2].partition("\n## 7. ")[0]
    asked = dict(re.findall(r"^  - `([0-9a-f-]{36})` (?:\(preview\) )?(.*?) \[", section, re.MULTILINE))
    held = {policy: name for policy, name, _, _ in POLICIES}
    assert held.keys() | OTHERWISE.keys() == asked.keys()
    assert not held.keys() & OTHERWISE.keys()
    assert {policy: name for policy, name in held.items() if asked[policy] != name} == {}


def test_every_private_endpoint_has_its_zones(everything: Graph) -> None:
    """Policy c4bc6f10 and its like."""
    endpoints = everything.of_type("Microsoft.Network/privateEndpoints")
    groups = everything.of_type("Microsoft.Network/privateEndpoints/privateDnsZoneGroups")
    assert {endpoint.id for endpoint in endpoints} == {group.id.rpartition("/privateDnsZoneGroups/")[0] for group in groups}


def test_everything_is_in_an_allowed_location(everything: Graph) -> None:
    """Policy e56962a6: the regions of the file, and their pairs."""
    allowed = {"swedencentral", "westeurope", "northeurope", "global", None}
    assert {resource.location and resource.location.lower() for resource in everything} <= allowed
    assert {REGIONS[location].boundary for location in allowed if location in REGIONS} == {REGIONS["westeurope"].boundary}


def test_no_model_training_in_a_network_that_lets_everything_out(everything: Graph) -> None:
    """Instead of policy 7804b5c7."""
    for compute in everything.of_type(COMPUTES):
        workspace = everything.get(compute.id.partition("/computes/")[0])
        assert workspace is not None
        assert value(workspace, "properties.managedNetwork.isolationMode") == "AllowOnlyApprovedOutbound"
        assert value(compute, "properties.properties.enableNodePublicIp") is False


def test_keys_rotate_before_their_versions_end(everything: Graph) -> None:
    """Instead of policy 152b15f7."""
    for key in everything.of_type(f"{VAULTS}/keys"):
        assert value(key, "properties.rotationPolicy.attributes.expiryTime") == "P1Y"
        actions = {action["action"]["type"]: action["trigger"] for action in value(key, "properties.rotationPolicy.lifetimeActions")}
        assert actions["rotate"] == {"timeAfterCreate": "P9M"}


def test_apps_are_reached_from_inside_only(everything: Graph) -> None:
    """Instead of policy 783ea2a8."""
    for app in everything.of_type(APPS):
        environment = value(app, "properties.environmentId")
        assert isinstance(environment, Ref)
        found = everything.get(environment.resource)
        assert found is not None
        assert value(found, "properties.vnetConfiguration.internal") is True
        assert value(found, "properties.publicNetworkAccess") == "Disabled"
