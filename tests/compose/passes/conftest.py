"""Fixtures for what asks the workspace: its tables with records as Azure writes them, and the program's own KQL to ask them with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from enclave.audit.event import Event, column, timestamp
from enclave.audit.query import query
from enclave.compose.events_table import TABLE

TABLES: dict[str, Any] = json.loads((Path(__file__).parent.parent / "azure_tables.json").read_text(encoding="utf-8"))
TABLES.pop("source")
Ask = Callable[..., list[dict[str, Any]]]


def event(**changes: Any) -> dict[str, Any]:
    """A row of the gateway's table: a call that went well, with changes by column."""
    call = Event(
        id="1", time=timestamp(datetime.now(UTC)), kind="completed", request_id="r", caller="ada", roles=("user",), project="triage",
        deployment="chat", model="gpt-4o", model_version="2024-11-20", region="north", location="swedencentral",
        operation="ChatCompletions_Create", status=200, prompt_tokens=900, completion_tokens=100, settled_nanousd=4_000_000,
        reserved_nanousd=9_000_000, duration_ms=800.0, caller_ip="10.40.8.4", policy_digest="sha256:0",
    )
    row = {column(name): value for name, value in msgspec.structs.asdict(call).items()}
    row["EventId"] = row.pop("Id")
    return {"RecordNumber": 1, **row, **changes}


@pytest.fixture
def rows() -> Callable[[str], dict[str, Any]]:
    """A row of a table as nothing special, with changes by column."""

    def made(table: str, **changes: Any) -> dict[str, Any]:
        now = timestamp(datetime.now(UTC))
        return event(**changes) if table == TABLE else {"TimeGenerated": now, **TABLES[table], **changes}

    return made


@pytest.fixture
def ask(tmp_path: Path, rows: Callable[..., dict[str, Any]]) -> Ask:
    """Runs a query over tables: by name their rows, for others one row that is nothing special."""

    def asked(kql: str, **tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
        files: Mapping[str, Path] = {name: tmp_path / f"{name}.jsonl" for name in (*TABLES, TABLE)}
        for name, path in files.items():
            found = tables.get(name, [rows(name)])
            path.write_text("".join(json.dumps(row) + "\n" for row in found), encoding="utf-8")
        return query(None, kql, {name: path for name, path in files.items() if name in kql}).documents()

    return asked
