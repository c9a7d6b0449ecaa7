"""One process of the ledger's chaos test: reserves and settles, and says on stdout what it means to do and what is done.

Run as `hammer.py DATABASE SEED ROUNDS LIMIT`; it begins when there is a file `go` beside the database. Lines:
`reserve ID AMOUNT`, `reserved ID`, `refused ID`, `settle ID AMOUNT`, `settled ID AMOUNT`.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from enclave.ledger.interface import Ceiling, LedgerUnavailable, Reserve, Reserved, Settle, Settled
from enclave.ledger.sqlite import SqliteStore

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def main(database: str, seed: str, rounds: str, limit: str) -> None:
    dice = random.Random(seed)
    store = SqliteStore(database, busy_seconds=30)
    ceilings = (Ceiling("hub", "daily", int(limit)), Ceiling("hub", "monthly", int(limit) + 7), Ceiling("project/a", "daily", int(limit)))
    held: dict[str, int] = {}
    while not Path(database).with_name("go").exists():
        time.sleep(0.001)
    for turn in range(int(rounds)):
        batch: list[Reserve | Settle] = []
        for name, amount in list(held.items()):
            if dice.random() < 0.7:
                batch.append(Settle(name, dice.randint(0, amount), NOON))
                held.pop(name)
        for part in range(dice.randint(1, 4)):
            batch.append(Reserve(f"{seed}-{turn}-{part}", dice.randint(1, 1000), ceilings, NOON))
        dice.shuffle(batch)
        for request in batch:
            print("reserve" if isinstance(request, Reserve) else "settle", request.reservation_id, request.amount, flush=True)
        try:
            answers = store.apply(batch)
        except LedgerUnavailable as error:
            sys.exit(f"{error.kind}: {error}")
        for request, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Reserved):
                held[answer.reservation_id] = request.amount
                print("reserved", answer.reservation_id, flush=True)
            elif isinstance(answer, Settled):
                print("settled", answer.reservation_id, answer.amount, flush=True)
            else:
                print("refused", answer.reservation_id, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
