"""The gateway's log as a table of the workspace."""

from __future__ import annotations

import re

from enclave.audit.event import Event, column
from enclave.compose.events_table import TRANSFORM, TYPES, stream_columns, table_columns

RESERVED = {"_resourceid", "_subscriptionid", "id", "tenantid", "title", "type", "uniqueid"}


def test_every_field_of_an_event_is_a_column() -> None:
    assert [name for name, _ in stream_columns()] == ["RecordNumber", *map(column, Event.__struct_fields__)]
    assert {str(kind) for kind in Event.__annotations__.values()} == set(TYPES)


def test_the_workspace_takes_the_columns() -> None:
    names = [name for name, _ in table_columns()]
    assert not RESERVED & {name.lower() for name in names}
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,44}", name) for name in names)
    assert dict(table_columns())["TimeGenerated"] == "dateTime"


def test_the_transformation_gives_the_tables_columns() -> None:
    sent, kept = {name for name, _ in stream_columns()}, {name for name, _ in table_columns()}
    assert (sent - kept, kept - sent) == ({"Id"}, {"EventId"})
    assert TRANSFORM == "source | extend EventId = Id | project-away Id"
