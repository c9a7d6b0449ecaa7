"""Amounts taken in advance weaken no ceiling, whoever dies in whichever moment, and in the end every nano-dollar is where it belongs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from enclave.ledger import leases
from enclave.ledger.interface import (
    KEPT,
    Answer,
    Ceiling,
    Exceeded,
    LedgerUnavailable,
    Request,
    Reserve,
    Reserved,
    Settle,
    Settled,
    Warned,
    WindowTotal,
)
from enclave.ledger.leases import LeasedStore
from tests.ledger.memory import MemoryStore

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MILLION = 10**6
HUB, PROJECT = Ceiling("hub", "daily", 50 * MILLION), Ceiling("project/a", "monthly", 40 * MILLION)


class Base:
    """A store in memory that several workers share, counts what it is asked, and fails when told to."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.trips = self.well = 0
        self.fails = ""
        """How it fails, after it went well so often."""

    def apply(self, batch: Sequence[Request]) -> list[Answer]:
        self.trips += 1
        self.well -= 1
        if self.fails == "before" and self.well < 0:
            raise LedgerUnavailable("io", "it is down")
        answers = self.store.apply(batch)
        if self.fails == "after" and self.well < 0:
            raise LedgerUnavailable("io", "the answer is lost", perhaps_done=True)
        return answers

    def report(self, time: datetime) -> list[WindowTotal]:
        return self.store.report(time)

    def expire(self, time: datetime) -> int:
        return self.store.expire(time)

    def prune(self, time: datetime, keep: timedelta = KEPT) -> int:
        return self.store.prune(time, keep)

    def rest(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def base() -> Iterator[Base]:
    base = Base()
    yield base
    base.store.close()


def test_what_is_owed_has_its_room_before_there_is_anything_to_note(tmp_path: Path) -> None:
    owed = leases.Owed(tmp_path)
    [path] = tmp_path.iterdir()
    found = path.stat()
    assert found.st_blocks * 512 >= found.st_size, "a full disk would end the process that notes a slice"
    owed.close()


@pytest.fixture
def worker(base: Base, tmp_path: Path) -> Iterator[LeasedStore]:
    worker = LeasedStore(base, tmp_path)
    yield worker
    worker.close()


def busy(worker: LeasedStore, ceilings: tuple[Ceiling, ...], name: str = "warm", amount: int = 1000) -> None:
    """Ask so often that the next call finds a slice."""
    names = [f"{name}-{number}" for number in range(leases.HOT)]
    worker.apply([Reserve(one, amount, ceilings, NOON) for one in names])
    worker.apply([Settle(one, 0, NOON) for one in names])


def state(base: Base, scope: str = "hub") -> tuple[int, int]:
    [total] = [total for total in base.report(NOON) if total.scope == scope]
    return total.settled, total.reserved


def test_a_few_calls_have_reservations_of_their_own(base: Base, worker: LeasedStore) -> None:
    worker.apply([Reserve("1", 7, (HUB,), NOON)])
    assert state(base) == (0, 7)
    worker.apply([Settle("1", 5, NOON)])
    assert state(base) == (5, 0)


def test_many_calls_take_no_trip_and_what_is_held_counts_as_reserved(base: Base, worker: LeasedStore) -> None:
    busy(worker, (HUB, PROJECT))
    trips, (_, held) = base.trips, state(base)
    assert held == 1000 * leases.CALLS
    for number in range(1000):
        assert isinstance(worker.apply([Reserve(f"{number}", 1000, (HUB, PROJECT), NOON)])[0], Reserved)
        assert worker.apply([Settle(f"{number}", 9, NOON)]) == [Settled(f"{number}", 9, 1000)]
    assert base.trips - trips <= 3
    assert worker.apply([Settle("999", 5, NOON), Reserve("999", 1, (HUB, PROJECT), NOON)])[0] == Settled("999", 9, 1000, repeated=True)
    worker.rest()
    assert state(base) == (9000, 0) == state(base, "project/a")
    assert {total.count for total in base.report(NOON)} == {1000 + leases.HOT}


def test_at_the_end_of_a_budget_there_are_no_slices_and_not_a_nanodollar_is_left(base: Base, worker: LeasedStore) -> None:
    small = (Ceiling("hub", "daily", 100_000),)
    answers = [worker.apply([Reserve(f"{number}", 999, small, NOON)])[0] for number in range(101)]
    assert [type(answer) for answer in answers] == [Reserved] * 100 + [Exceeded]
    assert worker.apply([Reserve("last", 100, small, NOON)]) == [Reserved("last", 0)]
    assert state(base) == (0, 100_000)


def test_a_slice_is_a_small_part_of_what_is_left_and_its_lost_answer_is_settled(base: Base, worker: LeasedStore) -> None:
    few = (Ceiling("hub", "daily", 10_000_000),)
    base.fails, base.well = "after", 1  # the calls are answered, the slice is not
    names = [f"{number}" for number in range(leases.HOT)]
    worker.apply([Reserve(name, 10_000, few, NOON) for name in names])
    base.fails = ""
    slices = state(base)[1] - leases.HOT * 10_000
    assert 0 < slices <= (10_000_000 - leases.HOT * 10_000) // leases.SHARE
    worker.apply([Settle(name, 1, NOON) for name in names])
    assert state(base) == (leases.HOT, 0)


def test_slices_of_ones_own_are_in_nobodys_way(base: Base, worker: LeasedStore) -> None:
    busy(worker, (HUB, PROJECT))
    other = (HUB,)
    assert worker.apply([Reserve("all", HUB.limit, other, NOON)]) == [Reserved("all", 0)]


def test_a_slice_ends_with_its_day_and_with_its_seconds(base: Base, worker: LeasedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    busy(worker, (HUB,))
    late = NOON + timedelta(hours=12)
    worker.apply([Reserve("1", 1000, (HUB,), late)])
    assert {(total.starts_at.day, total.reserved) for total in base.report(late)} == {(22, 1000 * leases.CALLS + 1000)}
    monkeypatch.setattr(leases, "SECONDS", -1.0)
    worker.apply([Settle("1", 4, late)])
    worker.apply([Reserve("2", 1000, (HUB,), late), Settle("2", 3, late)])
    worker.rest()
    assert {(total.settled, total.reserved) for total in base.report(late)} == {(7, 0)}


def test_a_call_of_a_slice_that_ends_in_another_month_belongs_to_the_one_that_let_it_in(base: Base, worker: LeasedStore) -> None:
    zoned = (Ceiling("hub", "daily", 50 * MILLION, "Europe/Berlin"), Ceiling("hub", "monthly", 60 * MILLION, "Europe/Berlin"))
    before, after = datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC), datetime(2026, 10, 31, 23, 0, 1, tzinfo=UTC)  # winter time
    names = [f"{number}" for number in range(leases.HOT)]
    worker.apply([Reserve(name, 1000, zoned, before) for name in names])
    assert isinstance(worker.apply([Reserve("late", 1000, zoned, before)])[0], Reserved)
    worker.apply([Settle(name, 1, after) for name in [*names, "late"]])
    assert isinstance(worker.apply([Reserve("next", 1000, zoned, after)])[0], Reserved)
    worker.apply([Settle("next", 5, after)])
    assert isinstance(worker.apply([Reserve("back", 1000, zoned, before)])[0], Reserved)  # a clock that went back spends from the new month
    worker.apply([Settle("back", 7, before)])
    worker.rest()
    assert {(total.window, total.settled, total.reserved) for total in base.report(after)} == {("daily", 12, 0), ("monthly", 12, 0)}
    [[october]] = base.store._db.execute("SELECT settled FROM total WHERE window = 'monthly' AND period = '2026-10'").fetchall()
    assert october == leases.HOT + 1


def test_a_ceiling_that_is_lowered_while_slices_are_out_holds_at_once(base: Base, tmp_path: Path) -> None:
    one, two = LeasedStore(base, tmp_path), LeasedStore(base, tmp_path)
    busy(one, (HUB,))
    lowered = (Ceiling("hub", "daily", 1000 * leases.CALLS),)  # no more than what the first holds
    assert isinstance(two.apply([Reserve("1", 1, lowered, NOON)])[0], Exceeded)
    assert isinstance(one.apply([Reserve("2", 1000, (HUB,), NOON)])[0], Reserved)  # it has not heard of it, and takes from what it holds
    assert isinstance(one.apply([Reserve("3", lowered[0].limit, lowered, NOON)])[0], Exceeded)
    assert one.apply([Reserve("4", lowered[0].limit - 1000, lowered, NOON)]) == [Reserved("4", 0)]
    assert isinstance(two.apply([Reserve("5", 1, lowered, NOON)])[0], Exceeded)
    one.apply([Settle("2", 1000, NOON), Settle("4", lowered[0].limit - 1000, NOON)])
    one.rest()
    assert state(base) == (lowered[0].limit, 0)
    one.close()
    two.close()


def test_a_warning_that_a_slice_reaches_is_told_to_one_of_its_calls(base: Base, worker: LeasedStore) -> None:
    warns = (Ceiling("hub", "daily", 10**9, warn_at=(20_000 + 1000 * leases.HOT,)),)
    told = []
    for number in range(200):
        [answer] = worker.apply([Reserve(f"{number}", 1000, warns, NOON)])
        assert isinstance(answer, Reserved)
        told += answer.warnings
    assert told == [Warned("hub", "daily", "2026-11-21", 20_000 + 1000 * leases.HOT, 10**9)]


def test_while_the_store_is_down_slices_go_on_and_everything_else_is_refused_and_forgotten(base: Base, worker: LeasedStore) -> None:
    busy(worker, (HUB,))
    base.fails = "before"
    assert isinstance(worker.apply([Reserve("1", 1000, (HUB,), NOON)])[0], Reserved)
    with pytest.raises(LedgerUnavailable):
        worker.apply([Reserve("2", 1000, (HUB,), NOON), Reserve("3", 1000, (PROJECT,), NOON)])
    base.fails = ""
    worker.apply([Settle("1", 6, NOON)])
    worker.rest()
    assert state(base) == (6, 0)


def test_another_start_of_the_machine_makes_what_was_noted_worthless(base: Base, tmp_path: Path) -> None:
    worker = LeasedStore(base, tmp_path)
    busy(worker, (HUB,))
    worker._file._map[:8] = b"an other"
    other = LeasedStore(base, tmp_path)
    crash(worker)
    held = state(base)[1]
    other.expire(NOON)
    assert state(base) == (0, held)
    assert other.expire(NOON + leases.LEASE) == 1
    assert state(base) == (held, 0)
    other.close()


def crash(worker: LeasedStore) -> None:
    """What the kernel does for a process that is killed."""
    if not worker._file._map.closed:
        worker._file._map.close()
        os.close(worker._file._file)


class Workers(RuleBasedStateMachine):
    """Two workers with slices on one store that fails now and then, against the plain sums."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        for name, value in {"HOT": 1, "SHARE": 3, "CALLS": 4}.items():
            self.patch.setattr(leases, name, value)
        self.directory = tempfile.TemporaryDirectory()
        self.base = Base()
        self.workers = [self.start(), self.start()]
        self.open: list[dict[str, int]] = [{}, {}]
        self.settled = self.orphaned = self.number = 0
        self.doubtful: list[Settle] = []

    def start(self) -> LeasedStore:
        return LeasedStore(self.base, Path(self.directory.name))

    @rule(which=st.integers(0, 1), amounts=st.lists(st.integers(0, 9 * MILLION), min_size=1, max_size=4), hub=st.booleans())
    def reserve(self, which: int, amounts: list[int], hub: bool) -> None:
        batch = []
        for amount in amounts:
            self.number += 1
            batch.append(Reserve(f"r{self.number}", amount, (HUB, PROJECT) if hub else (HUB,), NOON))
        try:
            answers = self.workers[which].apply(batch)
        except LedgerUnavailable as error:
            if error.perhaps_done:
                self.doubtful += [Settle(request.reservation_id, 0, NOON) for request in batch]
            return
        for request, answer in zip(batch, answers, strict=True):
            assert isinstance(answer, Reserved | Exceeded)
            if isinstance(answer, Reserved):
                self.open[which][request.reservation_id] = request.amount

    @precondition(lambda self: any(self.open))
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        which = data.draw(st.sampled_from([index for index, held in enumerate(self.open) if held]))
        name = data.draw(st.sampled_from(sorted(self.open[which])))
        amount = data.draw(st.integers(0, self.open[which][name]))
        while True:  # as the journal does: until it is written
            try:
                [answer] = self.workers[which].apply([Settle(name, amount, NOON)])
            except LedgerUnavailable:
                self.base.fails = ""
                continue
            break
        assert isinstance(answer, Settled)
        assert answer.amount == amount
        self.settled += amount
        del self.open[which][name]

    @rule(fails=st.sampled_from(["", "before", "after"]), well=st.integers(0, 2))
    def weather(self, fails: str, well: int) -> None:
        self.base.fails, self.base.well = fails, well

    @rule(which=st.integers(0, 1))
    def die(self, which: int) -> None:
        crash(self.workers[which])
        self.orphaned += sum(self.open[which].values())
        self.open[which] = {}
        self.workers[which] = self.start()

    @precondition(lambda self: not self.base.fails)
    @rule(which=st.integers(0, 1))
    def rest_or_recover(self, which: int) -> None:
        self.workers[which].rest()
        self.workers[which].expire(NOON)

    @invariant()
    def no_ceiling_is_passed_and_nothing_is_left_out(self) -> None:
        for total in self.base.report(NOON):
            assert total.settled + total.reserved <= total.limit
            if total.scope == "hub":
                assert total.settled + total.reserved >= self.settled + self.orphaned + sum(sum(held.values()) for held in self.open)

    def teardown(self) -> None:
        self.base.fails = ""
        for which, worker in enumerate(self.workers):
            worker.apply([*self.doubtful, *(Settle(name, amount, NOON) for name, amount in self.open[which].items())])
            self.settled += sum(self.open[which].values())
            worker.close()
        last = self.start()
        last.expire(NOON)
        last.close()
        # the calls of a dead worker that were under no slice
        self.base.expire(NOON + timedelta(days=1))
        for total in self.base.report(NOON):
            assert total.reserved == 0
            if total.scope == "hub":
                assert total.settled == self.settled + self.orphaned
        assert list(Path(self.directory.name).iterdir()) == []
        self.base.store.close()
        self.directory.cleanup()
        self.patch.undo()


TestWorkers = Workers.TestCase
TestWorkers.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
