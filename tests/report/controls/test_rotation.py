"""Keys in use: too old is bad, not shown is unknown, and nothing is young because somebody could not see its age."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from enclave.audit.event import Event, timestamp
from enclave.audit.log import AuditLog
from enclave.errors import InputError
from enclave.graph.model import Graph, Resource
from enclave.report.controls import Given
from enclave.report.controls.catalogue import Keys
from enclave.report.controls.ends import State
from enclave.report.controls.evidence import Result, judge
from enclave.report.controls.rotation import KeyAge, Listed, key_ages, of_graph, period_days, read_listed
from enclave.report.runbook.blocks import Part, Table
from enclave.report.runbook.sections.keys import HEAD, section

NOW = datetime.now(UTC)
YOUNG, OLD = NOW - timedelta(days=30), NOW - timedelta(days=400)
NOTHING = Graph(())


def key(created: datetime | None = YOUNG, expires: datetime | None = None, name: str = "sql", kind: str = "keys") -> Listed:
    return Listed("kv", kind, name, created, expires, "`keys.json`")


@pytest.mark.parametrize(("age", "state"), [
    (KeyAge("k", "w", 365), State.UNKNOWN),
    (KeyAge("k", "w", 365, YOUNG), State.AHEAD),
    (KeyAge("k", "w", 365, YOUNG, exact=False), State.UNKNOWN),
    (KeyAge("k", "w", 365, OLD), State.PAST),
    (KeyAge("k", "w", 365, OLD, exact=False), State.PAST),
    (KeyAge("k", "w", 365, YOUNG, expires=NOW - timedelta(days=1)), State.PAST),
    (KeyAge("k", "w", 365, None, expires=NOW - timedelta(days=1)), State.PAST),
    (KeyAge("k", "w", 365, None, expires=NOW + timedelta(days=1)), State.UNKNOWN),
    (KeyAge("k", "w", 365, NOW + timedelta(days=1)), State.UNKNOWN),
    (KeyAge("k", "w", None, YOUNG), State.UNKNOWN),
])  # fmt: skip
def test_a_key_is_overdue_in_time_or_cannot_be_told(age: KeyAge, state: State) -> None:
    assert age.state(NOW) is state


def test_the_logs_key_is_as_old_as_its_last_change_says(given: Callable[..., Given], tmp_path: Path) -> None:
    asked = Keys("log", "w")
    assert judge(asked, given()).result is Result.ABSENT
    data = tmp_path / "data"
    with AuditLog.open(data) as log:
        log.append([Event(id="1", time=timestamp(YOUNG), kind="started")])
    fresh = judge(asked, given(data=data))
    assert (fresh.result, "or older" in fresh.told) == (Result.UNKNOWN, True)
    with AuditLog.open(data) as log:
        log.rotate()
    line = judge(asked, given(data=data))
    assert line.result is Result.GOOD
    assert "record 2 (`key_rotated`)" in line.told
    assert "key_rotated" in line.again
    later = given(data=data)
    later.now = NOW + timedelta(days=366)
    assert judge(asked, later).result is Result.BAD


def test_a_log_older_than_the_period_without_a_change_is_overdue(given: Callable[..., Given], tmp_path: Path) -> None:
    with AuditLog.open(tmp_path / "data") as log:
        log.append([Event(id="1", time=timestamp(OLD), kind="started")])
    assert judge(Keys("log", "w"), given(data=tmp_path / "data")).result is Result.BAD


def test_a_log_that_was_tampered_with_shows_no_age(given: Callable[..., Given], write_log: Callable[..., Path]) -> None:
    data = write_log()
    bundle = next((data / "log" / "tile" / "entries").rglob("*.p/2"))
    bundle.write_bytes(bundle.read_bytes().replace(b"gpt-4o", b"gpt-4x"))
    assert judge(Keys("log", "w"), given(data=data)).result is Result.ABSENT


def test_a_file_can_be_too_old_and_never_young(given: Callable[..., Given], tmp_path: Path) -> None:
    path = tmp_path / "vault.key"
    path.write_text("00")
    asked = Keys("gateway", "w")
    assert judge(asked, given(data=tmp_path, graph=NOTHING)).result is Result.UNKNOWN
    os.utime(path, (OLD.timestamp(), OLD.timestamp()))
    assert judge(asked, given(data=tmp_path, graph=NOTHING)).result is Result.BAD
    assert judge(asked, given(graph=NOTHING)).result is Result.VACUOUS


def test_every_key_that_pods_mount_must_be_shown(given: Callable[..., Given]) -> None:
    asked = Keys("gateway", "w")
    keys = key_ages("gateway", given())
    assert len(keys) == 6, "log, vault and certificate, in two regions"
    assert judge(asked, given()).result is Result.ABSENT
    shown = tuple(Listed(each.where.split("`")[1], "secrets", each.name.strip("`"), YOUNG, None, "f") for each in keys)
    assert judge(asked, given(listed=shown)).result is Result.GOOD
    assert judge(asked, given(listed=shown[1:])).result is Result.UNKNOWN
    assert judge(asked, given(listed=(Listed(shown[0].vault, "secrets", shown[0].name, OLD, None, "f"), *shown[1:]))).result is Result.BAD


def test_the_vaults_keys_and_whatever_else_was_shown(given: Callable[..., Given]) -> None:
    asked = Keys("azure", "w")
    wanted = key_ages("azure", given())
    assert {each.days for each in wanted} == {9 * 31}
    assert judge(asked, given()).result is Result.ABSENT
    shown = tuple(Listed(each.where.split("`")[1], "keys", each.name.strip("`"), YOUNG, None, "f") for each in wanted)
    assert judge(asked, given(listed=shown)).result is Result.GOOD
    assert judge(asked, given(listed=shown[1:])).result is Result.UNKNOWN
    late = judge(asked, given(listed=(*shown, key(OLD, name="token", kind="secrets"))))
    assert (late.result, "`token`" in late.told) == (Result.BAD, True)
    assert judge(asked, given(graph=NOTHING)).result is Result.VACUOUS


def test_the_version_that_was_made_last_counts(given: Callable[..., Given]) -> None:
    versions = (key(OLD), key(YOUNG), key(None))
    assert judge(Keys("azure", "w"), given(graph=NOTHING, listed=versions)).result is Result.GOOD


def test_what_a_vault_lists_is_read_in_both_spellings() -> None:
    rows: list[Any] = [
        {"kid": "https://KV-A.vault.azure.net/keys/sql/0123", "attributes": {"created": "2026-01-02T03:04:05+00:00", "expires": None}},
        {"id": "https://kv-a.vault.azure.net/secrets/token", "attributes": {"created": 1767323045, "exp": 1798859045}},
        {"id": "https://kv-a.vault.azure.net/secrets/off", "attributes": {"enabled": False, "created": 1}},
    ]
    found = read_listed(json.dumps(rows), "x.json")
    assert [(each.vault, each.kind, each.name) for each in found] == [("kv-a", "keys", "sql"), ("kv-a", "secrets", "token")]
    assert found[0].created == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC) == found[1].created
    assert found[1].expires == datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert read_listed(json.dumps({"value": rows}), "x.json") == found


@pytest.mark.parametrize("text", [
    "", "{", "{}", '{"value": [], "nextLink": "https://kv"}', "[1]",
    '[{"id": "https://kv.vault.azure.net/certificates/x", "attributes": {}}]',
    '[{"id": "https://kv.vault.azure.net/keys/x"}]', '[{"kid": 1, "attributes": {}}]',
])  # fmt: skip
def test_what_is_no_whole_list_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_listed(text, "x.json")


def test_an_export_shows_what_it_has() -> None:
    def resource(name: str, **attributes: object) -> Resource:
        body = {"properties": {"attributes": attributes}}
        return Resource("Microsoft.KeyVault/vaults/keys", "2026-02-01", name, "/resourceGroups/rg", body)  # type: ignore[arg-type]

    graph = Graph((
        resource("kv/sql", created=1767323045, enabled=True), resource("kv/off", created=1, enabled=False), resource("kv/odd", created="x"),
    ))  # fmt: skip
    assert [(each.name, each.created is None) for each in of_graph(graph, "e.json")] == [("sql", False), ("odd", True)]


@pytest.mark.parametrize(("text", "days"), [("P9M", 279), ("P1Y", 366), ("P90D", 90), ("P2W", 14), ("P", None), ("PT1H", None), ("", None)])
def test_periods_in_days(text: str, days: int | None) -> None:
    assert period_days(text) == days


def test_the_runbook_has_a_row_for_each(given: Callable[..., Given]) -> None:
    there = given(listed=(key(OLD),))
    part = next(block for block in section(there).blocks if isinstance(block, Part) and block.title == "How old they are")
    table = next(block for block in part.blocks if isinstance(block, Table))
    assert table.head == HEAD
    assert len(table.rows) == sum(len(key_ages(of, there)) for of in ("log", "gateway", "azure"))
    assert next(row for row in table.rows if row[0] == "`sql`" and row[1] == "vault `kv`")[4].endswith("**past**")
    assert {row[5] for row in table.rows} == {"nothing", "`keys.json`"}
