"""The ledger of one machine: a SQLite file that any number of processes share, one durable transaction per batch.

A window that a later one has followed is closed: when the clock goes back, its spending counts in the latest window, so that
an old window is never spent from again.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TypeAlias

import msgspec

from enclave.ledger.interface import (
    MAX_AMOUNT,
    MAX_LIMIT,
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
    UnavailableKind,
    WindowName,
    WindowTotal,
    window_end,
    window_start,
)

VERSION = 1
BUSY_SECONDS = 5.0
"""How long to wait for another process that writes, before refusing."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND

_SCHEMA = (
    # starts_at, made_at, deadline and settled_at are microseconds since 1970, amounts nano-dollars
    "CREATE TABLE total (scope TEXT NOT NULL, window TEXT NOT NULL, starts_at INTEGER NOT NULL, ceiling INTEGER NOT NULL,"
    " settled INTEGER NOT NULL, reserved INTEGER NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (scope, window, starts_at)) WITHOUT ROWID, STRICT",
    # windows: JSON [[scope, window, starts_at], ...]; settled: what counts now, NULL while the reservation is open
    "CREATE TABLE reservation (id TEXT PRIMARY KEY, amount INTEGER NOT NULL, made_at INTEGER NOT NULL, deadline INTEGER NOT NULL,"
    " windows TEXT NOT NULL, labels TEXT NOT NULL, settled INTEGER, settled_at INTEGER, expired INTEGER NOT NULL DEFAULT 0) STRICT",
    "CREATE INDEX reservation_open ON reservation (deadline) WHERE settled IS NULL",
)

_KINDS: dict[str, tuple[UnavailableKind, str, str]] = {
    "SQLITE_BUSY": ("locked", "the ledger stays locked by another process", "see which process holds it, and try again"),
    "SQLITE_LOCKED": ("locked", "the ledger stays locked by another process", "see which process holds it, and try again"),
    "SQLITE_CORRUPT": ("corrupt", "the ledger is damaged", "restore it from a backup"),
    "SQLITE_NOTADB": ("corrupt", "the ledger is not a database", "restore it from a backup"),
    "SQLITE_READONLY": ("read-only", "the ledger cannot be written", "make the file and its directory writable"),
    "SQLITE_PERM": ("read-only", "the ledger cannot be written", "make the file and its directory writable"),
    "SQLITE_CANTOPEN": ("io", "the ledger cannot be opened", "make the directory writable"),
    "SQLITE_FULL": ("full", "no room for the ledger", "make room and try again"),
}

_Key: TypeAlias = tuple[str, WindowName, int]
"""Scope, window, start in microseconds."""

_windows = msgspec.json.Decoder(list[tuple[str, WindowName, int]])


class _Total:
    """One row of `total` while a transaction works on it."""

    __slots__ = ("ceiling", "count", "reserved", "settled")

    def __init__(self, ceiling: int, settled: int, reserved: int, count: int) -> None:
        self.ceiling, self.settled, self.reserved, self.count = ceiling, settled, reserved, count


class _Reservation:
    """One row of `reservation` while a transaction works on it."""

    __slots__ = ("amount", "deadline", "expired", "labels", "made_at", "settled", "settled_at", "windows")

    def __init__(self, amount: int, made_at: int, deadline: int, windows: list[_Key], labels: str) -> None:
        self.amount, self.made_at, self.deadline, self.windows, self.labels = amount, made_at, deadline, windows, labels
        self.settled: int | None = None
        self.settled_at: int | None = None
        self.expired = False


class SqliteStore:
    """A `Store` in a SQLite file. Threads take turns; give each process its own store."""

    def __init__(self, path: str | Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        """Opens the file, or makes it, readable by its owner only. Raises LedgerUnavailable."""
        self._path = Path(path)
        self._mutex = Lock()
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            kind: UnavailableKind = "read-only" if isinstance(error, PermissionError) or error.errno == errno.EROFS else "io"
            raise LedgerUnavailable(kind, f"the ledger cannot be opened: {(error.strerror or '').lower()}", str(path)) from error
        with self._explained():
            self._db = sqlite3.connect(self._path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
        with ExitStack() as undo:
            undo.callback(self._db.close)
            with self._explained():
                self._prepare()
            undo.pop_all()

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        # what apply() returned survives the loss of power, not only of the process
        self._db.execute("PRAGMA synchronous = FULL")
        with self._transaction():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in _SCHEMA:
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {VERSION}")
            elif version != VERSION:
                raise LedgerUnavailable("version", f"the ledger has version {version}, this program writes {VERSION}", str(self._path))

    def apply(self, batch: Sequence[Request]) -> list[Answer]:
        """Do the requests in order, atomically and durably, and answer each. A refused one does not touch the others."""
        with self._mutex, self._explained(), self._transaction():
            work = _Batch(self._db, [request.reservation_id for request in batch])
            answers = [work.reserve(request) if isinstance(request, Reserve) else work.settle(request) for request in batch]
            work.flush()
            return answers

    def report(self, time: datetime) -> list[WindowTotal]:
        """The windows that contain `time`, or the latest one of a scope when the clock went back behind it."""
        now = _micro(time)
        with self._mutex, self._explained():
            rows = self._db.execute(
                "SELECT scope, window, max(starts_at), ceiling, settled, reserved, count FROM total GROUP BY scope, window"
            ).fetchall()
        totals = []
        for scope, window, starts_at, ceiling, settled, reserved, count in rows:
            start = _EPOCH + timedelta(microseconds=starts_at)
            end = window_end(window, start)
            if _micro(end) > now:
                totals.append(WindowTotal(scope, window, start, end, ceiling, settled, reserved, count))
        return totals

    def expire(self, time: datetime) -> int:
        """Charge in full every open reservation whose lease ended at `time` or before; how many. A late settle corrects it."""
        now = _micro(time)
        with self._mutex, self._explained(), self._transaction():
            rows = self._db.execute("SELECT id FROM reservation WHERE settled IS NULL AND deadline <= ?", (now,)).fetchall()
            work = _Batch(self._db, [reservation_id for (reservation_id,) in rows])
            for (reservation_id,) in rows:
                work.expire(reservation_id, now)
            work.flush()
            return len(rows)

    def close(self) -> None:
        """Let go of the file. Nothing is lost without it."""
        with self._mutex:
            self._db.close()

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OverflowError) as error:
            name = getattr(error, "sqlite_errorname", None) or ""
            primary = "_".join(name.split("_")[:2])
            if primary in _KINDS:
                kind, message, hint = _KINDS[primary]
                raise LedgerUnavailable(kind, message, str(self._path), hint) from error
            raise LedgerUnavailable("io", f"the ledger failed: {error}", str(self._path)) from error


class _Batch:
    """The rows that one transaction touches: each read once, changed in memory, written once."""

    def __init__(self, db: sqlite3.Connection, ids: Sequence[str]) -> None:
        self._db = db
        self._totals: dict[_Key, _Total] = {}
        self._latest: dict[tuple[str, WindowName], int] = {}
        self._months: dict[int, int] = {}
        self._new: dict[str, _Reservation] = {}
        self._old = dict(self._read(ids))

    def reserve(self, request: Reserve) -> Answer:
        """Hold the amount under every ceiling, or say which one is in the way."""
        problem = _problem(request)
        if problem is not None:
            return problem
        if self._find(request.reservation_id):
            return Rejected(request.reservation_id, "duplicate reservation")
        made_at = _micro(request.time)
        keys: list[_Key] = []
        totals: list[_Total] = []
        remaining: int | None = None
        refusal: Exceeded | None = None
        for ceiling in request.ceilings:
            key = (ceiling.scope, ceiling.window, self._start(ceiling, made_at))
            total = self._total(key)
            keys.append(key)
            totals.append(total)
            left = ceiling.limit - total.settled - total.reserved - request.amount
            remaining = left if remaining is None else min(remaining, left)
            if left < 0:
                exceeded = _exceeded(request, ceiling, key, total)
                if refusal is None or exceeded.resets_at > refusal.resets_at:
                    refusal = exceeded
        if refusal is not None:
            return refusal
        for ceiling, total in zip(request.ceilings, totals, strict=True):
            total.ceiling = ceiling.limit
            total.reserved += request.amount
            total.count += 1
        labels = _text(request.labels)
        deadline = made_at + request.lease // _MICROSECOND
        self._new[request.reservation_id] = _Reservation(request.amount, made_at, deadline, keys, labels)
        return Reserved(request.reservation_id, remaining)

    def settle(self, request: Settle) -> Answer:
        """Replace the reservation by what the call cost, once."""
        problem = _problem(request)
        if problem is not None:
            return problem
        found = self._find(request.reservation_id)
        if found is None:
            return Rejected(request.reservation_id, "unknown reservation")
        if found.settled is not None and not found.expired:
            return Settled(request.reservation_id, found.settled, found.amount, repeated=True)
        late = found.expired
        self._charge(found, request.amount, _micro(request.time))
        found.expired = False
        return Settled(request.reservation_id, request.amount, found.amount, late=late)

    def expire(self, reservation_id: str, now: int) -> None:
        """Charge an open reservation in full, for a late settlement to correct."""
        found = self._find(reservation_id)
        if found is not None:
            self._charge(found, found.amount, now)
            found.expired = True

    def flush(self) -> None:
        """Write what changed."""
        self._db.executemany(
            "INSERT INTO total VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ceiling = excluded.ceiling,"
            " settled = excluded.settled, reserved = excluded.reserved, count = excluded.count",
            [(*key, t.ceiling, t.settled, t.reserved, t.count) for key, t in self._totals.items() if t.count],
        )
        self._db.executemany(
            "INSERT INTO reservation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (key, r.amount, r.made_at, r.deadline, _text(r.windows), r.labels, r.settled, r.settled_at, r.expired)
                for key, r in self._new.items()
            ],
        )
        self._db.executemany(
            "UPDATE reservation SET settled = ?, settled_at = ?, expired = ? WHERE id = ?",
            [(r.settled, r.settled_at, r.expired, key) for key, r in self._old.items()],
        )

    def _charge(self, reservation: _Reservation, amount: int, now: int) -> None:
        for key in reservation.windows:
            total = self._total(key)
            if reservation.settled is None:
                total.reserved -= reservation.amount
                total.settled += amount
            else:
                total.settled += amount - reservation.settled
        reservation.settled, reservation.settled_at = amount, now

    def _find(self, reservation_id: str) -> _Reservation | None:
        return self._new.get(reservation_id) or self._old.get(reservation_id)

    def _read(self, ids: Sequence[str]) -> Iterator[tuple[str, _Reservation]]:
        rows = self._db.execute(
            "SELECT id, amount, made_at, deadline, windows, labels, settled, settled_at, expired FROM reservation"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (_text(ids),),
        )
        for reservation_id, amount, made_at, deadline, windows, labels, settled, settled_at, expired in rows:
            found = _Reservation(amount, made_at, deadline, _windows.decode(windows), labels)
            found.settled, found.settled_at, found.expired = settled, settled_at, bool(expired)
            yield reservation_id, found

    def _start(self, ceiling: Ceiling, made_at: int) -> int:
        """The start of the window that `made_at` falls in, or of the latest known one when that is later."""
        day = made_at - made_at % _DAY
        start = day if ceiling.window == "daily" else self._month(day)
        scope = (ceiling.scope, ceiling.window)
        latest = self._latest.get(scope)
        if latest is None:
            row = self._db.execute(
                "SELECT starts_at FROM total WHERE scope = ? AND window = ? ORDER BY starts_at DESC LIMIT 1", scope
            ).fetchone()
            latest = row[0] if row is not None else start
        latest = self._latest[scope] = max(start, latest)
        return latest

    def _month(self, day: int) -> int:
        if day not in self._months:
            self._months[day] = _micro(window_start("monthly", _EPOCH + timedelta(microseconds=day)))
        return self._months[day]

    def _total(self, key: _Key) -> _Total:
        total = self._totals.get(key)
        if total is None:
            row = self._db.execute(
                "SELECT ceiling, settled, reserved, count FROM total WHERE scope = ? AND window = ? AND starts_at = ?", key
            ).fetchone()
            total = self._totals[key] = _Total(*(row or (0, 0, 0, 0)))
        return total


def _exceeded(request: Reserve, ceiling: Ceiling, key: _Key, total: _Total) -> Exceeded:
    start = _EPOCH + timedelta(microseconds=key[2])
    return Exceeded(
        reservation_id=request.reservation_id,
        scope=ceiling.scope,
        window=ceiling.window,
        limit=ceiling.limit,
        spent=total.settled,
        reserved=total.reserved,
        asked=request.amount,
        resets_at=window_end(ceiling.window, start),
    )


def _problem(request: Request) -> Rejected | None:
    if not 0 <= request.amount <= MAX_AMOUNT:
        return Rejected(request.reservation_id, "amount out of range")
    if request.time.tzinfo is None:
        return Rejected(request.reservation_id, "time without a zone")
    if isinstance(request, Reserve):
        if any(not 0 <= ceiling.limit <= MAX_LIMIT for ceiling in request.ceilings):
            return Rejected(request.reservation_id, "limit out of range")
        if len({(ceiling.scope, ceiling.window) for ceiling in request.ceilings}) < len(request.ceilings):
            return Rejected(request.reservation_id, "two ceilings for one window")
    return None


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _micro(time: datetime) -> int:
    return (time - _EPOCH) // _MICROSECOND
