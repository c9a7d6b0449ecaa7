"""Amounts taken in advance: a worker reserves a slice of busy ceilings in the store, and lets calls in under it by itself.

A slice is a reservation like any other and counts in full until it is settled with what its calls came to, so no ceiling is weakened.
What a worker owes for its slices stands in a file that outlives it; others settle for the dead.
"""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
import struct
import time as clock
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import NamedTuple, TypeAlias
from uuid import uuid4

from enclave.ledger.calendar import period, period_end
from enclave.ledger.interface import (
    KEPT,
    MAX_AMOUNT,
    Answer,
    Ceiling,
    Exceeded,
    LedgerUnavailable,
    Rejected,
    Request,
    Reserve,
    Reserved,
    Settle,
    Settled,
    Shrink,
    Store,
    UnavailableKind,
    Warned,
    WindowTotal,
    problem_with,
)

HOT = 32
"""Calls under the same ceilings within a second, from which on a slice is taken. Below that every call has its own reservation."""
SECONDS = 5.0
"""After which a slice is given back, and what was settled under it stands in the store."""
CALLS = 64
"""Calls like the one that asks that a slice has room for."""
SHARE = 64
"""A slice is never more than this part of what is left under the ceilings: at the end of a budget there are none."""
LEASE = timedelta(minutes=20)
MOST_REMEMBERED = 4096
"""Calls whose settlement is remembered, to answer a second one."""

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_HEADER = 64
_SLOT = struct.Struct("<32sqq16x")
_OWED = struct.Struct("<qq")
_SLOTS = 1023

_Key: TypeAlias = tuple[Ceiling, ...]


class _Slice:
    """A part of some ceilings that this worker holds. `left` is what no call has reserved or spent."""

    __slots__ = ("born", "calls", "held", "id", "key", "left", "remaining", "retired", "size", "slot", "until", "warnings")

    def __init__(self, key: _Key, size: int, slot: int, until: datetime) -> None:
        self.id, self.key, self.size, self.slot, self.until = uuid4().hex, key, size, slot, until
        self.left = size
        self.held = self.calls = 0
        self.remaining: int | None = None
        self.retired = False
        self.born = clock.monotonic()
        self.warnings: tuple[Warned, ...] = ()


class _Demand:
    """How often some ceilings are asked for, and the slice of them, if there is one."""

    __slots__ = ("_before", "_count", "_second", "active", "amount", "factor", "not_before", "remaining", "time")

    def __init__(self, time: datetime) -> None:
        self.time = time
        self._second = self._count = self._before = self.amount = 0
        self.factor = CALLS
        self.not_before = 0.0
        self.remaining: int | None = None
        self.active: _Slice | None = None

    def note(self, now: float, amount: int, time: datetime) -> None:
        """Count one more."""
        self.time = time
        second = int(now)
        if second != self._second:
            self._before = self._count if second == self._second + 1 else 0
            self._second, self._count = second, 0
        self._count += 1
        self.amount = amount

    def wants(self, now: float) -> bool:
        """Whether a slice pays now."""
        return self.active is None and self._count + self._before >= HOT and now >= self.not_before

    def size(self) -> int:
        """Of the next slice; 0 when what is left is better asked for call by call."""
        size = min(MAX_AMOUNT, self.amount * self.factor)
        if self.remaining is not None:
            size = min(size, self.remaining // SHARE)
        return size if size >= 2 * self.amount else 0


class Begun(NamedTuple):
    """A batch that has begun."""

    batch: Sequence[Request]
    answers: list[Answer | None]
    """None where the store has to be asked."""
    is_done: bool
    """Whether the store need not hear of it now."""


class LeasedStore:
    """A `Store` in front of another. Ids must be unique by themselves: a call under a slice is not looked up in the store."""

    def __init__(self, store: Store, directory: Path) -> None:
        """`directory`: where the workers of this machine keep what they owe. Raises LedgerUnavailable."""
        self._store = store
        self._mutex = Lock()
        self._file = Owed(directory)
        self._swept = 0.0
        self._demands: dict[_Key, _Demand] = {}
        self._held: dict[str, tuple[_Slice, int]] = {}
        self._done: dict[str, tuple[int, int]] = {}
        self._touched: set[_Slice] = set()
        """Slices whose notes are not true any more."""
        self._owed: dict[str, tuple[_Slice, Settle | Shrink]] = {}
        """By slice: what the store has yet to be told."""

    def apply(self, batch: Sequence[Request]) -> list[Answer]:
        """Do the requests in order, atomically and durably, and answer each. A refused one does not touch the others."""
        with self._mutex:
            return self._finish(self._begin(batch))

    def begin(self, batch: Sequence[Request]) -> Begun | None:
        """Do of `apply` what needs no store: for an event loop. None: not now. Unless that was all, `finish` must follow."""
        if not self._mutex.acquire(blocking=False):
            return None
        try:
            return self._begin(batch)
        finally:
            self._mutex.release()

    def finish(self, begun: Begun) -> list[Answer]:
        """The rest of `apply`, which blocks on the store."""
        with self._mutex:
            return self._finish(begun)

    def _begin(self, batch: Sequence[Request]) -> Begun:
        now = clock.monotonic()
        try:
            answers = [self._own(request, now) for request in batch]
        finally:
            self._note()
        return Begun(batch, answers, None not in answers and not self._owed and now - self._swept <= 1)

    def _finish(self, begun: Begun) -> list[Answer]:
        batch, own, _ = begun
        now = clock.monotonic()
        asked = [index for index, answer in enumerate(own) if answer is None]
        if asked:
            try:
                for index, answer in zip(asked, self._ask([batch[index] for index in asked], now), strict=True):
                    own[index] = answer
            except LedgerUnavailable:
                self._undo(batch, own)
                raise
        elif self._owed or now - self._swept > 1:
            self._sweep(now)
            with suppress(LedgerUnavailable):  # it is told with the next that must be
                self._tell([])
        return [answer for answer in own if answer is not None]

    def report(self, time: datetime) -> list[WindowTotal]:
        """The windows that contain `time`. What is held in advance counts as reserved."""
        return self._store.report(time)

    def expire(self, time: datetime) -> int:
        """Settle for workers of this machine that have died, and charge what nobody has settled in time."""
        self._file.settle_for_the_dead(self._store, time)
        return self._store.expire(time)

    def prune(self, time: datetime, keep: timedelta = KEPT) -> int:
        """Forget what is old."""
        return self._store.prune(time, keep)

    def rest(self) -> None:
        """Give back all that no call needs. For when nothing happens."""
        with self._mutex:
            self._retire_all()
            self._tell([])

    def close(self) -> None:
        """Give back what no call needs, and let go of the store."""
        try:
            with suppress(LedgerUnavailable):  # others of this machine read what is owed
                self.rest()
        finally:
            self._file.close()
            self._store.close()

    def _own(self, request: Request, now: float) -> Answer | None:
        """The answer to a request that needs no store."""
        problem = problem_with(request)
        if problem is not None:
            return problem
        if isinstance(request, Settle):
            return self._settle(request)
        return self._reserve(request, now) if isinstance(request, Reserve) else None

    def _reserve(self, request: Reserve, now: float) -> Answer | None:
        name = request.reservation_id
        if name in self._held or name in self._done:
            return Rejected(name, "duplicate reservation")
        if request.lease > LEASE:
            return None  # it outlives its worker
        demand = self._demands.get(request.ceilings)
        if demand is None:
            if len(self._demands) >= MOST_REMEMBERED:
                self._demands = {key: one for key, one in self._demands.items() if one.active is not None}
            demand = self._demands[request.ceilings] = _Demand(request.time)
        demand.note(now, request.amount, request.time)
        piece = demand.active
        if piece is None:
            return None
        if now - piece.born > SECONDS or request.time >= piece.until or piece.left < request.amount:
            if piece.left < request.amount:
                demand.factor = min(demand.factor * 2, CALLS * CALLS)
            self._retire(piece)
            return None
        piece.left -= request.amount
        piece.held += 1
        piece.calls += request.calls
        self._touched.add(piece)
        self._held[name] = (piece, request.amount)
        warnings, piece.warnings = piece.warnings, ()
        return Reserved(name, None if piece.remaining is None else piece.remaining + piece.left, warnings)

    def _settle(self, request: Settle) -> Answer | None:
        name = request.reservation_id
        found = self._held.pop(name, None)
        if found is None:
            done = self._done.get(name)
            return None if done is None else Settled(name, *done, repeated=True)
        piece, amount = found
        self._put_back(piece, amount - request.amount, request.calls)
        if len(self._done) >= MOST_REMEMBERED:
            del self._done[next(iter(self._done))]
        self._done[name] = (request.amount, amount)
        return Settled(name, request.amount, amount)

    def _put_back(self, piece: _Slice, amount: int, calls: int) -> None:
        """One call of a slice has ended, and did not need this amount."""
        piece.left += amount
        piece.held -= 1
        piece.calls += calls
        self._touched.add(piece)
        if piece.retired and not piece.held:
            self._owe(piece)

    def _ask(self, requests: list[Request], now: float) -> list[Answer]:
        """The store's answers. What does not fit is asked again when slices of our own may be in its way."""
        self._sweep(now)
        answers = self._tell(requests)
        refused = [index for index, answer in enumerate(answers) if isinstance(answer, Exceeded)]
        if refused and any(demand.active for demand in self._demands.values()):
            self._retire_all()
            for index, answer in zip(refused, self._tell([requests[index] for index in refused]), strict=True):
                answers[index] = answer
        wanted: dict[_Key, _Demand] = {}
        for request, answer in zip(requests, answers, strict=True):
            demand = self._demands.get(request.ceilings) if isinstance(request, Reserve) else None
            if demand is None or not isinstance(request, Reserve):
                continue
            if isinstance(answer, Reserved):
                demand.remaining = answer.remaining
                if demand.wants(now):
                    wanted[request.ceilings] = demand
            else:
                demand.not_before = now + 1
                wanted.pop(request.ceilings, None)
        for key, demand in wanted.items():
            self._take(key, demand, now)
        return answers

    def _take(self, key: _Key, demand: _Demand, now: float) -> None:
        """Hold a slice of some ceilings, if there is enough of them."""
        size, slot = demand.size(), self._file.free_slot()
        if not size or slot is None:
            demand.not_before = now + 1
            return
        time = demand.time
        ends = [period_end(one.window, period(one.window, time, one.zone), one.zone) for one in key]
        piece = _Slice(key, size, slot, min(ends, default=time + LEASE))
        self._file.begin(slot, piece.id)
        try:
            [answer] = self._store.apply([Reserve(piece.id, size, key, time, lease=LEASE, calls=0)])
        except LedgerUnavailable:
            self._owed[piece.id] = (piece, Settle(piece.id, 0, time))
            return
        if isinstance(answer, Reserved):
            piece.remaining, piece.warnings = answer.remaining, answer.warnings
            demand.active = piece
        else:
            self._file.end(slot)
            demand.not_before = now + 1

    def _retire(self, piece: _Slice) -> None:
        """Take no more calls under a slice, and give back what none of them needs."""
        self._demands[piece.key].active = None
        piece.retired = True
        self._owe(piece)

    def _retire_all(self) -> None:
        for demand in self._demands.values():
            if demand.active is not None:
                self._retire(demand.active)

    def _sweep(self, now: float) -> None:
        if now - self._swept > 1:
            self._swept = now
            for demand in self._demands.values():
                if demand.active is not None and now - demand.active.born > SECONDS:
                    self._retire(demand.active)

    def _owe(self, piece: _Slice) -> None:
        amount, time = piece.size - piece.left, datetime.now(UTC)
        self._owed[piece.id] = (piece, Shrink(piece.id, amount, time) if piece.held else Settle(piece.id, amount, time, piece.calls))

    def _tell(self, requests: list[Request]) -> list[Answer]:
        """Bring the store up to date, and ask it something, in one step."""
        owed = list(self._owed.values())
        if not owed and not requests:
            return []
        given = self._store.apply([*(request for _, request in owed), *requests])
        self._owed.clear()
        for piece, request in owed:
            if isinstance(request, Settle):
                self._file.end(piece.slot)
        return given[len(owed) :]

    def _undo(self, batch: Sequence[Request], answers: Sequence[Answer | None]) -> None:
        """Take back what was let in, for a batch that failed as a whole. What was settled stays settled."""
        for request, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Reserved) and isinstance(request, Reserve) and request.reservation_id in self._held:
                piece, amount = self._held.pop(request.reservation_id)
                self._put_back(piece, amount, -request.calls)
        self._note()

    def _note(self) -> None:
        """What is owed for slices that calls were let in under, or have ended: for a whole batch, before anything comes of it."""
        for piece in self._touched:
            self._file.note(piece.slot, piece.size - piece.left, piece.calls)
        self._touched.clear()


class Owed:
    """What one worker owes for its slices: a file that is mapped, so that it outlives the worker, and locked for as long as it lives."""

    def __init__(self, directory: Path) -> None:
        """Makes the file. Raises LedgerUnavailable."""
        self._directory = directory
        self._path = directory / f"{uuid4().hex}.lease"
        self._free = list(range(_SLOTS))
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            hidden = self._path.with_suffix(".new")
            self._file = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            # all of its room at once: to write where a mapped file has none yet, on a full disk, is the end of the process
            os.posix_fallocate(self._file, 0, _HEADER + _SLOTS * _SLOT.size)
            fcntl.flock(self._file, fcntl.LOCK_EX)
            self._map = mmap.mmap(self._file, 0)
            boot = _boot()
            self._map[: len(boot)] = boot
            hidden.rename(self._path)  # nobody sees it before it is locked
        except OSError as error:
            kind: UnavailableKind = "full" if error.errno == errno.ENOSPC else "io"
            raise LedgerUnavailable(kind, f"slices cannot be noted: {(error.strerror or '').lower()}", str(directory)) from error

    def free_slot(self) -> int | None:
        """A place for one more slice."""
        return self._free[-1] if self._free else None

    def begin(self, slot: int, slice_id: str) -> None:
        """Note a slice before it is reserved: nothing is owed for it yet."""
        self._free.remove(slot)
        _SLOT.pack_into(self._map, _HEADER + slot * _SLOT.size, b"", 0, 0)
        self._map[_HEADER + slot * _SLOT.size : _HEADER + slot * _SLOT.size + 32] = slice_id.encode()

    def note(self, slot: int, amount: int, calls: int) -> None:
        """What a slice owes: all that was settled under it, and all that is still held."""
        _OWED.pack_into(self._map, _HEADER + slot * _SLOT.size + 32, amount, calls)

    def end(self, slot: int) -> None:
        """The store knows."""
        self._map[_HEADER + slot * _SLOT.size : _HEADER + slot * _SLOT.size + 32] = bytes(32)
        self._free.append(slot)

    def settle_for_the_dead(self, store: Store, time: datetime) -> None:
        """Settle what workers owe that have died without. Raises LedgerUnavailable: their files wait then."""
        for path in self._directory.glob("*.lease"):
            if path == self._path:
                continue
            try:
                with path.open("rb") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    data = file.read()
                    # what a mapped file held when the machine went down may never have been written: `expire` charges those in full
                    if data[: len(boot := _boot())] == boot and boot:
                        slots = (_SLOT.unpack_from(data, at) for at in range(_HEADER, len(data) - _SLOT.size + 1, _SLOT.size))
                        owed = [Settle(name.decode(), max(0, amount), time, max(0, calls)) for name, amount, calls in slots if name[0]]
                        if owed:
                            store.apply(owed)
                    path.unlink(missing_ok=True)
            except (BlockingIOError, FileNotFoundError):
                continue  # it lives, or another was faster
            except (OSError, UnicodeDecodeError, struct.error) as error:
                raise LedgerUnavailable("io", "what a dead worker owes cannot be read", str(path)) from error

    def close(self) -> None:
        """Let go of the file; it goes away unless something is still owed."""
        if len(self._free) == _SLOTS:
            self._path.unlink(missing_ok=True)
        self._map.close()
        os.close(self._file)


def _boot() -> bytes:
    """Which start of this machine it is."""
    try:
        return _BOOT.read_bytes().strip()[:_HEADER]
    except OSError:
        return b""
