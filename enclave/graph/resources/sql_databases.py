"""Databases of a SQL server, and how long their backups are kept (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, last_segment, number, text
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Sql/servers/databases"
SHORT_TYPE = f"{TYPE}/backupShortTermRetentionPolicies"
LONG_TYPE = f"{TYPE}/backupLongTermRetentionPolicies"
API_VERSION = "2025-01-01"
NEVER = "PT0S"


class LongTerm(Struct, frozen=True):
    """How long copies are kept, as ISO 8601 durations; `PT0S`: there are none."""

    weekly: str = NEVER
    monthly: str = NEVER
    yearly: str = NEVER
    week_of_year: int = 1
    """Week whose copy is the year's."""
    immutable: bool = False
    """No copy can be deleted before its time."""


class SqlDatabase(Struct, frozen=True):
    """A database."""

    id: str
    server: str
    location: str
    sku: str
    """`GP_Gen5`, `BC_Gen5`, ..."""
    tier: str
    capacity: int
    """Virtual cores."""
    zone_redundant: bool
    backup_redundancy: str
    """Where backups are kept: `Local`, `Zone`, `Geo`, `GeoZone`."""
    enclave: str
    """Secure enclave of Always Encrypted: `VBS`, or `Default` for none."""
    ledger: bool
    """Every table keeps an account of its changes that can be checked."""
    point_in_time_days: int
    """Days back to which it can be restored to the second."""
    long_term: LongTerm = LongTerm()


def read(resource: Resource, graph: Graph | None = None) -> SqlDatabase:
    """A database; with a graph the keeping of its backups is merged in. Raises `Undecided`."""
    body = resource.body
    parts = {child.type.lower(): child.body for child in (graph.children(resource.id) if graph else ())}
    short, long = (parts.get(kind.lower(), {}) for kind in (SHORT_TYPE, LONG_TYPE))
    return SqlDatabase(
        id=resource.id,
        server=resource.parent or "",
        location=resource.location or "",
        sku=text(body, "sku.name"),
        tier=text(body, "sku.tier"),
        capacity=number(body, "sku.capacity"),
        zone_redundant=flag(body, "properties.zoneRedundant"),
        backup_redundancy=text(body, "properties.requestedBackupStorageRedundancy", "Geo"),
        enclave=text(body, "properties.preferredEnclaveType", "Default"),
        ledger=flag(body, "properties.isLedgerOn"),
        point_in_time_days=number(short, "properties.retentionDays", 7),
        long_term=LongTerm(
            weekly=text(long, "properties.weeklyRetention", NEVER),
            monthly=text(long, "properties.monthlyRetention", NEVER),
            yearly=text(long, "properties.yearlyRetention", NEVER),
            week_of_year=number(long, "properties.weekOfYear", 1),
            immutable=text(long, "properties.timeBasedImmutability").lower() == "enabled",
        ),
    )


def write(database: SqlDatabase, server: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The database, then how long its backups are kept, one policy after another."""
    properties: Value = {
        "zoneRedundant": database.zone_redundant,
        "requestedBackupStorageRedundancy": database.backup_redundancy,
        "preferredEnclaveType": database.enclave,
        "isLedgerOn": database.ledger,
    }
    sku: Value = {"name": database.sku, "tier": database.tier, "capacity": database.capacity}
    body = place.below(
        server, "databases", API_VERSION, last_segment(database.id), {"sku": sku, "properties": properties},
        location=database.location, tagged=True, depends_on=depends_on,
    )
    days: Value = {"retentionDays": database.point_in_time_days, "diffBackupIntervalInHours": 12}
    short = place.below(body, "backupShortTermRetentionPolicies", API_VERSION, "default", {"properties": days})
    kept = database.long_term
    terms = stated(
        weeklyRetention=kept.weekly,
        monthlyRetention=kept.monthly,
        yearlyRetention=kept.yearly,
        weekOfYear=kept.week_of_year,
        timeBasedImmutability="Enabled" if kept.immutable else None,
        timeBasedImmutabilityMode="Unlocked" if kept.immutable else None,
    )
    long = place.below(
        body, "backupLongTermRetentionPolicies", API_VERSION, "default", {"properties": terms}, depends_on=(short.id,)
    )
    return body, short, long


def write_master(server: Resource, place: Place, location: str, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The database that a server is born with: stated, so that the audit log of the server has a place that sends it on."""
    body: dict[str, Value] = {"properties": {}}
    return (place.below(server, "databases", API_VERSION, "master", body, location=location, depends_on=depends_on),)
