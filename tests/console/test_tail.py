"""Against a real log: everything is read once, at any pace, and whatever is wrong is said and not fatal."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.audit.read import entries
from enclave.console import tail as module
from enclave.console.tail import Tail


def events(count: int, start: int = 0) -> list[Event]:
    return [Event(id=f"e{number}", time="2026-11-21T09:00:00.000000Z", kind="completed") for number in range(start, start + count)]


def bundle(data: Path) -> Path:
    """The newest bundle of entries."""
    return max((path for path in (data / "log/tile/entries").rglob("*") if path.is_file()), key=lambda path: path.stat().st_mtime_ns)


def test_no_log_yet(tmp_path: Path) -> None:
    tail = Tail(tmp_path)
    assert tail.missing
    assert tail.look() == (False, [])
    with AuditLog.open(tmp_path) as log:
        assert not tail.missing
        log.append(events(2))
        assert tail.look() == (False, events(2)), "also before they are signed"
    assert tail.look() == (False, [])
    assert tail.records == 2
    assert not tail.problems


@settings(max_examples=25, deadline=None)
@given(batches=st.lists(st.integers(1, 200), min_size=1, max_size=8), budget=st.integers(100, 9000), segment_bytes=st.integers(200, 9000))
def test_every_event_is_read_once_at_any_pace(
    batches: list[int], budget: int, segment_bytes: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.mktemp("data")
    tail, got, written = Tail(data), list[Event](), 0
    with pytest.MonkeyPatch.context() as patch, AuditLog.open(data, segment_bytes=segment_bytes) as log:
        patch.setattr(module, "LOOK_BYTES", budget)
        for number, size in enumerate(batches):
            log.append(events(size, written))
            written += size
            got += tail.look()[1]
            if number % 2:
                log.checkpoint()
        while len(got) < written:
            found = tail.look()[1]
            assert found
            got += found
    assert got == events(written)
    tail.look()
    assert (tail.records, tail.behind, tail.problems) == (written, 0, [])


def test_a_bundle_that_cannot_be_read_is_said_and_passed_over(tmp_path: Path) -> None:
    with AuditLog.open(tmp_path) as log:
        log.append(events(600))
    (tmp_path / "log/tile/entries/001").write_bytes(b"\xff\xff")
    tail = Tail(tmp_path)
    _, got = tail.look()
    assert [event.id for event in (got[255], got[256], got[-1])] == ["e255", "e512", "e599"]
    assert tail.problems[0].where.endswith("entries/001")
    tail.look()
    assert len(tail.problems) == 1


def test_an_entry_that_is_no_event_is_said_and_passed_over(tmp_path: Path) -> None:
    with AuditLog.open(tmp_path) as log:
        log.append(events(5))
    path = bundle(tmp_path)
    path.write_bytes(path.read_bytes().replace(b'"id":"e2","', b'"id": e2 ,"'))
    tail = Tail(tmp_path)
    assert [event.id for event in tail.look()[1]] == ["e0", "e1", "e3", "e4"]
    assert tail.problems[0].where.endswith("record 3")


def test_a_log_that_was_put_back_is_said_and_read_again(tmp_path: Path) -> None:
    data, older = tmp_path / "data", tmp_path / "older"
    with AuditLog.open(data) as log:
        log.append(events(3))
    shutil.copytree(data, older)
    with AuditLog.open(data) as log:
        log.append(events(2, 3))
    tail = Tail(data)
    assert tail.look() == (False, events(5))
    shutil.rmtree(data)
    shutil.copytree(older, data)
    assert tail.look() == (True, events(3))
    assert "cut or replaced" in tail.problems[0].what


@given(data=st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_bytes_are_survived(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("data")
    with AuditLog.open(place) as log:
        log.append(events(3))
    (place / "log/wal/00000001.jsonl").write_bytes(data)
    bundle(place).write_bytes(data)
    tail = Tail(place)
    for _ in range(3):
        tail.look()
    assert tail.problems
    assert len(tail.problems) <= module.KEPT_PROBLEMS


def test_an_unreadable_checkpoint_is_said(tmp_path: Path) -> None:
    with AuditLog.open(tmp_path) as log:
        log.append(events(3))
    (tmp_path / "log" / "checkpoint").write_bytes(b"?")
    tail = Tail(tmp_path)
    assert tail.look() == (False, [])
    assert "checkpoint" in tail.unreadable


@pytest.mark.parametrize(
    ("days", "kept", "first"), [((19, 19, 20, 20, 20), 1, 3), ((19, 19, 20), 2, 2), ((19, 20, 21), 9, 1), ((20, 20, 20), 1, 1)]
)
def test_of_a_long_log_the_last_day_is_read_and_the_newest_records(tmp_path: Path, days: tuple[int, ...], kept: int, first: int) -> None:
    written = [Event(id=f"e{number}", time=f"2026-11-{day}T09:30:00.000000Z", kind="completed") for number, day in enumerate(days, 1)]
    with AuditLog.open(tmp_path) as log:
        log.append(written)
    tail = Tail(tmp_path, kept)
    again, found = tail.look()
    assert not again
    assert [event.id for event in found] == [f"e{number}" for number in range(first, len(days) + 1)]
    assert (tail.records, tail.skipped, tail.numbers[0]) == (len(days), first - 1, first)
    with AuditLog.open(tmp_path) as log:
        log.append([Event(id="later", time="2026-11-22T09:30:00.000000Z", kind="completed")])
    assert [event.id for event in tail.look()[1]] == ["later"]


def test_a_log_that_did_not_change_is_not_read_again_unless_it_is_young(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []
    monkeypatch.setattr(module, "entries", lambda data, after: reads.append(after) or entries(data, after))
    tail = Tail(tmp_path)
    with AuditLog.open(tmp_path) as log:
        log.append(events(3))
    tail.look()
    tail.look()
    assert len(reads) == 2, "what was written just now may be written to again in the same tick"
    for path in (tmp_path / "log/checkpoint", *(tmp_path / "log/wal").iterdir()):
        os.utime(path, (1, 1))
    assert (tail.look(), tail.look(), tail.look()) == ((False, []),) * 3
    assert len(reads) == 3
    with AuditLog.open(tmp_path) as log:
        log.append(events(1, 3))
    assert tail.look() == (False, events(1, 3))
    assert tail.look() == (False, [])


def test_a_log_that_cannot_be_read_whole_is_tried_again(tmp_path: Path) -> None:
    with AuditLog.open(tmp_path) as log:
        log.append(events(300))
    path = bundle(tmp_path)
    good = path.read_bytes()
    path.write_bytes(good[:-5])
    tail = Tail(tmp_path)
    for file in (tmp_path / "log").rglob("*"):
        os.utime(file, (1, 1))
    tail.look()
    assert tail.problems
    assert tail._stamp is None
