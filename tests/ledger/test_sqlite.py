"""The ledger in SQLite never lets a ceiling be passed, settles once, and loses nothing: alone, with others, and when killed."""

from __future__ import annotations

import random
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from enclave.ledger.interface import (
    LEASE,
    MAX_AMOUNT,
    Ceiling,
    Exceeded,
    LedgerUnavailable,
    Rejected,
    Reserve,
    Reserved,
    Settle,
    Settled,
    WindowName,
    WindowTotal,
    window_end,
    window_start,
)
from enclave.ledger.sqlite import SqliteStore

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
DAY = Ceiling("project/a", "daily", 100)
MONTH = Ceiling("project/a", "monthly", 150)
HUB = Ceiling("hub", "daily", 120)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "ledger.sqlite", busy_seconds=0.1) as store:
        yield store


def _total(store: SqliteStore, scope: str, window: WindowName, time: datetime = NOON) -> WindowTotal:
    [total] = [total for total in store.report(time) if (total.scope, total.window) == (scope, window)]
    return total


def test_a_reservation_counts_under_every_ceiling_until_it_is_settled(store: SqliteStore) -> None:
    assert store.apply([Reserve("1", 60, (DAY, MONTH, HUB), NOON)]) == [Reserved("1", 40)]
    assert _total(store, "hub", "daily") == WindowTotal("hub", "daily", MIDNIGHT - timedelta(days=1), MIDNIGHT, 120, 0, 60, 1)
    assert store.apply([Settle("1", 25, NOON)]) == [Settled("1", 25, 60)]
    for scope, window in (("project/a", "daily"), ("project/a", "monthly"), ("hub", "daily")):
        total = _total(store, scope, window)
        assert (total.settled, total.reserved, total.count) == (25, 0, 1)


def test_all_ceilings_hold_the_amount_or_none_does(store: SqliteStore) -> None:
    store.apply([Reserve("1", 110, (HUB,), NOON)])
    [answer] = store.apply([Reserve("2", 11, (DAY, MONTH, HUB), NOON)])
    assert answer == Exceeded("2", "hub", "daily", 120, 0, 110, 11, MIDNIGHT)
    assert answer.remaining == 10
    assert [(t.scope, t.reserved) for t in store.report(NOON)] == [("hub", 110)]


def test_of_several_ceilings_in_the_way_the_one_that_resets_last_is_named(store: SqliteStore) -> None:
    [answer] = store.apply([Reserve("1", 151, (DAY, MONTH, HUB), NOON)])
    assert isinstance(answer, Exceeded)
    assert (answer.window, answer.resets_at) == ("monthly", datetime(2026, 12, 1, tzinfo=UTC))


def test_a_ceiling_can_be_filled_to_the_last_nanodollar_and_not_beyond(store: SqliteStore) -> None:
    answers = store.apply([Reserve("1", 100, (DAY,), NOON), Reserve("2", 1, (DAY,), NOON), Reserve("3", 0, (DAY,), NOON)])
    assert [type(answer) for answer in answers] == [Reserved, Exceeded, Reserved]


def test_a_batch_sees_what_it_did_itself_and_a_refusal_does_not_touch_the_others(store: SqliteStore) -> None:
    answers = store.apply([
        Reserve("1", 90, (DAY,), NOON),
        Reserve("2", 20, (DAY,), NOON),
        Settle("1", 10, NOON),
        Reserve("3", 90, (DAY,), NOON),
        Settle("2", 5, NOON),
        Settle("3", 90, NOON),
    ])
    assert [type(answer) for answer in answers] == [Reserved, Exceeded, Settled, Reserved, Rejected, Settled]
    assert _total(store, "project/a", "daily").settled == 100


def test_a_second_settlement_changes_nothing_and_says_so(store: SqliteStore) -> None:
    store.apply([Reserve("1", 60, (DAY,), NOON), Settle("1", 25, NOON)])
    before = store.report(NOON)
    assert store.apply([Settle("1", 60, NOON)]) == [Settled("1", 25, 60, repeated=True)]
    assert store.report(NOON) == before


def test_a_cost_above_the_reservation_is_recorded_as_it_was(store: SqliteStore) -> None:
    [_, settled] = store.apply([Reserve("1", 60, (DAY,), NOON), Settle("1", 130, NOON)])
    assert isinstance(settled, Settled)
    assert settled.overrun == 70
    assert _total(store, "project/a", "daily").remaining == 0
    assert isinstance(store.apply([Reserve("2", 0, (DAY,), NOON)])[0], Exceeded)


def test_a_reservation_across_midnight_belongs_to_the_day_in_which_it_was_made(store: SqliteStore) -> None:
    late, early = MIDNIGHT - timedelta(microseconds=1), MIDNIGHT
    store.apply([Reserve("1", 60, (DAY, MONTH), late)])
    assert store.apply([Reserve("2", 100, (DAY,), early)]) == [Reserved("2", 0)]
    store.apply([Settle("1", 50, early)])
    assert _total(store, "project/a", "daily", early).settled == 0
    assert _total(store, "project/a", "monthly", early).settled == 50
    assert isinstance(store.apply([Reserve("3", 101, (MONTH,), early)])[0], Exceeded)


def test_a_clock_that_goes_back_does_not_open_an_old_window_again(store: SqliteStore) -> None:
    store.apply([Reserve("1", 100, (DAY,), MIDNIGHT)])
    [answer] = store.apply([Reserve("2", 1, (DAY,), MIDNIGHT - timedelta(seconds=1))])
    assert isinstance(answer, Exceeded)
    assert answer.resets_at == MIDNIGHT + timedelta(days=1)
    [answer] = store.apply([Reserve("3", 1, (MONTH,), MIDNIGHT - timedelta(days=300))])
    assert isinstance(answer, Reserved)
    assert [t.starts_at for t in store.report(MIDNIGHT - timedelta(days=300)) if t.window == "daily"] == [MIDNIGHT]


def test_a_dead_workers_reservation_is_charged_in_full_and_a_late_settlement_corrects_it(store: SqliteStore) -> None:
    store.apply([Reserve("1", 60, (DAY, HUB), NOON), Reserve("2", 10, (DAY,), NOON, lease=LEASE * 2)])
    assert store.expire(NOON + LEASE - timedelta(microseconds=1)) == 0
    assert store.expire(NOON + LEASE) == 1
    assert store.expire(NOON + LEASE) == 0
    total = _total(store, "project/a", "daily")
    assert (total.settled, total.reserved) == (60, 10)
    assert store.apply([Settle("1", 7, NOON)]) == [Settled("1", 7, 60, late=True)]
    assert store.apply([Settle("1", 9, NOON)]) == [Settled("1", 7, 60, repeated=True)]
    assert (_total(store, "project/a", "daily").settled, _total(store, "hub", "daily").settled) == (7, 7)


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (Settle("none", 1, NOON), "unknown reservation"),
        (Reserve("1", 1, (DAY,), NOON), "duplicate reservation"),
        (Reserve("2", -1, (DAY,), NOON), "amount out of range"),
        (Settle("1", -1, NOON), "amount out of range"),
        (Settle("1", MAX_AMOUNT + 1, NOON), "amount out of range"),
        (Reserve("2", 1, (Ceiling("hub", "daily", -1),), NOON), "limit out of range"),
        (Reserve("2", 1, (Ceiling("hub", "daily", 2**70),), NOON), "limit out of range"),
        (Reserve("2", 1, (DAY, Ceiling("project/a", "daily", 5)), NOON), "two ceilings for one window"),
        (Reserve("2", 1, (DAY,), NOON.replace(tzinfo=None)), "time without a zone"),
        (Settle("1", 1, NOON.replace(tzinfo=None)), "time without a zone"),
    ],
)
def test_what_makes_no_sense_is_rejected_and_changes_nothing(store: SqliteStore, request_: Reserve | Settle, reason: str) -> None:
    store.apply([Reserve("1", 1, (DAY,), NOON)])
    before = store.report(NOON)
    assert store.apply([request_]) == [Rejected(request_.reservation_id, reason)]
    assert store.report(NOON) == before


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


def test_a_ledger_of_another_version_is_unavailable(store: SqliteStore, tmp_path: Path) -> None:
    store._db.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerUnavailable) as caught:
        SqliteStore(tmp_path / "ledger.sqlite")
    assert caught.value.kind == "version"


def test_a_place_that_cannot_hold_a_file_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerUnavailable, match="cannot be opened"):
        SqliteStore(tmp_path / "file" / "ledger.sqlite")
    with pytest.raises(LedgerUnavailable, match="cannot be opened"):
        SqliteStore(tmp_path)


class _Held:
    """What the model knows of one reservation."""

    def __init__(self, amount: int, keys: dict[tuple[str, WindowName], datetime], deadline: datetime) -> None:
        self.amount, self.keys, self.deadline = amount, keys, deadline
        self.counts = amount
        self.state = "open"


class Protocol(RuleBasedStateMachine):
    """The store against a list of reservations that is summed anew for every question."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.store = SqliteStore.__new__(SqliteStore)
        self._memory()
        self.held: dict[str, _Held] = {}
        self.now = NOON
        self.number = 0

    def _memory(self) -> None:
        """A store without a disk: the protocol is the same, and thousands of runs need no fsync."""
        self.store._path, self.store._mutex = Path("memory"), Lock()
        self.store._db = sqlite3.connect(":memory:", isolation_level=None)
        self.store._prepare()

    def _sums(self, scope: tuple[str, WindowName], start: datetime) -> tuple[int, int]:
        there = [held for held in self.held.values() if held.keys.get(scope) == start]
        settled = sum(held.counts for held in there if held.state != "open")
        return settled, sum(held.amount for held in there if held.state == "open")

    def _start(self, scope: tuple[str, WindowName]) -> datetime:
        starts = [held.keys[scope] for held in self.held.values() if scope in held.keys]
        return max([*starts, window_start(scope[1], self.now)])

    @rule(hours=st.integers(-60, 60))
    def pass_time(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(
        target=ids,
        amount=st.integers(0, 60),
        limits=st.dictionaries(
            st.tuples(st.sampled_from(["hub", "project/a", "project/b"]), st.sampled_from(["daily", "monthly"])), st.integers(0, 150)
        ),
        lease=st.integers(0, 48),
    )
    def reserve(self, amount: int, limits: dict[tuple[str, WindowName], int], lease: int) -> str:
        self.number += 1
        name = f"r{self.number}"
        ceilings = tuple(Ceiling(scope, window, limit) for (scope, window), limit in limits.items())
        [answer] = self.store.apply([Reserve(name, amount, ceilings, self.now, lease=timedelta(hours=lease))])
        keys = {scope: self._start(scope) for scope in limits}
        left = {scope: limits[scope] - sum(self._sums(scope, start)) - amount for scope, start in keys.items()}
        if all(value >= 0 for value in left.values()):
            assert answer == Reserved(name, min(left.values(), default=None))
            self.held[name] = _Held(amount, keys, self.now + timedelta(hours=lease))
        else:
            assert isinstance(answer, Exceeded)
            scope = (answer.scope, answer.window)
            assert left[scope] < 0
            assert (answer.spent, answer.reserved) == self._sums(scope, keys[scope])
            assert answer.resets_at == max(window_end(s[1], keys[s]) for s, value in left.items() if value < 0)
        return name

    @rule(name=ids, amount=st.integers(0, 90))
    def settle(self, name: str, amount: int) -> None:
        [answer] = self.store.apply([Settle(name, amount, self.now)])
        held = self.held.get(name)
        if held is None:
            assert answer == Rejected(name, "unknown reservation")
        elif held.state == "settled":
            assert answer == Settled(name, held.counts, held.amount, repeated=True)
        else:
            assert answer == Settled(name, amount, held.amount, late=held.state == "expired")
            held.counts, held.state = amount, "settled"

    @rule(name=consumes(ids))
    def reserve_again(self, name: str) -> None:
        if name in self.held:
            assert self.store.apply([Reserve(name, 1, (), self.now)]) == [Rejected(name, "duplicate reservation")]

    @rule()
    def expire(self) -> None:
        due = [held for held in self.held.values() if held.state == "open" and held.deadline <= self.now]
        assert self.store.expire(self.now) == len(due)
        for held in due:
            held.state = "expired"

    @invariant()
    def totals_are_the_sums(self) -> None:
        for total in self.store.report(self.now):
            scope = (total.scope, total.window)
            assert total.starts_at == self._start(scope)
            assert (total.settled, total.reserved) == self._sums(scope, total.starts_at)

    def teardown(self) -> None:
        self.store.close()


TestProtocol = Protocol.TestCase
TestProtocol.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


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
