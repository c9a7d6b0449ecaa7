"""Storage accounts."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, pointer, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import (
    Identity,
    Place,
    answer,
    asked,
    identity,
    network_rules,
    public_access,
    stated,
    write_identity,
    write_network_rules,
)

TYPE = "Microsoft.Storage/storageAccounts"
API_VERSION = "2026-04-01"
PLATFORM = "Microsoft.Storage"
"""Source of a key that Microsoft manages."""


class StorageKey(Struct, frozen=True):
    """A customer's key in a vault. The account follows its rotation."""

    vault: str
    """Id or address of the vault."""
    name: str
    identity: str
    """Id of the user-assigned identity that may use it."""


class StorageAccount(Struct, frozen=True):
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
    key: StorageKey | None = None
    """The customer's key, when `key_source` is `Microsoft.Keyvault`."""
    hierarchical: bool = False
    """Folders with rights of their own (Data Lake Storage Gen2)."""
    sftp: bool = False
    local_users: bool = False
    """Users of its own may sign in, with SFTP."""
    copy_scope: str = "All"
    """Where blobs may be copied from: `All`, `AAD` (accounts of the same tenant), `PrivateLink` (of the same networks)."""
    immutable_versions: bool = False
    """Containers may keep every version from change and deletion."""


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
        key_source=text(body, "properties.encryption.keySource", PLATFORM),
        identity=identity(resource),
        cross_tenant_replication=flag(body, "properties.allowCrossTenantReplication"),
        key=_key(resource),
        hierarchical=flag(body, "properties.isHnsEnabled"),
        sftp=flag(body, "properties.isSftpEnabled"),
        local_users=flag(body, "properties.isLocalUserEnabled", True),
        copy_scope=text(body, "properties.allowedCopyScope", "All"),
        immutable_versions=flag(body, "properties.immutableStorageWithVersioning.enabled"),
    )


def _key(resource: Resource) -> StorageKey | None:
    path = "properties.encryption"
    if text(resource.body, f"{path}.keySource", PLATFORM).lower() == PLATFORM.lower():
        return None
    return StorageKey(
        vault=asked(resource.body, f"{path}.keyvaultproperties.keyvaulturi"),
        name=text(resource.body, f"{path}.keyvaultproperties.keyname"),
        identity=asked(resource.body, f"{path}.identity.userAssignedIdentity"),
    )


def write(account: StorageAccount, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The account. Tables and queues are under the account's key too, which cannot be chosen later."""
    properties = stated(
        publicNetworkAccess=account.public_network_access,
        networkAcls=write_network_rules(account.default_action, account.bypass, account.ip_rules, account.subnet_rules),
        allowSharedKeyAccess=not account.local_auth_disabled,
        defaultToOAuthAuthentication=account.local_auth_disabled or None,
        allowBlobPublicAccess=account.public_blobs,
        allowCrossTenantReplication=account.cross_tenant_replication,
        allowedCopyScope=None if account.copy_scope == "All" else account.copy_scope,
        minimumTlsVersion=account.tls,
        supportsHttpsTrafficOnly=account.https_only,
        isHnsEnabled=account.hierarchical or None,
        isSftpEnabled=account.sftp,
        isLocalUserEnabled=account.local_users,
        immutableStorageWithVersioning={"enabled": True} if account.immutable_versions else None,
        encryption=_encryption(account),
    )
    body = stated(
        kind=account.kind, sku={"name": account.sku}, identity=write_identity(account.identity), properties=properties
    )
    return (place.put(TYPE, API_VERSION, account.id, body, depends_on=depends_on),)


def _encryption(account: StorageAccount) -> Value:
    names = ("blob", "file", "queue", "table") if account.key else ("blob", "file")
    services: dict[str, Value] = {name: {"enabled": True, "keyType": "Account"} for name in names}
    encryption: dict[str, Value] = {
        "keySource": "Microsoft.Keyvault" if account.key else PLATFORM,
        "requireInfrastructureEncryption": account.infrastructure_encryption,
        "services": services,
    }
    if account.key is None:
        return encryption
    return encryption | {
        "keyvaultproperties": {"keyvaulturi": answer(account.key.vault, "properties.vaultUri"), "keyname": account.key.name},
        "identity": {"userAssignedIdentity": pointer(account.key.identity)},
    }
