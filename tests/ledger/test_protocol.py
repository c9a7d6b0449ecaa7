"""The protocol of every store against a list of reservations that is summed anew for every question."""

from __future__ import annotations

import itertools
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from enclave.ledger.calendar import WindowName, period, period_end, period_start
from enclave.ledger.interface import Ceiling, Exceeded, Rejected, Reserve, Reserved, Settle, Settled, Store
from enclave.ledger.redis import RedisStore, Server
from tests.ledger.memory import MemoryStore

NOON = datetime(2026, 10, 24, 12, tzinfo=UTC)
ZONE = "Europe/Berlin"
"""The next day has 25 hours."""


class _Held:
    """What the model knows of one reservation."""

    def __init__(self, amount: int, keys: dict[tuple[str, WindowName], str], deadline: datetime) -> None:
        self.amount, self.keys, self.deadline = amount, keys, deadline
        self.counts = amount
        self.state = "open"


class Protocol(RuleBasedStateMachine):
    """The store against a list of reservations that is summed anew for every question."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.store: Store = self.open()
        self.held: dict[str, _Held] = {}
        self.now = NOON
        self.number = 0

    def open(self) -> Store:
        """An empty ledger."""
        raise AssertionError

    def _sums(self, scope: tuple[str, WindowName], start: str) -> tuple[int, int]:
        there = [held for held in self.held.values() if held.keys.get(scope) == start]
        settled = sum(held.counts for held in there if held.state != "open")
        return settled, sum(held.amount for held in there if held.state == "open")

    def _start(self, scope: tuple[str, WindowName]) -> str:
        starts = [held.keys[scope] for held in self.held.values() if scope in held.keys]
        return max([*starts, period(scope[1], self.now, ZONE)])

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
        ceilings = tuple(Ceiling(scope, window, limit, ZONE) for (scope, window), limit in limits.items())
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
            assert answer.resets_at == max(period_end(s[1], keys[s], ZONE) for s, value in left.items() if value < 0)
        return name

    @rule(name=ids, amount=st.integers(0, 90))
    def settle(self, name: str, amount: int) -> None:
        [answer] = self.store.apply([Settle(name, amount, self.now)])
        held = self.held.get(name)
        if held is None:
            assert answer == Rejected(name, "unknown reservation")
            void = self.held[name] = _Held(0, {}, self.now)
            void.state = "settled"
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
            assert total.starts_at == period_start(total.window, self._start(scope), ZONE)
            assert (total.settled, total.reserved) == self._sums(scope, self._start(scope))

    def teardown(self) -> None:
        self.store.close()


class InSqlite(Protocol):
    """A store without a disk: the protocol is the same, and thousands of steps need no fsync."""

    def open(self) -> Store:
        return MemoryStore()


TestInSqlite = InSqlite.TestCase
TestInSqlite.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


SERVERS: list[Server] = []
"""The server that the machine below runs on; hypothesis makes the machines, so that they take no fixture."""
NAMES = itertools.count()


class InRedis(Protocol):
    """The same over a real server, with workers that come and go and whose answers get lost."""

    def open(self) -> Store:
        self.name = f"protocol-{next(NAMES)}"
        store = RedisStore(SERVERS[0], self.name)
        store.set_up()
        return store

    @rule()
    def another_worker(self) -> None:
        self.store.close()
        self.store = RedisStore(SERVERS[0], self.name)

    @rule(name=st.integers(1, 10**6), was_done=st.booleans())
    def an_answer_is_lost(self, name: int, was_done: bool) -> None:
        """Whoever does not know whether it was reserved settles it with nothing, and it does not matter which came first."""
        reserve, undo = Reserve(f"lost{name}", 1, (), self.now), Settle(f"lost{name}", 0, self.now)
        self.store.apply([reserve, undo] if was_done else [undo, reserve])
        assert self.store.apply([reserve]) == [Rejected(f"lost{name}", "duplicate reservation")]


@pytest.fixture(autouse=True, scope="module")
def _server(request: pytest.FixtureRequest) -> None:
    """Starts the server, or says that there is none."""
    if shutil.which("redis-server") or shutil.which("valkey-server"):
        SERVERS.append(request.getfixturevalue("redis_server").server)


TestInRedis = pytest.mark.usefixtures("redis_program")(InRedis.TestCase)
TestInRedis.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
