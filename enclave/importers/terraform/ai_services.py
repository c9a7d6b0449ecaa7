"""azurerm: Azure AI accounts and their deployments, AI Foundry hubs and projects, machine learning workspaces, search.

Defaults (docs/r of each, 4.55): public network access and local authentication on.
"""

from __future__ import annotations

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Unresolved, Value
from enclave.importers.terraform.customer_keys import key_of
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import NEGATED, Beside, Blocks, Field, Fixed, Link, Made, Mapped, Part, Patch, Under, put
from enclave.importers.terraform.network_rules import PUBLIC, acls
from enclave.importers.terraform.networks import SUBNET
from enclave.importers.terraform.storage import ACCOUNT as STORAGE
from enclave.importers.terraform.view import View

ACCOUNT = ("azurerm_cognitive_account", "azurerm_ai_services")
ACCOUNT_TYPE = "Microsoft.CognitiveServices/accounts"
WORKSPACE = ("azurerm_machine_learning_workspace", "azurerm_ai_foundry", "azurerm_ai_foundry_project")
WORKSPACE_TYPE = "Microsoft.MachineLearningServices/workspaces"
UNDER_WORKSPACE = Under("machine_learning_workspace_id", WORKSPACE)


def _acls(view: View) -> Value | Absent:
    block = view.block("network_acls")
    if not isinstance(block, View):
        return MISSING if block is None else block
    found = acls(block)
    subnets = block.blocks("virtual_network_rules")
    if isinstance(subnets, Unresolved):
        found["virtualNetworkRules"] = subnets
    elif subnets:
        found["virtualNetworkRules"] = [{"id": target} for each in subnets if (target := each.link("subnet_id", SUBNET)) is not MISSING]
    return found


def _encryption(view: View) -> Value | Absent:
    key = key_of(view, "customer_managed_key.key_vault_key_id")
    if key is None:
        return MISSING
    found: dict[str, Value] = {"keyVaultUri": key.vault, "keyName": key.name, "keyVersion": key.version}
    return {"keySource": "Microsoft.KeyVault", "keyVaultProperties": found}


def _separate_key(body: dict[str, Value], view: View) -> bool:
    key = key_of(view, "key_vault_key_id")
    if key is None:
        return False
    put(
        body,
        "properties.encryption",
        {
            "keySource": "Microsoft.KeyVault",
            "keyVaultProperties": {"keyVaultUri": key.vault, "keyName": key.name},
        },
    )
    return True


ACCOUNT_PARTS: tuple[Part, ...] = (
    Field("sku_name", "sku.name"),
    Made("properties.networkAcls", _acls),
    Field("custom_subdomain_name", "properties.customSubDomainName"),
    Field("outbound_network_access_restricted", "properties.restrictOutboundNetworkAccess", False),
    Field("fqdns", "properties.allowedFqdnList"),
    Made("properties.encryption", _encryption),
    Blocks("storage", "properties.userOwnedStorage", (Link("storage_account_id", "resourceId", STORAGE),)),
    Link(
        "custom_question_answering_search_service_id",
        "properties.apiProperties.qnaAzureSearchEndpointId",
        ("azurerm_search_service",),
    ),
    IDENTITY,
)
INJECTION = (
    Field("scenario", "scenario"),
    Link("subnet_id", "subnetArmId", SUBNET),
)
DEPLOYMENT = (
    Field("sku.name|scale.type", "sku.name"),
    Field("sku.capacity|scale.capacity", "sku.capacity"),
    Field("model.format", "properties.model.format"),
    Field("model.name", "properties.model.name"),
    Field("model.version", "properties.model.version"),
    Field("rai_policy_name", "properties.raiPolicyName"),
    Field("version_upgrade_option", "properties.versionUpgradeOption"),
)

RAI_POLICY = (
    Field("base_policy_name", "properties.basePolicyName"),
    Field("mode", "properties.mode"),
    Blocks(
        "content_filter",
        "properties.contentFilters",
        (
            Field("name", "name"),
            Field("source", "source"),
            Field("filter_enabled", "enabled"),
            Field("block_enabled", "blocking"),
            Field("severity_threshold", "severityThreshold"),
        ),
    ),
)


def _workspace_encryption(view: View) -> Value | Absent:
    block = view.block("encryption")
    if not isinstance(block, View):
        return MISSING if block is None else block
    vault = block.link("key_vault_id", ("azurerm_key_vault",))
    key = key_of(block, "key_id")
    return {
        "status": "Enabled",
        "keyVaultProperties": {
            "keyVaultArmId": None if vault is MISSING else vault,
            "keyIdentifier": key.uri if key else None,
        },
    }


WORKSPACE_PARTS: tuple[Part, ...] = (
    Field("friendly_name", "properties.friendlyName"),
    Link("key_vault_id", "properties.keyVault", ("azurerm_key_vault",)),
    Link("storage_account_id", "properties.storageAccount", STORAGE),
    Link("application_insights_id", "properties.applicationInsights", ("azurerm_application_insights",)),
    Link("container_registry_id", "properties.containerRegistry", ("azurerm_container_registry",)),
    Field("managed_network.isolation_mode", "properties.managedNetwork.isolationMode"),
    Field("high_business_impact|high_business_impact_enabled", "properties.hbiWorkspace"),
    Made("properties.encryption", _workspace_encryption),
    IDENTITY,
)
SERVERLESS = "properties.serverlessComputeSettings"
COMPUTE: tuple[Part, ...] = (
    Field("node_public_ip_enabled", "properties.properties.enableNodePublicIp", True),
    Link("subnet_resource_id", "properties.properties.subnet.id", SUBNET),
    Field("local_auth_enabled", "properties.disableLocalAuth", False, NEGATED),
    IDENTITY,
)


def _outbound(kind: str) -> Mapped:
    parts: dict[str, tuple[Part, ...]] = {
        "fqdn": (Fixed("properties.type", "FQDN"), Field("destination_fqdn", "properties.destination")),
        "private_endpoint": (
            Fixed("properties.type", "PrivateEndpoint"),
            Link("service_resource_id", "properties.destination.serviceResourceId"),
            Field("sub_resource_target", "properties.destination.subresourceTarget"),
        ),
        "service_tag": (
            Fixed("properties.type", "ServiceTag"),
            Field("service_tag", "properties.destination.serviceTag"),
            Field("protocol", "properties.destination.protocol"),
            Field("port_ranges", "properties.destination.portRanges"),
        ),
    }
    return Mapped(
        f"azurerm_machine_learning_workspace_network_outbound_rule_{kind}",
        f"{WORKSPACE_TYPE}/outboundRules",
        parts[kind],
        Under("workspace_id", WORKSPACE),
    )


def _ranges(view: View) -> Value | Absent:
    found = view.value("allowed_ips")
    return [{"value": each} for each in found] if isinstance(found, list) else found


MAPPINGS = (
    Mapped(
        "azurerm_cognitive_account",
        ACCOUNT_TYPE,
        (
            Field("kind", "kind"),
            PUBLIC,
            Field("local_auth_enabled", "properties.disableLocalAuth", False, NEGATED),
            *ACCOUNT_PARTS,
            Blocks("network_injection", "properties.networkInjections", INJECTION),
            Field("project_management_enabled", "properties.allowProjectManagement"),
        ),
        answers={"endpoint": "properties.endpoint"},
    ),
    Mapped(
        "azurerm_ai_services",
        ACCOUNT_TYPE,
        (
            Fixed("kind", "AIServices"),
            Field("public_network_access", "properties.publicNetworkAccess", "Enabled"),
            Field("local_authentication_enabled", "properties.disableLocalAuth", False, NEGATED),
            *ACCOUNT_PARTS,
        ),
        answers={"endpoint": "properties.endpoint"},
    ),
    Mapped("azurerm_cognitive_deployment", f"{ACCOUNT_TYPE}/deployments", DEPLOYMENT, Under("cognitive_account_id", ACCOUNT)),
    Mapped("azurerm_cognitive_account_project", f"{ACCOUNT_TYPE}/projects", (IDENTITY,), Under("cognitive_account_id", ACCOUNT)),
    Mapped("azurerm_cognitive_account_rai_policy", f"{ACCOUNT_TYPE}/raiPolicies", RAI_POLICY, Under("cognitive_account_id", ACCOUNT)),
    Mapped("azurerm_cognitive_account_rai_blocklist", f"{ACCOUNT_TYPE}/raiBlocklists", (), Under("cognitive_account_id", ACCOUNT)),
    Mapped(
        "azurerm_machine_learning_workspace",
        WORKSPACE_TYPE,
        (
            Field("kind", "kind", "Default"),
            Field("sku_name", "sku.name"),
            PUBLIC,
            *WORKSPACE_PARTS,
            Field("v1_legacy_mode_enabled", "properties.v1LegacyMode"),
            Field("serverless_compute.public_ip_enabled", f"{SERVERLESS}.serverlessComputeNoPublicIP", words=NEGATED),
            Link("serverless_compute.subnet_id", f"{SERVERLESS}.serverlessComputeCustomSubnet", SUBNET),
            Field("public_access_behind_virtual_network_enabled", "properties.allowPublicAccessWhenBehindVnet"),
            Field("image_build_compute_name", "properties.imageBuildCompute"),
        ),
    ),
    Mapped(
        "azurerm_ai_foundry",
        WORKSPACE_TYPE,
        (Fixed("kind", "Hub"), Field("public_network_access", "properties.publicNetworkAccess", "Enabled"), *WORKSPACE_PARTS),
    ),
    Mapped(
        "azurerm_ai_foundry_project",
        WORKSPACE_TYPE,
        (Fixed("kind", "Project"), Link("ai_services_hub_id", "properties.hubResourceId", ("azurerm_ai_foundry",)), IDENTITY),
        # the project is made in the group of its hub
        Beside("ai_services_hub_id", ("azurerm_ai_foundry",)),
    ),
    Mapped(
        "azurerm_machine_learning_compute_cluster",
        f"{WORKSPACE_TYPE}/computes",
        (
            Fixed("properties.computeType", "AmlCompute"),
            *COMPUTE,
            Field(
                "ssh_public_access_enabled",
                "properties.properties.remoteLoginPortPublicAccess",
                "Disabled",
                {"true": "Enabled", "false": "Disabled"},
            ),
            Field("vm_size", "properties.properties.vmSize"),
        ),
        UNDER_WORKSPACE,
    ),
    Mapped(
        "azurerm_machine_learning_compute_instance",
        f"{WORKSPACE_TYPE}/computes",
        (
            Fixed("properties.computeType", "ComputeInstance"),
            *COMPUTE,
            Made("properties.properties.sshSettings.sshPublicAccess", lambda view: "Enabled" if view.blocks("ssh") else "Disabled"),
            Field("virtual_machine_size", "properties.properties.vmSize"),
        ),
        UNDER_WORKSPACE,
    ),
    *(_outbound(kind) for kind in ("fqdn", "private_endpoint", "service_tag")),
    *(
        Mapped(f"azurerm_machine_learning_datastore_{kind}", f"{WORKSPACE_TYPE}/datastores", (), Under("workspace_id", WORKSPACE))
        for kind in ("blobstorage", "datalake_gen2", "fileshare")
    ),
    Mapped(
        "azurerm_search_service",
        "Microsoft.Search/searchServices",
        (
            Field("sku", "sku.name"),
            Field("public_network_access_enabled", "properties.publicNetworkAccess", "enabled", {"true": "enabled", "false": "disabled"}),
            Made("properties.networkRuleSet.ipRules", _ranges),
            Field("network_rule_bypass_option", "properties.networkRuleSet.bypass"),
            Field("local_authentication_enabled", "properties.disableLocalAuth", False, NEGATED),
            Field("replica_count", "properties.replicaCount"),
            Field("partition_count", "properties.partitionCount"),
            Field(
                "customer_managed_key_enforcement_enabled",
                "properties.encryptionWithCmk.enforcement",
                "Unspecified",
                {"true": "Enabled", "false": "Disabled"},
            ),
            IDENTITY,
        ),
    ),
    Mapped(
        "azurerm_search_shared_private_link_service",
        "Microsoft.Search/searchServices/sharedPrivateLinkResources",
        (
            Link("target_resource_id", "properties.privateLinkResourceId"),
            Field("subresource_name", "properties.groupId"),
            Field("request_message", "properties.requestMessage"),
        ),
        Under("search_service_id", ("azurerm_search_service",)),
    ),
    Mapped(
        "azurerm_bot_service_azure_bot",
        "Microsoft.BotService/botServices",
        (PUBLIC, Field("local_authentication_enabled", "properties.disableLocalAuth", False, NEGATED)),
    ),
)
PATCHES = (Patch("azurerm_cognitive_account_customer_managed_key", "cognitive_account_id", ACCOUNT, _separate_key),)
