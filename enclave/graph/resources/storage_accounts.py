"""Storage accounts."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import flag, text
from enclave.graph.model import Resource
from enclave.graph.parts import Identity, identity, network_rules, public_access

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
    )
