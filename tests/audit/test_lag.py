"""What is told of sinks and anchors is what is behind, cheap, and never an error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from enclave.audit.anchoring import Anchoring, Pace
from enclave.audit.anchors.file import FileAnchor
from enclave.audit.event import Event, timestamp
from enclave.audit.lag import Behind, gauges, lags
from enclave.audit.log import AuditLog
from enclave.audit.sinks.cursor import Cursor, cursor_path, write_cursor
from enclave.telemetry.names import METRICS


def some(*ages: float) -> list[Event]:
    now = datetime.now(UTC)
    return [Event(id=f"e{age}", time=timestamp(now - timedelta(seconds=age)), kind="completed") for age in ages]


def test_who_has_everything_is_not_behind_and_who_has_not_is_as_old_as_the_first_that_is_missing(tmp_path: Path) -> None:
    data, anchor = tmp_path / "data", FileAnchor(tmp_path / "anchor")
    (data / "sinks").mkdir(parents=True)
    with AuditLog.open(data) as log:
        log.append(some(900, 500, 100))
        log.checkpoint()
        assert set(lags(data, ["siem"], [anchor.name])) == {"sink:siem", f"anchor:{anchor.name}"}
        for records, seconds in lags(data, ["siem"], [anchor.name]).values():
            assert records == 3
            assert 900 <= seconds < 1000
        write_cursor(cursor_path(data, "siem"), Cursor("log", 1, "00"))
        records, seconds = lags(data, ["siem"])["sink:siem"]
        assert records == 2
        assert 500 <= seconds < 600
        at_work = Anchoring(data, log, anchor, Pace())
        at_work.anchor()
        log.checkpoint()
        write_cursor(cursor_path(data, "siem"), Cursor("log", 4, "00"))
        # the record of the anchoring itself makes no anchor late
        assert lags(data, ["siem"]) == {"sink:siem": Behind(0, 0.0), f"anchor:{anchor.name}": Behind(0, 0.0)}
        log.append(some(50))
        log.checkpoint()
        records, seconds = lags(data)[f"anchor:{anchor.name}"]
        assert records == 2
        assert 50 <= seconds < 100
        told = {(name, labels): value for name, labels, value in gauges(data, ["siem"])}
        assert told["enclave.audit.anchor.forked", (anchor.name,)] == 0
        assert told["enclave.audit.sink.records_behind", ("siem",)] == 1
        assert {name: len(labels) for name, labels in told} == {each.name: len(each.labels) for each in METRICS if ".audit." in each.name}


def test_what_cannot_be_read_has_not_arrived_and_is_no_error(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert lags(data, ["siem"], ["file=/a"]) == {}
    with AuditLog.open(data) as log:
        log.append(some(9))
    (data / "sinks").mkdir()
    cursor_path(data, "siem").write_bytes(b"{")
    assert lags(data, ["siem"])["sink:siem"].records == 1
    for bundle in (data / "log" / "tile" / "entries").rglob("*"):
        if bundle.is_file():
            bundle.write_bytes(b"")
    assert lags(data, ["siem"], ["file=/a"]) == {"sink:siem": Behind(1, 0.0), "anchor:file=/a": Behind(0, 0.0)}
    (data / "log" / "checkpoint").write_bytes(b"nothing")
    assert lags(data, ["siem"]) == {}
