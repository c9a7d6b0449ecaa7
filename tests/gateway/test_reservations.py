"""A second attempt holds the same amount again; the first is paid for before the second can leave."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from enclave.audit.event import Event
from enclave.errors import EnclaveError
from enclave.gateway.exchange import Exchange
from enclave.gateway.reservations import reservation, reserve_again
from enclave.ledger.interface import Exceeded, Reserved


class Journal:
    def __init__(self, outcome):
        self.outcome, self.asked, self.owed = outcome, [], []

    async def admit(self, reserve, event):
        self.asked.append((reserve, event))
        if isinstance(self.outcome, EnclaveError):
            raise self.outcome
        return self.outcome

    def owe(self, settle, event):
        self.owed.append((settle, event))


@pytest.fixture
def exchange():
    made = Exchange(id="r1", request=None, operation="ChatCompletions_Create", started=0.0)
    ceilings = SimpleNamespace(of=lambda caller, model: (caller, model))
    made.rules = SimpleNamespace(name="p", ceilings=ceilings)
    made.caller = SimpleNamespace(id="jane")
    made.target = SimpleNamespace(deployment=SimpleNamespace(model="gpt-4o"))
    made.reserved, made.reservation = 70, "r1"
    return made


def runtime(outcome):
    told = {"id": "r1-admitted", "time": "2026-11-21T00:00:00.000000Z", "kind": "admitted", "request_id": "r1"}
    event = Event(**told, reserved_nanousd=999, settled_nanousd=999)
    return SimpleNamespace(journal=Journal(outcome), recorder=SimpleNamespace(event=lambda exchange, kind: event))


def test_each_attempt_has_a_name_of_its_own_and_the_last_is_charged_in_full(run, exchange):
    world = runtime(Reserved("r1.2", ()))

    async def main():
        assert await reserve_again(exchange, world)
        assert await reserve_again(exchange, world)

    run(main)
    assert [(reserve.reservation_id, reserve.amount) for reserve, _ in world.journal.asked] == [("r1.2", 70), ("r1.3", 70)]
    assert [(event.id, event.reserved_nanousd, event.settled_nanousd) for _, event in world.journal.asked] == [
        ("r1.2-admitted", 70, 0), ("r1.3-admitted", 70, 0),
    ]
    assert [(settle.reservation_id, settle.amount, event) for settle, event in world.journal.owed] == [("r1", 70, None), ("r1.2", 70, None)]
    assert (exchange.lost, exchange.reservation) == (140, "r1.3")


def test_what_costs_nothing_has_names_of_its_own_too(run, exchange):
    world, exchange.reserved = runtime(Reserved("x", ())), 0

    async def main():
        assert [await reserve_again(exchange, world) for _ in range(3)] == [True, True, True]

    run(main)
    assert [reserve.reservation_id for reserve, _ in world.journal.asked] == ["r1.2", "r1.3", "r1.4"]


def test_what_is_not_covered_or_not_written_changes_nothing(run, exchange):
    exceeded = Exceeded(*(None for _ in Exceeded.__struct_fields__))
    full, broken = runtime(exceeded), runtime(EnclaveError("the disk is full"))

    async def main():
        assert not await reserve_again(exchange, full)
        with pytest.raises(EnclaveError, match="disk"):
            await reserve_again(exchange, broken)

    run(main)
    assert (exchange.lost, exchange.reservation, full.journal.owed, broken.journal.owed) == (0, "r1", [], [])


def test_it_says_what_it_is_for(exchange):
    made = reservation(exchange, "r9")
    assert (made.reservation_id, made.amount, made.labels) == ("r9", 70, {"project": "p", "model": "gpt-4o"})
