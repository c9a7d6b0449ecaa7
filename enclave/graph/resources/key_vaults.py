"""Key vaults."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, number, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, network_rules, public_access, write_network_rules

TYPE = "Microsoft.KeyVault/vaults"
API_VERSION = "2026-02-01"


class KeyVault(Struct, frozen=True):
    """A key vault. What is absent is as Azure's default has it."""

    id: str
    location: str
    sku: str
    """`standard` or `premium` (keys in a hardware security module)."""
    tenant: str
    public_network_access: str
    """`Enabled`, `Disabled` or `SecuredByPerimeter`."""
    default_action: str
    ip_rules: tuple[str, ...]
    subnet_rules: tuple[str, ...]
    bypass: str
    rbac: bool
    """Azure role assignments decide, not access policies of its own."""
    access_policies: int
    soft_delete: bool
    soft_delete_days: int
    purge_protection: bool


def read(resource: Resource) -> KeyVault:
    """A key vault. Raises `Undecided`."""
    body = resource.body
    rules = network_rules(resource)
    return KeyVault(
        id=resource.id,
        location=resource.location or "",
        sku=text(body, "properties.sku.name").lower(),
        tenant=text(body, "properties.tenantId"),
        public_network_access=public_access(resource),
        default_action=rules.default_action,
        ip_rules=rules.ip_rules,
        subnet_rules=rules.subnet_rules,
        bypass=rules.bypass,
        rbac=flag(body, "properties.enableRbacAuthorization"),
        access_policies=len(items(body, "properties.accessPolicies")),
        soft_delete=flag(body, "properties.enableSoftDelete", True),
        soft_delete_days=number(body, "properties.softDeleteRetentionInDays", 90),
        purge_protection=flag(body, "properties.enablePurgeProtection"),
    )


def write(vault: KeyVault, place: Place) -> tuple[Resource, ...]:
    """The vault. Access policies of its own are never written: roles decide."""
    properties: Value = {
        "tenantId": vault.tenant,
        "sku": {"family": "A", "name": vault.sku},
        "publicNetworkAccess": vault.public_network_access,
        "networkAcls": write_network_rules(vault.default_action, vault.bypass, vault.ip_rules, vault.subnet_rules),
        "enableRbacAuthorization": vault.rbac,
        "enableSoftDelete": vault.soft_delete,
        "softDeleteRetentionInDays": vault.soft_delete_days,
        "enablePurgeProtection": vault.purge_protection,
    }
    return (place.put(TYPE, API_VERSION, vault.id, {"properties": properties}),)
