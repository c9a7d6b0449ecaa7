"""One worker of the chaos run: lets calls in and settles them as a gateway does, and says on stdout what it means to do and what is done.

Run as `chaos_worker.py PORT DIRECTORY SEED CALLS LIMIT DEATHS`. It kills itself without a word, with calls running, or in the middle of
what it tells the store. Lines: `in ID AMOUNT` when a call was let in and may leave, `bill ID AMOUNT` when the model has worked and before
it is settled, `refused ID`, `end`.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from enclave.ledger.interface import Answer, Ceiling, Exceeded, LedgerUnavailable, Request, Reserve, Reserved, Settle, Store
from enclave.ledger.leases import LeasedStore
from enclave.ledger.redis import RedisStore, Server

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BATCH = 16


def ceilings(limit: int, project: str) -> tuple[Ceiling, ...]:
    return (Ceiling("hub", "daily", limit), Ceiling("hub", "monthly", limit + 1), Ceiling(project, "daily", limit * 2 // 3))


def say(*words: object) -> None:
    print(*words, flush=True)


class Mortal(RedisStore):
    """Dies right after the store has done something, before anybody here knows."""

    dies = False

    def apply(self, batch: Sequence[Request]) -> list[Answer]:
        answers = super().apply(batch)
        if self.dies:
            os.kill(os.getpid(), signal.SIGKILL)
        return answers


class Worker:
    """Calls of two projects; what the store does not take is tried again, as the journal of a gateway does."""

    def __init__(self, redis: Mortal, store: Store, seed: str, limit: int, deaths: float) -> None:
        self._redis, self._store, self._name, self._limit, self._deaths = redis, store, seed, limit, deaths
        self._dice = random.Random(seed)
        self._running: dict[str, int] = {}
        self._owed: list[Settle] = []

    def turn(self, number: int) -> None:
        """Some calls end, some begin, in one batch."""
        dies = not self._owed and self._dice.random() < self._deaths
        if dies and self._dice.random() < 0.5:
            os.kill(os.getpid(), signal.SIGKILL)
        self._redis.dies = dies  # what was asked is only settlements then: what is known of them is that they were done
        batch: list[Request] = [*self._owed]
        for name, amount in list(self._running.items()):
            fate = self._dice.random()
            if fate < 0.6:  # it ends; or its client has gone, and nobody knows what it cost: then it costs all of it
                bill = amount if fate < 0.05 else self._dice.randint(0, amount)
                say("bill", name, bill)
                del self._running[name]
                batch.append(Settle(name, bill, NOON))
                self._owed.append(batch[-1])
        for part in range(0 if dies else BATCH):
            name, amount = f"{self._name}-{number}-{part}", self._dice.randint(1, 1000)
            batch.append(Reserve(name, amount, ceilings(self._limit, self._dice.choice(("project/a", "project/b"))), NOON))
        try:
            answers = self._store.apply(batch)
        except LedgerUnavailable as error:
            self._redis.dies = False
            self._lost(batch, error)
            return
        self._redis.dies = False
        self._owed = []
        for request, answer in zip(batch, answers, strict=True):
            self._note(request, answer)

    def _note(self, request: Request, answer: Answer) -> None:
        name = request.reservation_id
        if isinstance(answer, Reserved):
            say("in", name, request.amount)
            self._running[name] = request.amount
        elif isinstance(answer, Exceeded):
            say("refused", name)

    def _lost(self, batch: Sequence[Request], error: LedgerUnavailable) -> None:
        if error.kind == "lost":
            sys.exit(f"{error.kind}: {error}")
        if error.perhaps_done:
            self._owed += [Settle(request.reservation_id, 0, NOON) for request in batch if isinstance(request, Reserve)]
        time.sleep(0.02)

    def finish(self) -> None:
        """End every call that runs, and tell the store until it knows."""
        for name, amount in self._running.items():
            bill = self._dice.randint(0, amount)
            say("bill", name, bill)
            self._owed.append(Settle(name, bill, NOON))
        while True:
            try:
                self._store.apply(self._owed)
                self._store.rest()
            except LedgerUnavailable as error:
                self._lost([], error)
                continue
            break
        self._store.close()
        say("end")


def main(port: str, directory: str, seed: str, calls: str, limit: str, deaths: str) -> None:
    redis = Mortal(Server(f"redis://127.0.0.1:{port}/0", seconds=1.0), "chaos")
    while True:
        try:
            worker = Worker(redis, LeasedStore(redis, Path(directory)), seed, int(limit), float(deaths))
            break
        except LedgerUnavailable:
            time.sleep(0.02)
    for number in range(int(calls) // BATCH):
        worker.turn(number)
    worker.finish()


if __name__ == "__main__":
    main(*sys.argv[1:])
