"""Against a real log: everything is read once, at any pace, and whatever is wrong is said and not fatal."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.console import tail as module
from enclave.console.tail import Tail


def events(count: int, start: int = 0) -> list[Event]:
    return [Event(id=f"e{number}", time="2026-11-21T09:00:00.000000Z", kind="completed") for number in range(start, start + count)]


def segment(data: Path, number: int = 1) -> Path:
    return data / "log" / f"{number:08d}.jsonl"


def test_no_log_yet(tmp_path: Path) -> None:
    tail = Tail(tmp_path)
    assert tail.missing
    assert tail.look() == (False, [])
    with AuditLog.open(tmp_path) as log:
        assert not tail.missing
        log.append(events(2))
        assert tail.look() == (False, events(2))
    assert tail.records == 2
    assert not tail.problems


@settings(max_examples=25, deadline=None)
@given(batches=st.lists(st.integers(1, 9), min_size=1, max_size=12), budget=st.integers(100, 900), segment_bytes=st.integers(200, 2000))
def test_every_event_is_read_once_at_any_pace(
    batches: list[int], budget: int, segment_bytes: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.mktemp("data")
    tail, got, written = Tail(data), list[Event](), 0
    with pytest.MonkeyPatch.context() as patch, AuditLog.open(data, segment_bytes=segment_bytes) as log:
        patch.setattr(module, "LOOK_BYTES", max(budget, 400))
        for size in batches:
            log.append(events(size, written))
            written += size
            got += tail.look()[1]
        for _ in range(written + len(batches) + 5):
            got += tail.look()[1]
    assert got == events(written)
    assert (tail.records, tail.behind, tail.problems) == (written, 0, [])


def test_a_line_that_is_still_being_written_waits(tmp_path: Path) -> None:
    with AuditLog.open(tmp_path) as log:
        log.append(events(2))
    whole = segment(tmp_path).read_bytes()
    segment(tmp_path).write_bytes(whole[:-10])
    tail = Tail(tmp_path)
    assert len(tail.look()[1]) == 1
    with segment(tmp_path).open("ab") as file:
        file.write(whole[-10:])
    assert tail.look() == (False, events(1, 1))
    assert not tail.problems


def change(data: bytes) -> bytes:
    at = data.index(b'"id":"e2"')
    return data[: at + 7] + b"9" + data[at + 8 :]


def remove(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join(lines[:2] + lines[3:])


def scribble(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join([*lines[:2], b"\xff not a record\n", *lines[3:]])


@pytest.mark.parametrize(
    ("harm", "said"), [(change, "record 3: changed"), (remove, "record 3: it does not follow"), (scribble, "record 3: it has not the form")]
)
def test_harm_is_said_and_reading_goes_on(tmp_path: Path, harm: Callable[[bytes], bytes], said: str) -> None:
    with AuditLog.open(tmp_path) as log:
        log.append(events(5))
    place = sum(map(len, segment(tmp_path).read_bytes().splitlines(keepends=True)[:2]))
    segment(tmp_path).write_bytes(harm(segment(tmp_path).read_bytes()))
    tail = Tail(tmp_path)
    _, got = tail.look()
    assert tail.problems[0].what.startswith(said)
    assert tail.problems[0].where == f"00000001.jsonl, byte {place}"
    assert got[-1].id == "e4"
    before = len(tail.problems)
    tail.look()
    assert len(tail.problems) == before


@given(data=st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_bytes_are_survived(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("data")
    (place / "log").mkdir()
    segment(place).write_bytes(data)
    tail = Tail(place)
    tail.look()
    assert len(tail.problems) == min(data.count(b"\n"), module.KEPT_PROBLEMS)


def test_a_cut_log_is_said_and_read_again(tmp_path: Path) -> None:
    with AuditLog.open(tmp_path) as log:
        log.append(events(3))
    tail = Tail(tmp_path)
    tail.look()
    lines = segment(tmp_path).read_bytes().splitlines(keepends=True)
    segment(tmp_path).write_bytes(lines[0])
    assert tail.look() == (True, events(1))
    assert "cut or replaced" in tail.problems[0].what
    segment(tmp_path).unlink()
    assert tail.look() == (True, [])
    assert tail.missing


def test_a_torn_record_inside_the_log_is_said(tmp_path: Path) -> None:
    with AuditLog.open(tmp_path, segment_bytes=200) as log:
        for number in range(3):
            log.append(events(1, number))
    whole = segment(tmp_path, 2).read_bytes()
    segment(tmp_path, 2).write_bytes(whole[:-20])
    tail = Tail(tmp_path)
    tail.look()
    assert tail.problems[0].where.startswith("00000002.jsonl, byte 0")


def test_an_unreadable_log_is_said(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    os.mkdir(segment(tmp_path))
    tail = Tail(tmp_path)
    tail.look()
    assert tail.unreadable == "is a directory: 00000001.jsonl"
