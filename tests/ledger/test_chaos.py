"""Eight workers on one real Redis; workers die, the server is killed, clients go: not a nano-dollar too much, none lost, none kept."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from enclave.ledger.interface import Ceiling, LedgerUnavailable, Reserve, Reserved
from enclave.ledger.leases import LEASE, LeasedStore
from enclave.ledger.redis import RedisStore

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WORKERS = 8


class Run:
    """Workers that are started again when they die, until all calls were made."""

    def __init__(self, process, directory: Path, calls: int, limit: int, deaths: float) -> None:
        self.process, self.directory, self.calls, self.limit, self.deaths = process, directory, calls, limit, deaths
        self.started = self.died = 0
        self.said: list[Path] = []
        self.running: list[tuple[subprocess.Popen[bytes], int]] = []

    def start(self, calls: int) -> None:
        said = self.directory / f"{self.started}.txt"
        script = Path(__file__).with_name("chaos_worker.py")
        arguments = [self.process.port, self.directory / "leases", f"w{self.started}", calls, self.limit, self.deaths]
        with said.open("wb") as out:
            self.running.append((subprocess.Popen([sys.executable, str(script), *map(str, arguments)], stdout=out), calls))
        self.said.append(said)
        self.started += 1

    def look_after(self) -> None:
        """Start another worker for one that has died, to make the calls that it did not."""
        for worker, calls in list(self.running):
            if worker.poll() is None:
                continue
            self.running.remove((worker, calls))
            assert worker.returncode in (0, -9), worker.returncode
            if worker.returncode:
                self.died += 1
                self.start(max(16, calls * 2 // 3))

    def bill(self) -> tuple[int, int, int]:
        """What the model asks for: for a call whose worker died, all that was reserved. Calls that were let in, and refused."""
        bill = calls = refused = 0
        for said in self.said:
            asked: dict[str, int] = {}
            for line in said.read_text().splitlines():
                match line.split():
                    case ["in", name, amount]:
                        asked[name] = int(amount)
                        calls += 1
                    case ["bill", name, amount]:
                        del asked[name]
                        bill += int(amount)
                    case ["refused", _]:
                        refused += 1
            bill += sum(asked.values())
        return bill, calls, refused


def chaos(process, directory: Path, calls: int, limit: int, deaths: float, outages: float) -> None:
    dice = random.Random(6)
    store = RedisStore(process.server, "chaos")
    store.set_up()
    run = Run(process, directory, calls, limit, deaths)
    for _ in range(WORKERS):
        run.start(calls // WORKERS)
    overspend = kills = 0
    next_outage = time.monotonic() + outages * dice.uniform(0.5, 1.5)
    while run.running:
        run.look_after()
        time.sleep(0.05)
        try:
            overspend = max([overspend, *(total.settled + total.reserved - total.limit for total in store.report(NOON))])
        except LedgerUnavailable:
            continue
        if time.monotonic() > next_outage:
            process.kill()
            time.sleep(dice.uniform(0, 0.2))
            process.start()
            kills += 1
            next_outage = time.monotonic() + outages * dice.uniform(0.5, 1.5)
    last = LeasedStore(store, directory / "leases")
    last.expire(NOON)
    last.expire(NOON + timedelta(days=1) + LEASE)
    totals = {(total.scope, total.window): total for total in store.report(NOON)}
    hub = totals["hub", "daily"]
    bill, made, refused = run.bill()
    phantom = 0
    for number, total in enumerate(totals.values()):
        ceiling = Ceiling(total.scope, total.window, total.limit)
        [answer] = store.apply([Reserve(f"probe-{number}", total.limit - total.settled, (ceiling,), NOON)])
        phantom += not isinstance(answer, Reserved)
    last.close()
    print(
        f"\n{made} calls let in, {refused} refused, {run.died} workers dead, {kills} times no Redis\n"
        f"overspend: {max(0, overspend)} nano-dollars\nphantom refusals after recovery: {phantom}\n"
        f"settled: {hub.settled}, the bill: {bill}, difference: {hub.settled - bill}"
    )
    assert refused > 0, "the ceiling was never reached"
    assert run.died > 0
    assert kills > 0
    assert overspend <= 0
    assert {total.reserved for total in totals.values()} == {0}
    assert phantom == 0
    assert hub.settled == bill <= limit
    assert hub.settled == sum(total.settled for (scope, _), total in totals.items() if scope.startswith("project/"))
    assert list((directory / "leases").iterdir()) == []


@pytest.mark.long
def test_a_little_chaos(redis_process: Callable, tmp_path: Path) -> None:
    chaos(redis_process(), tmp_path, 4000, 200_000, 0.03, 0.5)


@pytest.mark.long
def test_a_hundred_thousand_calls(redis_process: Callable, tmp_path: Path) -> None:
    chaos(redis_process(), tmp_path, 100_000, 25_000_000, 0.003, 2.0)
