"""What a record costs those who wait for it: 64 writers on one log, in one process and in two, against plain syncs of the same disk.

Writers are coroutines on the gateway's own event loop and group commit, in strict mode: each waits until its record is on the disk. Slices
of plain syncs (one after the other, and at the writers' rate on the writers' core), of one process on one core and of two processes follow
each other in turn, so that all meet the same disk. The tree grows in a process of its own, as it does in a gateway.

An append waits for the sync that is under way and for its own. The aim is three syncs, at the 99th percentile of an append and of the syncs
of a plain program that writes as many lines a second to a file that grows. What its lines wait is printed, too: a log cannot wait much
less.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import uvloop
from audit_plain import Paced, Slice, paced, plain

from enclave.audit.append import Append
from enclave.audit.event import Event, encode
from enclave.audit.growing import grow
from enclave.audit.log import AuditLog
from enclave.audit.syncs import Syncs
from enclave.gateway.group_commit import GroupCommit
from enclave.gateway.workers import GARBAGE, SWITCH_SECONDS

WRITERS = 64
RATE = 5000
SLICE_SECONDS = 0.5


class Order(NamedTuple):
    """What a process is to do next: so many writers, records a second of all of them (0: as fast as they can), on one core or any."""

    writers: int
    rate: float
    core: int | None


async def write(commit: GroupCommit[Event, None], event: Event, order: Order) -> Slice:
    """One slice of one process."""
    waited: list[float] = []
    started, used = time.perf_counter(), time.process_time()
    end = started + SLICE_SECONDS

    async def writer(number: int) -> None:
        due, now = started + number / (order.rate or 1), started
        while now < end:
            if order.rate:
                if due > now:
                    await asyncio.sleep(due - now)
                due += order.writers / order.rate
            asked = time.perf_counter()
            await commit.do(event)
            now = time.perf_counter()
            waited.append(now - asked)

    await asyncio.gather(*(writer(number) for number in range(order.writers)))
    return Slice(waited, time.process_time() - used, time.perf_counter() - started)


class _Half(NamedTuple):
    """An append that has begun, as group commit wants it."""

    append: Append
    records: int
    syncs: Syncs

    def start(self, tell: Callable[[list[None] | None], None]) -> bool:
        return self.append.start(self.syncs, lambda position: tell(None if position is None else [None] * self.records))

    def finish(self) -> list[None]:
        self.append.finish()
        return [None] * self.records

    def drop(self) -> None:
        self.append.drop()


def growing(directory: Path, ended: Any) -> None:
    """What runs beside a gateway's workers, as far as it is about the tree."""
    grow(directory, ended, print)


def used(process: int) -> float:
    """Seconds of CPU of a process so far."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


async def work(directory: Path, event: Event, orders: Connection) -> None:
    log = AuditLog.open(directory)
    syncs = Syncs()

    def begin(events: list[Event]) -> _Half:
        return _Half(log.begin(events), len(events), syncs)

    commit: GroupCommit[Event, None] = GroupCommit("writer", lambda events: begin(events).finish(), begin=begin)
    cores = os.sched_getaffinity(0)
    while (order := await asyncio.to_thread(orders.recv)) is not None:
        await asyncio.to_thread(log.checkpoint)  # what a slice at full speed left for the tree is not this slice's
        for thread in os.listdir("/proc/self/task"):
            os.sched_setaffinity(int(thread), cores if order.core is None else {order.core})
        orders.send(await write(commit, event, order))
    await commit.close()
    syncs.close()
    log.close()


def process(directory: Path, event: Event, orders: Connection) -> None:
    gc.freeze()  # as a gateway's workers do
    gc.set_threshold(*GARBAGE)
    sys.setswitchinterval(SWITCH_SECONDS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work(directory, event, orders))
    gc.unfreeze()  # at its end DuckDB calls a leak what is frozen


def percentile(waited: list[float], share: float) -> float:
    """In milliseconds."""
    return sorted(waited)[int(len(waited) * share)] * 1000


def met(waited: list[float]) -> float:
    """The 99th percentile of what somebody meets who comes at any moment, in milliseconds: long syncs are met more often."""
    left = sum(waited) * 0.01
    for each in sorted(waited, reverse=True):
        left -= each
        if left <= 0:
            return each * 1000
    return 0.0


def writers(root: Path, event: Event, rounds: int) -> None:
    """Measure, and say whether the aims are reached."""
    context, pipes, running = multiprocessing.get_context("spawn"), [], []
    AuditLog.open(root / "writers").close()
    for _ in range(2):
        ours, theirs = context.Pipe()
        running.append(context.Process(target=process, args=(root / "writers", event, theirs)))
        running[-1].start()
        pipes.append(ours)
    core = max(os.sched_getaffinity(0))
    one = {"64 writers, one process, one core": 0, f"the same at {RATE} records/s": RATE}
    kinds: dict[str, list[Order]] = {what: [Order(WRITERS, rate, core)] for what, rate in one.items()}
    kinds |= {what: [Order(WRITERS // 2, rate / 2, None)] * 2 for what, rate in
              {"64 writers, two processes": 0, f"two processes at {RATE} records/s": RATE}.items()}
    found: dict[str, list[Slice]] = {what: [] for what in ("plain", *kinds)}
    like = Paced([], [])
    line = encode(event) + b"\n"
    ended = context.Event()
    grower = context.Process(target=growing, args=(root / "writers", ended))
    grower.start()
    before = 0.0
    for number in range(rounds):
        for what, orders in kinds.items():
            found["plain"].append(plain(root / "plain", line, SLICE_SECONDS))
            if one.get(what):
                for whole, part in zip(like, paced(root / "paced", line, RATE, core, SLICE_SECONDS), strict=True):
                    whole.extend(part)
            for pipe, order in zip(pipes, orders, strict=False):
                pipe.send(order)
            slices = [pipe.recv() for pipe, _ in zip(pipes, orders, strict=False)]
            found[what].append(Slice([each for s in slices for each in s.waited], sum(s.cpu for s in slices), max(s.wall for s in slices)))
        before = before if number else used(grower.pid)  # it has started by then
    for pipe in pipes:
        pipe.send(None)
    beside = used(grower.pid) - before
    ended.set()
    for each in (*running, grower):
        each.join()
    peer = [wait for each in found.pop("plain") for wait in each.waited]
    middle, late = percentile(peer, 0.5), percentile(peer, 0.99)
    print(f"{'what one waits, ms':<42}{'p50':>8}{'p99':>8}{'p50, syncs':>12}{'p99, syncs':>12}{'records/s':>11}{'CPU us':>8}")
    for what, waited in {"a plain line and its sync": peer, f"plain syncs of {RATE} lines/s, one core": like.syncs,
                         "a line of these": like.waited}.items():  # fmt: skip
        p50, p99 = percentile(waited, 0.5), percentile(waited, 0.99)
        print(f"{what:<42}{p50:>8.2f}{p99:>8.2f}{p50 / middle:>12.1f}{p99 / late:>12.1f}")
    for what, slices in found.items():
        waited = [wait for each in slices for wait in each.waited]
        p50, p99 = percentile(waited, 0.5), percentile(waited, 0.99)
        speed, cpu = len(waited) / sum(each.wall for each in slices), sum(each.cpu for each in slices) / len(waited) * 1e6
        print(f"{what:<42}{p50:>8.2f}{p99:>8.2f}{p50 / middle:>12.1f}{p99 / late:>12.1f}{speed:>11.0f}{cpu:>8.1f}")
        if one.get(what):
            ratio = p99 / percentile(like.syncs, 0.99)
            told = "met" if ratio < 3 else "NOT MET"
            print(f"  99th percentile of an append, in those of plain syncs at that rate: {ratio:.2f}, aim 3: {told}")
            print(f"  in those of plain syncs one after the other: {p99 / late:.2f}; in the median of the ones and the others:"
                  f" {p99 / percentile(like.syncs, 0.5):.1f}, {p99 / middle:.1f}")
            print(f"  in those of what a line of the plain program waits: {p99 / percentile(like.waited, 0.99):.2f}")
            print(f"  in those of the sync that is under way at any moment: {p99 / met(peer):.2f}")
        elif what in one:
            print(f"  on one core: {speed:,.0f} records/s, aim {RATE:,}: {'met' if speed > RATE else 'NOT MET'}")
    records = sum(len(each.waited) for slices in found.values() for each in slices[1:])
    print(f"the process in which the tree grows: {beside / records * 1e6:.1f} us of CPU a record")
