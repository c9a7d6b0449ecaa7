"""Storage accounts."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import flag, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Identity, Place, identity, network_rules, public_access, write_network_rules

TYPE = "Microsoft.Storage/storageAccounts"
API_VERSION = "2026-04-01"


@dataclass(frozen=True)
class StorageAccount:
    """A storage account. What is absent is as Azure's default has it."""

    id: str
    kind: str
    sku: str
    location: str
    public_network_access: str
    """`Enabled`, `Disabled` or `SecuredByPerimeter`."""
    default_action: str
    ip_rules: tuple[str, ...]
    subnet_rules: tuple[str, ...]
    bypass: str
    local_auth_disabled: bool
    """Shared keys are off."""
    tls: str
    """Least version: `TLS1_0` to `TLS1_3`."""
    https_only: bool
    public_blobs: bool
    """Containers may be opened to anonymous readers."""
    infrastructure_encryption: bool
    key_source: str
    identity: Identity
    cross_tenant_replication: bool
    """Blobs may be copied on to an account of another tenant."""


def read(resource: Resource) -> StorageAccount:
    """A storage account. Raises `Undecided`."""
    body = resource.body
    rules = network_rules(resource)
    return StorageAccount(
        id=resource.id,
        kind=text(body, "kind"),
        sku=text(body, "sku.name"),
        location=resource.location or "",
        public_network_access=public_access(resource),
        default_action=rules.default_action,
        ip_rules=rules.ip_rules,
        subnet_rules=rules.subnet_rules,
        bypass=rules.bypass,
        local_auth_disabled=not flag(body, "properties.allowSharedKeyAccess", True),
        tls=text(body, "properties.minimumTlsVersion", "TLS1_0"),
        https_only=flag(body, "properties.supportsHttpsTrafficOnly", True),
        public_blobs=flag(body, "properties.allowBlobPublicAccess"),
        infrastructure_encryption=flag(body, "properties.encryption.requireInfrastructureEncryption"),
        key_source=text(body, "properties.encryption.keySource", "Microsoft.Storage"),
        identity=identity(resource),
        cross_tenant_replication=flag(body, "properties.allowCrossTenantReplication"),
    )


def write(account: StorageAccount, place: Place) -> tuple[Resource, ...]:
    """The account. Keys of the customer's own and a managed identity cannot be chosen here."""
    service: Value = {"enabled": True, "keyType": "Account"}
    properties: Value = {
        "publicNetworkAccess": account.public_network_access,
        "networkAcls": write_network_rules(account.default_action, account.bypass, account.ip_rules, account.subnet_rules),
        "allowSharedKeyAccess": not account.local_auth_disabled,
        "allowBlobPublicAccess": account.public_blobs,
        "allowCrossTenantReplication": account.cross_tenant_replication,
        "minimumTlsVersion": account.tls,
        "supportsHttpsTrafficOnly": account.https_only,
        "encryption": {
            "keySource": "Microsoft.Storage",
            "requireInfrastructureEncryption": account.infrastructure_encryption,
            "services": {"blob": service, "file": service},
        },
    }
    body: dict[str, Value] = {"kind": account.kind, "sku": {"name": account.sku}, "properties": properties}
    return (place.put(TYPE, API_VERSION, account.id, body),)
