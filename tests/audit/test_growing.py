"""One process lets the tree grow for all; when it ends, fails or stands still, the others know."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import enclave.audit.growing as module
import enclave.audit.log as log_module
from enclave.audit.checkpoint import claimed_size
from enclave.audit.event import AuditUnavailable
from enclave.audit.growing import grow
from enclave.audit.log import AuditLog
from enclave.audit.tree import Tree
from enclave.audit.verify import verify

from .conftest import event


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(log_module, "SIGN_SECONDS", 0.02)
    monkeypatch.setattr(log_module, "TAKE_SECONDS", 0.001)
    return tmp_path / "data"


def _signed(data: Path) -> int:
    return claimed_size((data / "log" / "checkpoint").read_bytes())


def _wait(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


def _child(data: Path) -> int:
    child = os.fork()
    if child == 0:
        try:
            grow(data, threading.Event(), print)
        finally:
            os._exit(1)
    return child


def test_another_process_grows_it_and_who_appends_takes_over_when_that_is_killed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with AuditLog.open(data, grows=False):
        pass
    child = _child(data)
    grown: list[int] = []
    through = Tree.grow
    monkeypatch.setattr(Tree, "grow", lambda self, *given: grown.append(self.size) or through(self, *given))
    try:
        with AuditLog.open(data) as log:
            _wait(lambda: _is_held(log))
            grown.clear()
            for number in range(1, 4):
                log.append([event(number)])
                _wait(lambda n=number: _signed(data) == n)
                log.rest()
            assert not grown, "it grew elsewhere"
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            log.append([event(4)])
            _wait(lambda: _signed(data) == 4)
            assert grown
    finally:
        with pytest.raises(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    assert verify(data).ok


def _is_held(log: AuditLog) -> bool:
    with log._growing.if_free() as is_free:
        return not is_free


def test_a_process_that_stands_still_is_told_before_long(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "STILL_SECONDS", 0.05)
    monkeypatch.setattr(log_module, "UNSIGNED_SECONDS", 0.05)
    with AuditLog.open(data, grows=False):
        pass
    child = _child(data)
    try:
        with AuditLog.open(data) as log:
            _wait(lambda: _is_held(log))
            os.kill(child, signal.SIGSTOP)

            def refused() -> bool:
                try:
                    log.append([event(1)])
                except AuditUnavailable as error:
                    return "the process that signs the log has stopped to" in error.message
                return False

            _wait(refused)
            os.kill(child, signal.SIGCONT)
            _wait(lambda: not refused())
            os.kill(child, signal.SIGKILL)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert verify(data).ok


def test_what_fails_is_said_once_and_left_to_others_until_it_goes_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AGAIN_SECONDS", 0.005)
    ended, told = threading.Event(), []
    failing = True
    let_grow = AuditLog._let_grow
    tries: list[int] = []

    def broken(self: AuditLog) -> None:
        tries.append(1)
        if failing:
            raise AuditUnavailable("no")
        let_grow(self)

    monkeypatch.setattr(AuditLog, "_let_grow", broken)
    with AuditLog.open(data, grows=False) as log:
        grower = threading.Thread(target=grow, args=(data, ended, told.append))
        grower.start()
        _wait(lambda: log.append([event(1)]) and len(tries) > 2)
        failing = False
        last = log.append([event(2)]).last
        _wait(lambda: _signed(data) == last)
        ended.set()
        grower.join(10)
    assert told == ["no"]
