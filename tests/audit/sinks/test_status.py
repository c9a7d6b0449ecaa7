"""Lag: how far, since when, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from enclave.audit.sinks.cursor import Cursor, cursor_path, leaf_hash, read_cursor, write_cursor
from enclave.audit.sinks.interface import Unavailable
from enclave.audit.sinks.status import clear_trouble, lags, metrics, write_trouble
from enclave.errors import InputError


def test_tells_how_far_and_how_old(log: Any) -> None:
    log.append(10)
    (log.directory / "sinks").mkdir()
    name = (log.directory / "log" / "checkpoint").read_text().splitlines()[0]
    write_cursor(cursor_path(log.directory, "one"), Cursor(name, 4, leaf_hash(b"{}"), "2026-11-21T10:00:00.000000Z", 2))
    one, two = lags(log.directory, ["one", "two"])
    age = (datetime.now(UTC) - datetime(2026, 11, 21, 9, 0, 4, 125, tzinfo=UTC)).total_seconds()
    assert (one.delivered, one.behind, one.refused, one.problem) == (4, 6, 2, "")
    assert (two.delivered, two.behind, two.last) == (0, 10, "")
    assert one.seconds == pytest.approx(max(0.0, age), abs=30)
    text = metrics([one, two])
    assert 'enclave_audit_sink_records_behind{sink="one"} 6\n' in text
    assert 'enclave_audit_sink_records_refused_total{sink="one"} 2\n' in text
    assert text.count("# TYPE") == 4


def test_trouble_keeps_its_beginning_and_ends(log: Any) -> None:
    log.append(1)
    (log.directory / "sinks").mkdir()
    for when in ("2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z"):
        write_trouble(log.directory, "one", Unavailable(f"down at {when[11:13]}", hint="wait"), when)
    [lag] = lags(log.directory, ["one"])
    assert lag.problem == "down at 11; wait, since 2026-11-21T10:00:00Z"
    assert 'delivering{sink="one"} 0' in metrics([lag])
    clear_trouble(log.directory, "one")
    assert lags(log.directory, ["one"])[0].problem == ""


def test_a_damaged_cursor_is_told(log: Any) -> None:
    log.append(1)
    (log.directory / "sinks").mkdir()
    path = cursor_path(log.directory, "one")
    assert read_cursor(path) is None
    path.write_text("{}")
    with pytest.raises(InputError, match="how far"):
        lags(log.directory, ["one"])
