"""Money and record of a call are written together, or the call is not let in."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from enclave.audit.event import AuditUnavailable, Event, timestamp
from enclave.errors import EnclaveError
from enclave.gateway.journal import Journal
from enclave.ledger.interface import Ceiling, Exceeded, LedgerUnavailable, Reserve, Reserved, Settle
from enclave.ledger.leases import LeasedStore
from enclave.ledger.sqlite import SqliteStore

CEILINGS = (Ceiling("hub", "daily", 1000),)


class Log:
    """A log in memory that can fail."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.begun: list[Event] = []
        self.failing = self.fails_late = False
        self.taken = 0
        self.checkpoints = 0

    def begin(self, events: list[Event]) -> Log:
        if self.failing and not self.fails_late:
            raise AuditUnavailable("no room")
        self.begun = events
        self.taken += 1
        return self

    def finish(self) -> None:
        self.taken -= 1
        if self.failing:
            raise AuditUnavailable("no room")
        self.events += self.begun

    def drop(self) -> None:
        self.taken -= 1

    def checkpoint(self) -> None:
        self.checkpoints += 1

    def rest(self) -> None:
        """Asked for when nothing has come for a while."""

    @property
    def kinds(self) -> list[str]:
        return [f"{event.kind} {event.request_id}" for event in self.events]


class Store:
    """A real ledger that can be told to fail."""

    def __init__(self, path) -> None:
        self.real = SqliteStore(path)
        self.failing = False

    def apply(self, batch):
        if self.failing:
            raise LedgerUnavailable("locked", "the ledger is locked")
        return self.real.apply(batch)

    def rest(self) -> None:
        self.real.rest()

    def total(self) -> tuple[int, int]:
        totals = {total.scope: total for total in self.real.report(datetime.now(UTC))}
        return (totals["hub"].settled, totals["hub"].reserved) if "hub" in totals else (0, 0)


def event(kind: str, request: str) -> Event:
    return Event(id=f"{kind}-{request}", time=timestamp(datetime.now(UTC)), kind=kind, request_id=request)


def reserve(name: str, amount: int = 100) -> Reserve:
    return Reserve(name, amount, CEILINGS, datetime.now(UTC))


@pytest.fixture(params=["early", "late"])
def parts(tmp_path, request):
    """The log fails when it is asked, or at the end."""
    log = Log()
    log.fails_late = request.param == "late"
    yield Store(tmp_path / "ledger.sqlite"), log
    assert log.taken == 0


def test_admission_reserves_and_records_and_the_end_settles_and_records(run, parts):
    store, log = parts

    async def main():
        journal = Journal(store, log)
        assert isinstance(await journal.admit(reserve("a"), event("admitted", "a")), Reserved)
        assert store.total() == (0, 100)
        journal.owe(Settle("a", 40, datetime.now(UTC)), event("completed", "a"))
        await journal.record(event("refused", "b"))
        assert journal.healthy
        assert await journal.close() == 0

    run(main)
    assert log.kinds == ["admitted a", "completed a", "refused b"]
    assert store.total() == (40, 0)


def test_what_does_not_fit_is_not_recorded_as_admitted(run, parts):
    store, log = parts

    async def main():
        journal = Journal(store, log)
        answers = await asyncio.gather(*(journal.admit(reserve(str(n), 300), event("admitted", str(n))) for n in range(5)))
        await journal.close()
        return answers

    answers = run(main)
    assert [type(answer) for answer in answers] == [Reserved] * 3 + [Exceeded] * 2
    assert log.kinds == ["admitted 0", "admitted 1", "admitted 2"]


def test_a_reservation_that_makes_no_sense_is_an_error_and_no_record(run, parts):
    store, log = parts

    async def main():
        journal = Journal(store, log)
        await journal.admit(reserve("a"), event("admitted", "a"))
        with pytest.raises(EnclaveError, match="did not take"):
            await journal.admit(reserve("a"), event("admitted", "a"))
        await journal.close()

    run(main)
    assert log.kinds == ["admitted a"]


def test_without_a_record_there_is_no_reservation(run, parts):
    store, log = parts

    async def main():
        journal = Journal(store, log)
        log.failing = True
        with pytest.raises(AuditUnavailable):
            await journal.admit(reserve("a"), event("admitted", "a"))
        assert not journal.healthy
        log.failing = False
        await journal.admit(reserve("b"), event("admitted", "b"))
        assert journal.healthy
        await journal.close()

    run(main)
    assert log.kinds == ["admitted b"]
    assert store.total() == (0, 100)


def test_what_could_not_be_given_back_while_both_fail_is_given_back_later(run, parts):
    store, log = parts

    async def main():
        journal = Journal(store, log)
        log.failing = True
        with pytest.raises(AuditUnavailable):
            await journal.admit(reserve("a"), event("admitted", "a"))
        store.failing = True
        with pytest.raises(LedgerUnavailable):
            await journal.admit(reserve("b"), event("admitted", "b"))
        log.failing = store.failing = False
        await journal.admit(reserve("c"), event("admitted", "c"))
        await journal.close()

    run(main)
    assert store.total() == (0, 100)


def test_a_ledger_that_fails_does_not_keep_refusals_from_the_log(run, parts):
    store, log = parts

    async def main():
        journal = Journal(store, log)
        store.failing = True
        outcomes = await asyncio.gather(
            journal.admit(reserve("a"), event("admitted", "a")), journal.record(event("refused", "a")), return_exceptions=True
        )
        await journal.close()
        return outcomes

    outcomes = run(main)
    assert isinstance(outcomes[0], LedgerUnavailable)
    assert outcomes[1] is None
    assert log.kinds == ["refused a"]


@pytest.mark.parametrize("broken", ["store", "log"])
def test_the_end_of_a_call_is_written_when_what_failed_works_again(run, until, parts, broken):
    store, log = parts
    part = store if broken == "store" else log

    async def main():
        journal = Journal(store, log)
        await journal.admit(reserve("a"), event("admitted", "a"))
        part.failing = True
        journal.owe(Settle("a", 40, datetime.now(UTC)), event("completed", "a"))
        await until(lambda: not journal.healthy)
        part.failing = False
        await until(lambda: journal.healthy)
        assert await journal.close() == 0

    run(main)
    assert log.kinds == ["admitted a", "completed a"]
    assert store.total() == (40, 0)


def test_a_settlement_that_the_ledger_does_not_know_is_recorded_all_the_same(run, parts):
    store, log = parts

    async def main():
        journal = Journal(store, log)
        journal.owe(Settle("never", 40, datetime.now(UTC)), event("completed", "never"))
        assert await journal.close() == 0

    run(main)
    assert log.kinds == ["completed never"]


def test_under_slices_the_loop_does_all_but_the_sync(run, parts, tmp_path):
    """The store hears of no call, money and record are as exact as without slices, and a log that fails gives all of it back."""
    store, log = parts
    ceilings = (Ceiling("hub", "daily", 10**9),)
    asked: list[int] = []

    async def main():
        leased = LeasedStore(store.real, tmp_path / "leases")
        apply = store.real.apply
        store.real.apply = lambda batch: asked.append(len(batch)) or apply(batch)  # type: ignore[method-assign]
        journal = Journal(leased, log)
        names = [str(number) for number in range(40)]
        for name in names:
            await journal.admit(Reserve(name, 100, ceilings, datetime.now(UTC)), event("admitted", name))
        trips = len(asked)
        for name in ("x", "y"):
            await journal.admit(Reserve(name, 100, ceilings, datetime.now(UTC)), event("admitted", name))
            journal.owe(Settle(name, 7, datetime.now(UTC)), event("completed", name))
        without = len(asked) - trips
        log.failing = True
        with pytest.raises(AuditUnavailable):
            await journal.admit(Reserve("z", 100, ceilings, datetime.now(UTC)), event("admitted", "z"))
        log.failing = False
        for name in names:
            journal.owe(Settle(name, 40, datetime.now(UTC)), event("completed", name))
        assert await journal.close() == 0
        leased.rest()
        return without

    assert run(main) <= 1, "at most the sweep of each second asks the store"
    assert store.total() == (40 * 40 + 2 * 7, 0)
    assert log.kinds.count("completed x") == log.kinds.count("admitted x") == 1
    assert len(log.kinds) == 84
