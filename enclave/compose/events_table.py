"""The gateway's log as a table of the workspace, `EnclaveEvents_CL`: the columns of `docs/events.md`, so that a query runs on both.

One column has another name: the workspace keeps `Id` for itself, so the event's is `EventId`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from enclave.audit.event import Event, column

TABLE = "EnclaveEvents_CL"
STREAM = "Custom-EnclaveEvents"
"""What the gateway sends."""
OUTPUT = f"Custom-{TABLE}"
TRANSFORM = "source | extend EventId = Id | project-away Id"
"""The stream becomes the table. `id` is a reserved word of the workspace
(learn.microsoft.com/azure/azure-monitor/logs/create-custom-table, column names)."""
TYPES: Mapping[str, str] = MappingProxyType({
    "str": "string",
    "Kind": "string",
    "int": "long",
    "float": "real",
    "float | None": "real",
    "bool": "boolean",
    "tuple[str, ...]": "dynamic",
    "tuple[Verdict, ...]": "dynamic",
    "dict[str, str]": "dynamic",
})
"""Type of a field of an event -> type of its column."""


def stream_columns() -> tuple[tuple[str, str], ...]:
    """Name and type of every column of the stream."""
    fields = ((column(name), TYPES[str(Event.__annotations__[name])]) for name in Event.__struct_fields__)
    return (("RecordNumber", "long"), *((name, "datetime" if name == "TimeGenerated" else kind) for name, kind in fields))


def table_columns() -> tuple[tuple[str, str], ...]:
    """Name and type of every column of the table, in a table's words."""
    named = (("EventId" if name == "Id" else name, kind) for name, kind in stream_columns())
    return tuple((name, "dateTime" if kind == "datetime" else kind) for name, kind in named)
