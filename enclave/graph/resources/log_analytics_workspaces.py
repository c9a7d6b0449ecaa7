"""Log Analytics workspaces and the retention of their tables (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, number, text
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Place, public_access, stated

TYPE = "Microsoft.OperationalInsights/workspaces"
TABLE_TYPE = f"{TYPE}/tables"
API_VERSION = "2026-03-01"


class Table(Struct, frozen=True):
    """Retention of one table, in days. None: as the workspace has it."""

    name: str
    retention_days: int | None
    """Days that it can be queried interactively."""
    total_retention_days: int | None
    """Days until it is deleted, with the archive."""
    columns: tuple[tuple[str, str], ...] = ()
    """Name and type (`string`, `long`, `real`, `boolean`, `dateTime`, `dynamic`) of the columns of a table of our own, whose name
    ends with `_CL`."""


class LogAnalyticsWorkspace(Struct, frozen=True):
    """A workspace."""

    id: str
    location: str
    sku: str
    retention_days: int
    public_ingestion: str
    """`Enabled`, `Disabled` or `SecuredByPerimeter`."""
    public_query: str
    local_auth_disabled: bool
    tables: tuple[Table, ...]


def read(resource: Resource, graph: Graph | None = None) -> LogAnalyticsWorkspace:
    """A workspace; with a graph its tables are merged in. Raises `Undecided`."""
    body = resource.body
    children = graph.children(resource.id) if graph else ()
    return LogAnalyticsWorkspace(
        id=resource.id,
        location=resource.location or "",
        sku=text(body, "properties.sku.name", "PerGB2018"),
        retention_days=number(body, "properties.retentionInDays", 30),
        public_ingestion=public_access(resource, "properties.publicNetworkAccessForIngestion"),
        public_query=public_access(resource, "properties.publicNetworkAccessForQuery"),
        local_auth_disabled=flag(body, "properties.features.disableLocalAuth"),
        tables=tuple(read_table(child) for child in children if child.type.lower() == TABLE_TYPE.lower()),
    )


def write(workspace: LogAnalyticsWorkspace, place: Place) -> tuple[Resource, ...]:
    """The workspace and its tables with a retention of their own."""
    properties: Value = {
        "sku": {"name": workspace.sku},
        "retentionInDays": workspace.retention_days,
        "publicNetworkAccessForIngestion": workspace.public_ingestion,
        "publicNetworkAccessForQuery": workspace.public_query,
        "features": {"disableLocalAuth": workspace.local_auth_disabled},
    }
    body = place.put(TYPE, API_VERSION, workspace.id, {"properties": properties})
    return (body, *(write_table(body, table, place) for table in workspace.tables))


def write_table(workspace: Resource, table: Table, place: Place) -> Resource:
    """One table of a workspace."""
    columns: list[Value] = [{"name": name, "type": kind} for name, kind in table.columns]
    properties = stated(
        plan="Analytics", retentionInDays=table.retention_days, totalRetentionInDays=table.total_retention_days,
        schema={"name": table.name, "columns": columns} if columns else None,
    )
    return place.below(workspace, "tables", API_VERSION, table.name, {"properties": properties})


def read_table(resource: Resource) -> Table:
    """One table. Raises `Undecided`."""
    return Table(
        name=last_segment(resource.name),
        retention_days=number(resource.body, "properties.retentionInDays", None),
        total_retention_days=number(resource.body, "properties.totalRetentionInDays", None),
        columns=tuple((text(part, "name"), text(part, "type")) for part in items(resource.body, "properties.schema.columns")),
    )
