"""What the log acknowledged is there, whatever happens to its writers; what it cannot keep, it refuses."""

from __future__ import annotations

import errno
import fcntl
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import enclave.audit.files as files
import enclave.audit.locks as locks
import enclave.audit.log as module
import enclave.audit.write_ahead as write_ahead
from enclave.audit.append import Position
from enclave.audit.event import AuditUnavailable, Event
from enclave.audit.log import AuditLog
from enclave.audit.note import Signer, read_verifiers
from enclave.audit.proof import check, prove
from enclave.audit.read import events, numbered_events
from enclave.audit.record import GENESIS, Record, chain, read, write
from enclave.audit.tree import Tree
from enclave.audit.verify import verify

from .conftest import ahead, event


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def log(data: Path) -> Iterator[AuditLog]:
    with AuditLog.open(data) as log:
        yield log


def _ids(data: Path) -> list[str]:
    return [event.id for event in events(data)]


def test_events_are_numbered_and_read_back_as_they_were(log: AuditLog, data: Path) -> None:
    first, second = [event(1, caller="ada\nlovelace ☃"), event(2)], [event(3)]
    assert log.append(first) == Position(1, 2)
    assert log.append(second) == Position(3, 3)
    assert list(numbered_events(data)) == [(1, first[0]), (2, first[1]), (3, second[0])]


def test_an_empty_batch_writes_nothing(log: AuditLog, data: Path) -> None:
    log.append([event(1)])
    assert log.append([]) == Position(2, 1)
    assert _ids(data) == ["event-1"]


def test_a_log_goes_on_where_it_stopped(data: Path) -> None:
    for number in range(1, 4):
        with AuditLog.open(data) as log:
            assert log.append([event(number)]) == Position(number, number)
    assert verify(data).ok
    assert verify(data).records == 3


def test_segments_are_rotated_by_size_and_go_when_the_tree_has_them(data: Path) -> None:
    with AuditLog.open(data, segment_bytes=2000) as log:
        for number in range(30):
            log.append([event(number)])
        assert log.append([event(number) for number in range(30, 60)]) == Position(31, 60)
        log.append([event(60)])
        assert len(ahead(data)) > 4
        assert verify(data).records == 61
    assert len(ahead(data)) == 1
    with AuditLog.open(data, segment_bytes=2000) as log:
        assert log.append([event(61)]).first == 62
    assert verify(data).ok


def test_only_the_owner_can_read_it(log: AuditLog, data: Path) -> None:
    log.append([event(1)])
    for path in [data, *data.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_append_returns_when_the_record_is_on_the_disk(log: AuditLog, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, int]] = []
    through, sync = os.pwritev, os.fdatasync
    (path,) = ahead(data)
    monkeypatch.setattr(write_ahead.os, "pwritev", lambda file, *rest: calls.append(("write", rest[2])) or through(file, *rest))
    monkeypatch.setattr(write_ahead.os, "fdatasync", lambda file: calls.append(("sync", path.stat().st_size)) or sync(file))
    log.append([event(1), event(2)])
    assert [name for name, _ in calls] == ["write", "sync"], "one write and one sync for a batch"
    assert calls[1][1] == path.stat().st_size > 0
    log.append([event(3), event(4)])
    assert calls[2:] == [("write", os.RWF_DSYNC)], "both at once, where nobody else has written"
    with AuditLog.open(data) as other:
        other.append([event(5)])
    log.append([event(6)])
    assert calls[-2:] == [("write", 0), ("sync", path.stat().st_size)], "what somebody left who was killed is synced, too"


def test_an_append_in_two_halves_keeps_others_out_until_its_end(log: AuditLog, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "WAIT_SECONDS", 0.05)
    log.append([event(1)])
    with AuditLog.open(data) as other:
        half = log.begin([event(2)])
        with pytest.raises(AuditUnavailable, match="another process has held the log"):
            other.append([event(3)])
        assert half.finish() == Position(2, 2)
        assert other.append([event(3)]) == Position(3, 3)
        dropped = log.begin([event(4)])
        dropped.drop()
        assert other.append([event(5)]) == Position(4, 4)
        late = [log.begin([event(6)]), log.begin([event(7)])]  # the second finds the log taken, and waits in its own second half
        assert [half.finish() for half in late] == [Position(5, 5), Position(6, 6)]
        with pytest.raises(AuditUnavailable, match="has 70"):
            log.begin([event(8, error="x" * 70_000)])
        assert other.append([event(9)]) == Position(7, 7), "an event that cannot be written leaves nothing taken"
    assert _ids(data) == [f"event-{number}" for number in (1, 2, 3, 5, 6, 7, 9)]


def test_who_is_killed_between_the_halves_leaves_nothing_and_nobody_waits(log: AuditLog, data: Path) -> None:
    log.append([event(1)])
    child = os.fork()
    if child == 0:
        try:
            AuditLog.open(data).begin([event(2)])
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert log.append([event(3)]) == Position(2, 2)
    log.checkpoint()
    assert verify(data).ok


def _signed(data: Path) -> int:
    checkpoint = verify(data).checkpoint
    assert checkpoint is not None
    return checkpoint.size


def test_the_checkpoint_follows_by_itself(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIGN_SECONDS", 0.02)
    with AuditLog.open(data) as log:
        assert _signed(data) == 0
        log.append([event(1)])
        until = time.monotonic() + 60
        while _signed(data) < 1:
            assert time.monotonic() < until
            time.sleep(0.01)


def test_a_checkpoint_can_be_asked_for(log: AuditLog, data: Path) -> None:
    log.append([event(1), event(2)])
    log.checkpoint()
    assert _signed(data) == 2


def _append_until(log: AuditLog, until: float) -> None:
    while time.monotonic() < until:
        log.append([event(2)])
        time.sleep(0.01)


def test_a_tree_that_cannot_grow_is_told_before_long(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIGN_SECONDS", 0.01)
    monkeypatch.setattr(module, "UNSIGNED_SECONDS", 0.05)

    def full(self: Tree, entries: object, pause: float) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "tile")

    with AuditLog.open(data) as log:
        monkeypatch.setattr(Tree, "grow", full)
        log.append([event(1)])
        until = time.monotonic() + 60
        with pytest.raises(AuditUnavailable, match=r"the log could not be signed: .* no space left"):
            _append_until(log, until)
        monkeypatch.undo()
        log.checkpoint()
    assert verify(data).ok


def test_a_tree_that_was_written_and_not_signed_is_written_again(log: AuditLog, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    log.append([event(1)])
    with monkeypatch.context() as patch:
        patch.setattr(module, "write_file", full)
        with pytest.raises(AuditUnavailable, match="no space left"):
            log.checkpoint()
    log.append([event(2)])
    log.checkpoint()
    assert _signed(data) == 2


def _unsigned(data: Path, records: int) -> AuditLog:
    """A log whose last records no checkpoint covers, as after `kill -9`."""
    with AuditLog.open(data) as log:
        log.append([event(1), event(2)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SIGN_SECONDS", 1e6)
        log = AuditLog.open(data)
        for number in range(3, 3 + records):
            log.append([event(number)])
        log._release()
    return log


def test_a_crash_at_every_byte_of_a_write_loses_no_full_record(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _unsigned(data, 2)
    # hundreds of starts; what a crash leaves does not depend on waiting for the disk here
    monkeypatch.setattr(files.os, "fsync", lambda _: None)
    monkeypatch.setattr(write_ahead.os, "fdatasync", lambda _: None)
    whole = ahead(data)[0].read_bytes()
    lines = whole.splitlines(keepends=True)
    for end in range(len(b"".join(lines[:2])), len(whole) + 1, 7):
        crashed = Path(shutil.copytree(data, tmp_path / "crashed"))
        ahead(crashed)[0].write_bytes(whole[:end])
        full = whole[:end].count(b"\n")
        torn = whole[:end].rpartition(b"\n")[2]
        with AuditLog.open(crashed) as log:
            log.append([event(99)])
        report = verify(crashed)
        assert report.ok, report.problems
        ids = _ids(crashed)
        assert ids[:full] == [f"event-{n}" for n in range(1, full + 1)]
        assert ids[-1] == "event-99"
        kept = list((crashed / "log" / "wal").glob("*.torn"))
        assert [file.read_bytes() for file in kept] == ([torn] if torn else [])
        recovered = [event for event in events(crashed) if event.kind == "recovered"]
        assert len(recovered) == len(ids) - full - 1 == bool(torn)
        if torn:
            assert f"{len(torn)} bytes" in recovered[0].reason
            assert kept[0].name in recovered[0].reason
        shutil.rmtree(crashed)


def test_a_log_in_a_segment_with_room_is_verified_and_survives_every_torn_end(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_ahead, "PIECE", 2**14)
    monkeypatch.setattr(module, "SIGN_SECONDS", 1e6)
    log = AuditLog.open(data, segment_bytes=3000)
    log.append([event(1), event(2), event(3)])
    assert log._ahead.wants_room(log._ahead._offset)
    log._ahead.make_room()
    log.append([event(number) for number in range(4, 9)])
    log.append([event(9)])
    log.checkpoint()
    log.append([event(10), event(11)])
    log._release()
    path = ahead(data)[-1]
    whole = path.read_bytes()
    assert whole.endswith(bytes(2**13))
    report = verify(data)
    assert report.ok, report.problems
    assert _ids(data) == [f"event-{number}" for number in range(1, 12)]
    monkeypatch.setattr(files.os, "fsync", lambda _: None)
    monkeypatch.setattr(write_ahead.os, "fdatasync", lambda _: None)
    start, end = whole.rstrip(b"\0")[:-1].rfind(b"\n") + 1, len(whole.rstrip(b"\0"))
    for torn in range(start, end, 37):
        crashed = Path(shutil.copytree(data, tmp_path / "crashed"))
        path = ahead(crashed)[-1]
        path.write_bytes(whole[:torn] + bytes(len(whole) - torn))
        report = verify(crashed)
        assert report.ok, report.problems
        assert ("bytes of a record that is being written" in " ".join(report.notes)) == (torn > start)
        with AuditLog.open(crashed) as log:
            log.append([event(99)])
        report = verify(crashed)
        assert report.ok, report.problems
        assert [each.kind for each in events(crashed)][10:] == (["recovered"] if torn > start else []) + ["completed"]
        shutil.rmtree(crashed)
    for place in (0, start - 40, start + 5, end - 70, end + 9, end + 600, len(whole) - 1):
        for bit in (0, 6):
            changed = bytearray(whole)
            changed[place] ^= 1 << bit
            ahead(data)[-1].write_bytes(changed)
            assert not verify(data).ok, (place, bit)


def test_a_writer_that_lives_on_mends_what_a_killed_one_left(log: AuditLog, data: Path) -> None:
    log.append([event(1)])
    with ahead(data)[0].open("ab") as file:
        file.write(b'{"n":2,"prev":"ab')
    assert log.append([event(2)]) == Position(3, 3)
    log.checkpoint()
    assert verify(data).ok
    assert [event.kind for event in events(data)] == ["completed", "recovered", "completed"]


def test_a_process_that_others_have_left_segments_behind_goes_on(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIGN_SECONDS", 1e6)
    with AuditLog.open(data, segment_bytes=500) as slow, AuditLog.open(data, segment_bytes=500) as quick:
        slow.append([event(1)])
        for number in range(2, 20):
            quick.append([event(number)])
        quick.checkpoint()
        assert len(ahead(data)) == 1
        assert slow.append([event(20)]) == Position(20, 20)
        slow.checkpoint()
        quick.append([event(21)])
    assert verify(data).ok
    assert _ids(data) == [f"event-{number}" for number in range(1, 22)]


def test_what_was_not_signed_before_a_crash_is_signed_at_the_next_start(data: Path) -> None:
    _unsigned(data, 3)
    assert verify(data).notes
    AuditLog.open(data).close()
    report = verify(data)
    assert report.ok
    assert not report.notes


def _cut(data: Path) -> None:
    path = ahead(data)[0]
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:1]))


def _flip(data: Path) -> None:
    path = ahead(data)[0]
    path.write_bytes(path.read_bytes().replace(b"event-4", b"event-7"))


def _swap_signed(data: Path) -> None:
    path = ahead(data)[0]
    path.write_bytes(path.read_bytes().replace(b"event-2", b"event-7"))


def _forge(data: Path) -> None:
    """Another history of the same length, right in itself."""
    path = ahead(data)[0]
    head, forged = GENESIS, []
    for line in path.read_bytes().splitlines():
        record = read(line)
        assert record is not None
        body = record.event.replace(b"event-1", b"event-7")
        forged.append(write(Record(record.n, head, body, chain(head, body))))
        head = chain(head, body)
    assert len(b"".join(forged)) == path.stat().st_size
    path.write_bytes(b"".join(forged))


def _no_checkpoint(data: Path) -> None:
    (data / "log" / "checkpoint").unlink()


def _bad_checkpoint(data: Path) -> None:
    (data / "log" / "checkpoint").write_bytes(b"")


def _no_key(data: Path) -> None:
    (data / "keys" / "log.key").unlink()


def _bad_key(data: Path) -> None:
    (data / "keys" / "log.key").write_text("none")


def _other_public_key(data: Path) -> None:
    (data / "log" / "key.pub").write_text("other")


def _no_segment(data: Path) -> None:
    (ahead(data)[0]).unlink()


@pytest.mark.parametrize(
    "damage",
    [_cut, _flip, _swap_signed, _forge, _no_checkpoint, _bad_checkpoint, _no_key, _bad_key, _other_public_key, _no_segment],
)
def test_a_log_that_was_tampered_with_is_not_gone_on_with(data: Path, damage: Callable[[Path], None]) -> None:
    _unsigned(data, 3)
    damage(data)
    with pytest.raises(AuditUnavailable) as caught:
        AuditLog.open(data)
    assert caught.value.exit_code == 3
    assert str(data) in caught.value.where


def _change_entry(data: Path) -> None:
    (path,) = (data / "log" / "tile" / "entries" / "000.p").iterdir()
    path.write_bytes(path.read_bytes()[:-3])


def _change_hash(data: Path) -> None:
    (path,) = (data / "log" / "tile" / "0" / "000.p").iterdir()
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def _no_tree(data: Path) -> None:
    shutil.rmtree(data / "log" / "tile")


@pytest.mark.parametrize("damage", [_change_entry, _change_hash, _no_tree])
def test_a_tree_that_was_tampered_with_at_its_edge_is_not_gone_on_with(data: Path, damage: Callable[[Path], None]) -> None:
    with AuditLog.open(data) as log:
        log.append([event(1), event(2)])
    damage(data)
    with pytest.raises(AuditUnavailable, match="tree is"):
        AuditLog.open(data)


def test_a_log_that_is_put_back_while_it_is_written_is_not_gone_on_with(log: AuditLog, data: Path) -> None:
    log.append([event(1)])
    log.checkpoint()
    older = (data / "log" / "checkpoint").read_bytes()
    log.append([event(2)])
    log.checkpoint()
    newer = (data / "log" / "checkpoint").read_bytes()
    (data / "log" / "checkpoint").write_bytes(older)
    log.append([event(3)])
    log._tree = None
    with pytest.raises(AuditUnavailable, match="put back to an older state"):
        log.checkpoint()
    (data / "log" / "checkpoint").write_bytes(newer)
    log.checkpoint()
    assert verify(data).ok


def test_a_log_that_is_cut_or_replaced_while_it_is_written_is_not_gone_on_with(log: AuditLog, data: Path) -> None:
    log.append([event(1), event(2)])
    path = ahead(data)[0]
    whole = path.read_bytes()
    os.truncate(path, 10)
    with pytest.raises(AuditUnavailable, match="cut or replaced"):
        log.append([event(3)])
    path.write_bytes(whole)
    log.append([event(3)])
    path.rename(path.with_name("elsewhere"))
    with pytest.raises(AuditUnavailable):
        log.append([event(4)])
    shutil.copy(path.with_name("elsewhere"), path)
    with pytest.raises(AuditUnavailable, match="cut or replaced"):
        log.append([event(4)])
    path.with_name("elsewhere").rename(path)


def test_a_record_that_somebody_else_appended_must_follow_the_chain(log: AuditLog, data: Path) -> None:
    log.append([event(1)])
    path = ahead(data)[0]
    whole = path.read_bytes()
    with path.open("ab") as file:
        file.write(whole)
    with pytest.raises(AuditUnavailable, match="record 2 is damaged"):
        log.append([event(2)])
    os.truncate(path, len(whole))


def test_without_room_nothing_of_the_batch_stays_and_room_mends_it(log: AuditLog, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append([event(1)])
    path = ahead(data)[0]
    before = path.read_bytes()
    through = os.pwritev

    def full(file: int, data: tuple[bytes], at: int, flags: int) -> int:
        if len(data[0]) < 200:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return through(file, (data[0][:200],), at, flags)

    for is_alone in (False, True):
        log._ahead._is_theirs = not is_alone
        monkeypatch.setattr(write_ahead.os, "pwritev", full)
        with pytest.raises(AuditUnavailable, match="no space left") as caught:
            log.append([event(2), event(3)])
        assert "make room" in caught.value.hint
        assert path.read_bytes() == before
        monkeypatch.undo()
    assert log.append([event(4)]) == Position(2, 2)


def test_a_disk_that_does_not_sync_is_a_refusal(log: AuditLog, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    through = os.pwritev

    def broken(file: int, *rest: object) -> int:
        if rest:
            through(file, *rest)  # it is written, and not on the disk
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    for name in ("fdatasync", "pwritev"):
        monkeypatch.setattr(write_ahead.os, name, broken)
        with pytest.raises(AuditUnavailable, match="input/output error"):
            log.append([event(1)])
        monkeypatch.undo()
        log.append([event(2)])
    assert _ids(data) == ["event-2", "event-2"]


def test_a_place_that_cannot_hold_a_log_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AuditUnavailable, match="cannot be written"):
        AuditLog.open(tmp_path / "file")


def test_a_log_that_another_process_holds_is_waited_for_and_then_refused(
    log: AuditLog, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "WAIT_SECONDS", 0.05)
    lock = os.open(data / "log" / "lock", os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(AuditUnavailable, match="another process has held the log"):
        log.append([event(1)])
    os.close(lock)
    assert log.append([event(1)]) == Position(1, 1)


def test_a_closed_log_refuses(data: Path) -> None:
    log = AuditLog.open(data)
    log.close()
    with pytest.raises(AuditUnavailable, match="closed"):
        log.append([event(1)])


def test_threads_can_share_a_log(log: AuditLog, data: Path) -> None:
    def work(name: int) -> None:
        for number in range(20):
            log.append([Event(id=f"{name}-{number}", time="t", kind="admitted")])

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.checkpoint()
    assert verify(data).ok
    assert len(set(_ids(data))) == 80


def _appender(data: Path, name: str, rounds: int) -> tuple[subprocess.Popen[bytes], Path]:
    said = data.parent / f"{name}.txt"
    command = [sys.executable, str(Path(__file__).with_name("appender.py")), str(data), name, str(rounds), "20000"]
    with said.open("wb") as out:
        return subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE), said


def test_processes_share_one_log(data: Path) -> None:
    acknowledged: dict[int, str] = {}
    workers = [_appender(data, f"p{n}", 40) for n in range(4)]
    time.sleep(0.3)
    (data.parent / "go").touch()
    for process, said in workers:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        for line in said.read_text().splitlines():
            n, event_id = line.split()
            assert int(n) not in acknowledged
            acknowledged[int(n)] = event_id
    report = verify(data)
    assert report.ok, report.problems
    assert report.checkpoint is not None
    assert report.records == len(acknowledged) == report.checkpoint.size
    assert {n: event.id for n, event in numbered_events(data)} == acknowledged


@pytest.mark.parametrize("kills", [6, pytest.param(100, marks=pytest.mark.long)])
def test_processes_killed_in_the_middle_lose_no_acknowledged_record(data: Path, kills: int) -> None:
    dice = random.Random(11)
    (data.parent / "go").touch()
    acknowledged: dict[int, str] = {}
    for attempt in range(kills // 2):
        workers = [_appender(data, f"a{attempt}w{n}", 10**6) for n in range(2)]
        for process, said in workers:
            while not said.stat().st_size:
                assert process.poll() is None, process.communicate()
                time.sleep(0.01)
        for process, said in workers:
            time.sleep(dice.uniform(0, 0.2))
            process.kill()
            process.communicate(timeout=60)
            for line in said.read_text().rpartition("\n")[0].splitlines():
                n, event_id = line.split()
                acknowledged[int(n)] = event_id
        AuditLog.open(data).close()
        report = verify(data)
        assert report.ok, report.problems
        there = {n: event.id for n, event in numbered_events(data)}
        assert acknowledged.items() <= there.items()
    assert len(acknowledged) > 50


def test_logs_that_share_a_key_have_names_of_their_own_and_the_one_key_verifies_them_all(tmp_path: Path) -> None:
    AuditLog.open(tmp_path / "first").close()
    key = (tmp_path / "first" / "keys" / "log.key").read_bytes()
    public = tmp_path / "first" / "log" / "key.pub"
    names = set()
    for instance in ("gateway-0", "gateway-1"):
        root = tmp_path / instance
        (root / "keys").mkdir(parents=True)
        (root / "keys" / "log.key").write_bytes(key)
        with AuditLog.open(root, instance=instance) as log:
            log.append([event(1)])
        with AuditLog.open(root) as log:  # it keeps its name, whoever opens it
            log.append([event(2)])
        report = verify(root, key=public)
        assert (report.ok, report.records) == (True, 2)
        assert report.checkpoint is not None
        names.add(report.checkpoint.origin)
        proof = prove(root, 1)
        assert check(proof, read_verifiers(public)).checkpoint.origin == report.checkpoint.origin
    base = read_verifiers(public)[0].name
    assert names == {f"{base}/gateway-0", f"{base}/gateway-1"}
    # another key of the same name proves nothing
    other = tmp_path / "other.pub"
    other.write_text(Signer.generate(base).verifier.text() + "\n")
    assert not verify(tmp_path / "gateway-0", key=other).ok
    with pytest.raises(AuditUnavailable, match="cannot name a log"):
        AuditLog.open(tmp_path / "bad", instance="a b")
