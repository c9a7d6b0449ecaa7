"""Cosmos DB accounts."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, items, links, lookup, number, pointer, text
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Identity, Place, answer, asked, identity, public_access, stated, write_identity

TYPE = "Microsoft.DocumentDB/databaseAccounts"
API_VERSION = "2026-03-15"
BY_IDENTITY = "UserAssignedIdentity="
"""What stands before the id of the identity that an account uses its key as."""


class CosmosLocation(Struct, frozen=True):
    """A region that an account is in."""

    name: str
    zones: bool
    """Spread over availability zones."""


class CosmosAccount(Struct, frozen=True):
    """An account. What is absent is as Azure's default has it."""

    id: str
    location: str
    kind: str
    """`GlobalDocumentDB` (NoSQL), `MongoDB`."""
    public_network_access: str
    """`Enabled`, `Disabled` or `SecuredByPerimeter`."""
    ip_rules: tuple[str, ...]
    subnet_rules: tuple[str, ...]
    subnets_only: bool
    """Only the subnets of `subnet_rules` may come in, even when there are none."""
    bypass: str
    """`None`, or `AzureServices` for Azure's trusted ones."""
    local_auth_disabled: bool
    """Keys of the account open nothing."""
    metadata_by_keys: bool
    """Databases and containers can be made with keys."""
    tls: str
    """Least version: `Tls`, `Tls11`, `Tls12`."""
    locations: tuple[CosmosLocation, ...]
    """Regions, the one that is written to first."""
    automatic_failover: bool
    backup: str
    """`Periodic`, or the tier of continuous backup: `Continuous7Days`, `Continuous30Days`."""
    identity: Identity
    key: str = ""
    """Id or address of the customer's key; the account follows its rotation."""
    key_identity: str = ""
    """Id of the user-assigned identity that may use the key."""
    consistency: str = "Session"
    many_writers: bool = False
    """Every region of the account is written to."""


def read(resource: Resource) -> CosmosAccount:
    """An account. Raises `Undecided`."""
    body = resource.body
    places = sorted(items(body, "properties.locations"), key=lambda place: number(place, "failoverPriority"))
    return CosmosAccount(
        id=resource.id,
        location=resource.location or "",
        kind=text(body, "kind", "GlobalDocumentDB"),
        public_network_access=public_access(resource),
        ip_rules=tuple(text(rule, "ipAddressOrRange") for rule in items(body, "properties.ipRules")),
        subnet_rules=links(body, "properties.virtualNetworkRules"),
        subnets_only=flag(body, "properties.isVirtualNetworkFilterEnabled"),
        bypass=text(body, "properties.networkAclBypass", "None"),
        local_auth_disabled=flag(body, "properties.disableLocalAuth"),
        metadata_by_keys=not flag(body, "properties.disableKeyBasedMetadataWriteAccess"),
        tls=text(body, "properties.minimalTlsVersion", "Tls12"),
        locations=tuple(CosmosLocation(_region(text(place, "locationName")), flag(place, "isZoneRedundant")) for place in places),
        automatic_failover=flag(body, "properties.enableAutomaticFailover"),
        backup=_backup(resource),
        identity=identity(resource),
        key=asked(body, "properties.keyVaultKeyUri"),
        key_identity=_key_identity(resource),
        consistency=text(body, "properties.consistencyPolicy.defaultConsistencyLevel", "Session"),
        many_writers=flag(body, "properties.enableMultipleWriteLocations"),
    )


def write(account: CosmosAccount, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The account."""
    locations: list[Value] = [
        {"locationName": found.name, "failoverPriority": index, "isZoneRedundant": found.zones}
        for index, found in enumerate(account.locations)
    ]
    backup: dict[str, Value] = {"type": "Periodic"}
    if account.backup != "Periodic":
        backup = {"type": "Continuous", "continuousModeProperties": {"tier": account.backup}}
    properties = stated(
        databaseAccountOfferType="Standard",
        locations=locations,
        consistencyPolicy={"defaultConsistencyLevel": account.consistency},
        enableAutomaticFailover=account.automatic_failover,
        enableMultipleWriteLocations=account.many_writers,
        publicNetworkAccess=account.public_network_access,
        ipRules=[{"ipAddressOrRange": rule} for rule in account.ip_rules],
        isVirtualNetworkFilterEnabled=account.subnets_only,
        virtualNetworkRules=[{"id": pointer(subnet)} for subnet in account.subnet_rules],
        networkAclBypass=account.bypass,
        disableLocalAuth=account.local_auth_disabled,
        disableKeyBasedMetadataWriteAccess=not account.metadata_by_keys,
        minimalTlsVersion=account.tls,
        backupPolicy=backup,
        keyVaultKeyUri=answer(account.key, "properties.keyUri"),
        defaultIdentity=Ref(account.key_identity, prefix=BY_IDENTITY) if account.key_identity else None,
    )
    body = stated(kind=account.kind, identity=write_identity(account.identity), properties=properties)
    return (place.put(TYPE, API_VERSION, account.id, body, depends_on=depends_on),)


def _region(name: str) -> str:
    """A region by its programmatic name: Azure answers with the one that people see, `West Europe`."""
    return name.replace(" ", "").lower()


def _backup(resource: Resource) -> str:
    kind = text(resource.body, "properties.backupPolicy.type", "Periodic")
    if kind.lower() == "periodic":
        return "Periodic"
    if kind.lower() != "continuous":
        raise Undecided(f"backupPolicy: {kind}", resource.id)
    return text(resource.body, "properties.backupPolicy.continuousModeProperties.tier", "Continuous30Days")


def _key_identity(resource: Resource) -> str:
    value = lookup(resource.body, "properties.defaultIdentity")
    if isinstance(value, Ref):
        return value.resource + value.suffix
    written = text(resource.body, "properties.defaultIdentity")
    return written[len(BY_IDENTITY):] if written.lower().startswith(BY_IDENTITY.lower()) else ""
