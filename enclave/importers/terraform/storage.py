"""azurerm: storage accounts with their network rules, keys and containers.

Defaults (docs/r/storage_account, 4.55): public network access, shared keys and nested public items on, TLS 1.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Ref, Resource, Value
from enclave.importers.terraform.customer_keys import key_of
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import Field, InGroup, Made, Mapped, Patch, Under, built, put
from enclave.importers.terraform.network_rules import PUBLIC, acls, from_block
from enclave.importers.terraform.view import View

ACCOUNT = ("azurerm_storage_account",)
TYPE = "Microsoft.Storage/storageAccounts"
IDENTITY_OF = ("azurerm_user_assigned_identity",)
PARENT = Under("storage_account_id", ACCOUNT, by_name="storage_account_name")


def _sku(view: View) -> Value | Absent:
    tier, replication = view.text("account_tier", "Standard"), view.text("account_replication_type", "LRS")
    return f"{tier}_{replication}" if isinstance(tier, str) and isinstance(replication, str) else replication


def _encryption(view: View) -> Value | Absent:
    key = key_of(view, "customer_managed_key.key_vault_key_id")
    if key is None:
        return MISSING
    found: dict[str, Value] = {
        "keySource": "Microsoft.Keyvault",
        "keyvaultproperties": {"keyvaulturi": key.vault, "keyname": key.name},
    }
    identity = view.link("customer_managed_key.user_assigned_identity_id", IDENTITY_OF)
    if identity is not MISSING:
        found["identity"] = {"userAssignedIdentity": identity}
    return found


def _separate_key(body: dict[str, Value], view: View) -> bool:
    key = key_of(view, "managed_hsm_key_id")
    vault = view.link("key_vault_id", ("azurerm_key_vault",))
    if isinstance(vault, Ref):
        vault = Ref(vault.resource, "properties.vaultUri")
    name = view.value("key_name")
    put(body, "properties.encryption.keySource", "Microsoft.Keyvault")
    put(
        body,
        "properties.encryption.keyvaultproperties",
        {
            "keyvaulturi": key.vault if key else None if vault is MISSING else vault,
            "keyname": key.name if key else None if name is MISSING else name,
        },
    )
    identity = view.link("user_assigned_identity_id", IDENTITY_OF)
    if identity is not MISSING:
        put(body, "properties.encryption.identity.userAssignedIdentity", identity)
    application = view.value("federated_identity_client_id")
    if application is not MISSING:
        put(body, "properties.encryption.identity.federatedIdentityClientId", application)
    return True


def _rules(body: dict[str, Value], view: View) -> bool:
    put(body, "properties.networkAcls", {})
    put(body, "properties.networkAcls", acls(view))
    return True


def _blob_service(view: View, made: Resource) -> Iterator[Resource]:
    """`blob_properties` and `static_website` are the account's blob service in ARM."""
    block, site = view.block("blob_properties"), view.block("static_website")
    body = built(BLOB_SERVICE, block) if isinstance(block, View) else {}
    if site is not None:
        put(body, "properties.staticWebsite.enabled", True if isinstance(site, View) else site)
    if body:
        yield Resource(f"{TYPE}/blobServices", "", f"{made.name}/default", made.scope, body)


BLOB_SERVICE = (
    Field("versioning_enabled", "properties.isVersioningEnabled", False),
    Field("change_feed_enabled", "properties.changeFeed.enabled", False),
    Made("properties.deleteRetentionPolicy", lambda view: _retention(view, "delete_retention_policy")),
    Made("properties.containerDeleteRetentionPolicy", lambda view: _retention(view, "container_delete_retention_policy")),
)


def _retention(view: View, source: str) -> Value | Absent:
    block = view.block(source)
    if not isinstance(block, View):
        return MISSING if block is None else block
    days = block.value("days")
    found: dict[str, Value] = {"enabled": True, "days": 7 if days is MISSING else days}
    gone = block.value("permanent_delete_enabled")
    return found if gone is MISSING else {**found, "allowPermanentDelete": gone}


ACCESS = {"private": "None", "blob": "Blob", "container": "Container"}

MAPPINGS = (
    Mapped(
        "azurerm_storage_account",
        TYPE,
        (
            Made("sku.name", _sku),
            Field("account_kind", "kind", "StorageV2"),
            PUBLIC,
            from_block("network_rules"),
            Field("shared_access_key_enabled", "properties.allowSharedKeyAccess", True),
            Field("allow_nested_items_to_be_public|allow_blob_public_access", "properties.allowBlobPublicAccess", True),
            Field("https_traffic_only_enabled|enable_https_traffic_only", "properties.supportsHttpsTrafficOnly", True),
            Field("min_tls_version", "properties.minimumTlsVersion", "TLS1_2"),
            Field("cross_tenant_replication_enabled", "properties.allowCrossTenantReplication", False, before=True),
            Field("allowed_copy_scope", "properties.allowedCopyScope"),
            Field("default_to_oauth_authentication", "properties.defaultToOAuthAuthentication", False),
            Field("infrastructure_encryption_enabled", "properties.encryption.requireInfrastructureEncryption", False),
            Made("properties.encryption", _encryption),
            Field("queue_encryption_key_type", "properties.encryption.services.queue.keyType"),
            Field("table_encryption_key_type", "properties.encryption.services.table.keyType"),
            Field("is_hns_enabled", "properties.isHnsEnabled", False),
            Field("sftp_enabled", "properties.isSftpEnabled", False),
            Field("local_user_enabled", "properties.isLocalUserEnabled", True),
            Field("nfsv3_enabled", "properties.isNfsV3Enabled", False),
            Field("access_tier", "properties.accessTier"),
            Field("dns_endpoint_type", "properties.dnsEndpointType", "Standard"),
            Field("routing.publish_internet_endpoints", "properties.routingPreference.publishInternetEndpoints"),
            IDENTITY,
        ),
        answers={
            "primary_blob_endpoint": "properties.primaryEndpoints.blob",
            "primary_blob_host": "properties.primaryEndpoints.blob",
            "primary_web_host": "properties.primaryEndpoints.web",
        },
        also=_blob_service,
    ),
    Mapped(
        "azurerm_storage_container",
        f"{TYPE}/blobServices/containers",
        (Field("container_access_type", "properties.publicAccess", "None", ACCESS),),
        PARENT,
        name="'default'/name",
    ),
    Mapped(
        "azurerm_storage_share",
        f"{TYPE}/fileServices/shares",
        (Field("quota", "properties.shareQuota"), Field("enabled_protocol", "properties.enabledProtocols", "SMB")),
        PARENT,
        name="'default'/name",
    ),
    Mapped("azurerm_storage_queue", f"{TYPE}/queueServices/queues", (), PARENT, name="'default'/name"),
    Mapped("azurerm_storage_data_lake_gen2_filesystem", f"{TYPE}/blobServices/containers", (), PARENT, name="'default'/name"),
    Mapped("azurerm_storage_management_policy", f"{TYPE}/managementPolicies", (), PARENT, name="'default'"),
    Mapped("azurerm_storage_encryption_scope", f"{TYPE}/encryptionScopes", (Field("source", "properties.source"),), PARENT),
    Mapped("azurerm_storage_blob_inventory_policy", f"{TYPE}/inventoryPolicies", (), PARENT, name="'default'"),
    Mapped(
        "azurerm_storage_sync",
        "Microsoft.StorageSync/storageSyncServices",
        (Field("incoming_traffic_policy", "properties.incomingTrafficPolicy", "AllowAllTraffic"),),
        InGroup(),
    ),
)
PATCHES = (
    Patch("azurerm_storage_account_network_rules", "storage_account_id", ACCOUNT, _rules),
    Patch("azurerm_storage_account_customer_managed_key", "storage_account_id", ACCOUNT, _separate_key),
)
