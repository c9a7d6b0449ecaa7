"""CPU and wall time of one reservation and its settlement, by batch, against a transaction for each, in the same run.

    python bench/ledger.py [--requests 2048] [--rounds 5] [--directory DIR]

Every request is held under four ceilings (hub and project, daily and monthly), durably. The naive peer does what a first version
would: a transaction to reserve, a transaction to settle. The best round counts; DIR should lie on the disk that matters.
"""

from __future__ import annotations

import argparse
import itertools
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from enclave.ledger import tokens
from enclave.ledger.interface import MAX_LIMIT, Ceiling, Request, Reserve, Settle
from enclave.ledger.sqlite import SqliteStore

SCOPES = ("hub", "project/fraud-triage")
CEILINGS = tuple(Ceiling(scope, window, MAX_LIMIT) for scope in SCOPES for window in ("daily", "monthly"))
NOW = datetime.now(UTC)
LABELS = {"project": "fraud-triage", "model": "gpt-4o"}
PROMPT = "The insured reports water damage in the kitchen on 3 March. Summarise the claim for the adjuster, in two sentences. " * 12
_count = itertools.count()


def ordered() -> str:
    """An id that begins with the time, as a UUID of version 7 does."""
    return f"{time.time_ns():016x}{next(_count):016x}"


def scattered() -> str:
    return uuid4().hex


def ours(path: Path, requests: int, batch: int, name: Callable[[], str]) -> None:
    with SqliteStore(path) as store:
        before: list[str] = []
        for _ in range(requests // batch):
            ids = [name() for _ in range(batch)]
            work: list[Request] = [Settle(done, 500, NOW) for done in before]
            work += [Reserve(one, 1000, CEILINGS, NOW, LABELS) for one in ids]
            store.apply(work)
            before = ids


def naive(path: Path, requests: int) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE IF NOT EXISTS total (scope, window, settled, reserved, PRIMARY KEY (scope, window))")
    db.execute("CREATE TABLE IF NOT EXISTS reservation (id PRIMARY KEY, amount)")
    keys = [(ceiling.scope, ceiling.window) for ceiling in CEILINGS]
    for key in keys:
        db.execute("INSERT OR IGNORE INTO total VALUES (?, ?, 0, 0)", key)
    for _ in range(requests):
        one = scattered()
        db.execute("BEGIN IMMEDIATE")
        for key in keys:
            settled, reserved = db.execute("SELECT settled, reserved FROM total WHERE scope = ? AND window = ?", key).fetchone()
            assert settled + reserved + 1000 <= MAX_LIMIT
            db.execute("UPDATE total SET reserved = reserved + 1000 WHERE scope = ? AND window = ?", key)
        db.execute("INSERT INTO reservation VALUES (?, 1000)", (one,))
        db.execute("COMMIT")
        db.execute("BEGIN IMMEDIATE")
        for key in keys:
            db.execute("UPDATE total SET reserved = reserved - 1000, settled = settled + 500 WHERE scope = ? AND window = ?", key)
        db.execute("DELETE FROM reservation WHERE id = ?", (one,))
        db.execute("COMMIT")
    db.close()


def measure(work: Callable[[], None], requests: int, rounds: int) -> tuple[float, float]:
    """The best CPU and the best wall time of a request, in microseconds."""
    cpu, wall = [], []
    for _ in range(rounds):
        started, used = time.perf_counter(), time.process_time()
        work()
        wall.append((time.perf_counter() - started) / requests * 1e6)
        cpu.append((time.process_time() - used) / requests * 1e6)
    return min(cpu), min(wall)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=2048)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--directory", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.directory) as directory:
        root = Path(directory)
        few = max(64, arguments.requests // 8)
        peer, peer_wall = measure(lambda: naive(root / "naive.sqlite", few), few, arguments.rounds)
        print(f"{'reserve and settle':<34}{'CPU us':>9}{'wall us':>9}{'CPU, of naive':>15}")
        print(f"{'naive, two transactions':<34}{peer:>9.1f}{peer_wall:>9.1f}{1:>15.2f}")
        for ids in (ordered, scattered):
            for batch in (1, 16, 64):
                count = few if batch == 1 else arguments.requests
                path = root / f"{ids.__name__}-{batch}.sqlite"
                cpu, wall = measure(lambda p=path, c=count, b=batch, i=ids: ours(p, c, b, i), count, arguments.rounds)
                print(f"{f'batches of {batch}, {ids.__name__} ids':<34}{cpu:>9.1f}{wall:>9.1f}{cpu / peer:>15.2f}")
    for what, work in (("bound", lambda: tokens.upper_bound((PROMPT,))), ("exact", lambda: tokens.count((PROMPT,), "gpt-4o"))):
        cpu, _ = measure(lambda w=work: [w() for _ in range(200)] and None, 200, arguments.rounds)
        print(f"{f'tokens of {len(PROMPT)} characters, {what}':<34}{cpu:>9.1f}")


if __name__ == "__main__":
    main()
