"""Checkpoints go to an anchor by themselves; what fails is said once, and a log that does not go on from its anchor is never anchored."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import enclave.audit.anchoring as module
import enclave.audit.log as log_module
from enclave.audit.anchoring import Anchoring, Pace, states
from enclave.audit.anchors.file import FileAnchor
from enclave.audit.anchors.interface import AnchorUnavailable, Receipt
from enclave.audit.checkpoint import Checkpoint, claimed
from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.audit.read import events
from enclave.audit.verify import verify

SOON = Pace(0.0, 10_000)


class Moody(FileAnchor):
    """A file that does not always work, and gives receipts."""

    broken = False

    def put(self, checkpoint: Checkpoint, note: bytes) -> Receipt:
        if self.broken:
            raise AnchorUnavailable("the anchor cannot be reached", "somewhere")
        return super().put(checkpoint, note)._replace(document=b'{"receipt":1}')


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AuditLog]:
    monkeypatch.setattr(log_module, "SIGN_SECONDS", 1e6)
    with AuditLog.open(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def anchor(tmp_path: Path) -> Moody:
    return Moody(tmp_path / "anchors")


Write = Callable[[int], None]


@pytest.fixture
def write(log: AuditLog) -> Write:
    numbers = iter(range(10**6))

    def some(count: int) -> None:
        log.append([Event(id=f"e{next(numbers)}", time="2026-11-21T09:30:00.000000Z", kind="completed") for _ in range(count)])
        log.checkpoint()

    return some


def _sizes(anchor: Moody) -> list[int]:
    origin = next(iter(_origins(anchor)), "")
    return [held.size for held in anchor.held(origin)]


def _origins(anchor: Moody) -> set[str]:
    if not anchor._path.exists():
        return set()
    return {json.loads(line)["note"].partition("\n")[0] for line in anchor._path.read_text().splitlines()}


def _kinds(data: Path) -> list[str]:
    return [event.kind for event in events(data) if event.kind.startswith("anchor")]


def test_what_is_new_is_anchored_and_what_anchoring_writes_is_not(tmp_path: Path, log: AuditLog, anchor: Moody, write: Write) -> None:
    data = tmp_path / "data"
    others = [Anchoring(data, log, Moody(tmp_path / name), SOON) for name in ("second", "third")]
    anchoring = Anchoring(data, log, anchor, SOON)
    anchoring.look()
    assert _sizes(anchor) == []  # there is nothing yet
    write(3)
    for _ in range(4):
        for each in (anchoring, *others):
            each.look()
            log.checkpoint()
    assert _sizes(anchor) == [3]
    write(2)
    anchoring.look()
    assert _sizes(anchor) == [3, 8]  # three records say that 3 were anchored
    last = [event for event in events(data) if event.kind == "anchored"][-1]
    assert last.details["anchor"] == anchor.name
    assert last.details["size"] == "8"
    assert last.details["receipt"].startswith("byte ")
    assert len(last.details["receipt_sha256"]) == 64
    [state] = [state for state in states(data) if state.anchor == anchor.name]
    assert (state.size, state.problem) == (8, "")
    log.checkpoint()
    assert verify(data, anchors=[anchor]).ok


def test_it_waits_for_its_time_or_for_many_records(tmp_path: Path, log: AuditLog, anchor: Moody, write: Write) -> None:
    anchoring = Anchoring(tmp_path / "data", log, anchor, Pace(1e6, 10))
    write(1)
    anchoring.look()
    write(3)
    anchoring.look()
    assert _sizes(anchor) == [1]
    write(10)
    anchoring.look()
    assert _sizes(anchor) == [1, 15]


def test_a_failure_is_said_once_and_so_is_its_end(tmp_path: Path, log: AuditLog, anchor: Moody, write: Write) -> None:
    anchoring = Anchoring(tmp_path / "data", log, anchor, SOON)
    anchor.broken = True
    write(3)
    for _ in range(5):
        anchoring.look()
        log.checkpoint()
    assert _kinds(tmp_path / "data") == ["anchor_failed"]
    assert states(tmp_path / "data")[0].problem == "the anchor cannot be reached"
    anchor.broken = False
    write(1)
    anchoring.look()
    assert _kinds(tmp_path / "data") == ["anchor_failed", "anchored"]
    assert states(tmp_path / "data")[0].problem == ""


def test_a_log_that_was_put_back_or_forked_is_not_anchored(tmp_path: Path, anchor: Moody, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "SIGN_SECONDS", 1e6)
    data, older = tmp_path / "data", tmp_path / "older"

    def more(directory: Path, name: str, count: int) -> AuditLog:
        log = AuditLog.open(directory)
        log.append([Event(id=f"{name}{n}", time="2026-11-21T09:30:00.000000Z", kind="completed") for n in range(count)])
        log.checkpoint()
        return log

    more(data, "a", 300).close()
    shutil.copytree(data, older)
    with more(data, "b", 10) as log:
        Anchoring(data, log, anchor, SOON).look()
    before = anchor._path.read_bytes()
    with more(older, "c", 1) as log:
        Anchoring(older, log, anchor, SOON).look()
        Anchoring(older, log, anchor, SOON).look()
        log.checkpoint()
        assert next(event.reason for event in events(older) if event.kind == "anchor_failed").startswith("the log was put back")
    with more(older, "d", 500) as log:
        Anchoring(older, log, anchor, SOON).look()
        log.checkpoint()
        failed = [event for event in events(older) if event.kind == "anchor_failed"][-1]
        assert "forked" in failed.reason
        assert failed.details["forked"] == "true"
    assert states(older)[0].is_forked
    assert anchor._path.read_bytes() == before


def test_a_thread_does_it_and_only_one_of_several(
    tmp_path: Path, log: AuditLog, anchor: Moody, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.01)
    both = [Anchoring(tmp_path / "data", log, Moody(anchor._path), SOON) for _ in range(2)]
    write(3)
    for each in both:
        each.start()
    deadline = time.monotonic() + 60
    while "anchored" not in _kinds(tmp_path / "data"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    for each in both:
        each.close()
    assert _sizes(anchor) == [3]
    # whose process ends leaves the place to another
    third = Anchoring(tmp_path / "data", log, Moody(anchor._path), SOON)
    write(3)
    third.start()
    while len(_sizes(anchor)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    third.close()


def test_the_end_is_anchored_too_but_not_waited_for_where_nobody_answers(
    log: AuditLog, anchor: Moody, write: Write, tmp_path: Path
) -> None:
    at_work = Anchoring(tmp_path / "data", log, anchor, Pace(3600.0, 10**6))
    at_work.start()
    deadline = time.monotonic() + 60
    while "anchored" not in _kinds(tmp_path / "data"):  # the thread's own record is there, and comes not after the last one
        assert time.monotonic() < deadline
        write(1)
        time.sleep(0.02)
    log.append([Event(id="last", time="2026-11-21T09:30:00.000000Z", kind="stopped")])  # in no checkpoint yet
    at_work.close(30.0)
    last = max(anchor.held(log_origin(tmp_path / "data")))
    assert [each.kind for each in events(tmp_path / "data")][last.size - 1] == "stopped"
    anchor.broken = True
    other = Anchoring(tmp_path / "data", log, anchor, SOON)
    write(1)
    other.start()
    while not any(state.problem for state in states(tmp_path / "data")) and time.monotonic() < deadline:
        time.sleep(0.02)
    asked = len(list(anchor.held(last_origin := log_origin(tmp_path / "data"))))
    other.close(30.0)
    assert len(list(anchor.held(last_origin))) == asked


def log_origin(data: Path) -> str:
    return claimed((data / "log" / "checkpoint").read_bytes()).origin
