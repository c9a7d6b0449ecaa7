"""The ledger in SQLite never lets a ceiling be passed, settles once, and loses nothing: alone, with others, and when killed."""

from __future__ import annotations

import random
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from enclave.ledger.calendar import WindowName
from enclave.ledger.interface import LEASE, Ceiling, Exceeded, LedgerUnavailable, Reserve, Reserved, Settle, WindowTotal
from enclave.ledger.sqlite import PRUNED_AT_ONCE, SqliteStore, accept

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = Ceiling("project/a", "daily", 100)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "ledger.sqlite", busy_seconds=0.1) as store:
        yield store


def _total(store: SqliteStore, scope: str, window: WindowName, time: datetime = NOON) -> WindowTotal:
    [total] = [total for total in store.report(time) if (total.scope, total.window) == (scope, window)]
    return total


def test_the_ledger_survives_being_closed(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "deep" / "ledger.sqlite") as store:
        store.apply([Reserve("1", 60, (DAY,), NOON)])
    with SqliteStore(tmp_path / "deep" / "ledger.sqlite") as store:
        assert _total(store, "project/a", "daily").reserved == 60
        assert isinstance(store.apply([Reserve("2", 41, (DAY,), NOON)])[0], Exceeded)


def test_what_was_answered_survives_the_loss_of_power(store: SqliteStore) -> None:
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_only_the_owner_can_read_it(store: SqliteStore, tmp_path: Path) -> None:
    store.apply([Reserve("1", 1, (DAY,), NOON)])
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def _kind(store: SqliteStore) -> str:
    with pytest.raises(LedgerUnavailable) as caught:
        store.apply([Reserve("x", 1, (DAY,), NOON)])
    assert caught.value.exit_code == 3
    assert caught.value.where.endswith("ledger.sqlite")
    return caught.value.kind


def test_a_ledger_that_stays_locked_is_unavailable_until_it_is_not(store: SqliteStore, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert _kind(store) == "locked"
    other.execute("ROLLBACK")
    other.close()
    assert store.apply([Reserve("x", 1, (DAY,), NOON)]) == [Reserved("x", 99)]


def test_without_room_nothing_of_the_batch_happens_and_room_mends_it(store: SqliteStore) -> None:
    store._db.execute("PRAGMA max_page_count = 8")
    batch = [Reserve(f"{n}", 1, (Ceiling("hub", "daily", 10**6),), NOON, {"note": "x" * 500}) for n in range(100)]
    with pytest.raises(LedgerUnavailable) as caught:
        store.apply(batch)
    assert caught.value.kind == "full"
    assert store.report(NOON) == []
    store._db.execute("PRAGMA max_page_count = 100000")
    assert all(isinstance(answer, Reserved) for answer in store.apply(batch))


def test_a_ledger_that_cannot_be_written_is_unavailable(store: SqliteStore) -> None:
    store._db.execute("PRAGMA query_only = 1")
    assert _kind(store) == "read-only"


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"not a database, but long enough to have a header" * 100)
    with pytest.raises(LedgerUnavailable) as caught:
        SqliteStore(path)
    assert caught.value.kind == "corrupt"


def test_a_damaged_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with SqliteStore(path) as store:
        store.apply([Reserve(f"{n}", 1, (DAY,), NOON) for n in range(50)])
    damaged = bytearray(path.read_bytes())
    damaged[4096:] = b"\xa5" * (len(damaged) - 4096)
    path.write_bytes(damaged)
    with SqliteStore(path) as store:
        assert _kind(store) == "corrupt"


def test_a_damaged_name_that_is_no_text_makes_it_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE text (a)")
    db.close()
    path.write_bytes(path.read_bytes().replace(b"tabletext", b"table\x86ext", 1).replace(b"CREATE TABLE", b"CREATE TABLX", 1))
    with pytest.raises(LedgerUnavailable) as caught:
        SqliteStore(path)
    assert caught.value.kind == "corrupt"


def _lost(store: SqliteStore) -> None:
    with pytest.raises(LedgerUnavailable, match="budget open") as caught:
        store.apply([Reserve("x", 1, (DAY,), NOON)])
    assert caught.value.kind == "lost"


def test_a_file_that_was_deleted_is_not_begun_anew_by_anybody_and_goes_on_when_it_is_put_back(store: SqliteStore, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    store.apply([Reserve("1", 60, (DAY,), NOON)])
    path.rename(tmp_path / "kept")
    _lost(store)
    with pytest.raises(LedgerUnavailable, match="lost something"):
        SqliteStore(path)
    assert not path.exists()
    (tmp_path / "kept").rename(path)
    assert isinstance(store.apply([Reserve("2", 41, (DAY,), NOON)])[0], Exceeded)


def test_a_file_that_was_replaced_by_an_older_one_is_refused_until_it_is_accepted(store: SqliteStore, tmp_path: Path) -> None:
    path, old = tmp_path / "ledger.sqlite", tmp_path / "old"
    store.apply([Reserve("1", 60, (DAY,), NOON)])
    with sqlite3.connect(old) as copy:
        store._db.backup(copy)
    copy.close()
    store.apply([Reserve("2", 40, (DAY,), NOON)])
    old.rename(path)
    _lost(store)
    store.close()
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    with SqliteStore(path) as other:
        _lost(other)
        assert [total.reserved for total in other.report(NOON)] == [60], "it can be looked at"
        assert accept(path) is False
        assert other.apply([Reserve("3", 40, (DAY,), NOON)]) == [Reserved("3", 0)]


def test_what_was_written_ahead_and_is_gone_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    SqliteStore(path).close()
    store = SqliteStore(path)
    store.apply([Reserve("1", 60, (DAY,), NOON)])
    (tmp_path / "before").write_bytes(path.read_bytes())  # a killed process leaves the rest in `ledger.sqlite-wal`
    store.close()
    (tmp_path / "before").rename(path)
    with SqliteStore(path) as other:
        _lost(other)


def test_pruning_forgets_no_count_of_what_was_made(tmp_path: Path) -> None:
    path, later = tmp_path / "ledger.sqlite", NOON.replace(year=2028)
    with SqliteStore(path) as store:
        store.apply([Reserve("1", 60, (DAY,), NOON), Settle("1", 60, NOON), Reserve("2", 40, (DAY,), NOON), Settle("2", 40, NOON)])
        assert store.prune(later) == 1
        assert store.prune(later) == 0
    with SqliteStore(path) as store:
        assert store.apply([Reserve("3", 100, (DAY,), later)]) == [Reserved("3", 0)]


def test_what_was_seen_cannot_be_noted_and_that_is_told(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "seen-ledger.sqlite").mkdir()
    with pytest.raises(LedgerUnavailable, match="cannot be noted") as caught:
        store.apply([Reserve("1", 60, (DAY,), NOON)])
    assert caught.value.perhaps_done


def test_pruning_takes_many_short_steps_and_the_file_grows_no_more(store: SqliteStore) -> None:
    steps: list[str] = []
    store._db.set_trace_callback(lambda statement: steps.append(statement) if statement == "COMMIT" else None)
    sizes = []
    for month in (1, 4, 7, 10):
        now = NOON.replace(month=month)
        names = [f"{month}-{number}" for number in range(2 * PRUNED_AT_ONCE)]
        store.apply([Reserve(name, 1, (Ceiling("hub", "daily", 10**6),), now) for name in names])
        store.apply([Settle(name, 1, now) for name in names])
        steps.clear()
        pruned = store.prune(now)
        # the window of the month before last closes with the reservations of the last
        assert pruned == (0 if month == 1 else len(names) + 1)
        assert len(steps) >= pruned / PRUNED_AT_ONCE
        sizes.append(store._db.execute("PRAGMA page_count").fetchone()[0])
    assert sizes[-1] <= sizes[1] * 1.1


def test_a_place_that_cannot_hold_a_file_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerUnavailable, match="cannot be opened"):
        SqliteStore(tmp_path / "file" / "ledger.sqlite")
    with pytest.raises(LedgerUnavailable, match="cannot be opened"):
        SqliteStore(tmp_path)


def _hammer(database: Path, seed: str, rounds: int, limit: int) -> tuple[subprocess.Popen[bytes], Path]:
    script, said = Path(__file__).with_name("hammer.py"), database.with_name(f"{seed}.txt")
    command = [sys.executable, str(script), str(database), seed, str(rounds), str(limit)]
    with said.open("wb") as out:
        return subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE), said


def _rows(database: Path) -> dict[str, tuple[int, int | None]]:
    db = sqlite3.connect(database)
    rows = {name: (amount, settled) for name, amount, settled in db.execute("SELECT id, amount, settled FROM reservation")}
    db.close()
    return rows


def test_processes_that_hammer_one_ceiling_fill_it_and_never_pass_it(tmp_path: Path) -> None:
    database, limit = tmp_path / "ledger.sqlite", 60_000
    SqliteStore(database).close()
    workers = [_hammer(database, f"w{n}", 150, limit) for n in range(4)]
    time.sleep(0.5)
    (tmp_path / "go").touch()
    lines = []
    for worker, said in workers:
        _, err = worker.communicate(timeout=120)
        assert worker.returncode == 0, err
        lines += [line.split() for line in said.read_text().splitlines()]
    settled = sum(int(line[2]) for line in lines if line[0] == "settled")
    assert sum(line[0] == "refused" for line in lines) > 0, "the ceiling was never reached"
    with SqliteStore(database) as store:
        total = _total(store, "hub", "daily")
        assert total.settled == settled
        assert total.settled + total.reserved <= limit
        assert total.count == sum(line[0] == "reserved" for line in lines)
        store.expire(NOON + LEASE)
        after = _total(store, "hub", "daily")
        assert (after.settled, after.reserved) == (total.settled + total.reserved, 0)


def test_processes_killed_in_the_middle_lose_nothing_and_leak_nothing(tmp_path: Path) -> None:
    dice = random.Random(7)
    database, limit = tmp_path / "ledger.sqlite", 400_000
    SqliteStore(database).close()
    (tmp_path / "go").touch()
    reserved: set[str] = set()
    settled: dict[str, int] = {}
    meant: dict[str, set[int]] = {}
    for attempt in range(5):
        workers = [_hammer(database, f"a{attempt}w{n}", 100_000, limit) for n in range(2)]
        for worker, said in workers:
            while not said.stat().st_size:
                assert worker.poll() is None, "the worker ended by itself"
                time.sleep(0.01)
            time.sleep(dice.uniform(0, 0.3))
            worker.kill()
            worker.communicate(timeout=60)
        for _, said in workers:
            # the last line may be torn, and then it says nothing
            for line in said.read_text().rpartition("\n")[0].splitlines():
                _note(line, reserved, settled, meant)
    assert reserved
    assert settled
    rows = _rows(database)
    assert reserved <= rows.keys()
    for name, amount in settled.items():
        assert rows[name][1] == amount
    for name, (_, amount) in rows.items():
        # committed without an answer, when the worker died between the two
        assert amount is None or name in settled or amount in meant[name]
    with SqliteStore(database) as store:
        for scope, window in (("hub", "daily"), ("hub", "monthly"), ("project/a", "daily")):
            total = _total(store, scope, window)
            assert total.settled == sum(amount for _, amount in rows.values() if amount is not None)
            assert total.reserved == sum(amount for amount, done in rows.values() if done is None)
            assert total.settled + total.reserved <= limit
        open_ = sum(done is None for _, done in rows.values())
        assert store.expire(NOON + LEASE) == open_
        assert _total(store, "hub", "daily").reserved == 0


def _note(line: str, reserved: set[str], settled: dict[str, int], meant: dict[str, set[int]]) -> None:
    match line.split():
        case ["reserved", name]:
            reserved.add(name)
        case ["settle", name, amount]:
            meant.setdefault(name, set()).add(int(amount))
        case ["settled", name, amount]:
            settled[name] = int(amount)


class Breaking:
    """A connection that fails at one of its statements, or right after it."""

    def __init__(self, db: sqlite3.Connection, at: int, after: bool) -> None:
        self._db, self._left, self._after = db, at, after

    def _step(self, what: str, *arguments: object) -> sqlite3.Cursor:
        self._left -= 1
        if not self._left and not self._after:
            raise sqlite3.OperationalError("pulled out")
        done = getattr(self._db, what)(*arguments)
        if not self._left and self._after:
            raise sqlite3.OperationalError("pulled out")
        return done

    def execute(self, *arguments: object) -> sqlite3.Cursor:
        return self._step("execute", *arguments)

    def executemany(self, *arguments: object) -> sqlite3.Cursor:
        return self._step("executemany", *arguments)

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction


def test_a_batch_that_breaks_at_any_statement_has_happened_as_a_whole_or_not_at_all(store: SqliteStore) -> None:
    hub = Ceiling("hub", "monthly", 10**6)
    db = store._db
    outcomes = set()
    at = 0
    for after in (False, True):
        for at in range(1, 30):
            number = f"{after}-{at}"
            store.apply([Reserve(f"old-{number}", 50, (hub,), NOON)])
            before = store.report(NOON)
            store._db = Breaking(db, at, after)  # type: ignore[assignment]
            try:
                store.apply([Settle(f"old-{number}", 20, NOON), Reserve(f"new-{number}", 30, (hub,), NOON)])
                broke = doubtful = False
            except LedgerUnavailable as error:
                broke, doubtful = True, error.perhaps_done
            store._db = db
            [then], [now] = before, store.report(NOON)
            whole = (now.settled, now.reserved) == (then.settled + 20, then.reserved - 20)
            assert whole or (broke and now == then)
            assert doubtful or whole is not broke, "a doubt is told"
            outcomes.add((broke, whole))
            # whoever does not know settles again, and with nothing what it does not stand for
            store.apply([Settle(f"old-{number}", 20, NOON), Settle(f"new-{number}", 0, NOON)])
            [end] = store.report(NOON)
            assert (end.settled, end.reserved) == (then.settled + 20, then.reserved - 50)
    assert outcomes == {(True, False), (True, True), (False, True)}
