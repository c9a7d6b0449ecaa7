"""PostgreSQL flexible servers with their administrators, settings and databases (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, last_segment, link, number, pointer, text
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Identity, Place, answer, asked, identity, public_access, stated, write_identity

TYPE = "Microsoft.DBforPostgreSQL/flexibleServers"
ADMINISTRATOR_TYPE = f"{TYPE}/administrators"
SETTING_TYPE = f"{TYPE}/configurations"
DATABASE_TYPE = f"{TYPE}/databases"
API_VERSION = "2025-08-01"


class Administrator(Struct, frozen=True):
    """Somebody of Microsoft Entra who may do everything in a server."""

    principal: str
    """Object id."""
    name: str
    """The role's name in PostgreSQL."""
    kind: str = "Group"
    """`User`, `Group`, `ServicePrincipal`."""


class PostgresqlServer(Struct, frozen=True):
    """A server. What is absent is as Azure's default has it."""

    id: str
    location: str
    version: str
    sku: str
    tier: str
    """`Burstable`, `GeneralPurpose`, `MemoryOptimized`."""
    storage_gb: int
    public_network_access: str
    subnet: str | None
    """Id of the subnet that it is injected into; None: it has a public endpoint, perhaps closed."""
    password_auth: bool
    entra_auth: bool
    tenant: str
    high_availability: str
    """`Disabled`, `SameZone`, `ZoneRedundant`."""
    backup_days: int
    geo_backup: bool
    """Backups are copied to the region that Azure pairs with its own."""
    identity: Identity
    key: str = ""
    """Id or address of the customer's key; the server follows its rotation."""
    key_identity: str = ""
    administrators: tuple[Administrator, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    """Server parameters that are not as Azure's default has them."""
    databases: tuple[str, ...] = ()


def read(resource: Resource, graph: Graph | None = None) -> PostgresqlServer:
    """A server; with a graph its parts are merged in. Raises `Undecided`."""
    body = resource.body
    children = graph.children(resource.id) if graph else ()
    return PostgresqlServer(
        id=resource.id,
        location=resource.location or "",
        version=text(body, "properties.version"),
        sku=text(body, "sku.name"),
        tier=text(body, "sku.tier"),
        storage_gb=number(body, "properties.storage.storageSizeGB"),
        public_network_access=public_access(resource, "properties.network.publicNetworkAccess"),
        subnet=link(body, "properties.network.delegatedSubnetResourceId"),
        password_auth=_enabled(body, "properties.authConfig.passwordAuth", "Enabled"),
        entra_auth=_enabled(body, "properties.authConfig.activeDirectoryAuth", "Disabled"),
        tenant=text(body, "properties.authConfig.tenantId"),
        high_availability=text(body, "properties.highAvailability.mode", "Disabled"),
        backup_days=number(body, "properties.backup.backupRetentionDays", 7),
        geo_backup=_enabled(body, "properties.backup.geoRedundantBackup", "Disabled"),
        identity=identity(resource),
        key=asked(body, "properties.dataEncryption.primaryKeyURI"),
        key_identity=asked(body, "properties.dataEncryption.primaryUserAssignedIdentityId"),
        administrators=tuple(_administrator(child) for child in children if child.type.lower() == ADMINISTRATOR_TYPE.lower()),
        settings=tuple(
            (last_segment(child.name), text(child.body, "properties.value"))
            for child in children if child.type.lower() == SETTING_TYPE.lower()
        ),
        databases=tuple(last_segment(child.name) for child in children if child.type.lower() == DATABASE_TYPE.lower()),
    )


def write(server: PostgresqlServer, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The server, then its parts one after another: while it changes one, it refuses the next."""
    properties = stated(
        version=server.version,
        storage={"storageSizeGB": server.storage_gb, "autoGrow": "Enabled"},
        authConfig=stated(
            activeDirectoryAuth=_word(server.entra_auth), passwordAuth=_word(server.password_auth), tenantId=server.tenant or None
        ),
        network=stated(
            publicNetworkAccess=server.public_network_access,
            delegatedSubnetResourceId=pointer(server.subnet) if server.subnet else None,
        ),
        highAvailability={"mode": server.high_availability},
        backup={"backupRetentionDays": server.backup_days, "geoRedundantBackup": _word(server.geo_backup)},
        dataEncryption=_encryption(server),
    )
    sku: Value = {"name": server.sku, "tier": server.tier}
    body = stated(sku=sku, identity=write_identity(server.identity), properties=properties)
    written = [place.put(TYPE, API_VERSION, server.id, body, depends_on=depends_on)]
    parts: list[tuple[str, str, Value]] = [
        *(("administrators", who.principal, _written(who, server.tenant)) for who in server.administrators),
        *(("configurations", name, {"value": value, "source": "user-override"}) for name, value in server.settings),
        *(("databases", name, {"charset": "UTF8", "collation": "en_US.utf8"}) for name in server.databases),
    ]
    for kind, name, part in parts:
        before = (written[-1].id,) if len(written) > 1 else ()
        written.append(place.below(written[0], kind, API_VERSION, name, {"properties": part}, depends_on=before))
    return tuple(written)


def _written(who: Administrator, tenant: str) -> Value:
    return {"principalName": who.name, "principalType": who.kind, "tenantId": tenant}


def _administrator(resource: Resource) -> Administrator:
    return Administrator(
        principal=last_segment(resource.name),
        name=text(resource.body, "properties.principalName"),
        kind=text(resource.body, "properties.principalType", "Unknown"),
    )


def _encryption(server: PostgresqlServer) -> Value:
    if not server.key:
        return None
    return {
        "type": "AzureKeyVault",
        "primaryKeyURI": answer(server.key, "properties.keyUri"),
        "primaryUserAssignedIdentityId": pointer(server.key_identity),
    }


def _enabled(body: Value, path: str, default: str) -> bool:
    word = text(body, path, default).lower()
    return word == "enabled" or (word != "disabled" and flag(body, path))


def _word(on: bool) -> str:
    return "Enabled" if on else "Disabled"
