"""What is over goes from everywhere, provably; a process that is killed in the middle leaves nothing that the next one does not mend."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import enclave.audit.columns as columns_module
import enclave.audit.log as log_module
from enclave.audit.event import Event, timestamp
from enclave.audit.log import AuditLog
from enclave.audit.note import read_verifiers
from enclave.audit.proof import check, prove
from enclave.audit.prune import over, prune
from enclave.audit.query import query
from enclave.audit.read import entries, numbered_events
from enclave.audit.retention import Days, Retention
from enclave.audit.verify import verify
from enclave.errors import EnclaveError

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SEED = Retention(Days(365, 90))
OLD, MIDDLE, YOUNG = 500, 200, 10
"""Days: everything is over, requests are over, nothing is."""


def some(first: int, count: int, days: int) -> list[Event]:
    """Calls of that age, two records each; `secret` stands in those whose content must go."""
    time = timestamp(NOW - timedelta(days=days))
    word = {OLD: ("gone-audit", "gone-call"), MIDDLE: ("kept-audit", "gone-call"), YOUNG: ("kept-audit", "kept-call")}[days]
    return [
        Event(id=f"{word[n % 2]}-{n}", time=time, kind=("admitted", "completed")[n % 2], request_id=f"call-{n // 2}", caller=word[n % 2])
        for n in range(first, first + count)
    ]


def write(data: Path, *parts: list[Event], segment_bytes: int = 8 * 2**20) -> None:
    with AuditLog.open(data, segment_bytes=segment_bytes) as log:
        for part in parts:
            log.append(part)
            log.checkpoint()


@pytest.fixture(autouse=True)
def _no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "SIGN_SECONDS", 1e6)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("prune") / "data"
    write(data, some(0, 300, OLD), some(300, 260, MIDDLE), some(560, 100, YOUNG), segment_bytes=20_000)
    return data


@pytest.fixture
def data(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "data"))


def _prune(data: Path, now: datetime = NOW) -> int:
    with AuditLog.open(data) as log:
        return prune(data, log, SEED, now).records


def _holding(data: Path, word: bytes) -> list[str]:
    """Files that have a word in them, pressed ones aside."""
    return [str(path.relative_to(data)) for path in data.rglob("*") if path.is_file() and word in path.read_bytes()]


def test_what_is_over_goes_from_everywhere_and_the_tree_stays(data: Path) -> None:
    before = verify(data)
    proof_of_gone, proof_of_kept = prove(data, 1), prove(data, 661 - 1)
    assert _holding(data, b"gone-")
    assert over(data, SEED, NOW) == 300 + 130
    assert _prune(data) == 430
    assert _holding(data, b"gone-") == []
    report = verify(data)
    assert report.ok, report.problems
    assert report.records == before.records + 1
    assert any("430 records deleted by retention, as record 661 says" in note for note in report.notes)
    assert [event.id.partition("-")[0] for _, event in numbered_events(data)] == ["kept"] * 230 + [numbered_id(data)]
    trusted = read_verifiers(data / "log" / "key.pub")
    assert check(proof_of_gone, trusted).number == 1, "who has a proof keeps it"
    assert check(proof_of_kept, trusted).number == 660
    assert check(prove(data, 302 - 1), trusted).event.caller == "kept-audit"
    assert _prune(data) == 0
    last = list(numbered_events(data))[-1][1]
    assert (last.kind, last.details["count"], last.details["first"], last.details["last"]) == ("pruned", "430", "1", "560")
    assert last.details["policy"] == "audit 365 days, requests and responses 90 days"


def numbered_id(data: Path) -> str:
    """The id of the last record, which says what was deleted."""
    return list(numbered_events(data))[-1][1].id.partition("-")[0]


def test_days_later_more_goes(data: Path) -> None:
    _prune(data)
    assert _prune(data, NOW + timedelta(days=170)) == 130 + 50
    report = verify(data)
    assert report.ok, report.problems
    assert any("610 records deleted by retention, as records 661, 662 say" in note for note in report.notes)


def test_the_log_goes_on_in_processes_that_had_it_open(data: Path) -> None:
    with AuditLog.open(data) as other, AuditLog.open(data) as log:
        other.append(some(660, 10, OLD))  # the last bundle is not full
        log.checkpoint()
        assert prune(data, log, SEED, NOW).records == 440
        other.append(some(670, 300, YOUNG))
        other.checkpoint()
        log.append(some(970, 3, YOUNG))
    assert _holding(data, b"gone-") == []
    report = verify(data)
    assert report.ok, report.problems
    assert len(list(entries(data))) == 230 + 300 + 3 + 1


def test_a_log_that_is_hardly_used_leaves_nothing_in_what_is_written_ahead(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write(data, some(0, 5, OLD))
    (data / "log" / "wal" / "00000001-12.torn").write_bytes(b"gone-torn")
    os.utime(data / "log" / "wal" / "00000001-12.torn", (0, 0))
    assert _prune(data) == 5
    assert _holding(data, b"gone-") == []
    assert verify(data).ok
    write(data, some(5, 2, YOUNG))
    assert verify(data).ok


def test_columns_lose_it_too_and_answers_are_of_what_is_left(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_module, "SPANS", (65536, 256))
    ask = "EnclaveEvents | summarize count() by Caller | order by Caller asc"
    assert len(query(data, ask).rows) == 4
    made = {path.name for path in (data / "columns").glob("*.parquet")}
    assert len(made) == 2
    own = data.parent / "own"
    query(data, ask, folder=own)
    _prune(data)
    assert list((data / "columns").glob("*.parquet")) == []
    left = [("", 1), ("kept-audit", 180), ("kept-call", 50)]
    for folder in (None, own):  # what lies elsewhere is stale, and made anew
        assert [tuple(row) for row in query(data, ask, folder=folder).rows] == left
    assert list(columns_module.differences(data)) == []
    assert {path.name for path in (data / "columns").glob("*.parquet")} == made


def test_a_whole_segment_of_columns_may_go(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_module, "SPANS", (65536, 256))
    _prune(data, NOW + timedelta(days=400))
    assert [tuple(row) for row in query(data, "EnclaveEvents | summarize count() by Kind").rows] == [("pruned", 1)]


def _empty(data: Path, number: int) -> None:
    """Somebody deletes a record by hand."""
    from enclave.audit.tree import empty

    empty(data / "log", verify(data).records, {(number - 1) // 256: 1 << (number - 1) % 256})


def test_what_nobody_has_lawfully_deleted_is_missing(data: Path) -> None:
    _prune(data)
    for number in (562, 563, 564, 600):
        _empty(data, number)
    assert [str(problem) for problem in verify(data).problems] == [
        "log/tile/entries: record 562: missing: no record of a deletion names records 562 to 564",
        "log/tile/entries: record 600: missing: no record of a deletion names record 600",
    ]


def test_what_hides_a_deletion_or_invents_one_is_told(data: Path) -> None:
    _prune(data)
    log = data / "log"
    (log / "pruned" / "17").write_bytes(b"done\n")
    assert "names no record of a deletion" in str(verify(data).problems[0])
    (log / "pruned" / "17").unlink()
    path = next((log / "tile" / "entries" / "002.p").glob("*"))
    for old, new in ((b'"count":"430"', b'"count":"431"'), (b'"sha256":"', b'"sha256":"0'), (b'"kind":"pruned"', b'"kind":"prunes"')):
        whole = path.read_bytes()
        assert old in whole
        path.write_bytes(whole.replace(old, new))
        assert not verify(data).ok
        path.write_bytes(whole)
    assert verify(data).ok


def test_every_flipped_bit_of_what_is_left_is_found(data: Path) -> None:
    _prune(data)
    dice = random.Random(3)
    paths = [path for path in (data / "log").rglob("*") if path.is_file() and path.suffix != ".lock" and path.name not in {"lock", "661"}]
    assert len(paths) > 7
    for path in paths:
        whole = path.read_bytes()
        for place in {0, len(whole) - 1, *(dice.randrange(len(whole)) for _ in range(6))}:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << dice.randrange(8)]) + whole[place + 1 :])
            report = verify(data)
            assert not report.ok, (path, place)
        path.write_bytes(whole)
    assert verify(data).ok


def test_a_deletion_that_names_others_than_it_deleted_is_told(data: Path) -> None:
    from enclave.audit.deletion import details

    with AuditLog.open(data) as log:
        said = details({0: 1 << 99}, "0" * 64, "p", "t")
        log.delete(Event(id="1" * 32, time=timestamp(NOW), kind="pruned", details=said), {})
    told = [str(problem) for problem in verify(data).problems]
    assert any("of other records than stood there" in each for each in told)


def test_a_record_that_came_back_is_only_noted(data: Path, original: Path) -> None:
    _prune(data)
    shutil.copy(original / "log" / "tile" / "entries" / "000", data / "log" / "tile" / "entries" / "000")
    report = verify(data)
    assert report.ok, report.problems
    assert any("256 of the records that were to be deleted are still there" in note for note in report.notes)
    assert _prune(data) == 256
    assert _holding(data, b"gone-") == []


class Stop(BaseException):
    """As if it had been killed."""


def _operations(monkeypatch: pytest.MonkeyPatch, do: Callable[[int], None]) -> None:
    """Call `do` with a number before every operation that changes files."""
    numbers = iter(range(10**6))

    def before(function: Callable) -> Callable:
        def wrapped(*arguments: object, **named: object) -> object:
            do(next(numbers))
            return function(*arguments, **named)

        return wrapped

    places = [(os, name) for name in ("fsync", "fdatasync", "write", "pwritev", "ftruncate")]
    for owner, name in [*places, *((Path, name) for name in ("rename", "unlink", "mkdir"))]:
        monkeypatch.setattr(owner, name, before(getattr(owner, name)))


def test_killed_between_any_two_steps(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "columns").mkdir()
    (data / "columns" / "000000000001-000000000256.parquet").write_bytes(b"gone-columns")
    count = 0
    with monkeypatch.context() as patch, AuditLog.open(Path(shutil.copytree(data, tmp_path / "counted"))) as log:
        done: list[int] = []
        _operations(patch, done.append)
        prune(tmp_path / "counted", log, SEED, NOW)
        count = len(done)
    assert count > 20
    for at in range(0, count, 3):
        copy = Path(shutil.copytree(data, tmp_path / f"{at}"))
        child = os.fork()
        if child == 0:
            log = AuditLog.open(copy)
            _operations(monkeypatch, lambda number, at=at: os.kill(os.getpid(), signal.SIGKILL) if number == at else None)
            prune(copy, log, SEED, NOW)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL, at
        before = verify(copy)
        assert before.ok, (at, before.problems)
        assert len(list(entries(copy))) >= 230
        _prune(copy)
        after = verify(copy)
        assert after.ok, (at, after.problems)
        assert not any("still there" in note for note in after.notes)
        assert _holding(copy, b"gone-") == [], at
        shutil.rmtree(copy)


def test_it_can_be_stopped_and_says_what_it_cannot_do(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise Stop

    with AuditLog.open(data) as log:
        with pytest.raises(Stop):
            prune(data, log, SEED, NOW, stop)
        assert over(data, SEED, NOW) == 430
        entry = data / "log" / "tile" / "entries" / "000"
        entry.rename(entry.with_name("away"))
        with pytest.raises(EnclaveError, match="damaged"):
            prune(data, log, SEED, NOW)
        entry.with_name("away").rename(entry)
        monkeypatch.setattr("enclave.audit.prune.empty", _full)
        with pytest.raises(EnclaveError, match="cannot be deleted: no space"):
            prune(data, log, SEED, NOW)
        monkeypatch.undo()
        assert prune(data, log, SEED, NOW).records == 430 - 24  # the last bundle's went together with their record


def _full(*_: object) -> Iterator[None]:
    raise OSError(28, "No space left on device")
