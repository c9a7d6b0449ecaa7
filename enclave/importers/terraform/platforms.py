"""azurerm: other platform services: app configuration, automation, factories, Synapse, Databricks, API management, logic apps.

Defaults (docs/r of each, 4.55): public network access on.
"""

from __future__ import annotations

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Ref, Unresolved, Value
from enclave.importers.terraform.copies import copies
from enclave.importers.terraform.customer_keys import from_key, keyed, vault_key
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import (
    ENABLED,
    NEGATED,
    AtSubscription,
    Below,
    Blocks,
    Field,
    Link,
    Made,
    Mapped,
    Patch,
    Under,
    put,
)
from enclave.importers.terraform.network_rules import PUBLIC
from enclave.importers.terraform.networks import NETWORK, SUBNET
from enclave.importers.terraform.storage import ACCOUNT as STORAGE
from enclave.importers.terraform.view import View

SYNAPSE = ("azurerm_synapse_workspace",)
KUSTO = ("azurerm_kusto_cluster",)
FACTORY = ("azurerm_data_factory",)
NETWORKED = Link("virtual_network_configuration.subnet_id", "virtualNetworkConfiguration.subnetResourceId", SUBNET)
"""Where API Management stands, and each of its further regions."""
MANAGEMENT = ("azurerm_api_management",)


def _ranges(path: str) -> Made:
    def made(view: View) -> Value | Absent:
        found = view.value(path)
        return [{"addressRange": each} for each in found] if isinstance(found, list) else found

    return Made("properties.accessControl.triggers.allowedCallerIpAddresses", made)


def _workflow(view: View) -> Value:
    """Triggers and actions are other resources of the provider: the definition is not in this one."""
    return Unresolved(f"{view.resource.address}.definition", "its triggers and actions are resources of their own")


def _tier(view: View) -> Value:
    """`Developer_1`: the tier and how many units."""
    found = view.text("sku_name")
    return found.partition("_")[0] if isinstance(found, str) else found


PROTOCOLS = {
    f"{side}_{name.lower()}": f"Microsoft.WindowsAzure.ApiManagement.Gateway.Security.{way}Protocols.{name}"
    for side, way in (("frontend", ""), ("backend", "Backend.")) for name in ("Ssl30", "Tls10", "Tls11")
}
"""What the block `security` switches on -> the custom property of ARM's that says so."""


def _protocols(view: View) -> Value | Absent:
    block = view.block("security")
    if block is None or isinstance(block, Unresolved):
        return MISSING if block is None else block
    found = {called: block.flag(f"{name}_enabled") or block.flag(f"enable_{name}") for name, called in PROTOCOLS.items()}
    return {called: each if isinstance(each, Unresolved) else str(each) for called, each in found.items() if each is not False} or MISSING


SCRIPTS = Made("properties.storageAccountSettings.storageAccountName", lambda view: view.owner("storage_account.name", STORAGE) or MISSING)
MAPPINGS = (
    Mapped(
        "azurerm_app_configuration",
        "Microsoft.AppConfiguration/configurationStores",
        (
            Field("sku", "sku.name", "free"),
            # without a word of it Azure leaves it open until a private endpoint is made
            Field("public_network_access", "properties.publicNetworkAccess"),
            Field("local_auth_enabled", "properties.disableLocalAuth", False, NEGATED),
            Field("purge_protection_enabled", "properties.enablePurgeProtection", False),
            Field("soft_delete_retention_days", "properties.softDeleteRetentionInDays"),
            Field("encryption.key_vault_key_identifier", "properties.encryption.keyVaultProperties.keyIdentifier"),
            IDENTITY,
        ),
        also=copies("replica", "Microsoft.AppConfiguration/configurationStores/replicas"),
    ),
    Mapped(
        "azurerm_automation_account",
        "Microsoft.Automation/automationAccounts",
        (
            Field("public_network_access_enabled", "properties.publicNetworkAccess", True),
            Field("local_authentication_enabled", "properties.disableLocalAuth", False, NEGATED),
            Field("sku_name", "properties.sku.name"),
            IDENTITY,
        ),
    ),
    Mapped(
        "azurerm_data_factory",
        "Microsoft.DataFactory/factories",
        (
            Field("public_network_enabled", "properties.publicNetworkAccess", "Enabled", ENABLED),
            Made("properties.encryption.keyName", from_key("customer_managed_key_id", lambda key: key.name)),
            Made("properties.encryption.vaultBaseUrl", from_key("customer_managed_key_id", lambda key: key.vault)),
            IDENTITY,
        ),
    ),
    Mapped(
        "azurerm_data_factory_managed_private_endpoint",
        "Microsoft.DataFactory/factories/managedVirtualNetworks/managedPrivateEndpoints",
        (Link("target_resource_id", "properties.privateLinkResourceId"),),
        Under("data_factory_id", FACTORY),
        name="'default'/name",
    ),
    Mapped(
        "azurerm_data_factory_integration_runtime_azure",
        "Microsoft.DataFactory/factories/integrationRuntimes",
        (Field("location", "properties.typeProperties.computeProperties.location"),),
        Under("data_factory_id", FACTORY),
    ),
    Mapped("azurerm_data_factory_pipeline", "Microsoft.DataFactory/factories/pipelines", (), Under("data_factory_id", FACTORY)),
    Mapped(
        "azurerm_synapse_workspace",
        "Microsoft.Synapse/workspaces",
        (
            PUBLIC,
            Field("azuread_authentication_only", "properties.azureADOnlyAuthentication", False),
            Field("managed_virtual_network_enabled", "properties.managedVirtualNetwork", words={"true": "default", "false": ""}),
            Field("data_exfiltration_protection_enabled", "properties.managedVirtualNetworkSettings.preventDataExfiltration", False),
            Field(
                "linking_allowed_for_aad_tenant_ids", "properties.managedVirtualNetworkSettings.allowedAadTenantIdsForLinking"
            ),
            Field("managed_resource_group_name", "properties.managedResourceGroupName"),
            Made("properties.encryption.cmk.key.keyVaultUrl", from_key("customer_managed_key.key_versionless_id", lambda key: key.uri)),
            IDENTITY,
        ),
    ),
    Mapped(
        "azurerm_synapse_firewall_rule",
        "Microsoft.Synapse/workspaces/firewallRules",
        (Field("start_ip_address", "properties.startIpAddress"), Field("end_ip_address", "properties.endIpAddress")),
        Under("synapse_workspace_id", SYNAPSE),
    ),
    Mapped("azurerm_synapse_private_link_hub", "Microsoft.Synapse/privateLinkHubs"),
    Mapped(
        "azurerm_databricks_workspace",
        "Microsoft.Databricks/workspaces",
        (
            Field("sku", "sku.name"),
            PUBLIC,
            Field("network_security_group_rules_required", "properties.requiredNsgRules"),
            Field("custom_parameters.no_public_ip", "properties.parameters.enableNoPublicIp.value", True, before=False),
            Link("custom_parameters.virtual_network_id", "properties.parameters.customVirtualNetworkId.value", NETWORK),
            Field("infrastructure_encryption_enabled", "properties.parameters.requireInfrastructureEncryption.value"),
            Made(
                "properties.encryption.entities.managedServices",
                from_key("managed_services_cmk_key_vault_key_id", lambda key: vault_key(key) | {"keySource": "Microsoft.Keyvault"}),
            ),
        ),
    ),
    Mapped("azurerm_databricks_access_connector", "Microsoft.Databricks/accessConnectors", (IDENTITY,)),
    Mapped(
        "azurerm_kusto_cluster",
        "Microsoft.Kusto/clusters",
        (
            Field("sku.name", "sku.name"),
            PUBLIC,
            Field("allowed_ip_ranges", "properties.allowedIpRangeList"),
            Link("virtual_network_configuration.subnet_id", "properties.virtualNetworkConfiguration.subnetId", SUBNET),
            Link("virtual_network_configuration.engine_public_ip_id", "properties.virtualNetworkConfiguration.enginePublicIpId"),
            Field("outbound_network_access_restricted", "properties.restrictOutboundNetworkAccess", "Disabled", ENABLED),
            Field("disk_encryption_enabled", "properties.enableDiskEncryption"),
            Field("double_encryption_enabled", "properties.enableDoubleEncryption"),
            IDENTITY,
        ),
    ),
    Mapped("azurerm_kusto_database", "Microsoft.Kusto/clusters/databases", (), Below(("cluster_name",), KUSTO)),
    Mapped(
        "azurerm_api_management",
        "Microsoft.ApiManagement/service",
        (
            Made("sku.name", _tier),
            Field("public_network_access_enabled", "properties.publicNetworkAccess", "Enabled", ENABLED),
            Field("virtual_network_type", "properties.virtualNetworkType", "None"),
            Link(NETWORKED.source, f"properties.{NETWORKED.target}", SUBNET),
            Blocks("additional_location", "properties.additionalLocations", (Field("location", "location"), NETWORKED)),
            Made("properties.customProperties", _protocols),
            IDENTITY,
        ),
        answers={"gateway_url": "properties.gatewayUrl"},
    ),
    *(
        Mapped(
            f"azurerm_api_management_{kind}",
            f"Microsoft.ApiManagement/service/{target}",
            parts,
            Below(("api_management_name",), MANAGEMENT),
        )
        for kind, target, parts in (
            ("api", "apis", (Field("protocols", "properties.protocols"), Field("service_url", "properties.serviceUrl"))),
            ("backend", "backends", (Field("url", "properties.url"), Field("protocol", "properties.protocol"))),
            ("named_value", "namedValues", ()),
            ("logger", "loggers", ()),
            ("group", "groups", ()),
            ("certificate", "certificates", ()),
        )
    ),
    *(
        Mapped(
            f"azurerm_api_management_{kind}",
            f"Microsoft.ApiManagement/service/{target}",
            (),
            Under("api_management_id", MANAGEMENT),
            name=name,
        )
        for kind, target, name in (
            ("policy", "policies", "'policy'"),
            ("redis_cache", "caches", "name"),
            ("gateway", "gateways", "name"),
            ("workspace", "workspaces", "name"),
        )
    ),
    Mapped(
        "azurerm_logic_app_workflow",
        "Microsoft.Logic/workflows",
        (
            Field("enabled", "properties.state", "Enabled", ENABLED),
            _ranges("access_control.trigger.allowed_caller_ip_address_range"),
            Made("properties.definition", _workflow),
            IDENTITY,
        ),
    ),
    Mapped(
        "azurerm_purview_account",
        "Microsoft.Purview/accounts",
        (Field("public_network_enabled", "properties.publicNetworkAccess", "Enabled", ENABLED), IDENTITY),
    ),
    Mapped(
        "azurerm_batch_account",
        "Microsoft.Batch/batchAccounts",
        (
            PUBLIC,
            Field("allowed_authentication_modes", "properties.allowedAuthenticationModes"),
            Field("pool_allocation_mode", "properties.poolAllocationMode"),
            IDENTITY,
        ),
    ),
    Mapped("azurerm_attestation_provider", "Microsoft.Attestation/attestationProviders"),
    Mapped("azurerm_resource_group_template_deployment", "Microsoft.Resources/deployments"),
    *(
        Mapped(f"azurerm_{level}_template_deployment", "Microsoft.Resources/deployments", (), AtSubscription())
        for level in ("subscription", "management_group", "tenant")
    ),
    *(
        Mapped(f"azurerm_resource_deployment_script_azure_{kind}", "Microsoft.Resources/deploymentScripts", (IDENTITY, SCRIPTS))
        for kind in ("cli", "power_shell")
    ),
)


def _kusto_key(body: dict[str, Value], view: View) -> bool:
    """A key by its parts, as the type has them."""
    vault, name = view.link("key_vault_id", ("azurerm_key_vault",)), view.value("key_name")
    if vault is MISSING or name is MISSING:
        return keyed("managed_hsm_key_id", "properties.keyVaultProperties", vault_key)(body, view)
    uri = Ref(vault.resource, "properties.vaultUri") if isinstance(vault, Ref) else vault
    put(body, "properties.keyVaultProperties", {"keyVaultUri": uri, "keyName": name})
    return True


DATABRICKS = ("azurerm_databricks_workspace",)
PATCHES = (
    Patch(
        "azurerm_data_factory_customer_managed_key",
        "data_factory_id",
        FACTORY,
        keyed("customer_managed_key_id", "properties.encryption", lambda key: {"keyName": key.name, "vaultBaseUrl": key.vault}),
    ),
    Patch("azurerm_kusto_cluster_customer_managed_key", "cluster_id", KUSTO, _kusto_key),
    *(
        Patch(
            f"azurerm_databricks_workspace_{part}customer_managed_key",
            "workspace_id",
            DATABRICKS,
            keyed(
                "key_vault_key_id",
                "properties.parameters.encryption.value",
                lambda key: {"keySource": "Microsoft.Keyvault", "KeyName": key.name},
            ),
        )
        for part in ("", "root_dbfs_")
    ),
)
