"""A lock goes from one process to the next, and none gets it again before those who wait."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import enclave.audit.locks as module
from enclave.audit.event import AuditUnavailable
from enclave.audit.locks import FileLock

GREEDY = """
import sys, time
from pathlib import Path
from enclave.audit.locks import FileLock
with FileLock(Path(sys.argv[1])) as lock, open(sys.argv[2], "ab", buffering=0) as turns:
    for _ in range(int(sys.argv[3])):
        with lock.held():
            turns.write(sys.argv[4].encode())
            time.sleep(0.001)
"""


def _process(path: Path, turns: Path, count: int, name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", GREEDY, str(path), str(turns), str(count), name])


def _wait_for(what: str, turns: Path) -> None:
    until = time.monotonic() + 60
    while what not in turns.read_text():
        assert time.monotonic() < until
        time.sleep(0.001)


def test_a_greedy_process_does_not_keep_another_waiting(tmp_path: Path) -> None:
    path, turns = tmp_path / "lock", tmp_path / "turns"
    turns.touch()
    greedy = _process(path, turns, 10**9, "a")
    try:
        _wait_for("a", turns)
        waited = []
        with FileLock(path) as lock:
            for _ in range(15):
                before = turns.stat().st_size
                with lock.held():
                    mine = turns.stat().st_size
                    time.sleep(0.002)
                    assert turns.stat().st_size == mine, "somebody else had it, too"
                waited.append(mine - before)
                while turns.stat().st_size == mine:
                    assert greedy.poll() is None
        assert sorted(waited)[7] <= 3, waited
    finally:
        greedy.kill()
        greedy.wait(10)


def test_it_goes_with_its_process(tmp_path: Path) -> None:
    path, turns = tmp_path / "lock", tmp_path / "turns"
    turns.touch()
    greedy = _process(path, turns, 10**9, "a")
    _wait_for("a", turns)
    greedy.send_signal(signal.SIGKILL)
    greedy.wait(10)
    with FileLock(path) as lock, lock.if_free() as is_mine:
        assert is_mine


def test_a_lock_whose_file_was_taken_away_keeps_nobody_out_and_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with FileLock(path) as one:
        path.unlink()
        with FileLock(path) as other:
            with other.held():
                assert not one.take_at_once()
            with one.if_free() as is_mine:
                assert is_mine
                assert not other.take_at_once()
        path.unlink()
        path.mkdir()  # where no file can be
        with pytest.raises(AuditUnavailable, match="cannot be locked"), one.held():
            raise AssertionError("nobody else sees it")
        path.rmdir()
        with one.held():
            assert path.is_file()


def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.02)
    with FileLock(tmp_path / "lock") as one, FileLock(tmp_path / "lock") as other:
        with one.held():
            with pytest.raises(AuditUnavailable, match="another process has held the log"), other.held():
                raise AssertionError("two have it")
            with other.if_free() as is_mine:
                assert not is_mine
        with other.held(), one.if_free() as is_mine:
            assert not is_mine
    with pytest.raises(AuditUnavailable, match="the log is closed"), one.held():
        raise AssertionError("it is closed")


def test_nothing_is_left_open(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    (tmp_path / "lock.queue.lock").mkdir()
    with pytest.raises(IsADirectoryError):
        FileLock(tmp_path / "lock")
    (tmp_path / "lock.queue.lock").rmdir()
    FileLock(tmp_path / "lock").close()
    assert len(os.listdir("/proc/self/fd")) == before
