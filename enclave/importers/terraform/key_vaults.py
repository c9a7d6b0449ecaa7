"""azurerm: key vaults with their access policies, keys and secrets, managed HSMs."""

from __future__ import annotations

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Unresolved, Value
from enclave.importers.terraform.mapping import Blocks, Field, Made, Mapped, Patch, Under, added, built
from enclave.importers.terraform.network_rules import PUBLIC, from_block
from enclave.importers.terraform.view import View

VAULT = ("azurerm_key_vault",)
TYPE = "Microsoft.KeyVault/vaults"
UNDER = Under("key_vault_id", VAULT)
POLICY = (
    Field("tenant_id", "tenantId"),
    Field("object_id", "objectId"),
    Field("application_id", "applicationId"),
    Field("key_permissions", "permissions.keys"),
    Field("secret_permissions", "permissions.secrets"),
    Field("certificate_permissions", "permissions.certificates"),
    Field("storage_permissions", "permissions.storage"),
)
TRIGGER = (Field("time_after_creation", "timeAfterCreate"), Field("time_before_expiry", "timeBeforeExpiry"))


def _policy(body: dict[str, Value], view: View) -> bool:
    return added(body, "properties.accessPolicies", [built(POLICY, view)])


def _rotation(view: View) -> Value | Absent:
    """What the vault does by itself: azurerm writes an action for each way that is named."""
    block = view.block("rotation_policy.automatic")
    if block is None or isinstance(block, Unresolved):
        return MISSING if block is None else block
    return [{"action": {"type": "Rotate"}, "trigger": built(TRIGGER, block)}]


MAPPINGS = (
    Mapped(
        "azurerm_key_vault",
        TYPE,
        (
            Field("tenant_id", "properties.tenantId"),
            Field("sku_name", "properties.sku.name"),
            PUBLIC,
            from_block("network_acls"),
            Field("rbac_authorization_enabled|enable_rbac_authorization", "properties.enableRbacAuthorization", False),
            Field("purge_protection_enabled", "properties.enablePurgeProtection"),
            Field("soft_delete_retention_days", "properties.softDeleteRetentionInDays", 90),
            Field("enabled_for_deployment", "properties.enabledForDeployment"),
            Field("enabled_for_disk_encryption", "properties.enabledForDiskEncryption"),
            Field("enabled_for_template_deployment", "properties.enabledForTemplateDeployment"),
            Blocks("access_policy", "properties.accessPolicies", POLICY),
        ),
        answers={"vault_uri": "properties.vaultUri"},
    ),
    Mapped(
        "azurerm_key_vault_key",
        f"{TYPE}/keys",
        (
            Field("key_type", "properties.kty"),
            Field("key_size", "properties.keySize"),
            Field("curve", "properties.curveName"),
            Field("key_opts", "properties.keyOps"),
            Field("expiration_date", "properties.attributes.exp"),
            Made("properties.rotationPolicy.lifetimeActions", _rotation),
        ),
        UNDER,
        # the attribute `id` is the URI of a version of the key, not the id of the resource
        answers={
            "id": "properties.keyUriWithVersion",
            "versionless_id": "properties.keyUri",
            "resource_id": "id",
            "resource_versionless_id": "id",
        },
    ),
    Mapped(
        "azurerm_key_vault_secret",
        f"{TYPE}/secrets",
        (Field("content_type", "properties.contentType"), Field("expiration_date", "properties.attributes.exp")),
        UNDER,
        answers={"id": "properties.secretUriWithVersion", "versionless_id": "properties.secretUri"},
    ),
    Mapped(
        "azurerm_key_vault_certificate",
        f"{TYPE}/certificates",
        (),
        UNDER,
        answers={"id": "properties.id", "secret_id": "properties.sid", "versionless_secret_id": "properties.sid"},
    ),
    Mapped(
        "azurerm_key_vault_managed_hardware_security_module",
        "Microsoft.KeyVault/managedHSMs",
        (
            Field("sku_name", "sku.name", words={"standard_b1": "Standard_B1"}),
            PUBLIC,
            from_block("network_acls"),
            Field("purge_protection_enabled", "properties.enablePurgeProtection"),
            Field("tenant_id", "properties.tenantId"),
        ),
        answers={"hsm_uri": "properties.hsmUri"},
    ),
)
PATCHES = (Patch("azurerm_key_vault_access_policy", "key_vault_id", VAULT, _policy),)
