"""CPU and wall time of one reservation and its settlement, by store and batch, against a transaction for each, in the same run.

    python bench/ledger.py [--requests 2048] [--rounds 5] [--directory DIR]

Every request is held under four ceilings (hub and project, daily and monthly), durably. The naive peers do what a first version
would: a transaction to reserve and one to settle; in Redis, the `INCRBY` of each counter. The best round counts; DIR should lie on the
disk that matters. CPU is this process's: a Redis has its own, which is printed beside it.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import redis

from enclave.ledger import tokens
from enclave.ledger.interface import MAX_LIMIT, Ceiling, Request, Reserve, Settle, Store
from enclave.ledger.leases import LeasedStore
from enclave.ledger.redis import RedisStore, Server
from enclave.ledger.sqlite import SqliteStore

SCOPES = ("hub", "project/fraud-triage")
CEILINGS = tuple(Ceiling(scope, window, MAX_LIMIT) for scope in SCOPES for window in ("daily", "monthly"))
NOW = datetime.now(UTC)
LABELS = {"project": "fraud-triage", "model": "gpt-4o"}
PROMPT = "The insured reports water damage in the kitchen on 3 March. Summarise the claim for the adjuster, in two sentences. " * 12
AIMS = {"sqlite": 30.0, "redis": 60.0}
"""Microseconds of CPU of this process."""
_count = itertools.count()


def ordered() -> str:
    """An id that begins with the time, as a UUID of version 7 does."""
    return f"{time.time_ns():016x}{next(_count):016x}"


def scattered() -> str:
    return uuid4().hex


def ours(open_store: Callable[[], Store], requests: int, batch: int, name: Callable[[], str]) -> None:
    store = open_store()
    before: list[str] = []
    for _ in range(requests // batch):
        ids = [name() for _ in range(batch)]
        work: list[Request] = [Settle(done, 500, NOW) for done in before]
        work += [Reserve(one, 1000, CEILINGS, NOW, LABELS) for one in ids]
        store.apply(work)
        before = ids
    store.close()


def naive_redis(port: int, requests: int) -> None:
    client = redis.Redis(port=port)
    keys = [f"openai:cost:{ceiling.window}:{ceiling.scope}" for ceiling in CEILINGS]
    for _ in range(requests):
        assert all(int(value or 0) < MAX_LIMIT for value in client.mget(keys))
        for amount in (1000, -500):
            with client.pipeline() as pipe:
                for key in keys:
                    pipe.incrby(key, amount)
                    pipe.expire(key, 86_400 * 2)
                pipe.execute()
    client.close()


@contextmanager
def server(directory: Path) -> Iterator[int]:
    """The port of a Redis that writes each change to its disk before it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    program = shutil.which("redis-server") or shutil.which("valkey-server") or ""
    command = [program, "--port", str(port), "--dir", str(directory), "--save", "", "--appendonly", "yes", "--appendfsync", "always"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield port
    finally:
        process.kill()
        process.wait(10)


def verdict(store: str, figures: list[float]) -> None:
    """Whether the dearest batch size with leases, which is what a gateway uses, is within the aim."""
    worst, aim = max(figures), AIMS[store]
    print(f"{store}, reserve and settle amortised: {worst:.1f} us of CPU, aim {aim:.0f}: {'met' if worst < aim else 'NOT MET'}")


def on_redis(root: Path, requests: int, rounds: int) -> list[float]:
    amortised: list[float] = []
    with server(root) as port:
        few = max(64, requests // 8)
        peer, peer_wall = measure(lambda: naive_redis(port, few), few, rounds)
        print(f"{'redis: naive, INCRBY for each':<44}{peer:>9.1f}{peer_wall:>9.1f}{1:>15.2f}")
        store = RedisStore(Server(f"redis://127.0.0.1:{port}/0"), "bench")
        store.set_up()
        info = redis.Redis(port=port)
        for what, leased in (("", False), (", leases", True)):
            for batch in (1, 16, 64):

                def opened(leased: bool = leased) -> Store:
                    plain = RedisStore(Server(f"redis://127.0.0.1:{port}/0"), "bench")
                    return LeasedStore(plain, root / "leases") if leased else plain

                # a lease begins after some calls: over a few hundred it is not amortised, in SQLite's figures it is over all, too
                count = few if batch == 1 and not leased else requests
                used = sum(info.info("cpu")[key] for key in ("used_cpu_user", "used_cpu_sys"))
                cpu, wall = measure(lambda o=opened, c=count, b=batch: ours(o, c, b, ordered), count, rounds)
                used = sum(info.info("cpu")[key] for key in ("used_cpu_user", "used_cpu_sys")) - used
                label = f"redis: batches of {batch}{what}"
                print(f"{label:<44}{cpu:>9.1f}{wall:>9.1f}{cpu / peer:>15.2f}  (server {used / count / rounds * 1e6:.1f})")
                amortised += [cpu] if leased else []
        info.close()
    return amortised


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
        print(f"{'reserve and settle':<44}{'CPU us':>9}{'wall us':>9}{'CPU, of naive':>15}")
        print(f"{'sqlite: naive, two transactions':<44}{peer:>9.1f}{peer_wall:>9.1f}{1:>15.2f}")
        for ids in (ordered, scattered):
            for batch in (1, 16, 64):
                count = few if batch == 1 else arguments.requests
                path = root / f"{ids.__name__}-{batch}.sqlite"
                cpu, wall = measure(lambda p=path, c=count, b=batch, i=ids: ours(lambda: SqliteStore(p), c, b, i), count, arguments.rounds)
                print(f"{f'sqlite: batches of {batch}, {ids.__name__} ids':<44}{cpu:>9.1f}{wall:>9.1f}{cpu / peer:>15.2f}")
        amortised: list[float] = []
        for batch in (1, 16, 64):
            path = root / f"leased-{batch}.sqlite"
            opened = lambda p=path: LeasedStore(SqliteStore(p), root / "leases")  # noqa: E731
            cpu, wall = measure(lambda o=opened, b=batch: ours(o, arguments.requests, b, ordered), arguments.requests, arguments.rounds)
            print(f"{f'sqlite: batches of {batch}, leases':<44}{cpu:>9.1f}{wall:>9.1f}{cpu / peer:>15.2f}")
            amortised.append(cpu)
        verdict("sqlite", amortised)
        verdict("redis", on_redis(root, arguments.requests, arguments.rounds))
    for what, work in (("bound", lambda: tokens.upper_bound((PROMPT,))), ("exact", lambda: tokens.count((PROMPT,), "gpt-4o"))):
        cpu, _ = measure(lambda w=work: [w() for _ in range(200)] and None, 200, arguments.rounds)
        print(f"{f'tokens of {len(PROMPT)} characters, {what}':<44}{cpu:>9.1f}")


if __name__ == "__main__":
    main()
