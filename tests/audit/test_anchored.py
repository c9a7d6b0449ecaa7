"""What an anchor holds must be what the log was: put back, forked, or not this log at all is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from enclave.audit.anchored import Holding, judge, sizes
from enclave.audit.anchors.file import FileAnchor, open_anchor
from enclave.audit.anchors.interface import Held
from enclave.audit.chain import Problem
from enclave.audit.checkpoint import claimed
from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.audit.verify import verify


def _grow(data: Path, anchor: FileAnchor, sizes: tuple[int, ...], name: str = "x") -> None:
    """Let a log grow to each of these sizes, and anchor it there."""
    with AuditLog.open(data) as log:
        there = claimed((data / "log" / "checkpoint").read_bytes()).size
        for size in sizes:
            log.append([Event(id=f"{name}-{n}", time="2026-11-21T09:30:00.000000Z", kind="completed") for n in range(there, size)])
            log.checkpoint()
            note = (data / "log" / "checkpoint").read_bytes()
            anchor.put(claimed(note), note)
            there = size


@pytest.fixture
def anchor(tmp_path: Path) -> FileAnchor:
    return open_anchor(str(tmp_path / "anchors"))


def _said(data: Path, anchor: FileAnchor) -> list[str]:
    return [str(problem) for problem in verify(data, anchors=[anchor]).problems]


def test_a_log_that_only_grew_is_good(tmp_path: Path, anchor: FileAnchor) -> None:
    data = tmp_path / "data"
    _grow(data, anchor, (1, 2, 255, 256, 257, 600))
    report = verify(data, anchors=[anchor])
    assert report.ok, report.problems
    assert any("6 checkpoints, the newest of 600 records; 0 since" in note for note in report.notes)
    assert any("on the disk of the log" in note for note in report.notes)


def test_a_log_that_was_put_back_is_told(tmp_path: Path, anchor: FileAnchor) -> None:
    data, older = tmp_path / "data", tmp_path / "older"
    _grow(data, anchor, (3, 300))
    shutil.copytree(data, older)
    _grow(data, anchor, (301,))
    assert verify(older).ok
    [problem] = _said(older, anchor)
    assert "record 301: the log was put back: 301 records were anchored, 300 are there" in problem


def test_a_fork_is_told_even_when_it_is_longer_and_anchored_too(tmp_path: Path, anchor: FileAnchor) -> None:
    data, fork = tmp_path / "data", tmp_path / "fork"
    _grow(data, anchor, (3, 300))
    shutil.copytree(data, fork)
    _grow(data, anchor, (310, 320))
    _grow(fork, anchor, (310, 400), "other")
    assert verify(fork).ok
    [problem] = _said(fork, anchor)
    assert "rewritten or forked: what was anchored for the first 310 records is another tree" in problem
    assert "and 1 more" in problem
    assert "the log was put back" in "".join(_said(data, anchor))
    assert "forked" in "".join(_said(data, anchor))


def test_another_log_in_its_place_is_told(tmp_path: Path, anchor: FileAnchor) -> None:
    _grow(tmp_path / "data", anchor, (3,))
    _grow(tmp_path / "new", open_anchor(str(tmp_path / "new anchors")), (3,))
    [problem] = _said(tmp_path / "new", anchor)
    assert "holds nothing of this log" in problem


def test_old_keys_do_not_matter(tmp_path: Path, anchor: FileAnchor) -> None:
    data = tmp_path / "data"
    _grow(data, anchor, (3,))
    with AuditLog.open(data) as log:
        newest = log.rotate()
    _grow(data, anchor, (9,))
    (tmp_path / "newest.pub").write_text(newest + "\n")
    assert verify(data, anchors=[anchor], key=tmp_path / "newest.pub").ok


def test_every_size_is_asked_for() -> None:
    first, second = (Holding("a", tuple(Held(n, b"", "") for n in held), ()) for held in ((1, 5), (5, 9)))
    assert sizes([first, second]) == {1, 5, 9}


def test_remarks_become_notes() -> None:
    problems: list[Problem] = []
    notes = judge(Holding("blob=x", (Held(1, b"r", "here"),), ("it forgets",)), 1, {1: b"r"}, problems)
    assert notes == ["blob=x: it forgets", "blob=x: 1 checkpoint, the newest of 1 records; 0 since"]
    assert problems == []
