"""Writers tell each other where the log ends: it is believed where it does end there, and who is killed says nothing wrong."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

import enclave.audit.append as append_module
import enclave.audit.ending as module
import enclave.audit.log as log_module
import enclave.audit.write_ahead as write_ahead
from enclave.audit.append import Position
from enclave.audit.ending import Ending, Mark
from enclave.audit.event import AuditUnavailable
from enclave.audit.log import AuditLog
from enclave.audit.read import events
from enclave.audit.verify import verify
from enclave.audit.write_ahead import WriteAhead

from .conftest import ahead, event

MARK = Mark(3, 4711, 12345, 99, bytes(range(32)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "lock").touch()
    return tmp_path / "lock"


def test_what_one_says_another_reads_until_the_machine_starts_again(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Ending(path), Ending(path)
    assert other.read() is None
    one.write(MARK)
    assert other.read() == MARK
    assert path.stat().st_size > 0, "its room is taken before it is mapped"
    (tmp_path / "boot").write_text("00000000-0000-4000-8000-000000000000\n")
    monkeypatch.setattr(module, "_BOOT", tmp_path / "boot")
    assert Ending(path).read() is None, "what no sync has brought to the disk may be anything after a start"
    other.clear()
    assert one.read() is None
    for each in (one, other):
        each.close()
        assert each.read() is None
        each.write(MARK)


def test_no_byte_of_it_can_change_unseen(path: Path) -> None:
    ending = Ending(path)
    ending.write(MARK)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert ending.read() is None
    path.write_bytes(whole)
    assert ending.read() == MARK
    ending.close()


@pytest.mark.parametrize("what", ["no boot id", "no room"])
def test_without_it_everything_is_read(path: Path, monkeypatch: pytest.MonkeyPatch, what: str, tmp_path: Path) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    if what == "no boot id":
        monkeypatch.setattr(module, "_BOOT", path.with_name("none"))
    else:
        monkeypatch.setattr(module.os, "pwrite", full)
    ending = Ending(path)
    ending.write(MARK)
    assert ending.read() is None
    with AuditLog.open(tmp_path / "data") as one, AuditLog.open(tmp_path / "data") as other:
        for number in range(1, 6):
            assert (one if number % 2 else other).append([event(number)]) == Position(number, number)
    assert verify(tmp_path / "data").ok


def _pair(folder: Path) -> tuple[WriteAhead, WriteAhead, Ending]:
    """Two writers of one log, of which only the first has written."""
    (folder / "lock").touch()
    wal = folder / "wal"
    wal.mkdir()
    ending = Ending(folder / "lock")
    one = WriteAhead(wal, 2000, is_new=True, ending=ending)
    other = WriteAhead(wal, 2000, is_new=False, ending=ending)
    for each in (one, other):
        assert each.find_end() == b""
    one.append([b'{"id":"%d"}' % number for number in range(3)])
    return one, other, ending


def test_who_writes_next_reads_nothing_of_what_others_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, ending = _pair(tmp_path)
    monkeypatch.setattr(other, "catch_up", lambda most=None: pytest.fail("it read"))
    for turn in range(40):  # over several segments
        for writer, reader in ((one, other), (other, one)):
            assert writer.find_end() == b""
            writer.append([b'{"id":"%d"}' % turn])
            assert reader.find_end() == b""
            assert reader.mark == writer.mark
    assert one._segment > 3
    for each in (one, other, ending):
        each.close()


def test_a_mark_that_is_not_the_end_is_not_believed(tmp_path: Path) -> None:
    one, other, ending = _pair(tmp_path)
    end, mark = one.mark, other.mark
    (path,) = [each for each in (tmp_path / "wal").iterdir() if each.suffix == ".jsonl"]
    wrong = [
        end._replace(head=bytes(32)), end._replace(offset=end.offset - 1), end._replace(offset=end.offset + 9), end._replace(segment=2),
        end._replace(inode=end.inode + 1), end._replace(size=0), mark._replace(size=3),
    ]  # fmt: skip
    for each in wrong:
        ending.write(each)
        other._offset, other.size, other._head = mark.offset, mark.size, mark.head
        assert other.find_end() == b""
        assert other.mark == end, each
        assert ending.read() == end, "it says what it has read"
    behind = end
    with path.open("ab") as file:  # what a writer wrote that was killed before it could say so
        one.find_end()
        file.write(one.chain([b'{"id":"late"}']).data)
    assert other.find_end() == b""
    assert (other.size, ending.read()) == (behind.size + 1, other.mark)
    for each in (one, other, ending):
        each.close()


def _dies(patch: pytest.MonkeyPatch, at: int) -> list[int]:
    """Count the steps of an append; at one of them the process is killed, before the step."""
    count = [0]

    def step(through: Callable[..., object]) -> Callable[..., object]:
        def counted(*given: object, **named: object) -> object:
            count[0] += 1
            if count[0] == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return through(*given, **named)

        return counted

    for name in ("pwritev", "fdatasync", "fsync"):
        patch.setattr(write_ahead.os, name, step(getattr(os, name)))
    patch.setattr(Path, "rename", step(Path.rename))
    said = Ending.write

    def torn(self: Ending, mark: Mark) -> None:
        count[0] += 1
        if count[0] == at:  # in the middle of it
            before = self._map[:]  # type: ignore[index]
            said(self, mark)
            self._map[60:] = before[60:]  # type: ignore[index]
            os.kill(os.getpid(), signal.SIGKILL)
        said(self, mark)

    patch.setattr(Ending, "write", torn)
    patch.setattr(Ending, "clear", step(Ending.clear))
    return count


@pytest.mark.parametrize("every", [6, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("has_room", [False, True], ids=["that grow", "with room"])
def test_a_writer_killed_at_any_step_leaves_a_log_that_others_go_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_room: bool, every: int
) -> None:
    """Writers that let each other go on before their records are on the disk, over the end of a segment."""
    monkeypatch.setattr(log_module, "SIGN_SECONDS", 1e6)
    monkeypatch.setattr(append_module, "ALONE_SECONDS", 1e6)
    monkeypatch.setattr(write_ahead, "PIECE", 2**12)
    data = tmp_path / "data"
    with AuditLog.open(data, segment_bytes=2500) as log:
        log.append([event(number) for number in range(1, 6)])
        if has_room:
            log._ahead.make_room()

    def run(copy: Path, at: int, acknowledge: Callable[[Position], object]) -> int:
        with pytest.MonkeyPatch.context() as patch:
            other, log = AuditLog.open(copy, segment_bytes=2500), AuditLog.open(copy, segment_bytes=2500)
            other.append([event(6)])
            log._appender.catch_up()
            count = _dies(patch, at)
            for number in range(7, 13):
                acknowledge(log.append([event(number)]))
            return count[0]

    steps = run(shutil.copytree(data, tmp_path / "counted"), 0, lambda _: None)
    assert steps > 20
    assert len(ahead(tmp_path / "counted")) > 1
    for at in range(2, steps + 1, every) if every > 1 else range(1, steps + 1):
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
        first = survivor.append([event(99)]).first
        assert first > acknowledged, at
        survivor.close()
        report = verify(copy)
        assert report.ok, (at, report.problems)
        ids = [each.id for each in events(copy) if each.kind != "recovered"]
        assert ids[:acknowledged] == [f"event-{number}" for number in range(1, acknowledged + 1)], at
        assert ids[-1] == "event-99"
        shutil.rmtree(copy)


def test_a_record_that_could_not_be_synced_beside_others_stays_and_is_not_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    monkeypatch.setattr(append_module, "ALONE_SECONDS", 1e6)
    with AuditLog.open(data) as one, AuditLog.open(data) as other:
        one.append([event(1)])
        assert other.append([event(2)]) == Position(2, 2)
        written: list[tuple[int, int]] = []
        pwrite = os.pwrite

        def broken(_: int) -> None:
            one.append([event(4)])  # the log is free meanwhile
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        with monkeypatch.context() as patch:
            patch.setattr(other._ahead, "sync", lambda: broken(0))
            patch.setattr(write_ahead.os, "pwrite", lambda file, data, at: written.append((at, len(data))) or pwrite(file, data, at))
            with pytest.raises(AuditUnavailable, match="input/output error"):
                other.append([event(3)])
        (path,) = ahead(data)
        assert written
        assert sum(written[-1]) == len(path.read_bytes().rstrip(b"\0")), "all that may not be on the disk is written again"
        assert other.append([event(5)]) == Position(5, 5)
    assert [each.id for each in events(data)] == [f"event-{number}" for number in range(1, 6)]
    assert verify(data).ok


def test_a_lie_about_the_end_is_found_by_the_tree(tmp_path: Path) -> None:
    """Numbers are not looked at by who writes next: whoever lets the tree grow reads every record."""
    data = tmp_path / "data"
    log = AuditLog.open(data)
    log.append([event(1)])
    log._ending.write(log._ahead.mark._replace(size=7))
    assert log.append([event(2)]) == Position(8, 8)
    with pytest.raises(AuditUnavailable, match="is damaged"):
        log.checkpoint()
    log._release()
