"""An append whose sync the kernel makes: nothing is acknowledged before it, and what fails is refused as it is in a thread."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import enclave.audit.append as module
import enclave.audit.locks as locks
import enclave.audit.log as log_module
import enclave.audit.write_ahead as write_ahead
from enclave.audit.append import Position
from enclave.audit.event import AuditUnavailable
from enclave.audit.log import AuditLog
from enclave.audit.read import events
from enclave.audit.syncs import Syncs
from enclave.audit.verify import verify

from .conftest import ahead, event
from .test_ending import _dies


class Kernel:
    """Syncs that end when they are told to."""

    is_refused = False

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.landing: list[Callable[[int], object]] = []

    def start(self, file: int, landed: Callable[[int], object]) -> bool:
        os.fstat(file)
        if not self.refuses:
            self.landing.append(landed)
        return not self.refuses

    def land(self, error: int = 0) -> None:
        self.landing.pop(0)(error)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def _nobody_waits_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(log_module, "SIGN_SECONDS", 1e6)


@pytest.fixture
def log(data: Path) -> Iterator[AuditLog]:
    with AuditLog.open(data) as log:
        log.append([event(1)])
        yield log


@pytest.fixture
def beside(log: AuditLog, data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AuditLog]:
    """Another writer, which has just written."""
    monkeypatch.setattr(module, "ALONE_SECONDS", 1e6)
    with AuditLog.open(data) as other:
        other.append([event(2)])
        log.append([event(3)])
        yield other


def _ids(data: Path) -> list[int]:
    assert verify(data).ok
    return [int(each.id.removeprefix("event-")) for each in events(data)]


def test_nothing_is_acknowledged_and_nobody_else_writes_before_the_sync(log: AuditLog, data: Path) -> None:
    kernel, told = Kernel(), []
    append = log.begin([event(2), event(3)])
    assert append.start(kernel, told.append)  # type: ignore[arg-type]
    assert told == []
    with AuditLog.open(data.with_name("other")) as other:
        other.append([event(1)])  # another log has nothing to do with it
    with pytest.raises(AuditUnavailable, match="another process has held the log"), AuditLog.open(data):
        pass
    (path,) = ahead(data)
    assert path.read_bytes().count(b"event-") == 3, "it is written"
    kernel.land()
    assert told == [Position(2, 3)]
    assert log.append([event(4)]) == Position(4, 4)
    log.checkpoint()
    assert _ids(data) == [1, 2, 3, 4]


def test_where_the_kernel_refuses_a_thread_does_it(log: AuditLog, data: Path) -> None:
    append = log.begin([event(2)])
    assert not append.start(Kernel(refuses=True), pytest.fail)  # type: ignore[arg-type]
    assert append.finish() == Position(2, 2)
    assert log.append([event(3)]) == Position(3, 3)
    log.checkpoint()
    assert _ids(data) == [1, 2, 3]


def test_where_there_are_no_such_syncs_nothing_is_written_twice(log: AuditLog, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel, written, through = Kernel(), [], os.pwritev
    kernel.is_refused = True
    monkeypatch.setattr(write_ahead.os, "pwritev", lambda *given: written.append(given) or through(*given))
    append = log.begin([event(2)])
    assert not append.start(kernel, pytest.fail)  # type: ignore[arg-type]
    assert written == []
    assert append.finish() == Position(2, 2)
    assert len(written) == 1


def test_a_sync_that_fails_is_a_refusal_and_the_record_is_cut_off(log: AuditLog, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel, told, again = Kernel(), [], []
    pwrite = os.pwrite
    append = log.begin([event(2)])
    assert append.start(kernel, told.append)  # type: ignore[arg-type]
    kernel.land(errno.EIO)
    assert told == [None]
    with monkeypatch.context() as patch:
        patch.setattr(write_ahead.os, "pwrite", lambda file, data, at: again.append((at, len(data))) or pwrite(file, data, at))
        with pytest.raises(AuditUnavailable, match="input/output error"):
            append.finish()
    assert sum(again[-1]) == log._ahead.offset, "what may not be on the disk is written again, for the next sync"
    assert log.append([event(3)]) == Position(2, 2)
    log.checkpoint()
    assert _ids(data) == [1, 3]


def test_after_a_defect_the_thread_is_asked_and_nobody_waits_for_ever(log: AuditLog, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel, told = Kernel(), []
    append = log.begin([event(2)])
    assert append.start(kernel, told.append)  # type: ignore[arg-type]
    with monkeypatch.context() as patch:
        patch.setattr(log._ahead, "landed", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            kernel.land()
    assert told == [None]


def test_a_disk_that_is_full_is_a_refusal_and_leaves_nothing(log: AuditLog, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = ahead(data)
    before, through = path.read_bytes(), os.pwritev

    def full(file: int, data: tuple[bytes], at: int, flags: int) -> int:
        if len(data[0]) < 100:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return through(file, (data[0][:100],), at, flags)

    with monkeypatch.context() as patch:
        patch.setattr(write_ahead.os, "pwritev", full)
        append = log.begin([event(2)])
        assert not append.start(Kernel(), pytest.fail)  # type: ignore[arg-type]
        with pytest.raises(AuditUnavailable, match="no space left"):
            append.finish()
    assert path.read_bytes() == before
    assert log.append([event(3)]) == Position(2, 2)


def test_beside_others_the_log_is_free_before_the_sync(log: AuditLog, beside: AuditLog, data: Path) -> None:
    kernel, told = Kernel(), []
    append = log.begin([event(4)])
    assert append.start(kernel, told.append)  # type: ignore[arg-type]
    assert beside.append([event(5)]) == Position(5, 5), "nobody waits for our sync"
    assert told == []
    kernel.land()
    assert told == [Position(4, 4)]
    assert log.append([event(6)]) == Position(6, 6)
    log.checkpoint()
    assert _ids(data) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("how", ["the sync fails", "no sync begins"])
def test_beside_others_a_record_stays_when_its_sync_fails(log: AuditLog, beside: AuditLog, data: Path, how: str) -> None:
    kernel, told = Kernel(refuses=how == "no sync begins"), []
    append = log.begin([event(4)])
    assert append.start(kernel, told.append) != kernel.refuses  # type: ignore[arg-type]
    assert beside.append([event(5)]) == Position(5, 5)
    if kernel.refuses:
        assert append.finish() == Position(4, 4)
    else:
        kernel.land(errno.EIO)
        assert told == [None]
        with pytest.raises(AuditUnavailable, match="input/output error"):
            append.finish()
        assert log._ahead._is_theirs, "the next sync is about the whole segment"
    assert log.append([event(6)]) == Position(6, 6)
    log.checkpoint()
    assert _ids(data) == [1, 2, 3, 4, 5, 6], "another record stands behind it"


def test_beside_others_who_find_the_log_taken_a_thread_waits(log: AuditLog, beside: AuditLog, data: Path) -> None:
    append = log.begin([event(4)])
    with beside._lock.held():
        assert not append.start(Kernel(), pytest.fail)  # type: ignore[arg-type]
    assert append.finish() == Position(4, 4)
    append = log.begin([event(5)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log._ahead, "find_end", lambda *_: (_ for _ in ()).throw(AuditUnavailable("the log was cut")))
        assert not append.start(Kernel(), pytest.fail)  # type: ignore[arg-type]
        with pytest.raises(AuditUnavailable, match="was cut"):
            append.finish()
    assert beside.append([event(6)]) == Position(5, 5), "nothing is left taken"


@pytest.mark.parametrize("is_beside", [False, True])
def test_what_is_dropped_lets_others_go_on(log: AuditLog, data: Path, request: pytest.FixtureRequest, is_beside: bool) -> None:
    if is_beside:
        request.getfixturevalue("beside")
    append = log.begin([event(9)])
    assert append.start(Kernel(), pytest.fail)  # type: ignore[arg-type]
    append.drop()
    log.append([event(10)])
    with AuditLog.open(data) as late:
        late.append([event(11)])
    log.checkpoint()
    assert _ids(data)[-3:] == [9, 10, 11], "it was written, and never acknowledged"


def test_a_disk_with_too_much_to_do_is_left_to_the_thread_for_a_while(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    through, kernel, told = os.pwritev, Kernel(), []
    now = [time.monotonic()]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])

    def slow(*given: object) -> int:
        now[0] += 1
        return through(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(write_ahead.os, "pwritev", slow)
    assert log.begin([event(2)]).start(kernel, told.append)  # type: ignore[arg-type]
    kernel.land()
    append = log.begin([event(3)])
    assert not append.start(kernel, told.append)  # type: ignore[arg-type]
    assert append.finish() == Position(3, 3)
    now[0] += module.SLOW_FOR_SECONDS
    assert log.begin([event(4)]).start(kernel, told.append)  # type: ignore[arg-type]
    kernel.land()
    assert told == [Position(2, 2), Position(4, 4)]


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("is_beside", [False, True], ids=["alone", "beside another"])
def test_who_is_killed_at_any_step_leaves_a_log_with_all_that_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_beside: bool, every: int
) -> None:
    """Over the end of a segment, as a gateway does it: on an event loop, with a thread's work where `start` cannot do it."""
    monkeypatch.setattr(module, "ALONE_SECONDS", 1e6 if is_beside else -1.0)
    data = tmp_path / "data"
    with AuditLog.open(data, segment_bytes=2500) as log:
        log.append([event(number) for number in range(1, 6)])
        log._ahead.make_room()

    def run(copy: Path, at: int, acknowledge: Callable[[Position], object]) -> int:
        async def main(log: AuditLog, count: list[int]) -> int:
            syncs = Syncs()
            for number in range(7, 13):
                append, done = log.begin([event(number)]), asyncio.get_running_loop().create_future()
                position = await done if append.start(syncs, done.set_result) else None
                acknowledge(position or append.finish())
            return count[0]

        with pytest.MonkeyPatch.context() as patch:
            other, log = AuditLog.open(copy, segment_bytes=2500), AuditLog.open(copy, segment_bytes=2500)
            other.append([event(6)])
            log._appender.catch_up()
            count = _dies(patch, at)
            for name in ("start", "_land"):
                patch.setattr(Syncs, name, _step(getattr(Syncs, name), count, at))
            return asyncio.run(main(log, count))

    steps = run(shutil.copytree(data, tmp_path / "counted"), 0, lambda _: None)
    assert steps > 20
    assert len(ahead(tmp_path / "counted")) > 1
    for at in range(1, steps + 1, every):
        copy = shutil.copytree(data, tmp_path / f"{at}")
        survivor = AuditLog.open(copy, segment_bytes=2500)
        readable, writable = os.pipe()
        child = os.fork()
        if child == 0:
            run(copy, at, lambda position, to=writable: os.write(to, bytes([position.last])))
            os._exit(0)
        os.close(writable)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL, at
        with os.fdopen(readable, "rb") as said:
            acknowledged = max(said.read(), default=6)
        assert survivor.append([event(99)]).first > acknowledged, at
        survivor.close()
        report = verify(copy)
        assert report.ok, (at, report.problems)
        ids = [each.id for each in events(copy) if each.kind != "recovered"]
        assert ids[:acknowledged] == [f"event-{number}" for number in range(1, acknowledged + 1)], at
        assert ids[-1] == "event-99"
        shutil.rmtree(copy)


def _step(through: Callable[..., object], count: list[int], at: int) -> Callable[..., object]:
    def counted(*given: object) -> object:
        count[0] += 1
        if count[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return through(*given)

    return counted
