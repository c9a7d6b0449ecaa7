"""The ledger of one machine: a SQLite file that any number of processes share, one durable transaction per batch.

A window that a later one has followed is closed: when the clock goes back, its spending counts in the latest window, so that
an old window is never spent from again.

A file that is taken away from under us is refused, and so is another in its place. How many reservations were ever made is kept beside it
(`seen.py`): a file that has fewer went back, or is new where one was, and is refused until an operator accepts it. Only they are counted:
what else a file forgot, settlements and what was given back, makes less of them, or more where a call cost more than its reservation.
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

from enclave.errors import InputError
from enclave.ledger.calendar import Calendar, WindowName, period_end, period_start
from enclave.ledger.interface import (
    KEPT,
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
    Shrunk,
    UnavailableKind,
    Warned,
    WindowTotal,
    problem_with,
)
from enclave.ledger.schema import VERSION, bring_up_to_date
from enclave.ledger.seen import Seen

BUSY_SECONDS = 5.0
"""How long to wait for another process that writes, before refusing."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
PRUNED_AT_ONCE = 500
"""Rows that `prune` looks at in one transaction, so that others wait no longer than for a batch."""

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

_Key: TypeAlias = tuple[str, WindowName, str]
"""Scope, window, period."""

_windows = msgspec.json.Decoder(list[tuple[str, WindowName, str]])


class _Total:
    """One row of `total` while a transaction works on it."""

    __slots__ = ("ceiling", "count", "reserved", "settled", "warned", "zone")

    def __init__(self, zone: str, ceiling: int, settled: int, reserved: int, count: int, warned: int) -> None:  # noqa: PLR0917
        self.zone, self.ceiling, self.warned = zone, ceiling, warned
        self.settled, self.reserved, self.count = settled, reserved, count


_NOTHING = ("UTC", 0, 0, 0, 0, 0)


class _Reservation:
    """One row of `reservation` while a transaction works on it."""

    __slots__ = ("amount", "deadline", "expired", "labels", "made_at", "settled", "settled_at", "windows")

    def __init__(self, amount: int, made_at: int, deadline: int, windows: Sequence[_Key], labels: str) -> None:
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
        self._calendars: dict[str, Calendar] = {}
        self._committing = False
        """Whether the last transaction got as far as its end: what fails then may have been done."""
        self._seen = _seen(self._path)
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._path.exists() and self._seen.step():
                raise _lost(self._path)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._place = _place(os.fstat(file))
            os.close(file)
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
            version = bring_up_to_date(self._db)
            if version != VERSION:
                raise LedgerUnavailable("version", f"the ledger has version {version}, this program writes {VERSION}", str(self._path))

    def apply(self, batch: Sequence[Request]) -> list[Answer]:
        """Do the requests in order, atomically and durably, and answer each. A refused one does not touch the others."""
        with self._mutex, self._explained():
            with self._turn() as made:
                work = _Batch(self._db, [request.reservation_id for request in batch], self._calendars)
                answers = [work.answer(request) for request in batch]
                work.flush()
            self._seen.note(made + work.made)
            return answers

    def report(self, time: datetime) -> list[WindowTotal]:
        """The windows that contain `time`, or the latest one of a scope when the clock went back behind it."""
        with self._mutex, self._explained():
            self._hold_to_the_file()
            rows = self._db.execute(
                "SELECT scope, window, max(period), zone, ceiling, settled, reserved, count FROM total GROUP BY scope, window"
            ).fetchall()
        totals = []
        for scope, window, period, zone, *amounts in rows:
            end = period_end(window, period, zone)
            if end > time:
                totals.append(WindowTotal(scope, window, period_start(window, period, zone), end, *amounts))
        return totals

    def expire(self, time: datetime) -> int:
        """Charge in full every open reservation whose lease ended at `time` or before; how many. A late settle corrects it."""
        now = _micro(time)
        with self._mutex, self._explained(), self._turn():
            rows = self._db.execute("SELECT id FROM reservation WHERE settled IS NULL AND deadline <= ?", (now,)).fetchall()
            work = _Batch(self._db, [reservation_id for (reservation_id,) in rows], self._calendars)
            for (reservation_id,) in rows:
                work.expire(reservation_id, now)
            work.flush()
            return len(rows)

    def prune(self, time: datetime, keep: timedelta = KEPT) -> int:
        """Forget what was settled, and closed windows, that are older than `keep`; how many. Others need not wait for it."""
        before = time - keep
        pruned = last = 0
        young = False
        while not young:
            with self._mutex, self._explained(), self._turn() as made:
                # rows lie in the order in which they were made, and the first that is young enough ends the search; the last one stays,
                # by which those that were ever made are counted
                rows = self._db.execute(
                    "SELECT rowid, made_at, settled_at FROM reservation WHERE rowid > ? AND rowid < ? ORDER BY rowid LIMIT ?",
                    (last, made, PRUNED_AT_ONCE),
                ).fetchall()
                old = [row for row in rows if row[1] < _micro(before)]
                gone = [(rowid,) for rowid, _, settled_at in old if settled_at is not None and settled_at < _micro(before)]
                self._db.executemany("DELETE FROM reservation WHERE rowid = ?", gone)
            pruned += len(gone)
            young = len(old) < len(rows) or not rows
            last = rows[-1][0] if rows else last
        # the latest window of a scope stays, also when it is old: a clock that goes back must find it
        with self._mutex, self._explained(), self._turn():
            pruned += self._db.execute(
                "DELETE FROM total WHERE reserved = 0 AND period < ? AND"
                " period < (SELECT max(period) FROM total AS other WHERE other.scope = total.scope AND other.window = total.window)",
                (before.date().isoformat()[:7],),
            ).rowcount
        return pruned

    def rest(self) -> None:
        """Nothing: nothing is held in advance."""

    def close(self) -> None:
        """Let go of the file. Nothing is lost without it."""
        with self._mutex:
            self._db.close()
            self._seen.close()

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _hold_to_the_file(self) -> None:
        """Raises LedgerUnavailable when the file was taken away: whoever goes on with it, beside others with a new one, spends twice."""
        try:
            is_there = _place(self._path.stat()) == self._place
        except OSError:
            is_there = False
        if not is_there:
            raise _lost(self._path)

    @contextmanager
    def _turn(self) -> Iterator[int]:
        """A transaction on the file that is there now: how many reservations were ever made in it. Raises LedgerUnavailable when it had
        more of them."""
        self._hold_to_the_file()
        with self._transaction():
            (made,) = self._db.execute("SELECT coalesce(max(rowid), 0) FROM reservation").fetchone()
            if made < self._seen.step():
                raise _lost(self._path)
            yield made

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._committing = False
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._committing = True
            self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
            # SQLite's message may have a name out of a damaged file, which is then no text
            name = "SQLITE_CORRUPT" if isinstance(error, UnicodeDecodeError) else getattr(error, "sqlite_errorname", None) or ""
            primary = "_".join(name.split("_")[:2])
            if primary in _KINDS:
                kind, message, hint = _KINDS[primary]
                raise LedgerUnavailable(kind, message, str(self._path), hint, perhaps_done=self._committing) from error
            raise LedgerUnavailable("io", f"the ledger failed: {error}", str(self._path), perhaps_done=self._committing) from error


class _Batch:
    """The rows that one transaction touches: each read once, changed in memory, written once."""

    def __init__(self, db: sqlite3.Connection, ids: Sequence[str], calendars: dict[str, Calendar]) -> None:
        self._db = db
        self._calendars = calendars
        self._totals: dict[_Key, _Total] = {}
        self._changed: set[_Key] = set()
        self._latest: dict[tuple[str, WindowName], str] = {}
        self._texts: dict[tuple[_Key, ...], str] = {}
        self._new: dict[str, _Reservation] = {}
        self._old = dict(self._read(ids))

    @property
    def made(self) -> int:
        """How many reservations are new."""
        return len(self._new)

    def answer(self, request: Request) -> Answer:
        """Do one request."""
        problem = problem_with(request)
        if problem is not None:
            return problem
        if isinstance(request, Reserve):
            return self.reserve(request)
        return self.settle(request) if isinstance(request, Settle) else self.shrink(request)

    def reserve(self, request: Reserve) -> Answer:
        """Hold the amount under every ceiling, or say which one is in the way."""
        if self._find(request.reservation_id):
            return Rejected(request.reservation_id, "duplicate reservation")
        keys: list[_Key] = []
        totals: list[_Total] = []
        remaining: int | None = None
        refusal: Exceeded | None = None
        for ceiling in request.ceilings:
            key, total = self._current(ceiling, request.time)
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
        warnings: tuple[Warned, ...] = ()
        for ceiling, key, total in zip(request.ceilings, keys, totals, strict=True):
            self._changed.add(key)
            total.ceiling, total.zone = ceiling.limit, ceiling.zone
            total.reserved += request.amount
            total.count += request.calls
            if ceiling.warn_at:
                warnings += _warnings(ceiling, key[2], total)
        made_at = _micro(request.time)
        deadline = made_at + request.lease // _MICROSECOND
        self._new[request.reservation_id] = _Reservation(request.amount, made_at, deadline, keys, _text(request.labels))
        return Reserved(request.reservation_id, remaining, warnings)

    def settle(self, request: Settle) -> Answer:
        """Replace the reservation by what the call cost, once."""
        now = _micro(request.time)
        found = self._find(request.reservation_id)
        if found is None:
            void = self._new[request.reservation_id] = _Reservation(0, now, now, (), "{}")
            void.settled, void.settled_at = 0, now
            return Rejected(request.reservation_id, "unknown reservation")
        if found.settled is not None and not found.expired:
            return Settled(request.reservation_id, found.settled, found.amount, repeated=True)
        late = found.expired
        self._charge(found, request.amount, now, request.calls)
        found.expired = False
        return Settled(request.reservation_id, request.amount, found.amount, late=late)

    def shrink(self, request: Shrink) -> Answer:
        """Hold less from now on."""
        found = self._find(request.reservation_id)
        if found is None:
            return Rejected(request.reservation_id, "unknown reservation")
        if found.settled is not None and not found.expired:
            return Shrunk(request.reservation_id, found.settled)
        amount = min(request.amount, found.amount)
        for key in found.windows:
            self._changed.add(key)
            total = self._total(key)
            if found.settled is None:
                total.reserved += amount - found.amount
            else:
                total.settled += amount - found.settled
        found.amount = amount
        if found.expired:
            found.settled = amount
        return Shrunk(request.reservation_id, amount)

    def expire(self, reservation_id: str, now: int) -> None:
        """Charge an open reservation in full, for a late settlement to correct."""
        found = self._find(reservation_id)
        if found is not None:
            self._charge(found, found.amount, now, 0)
            found.expired = True

    def flush(self) -> None:
        """Write what changed."""
        self._db.executemany(
            "INSERT OR REPLACE INTO total VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (*key, t.zone, t.ceiling, t.settled, t.reserved, t.count, t.warned)
                for key, t in self._totals.items() if key in self._changed
            ],
        )
        self._db.executemany(
            "INSERT INTO reservation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (key, r.amount, r.made_at, r.deadline, self._windows(r), r.labels, r.settled, r.settled_at, r.expired)
                for key, r in self._new.items()
            ],
        )
        self._db.executemany(
            "UPDATE reservation SET amount = ?, settled = ?, settled_at = ?, expired = ? WHERE id = ?",
            [(r.amount, r.settled, r.settled_at, r.expired, key) for key, r in self._old.items()],
        )

    def _charge(self, reservation: _Reservation, amount: int, now: int, calls: int) -> None:
        for key in reservation.windows:
            self._changed.add(key)
            total = self._total(key)
            total.count += calls
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

    def _current(self, ceiling: Ceiling, time: datetime) -> tuple[_Key, _Total]:
        """The window that `time` falls in, or the latest known one when that is later."""
        calendar = self._calendars.get(ceiling.zone) or self._calendars.setdefault(ceiling.zone, Calendar(ceiling.zone))
        name = calendar.turn_to(time).period(ceiling.window)
        scope = (ceiling.scope, ceiling.window)
        latest = self._latest.get(scope)
        if latest is None:
            row = self._db.execute(
                "SELECT period, zone, ceiling, settled, reserved, count, warned FROM total WHERE scope = ? AND window = ?"
                " ORDER BY period DESC LIMIT 1", scope
            ).fetchone()
            latest = row[0] if row is not None else ""
            if row is not None:
                self._totals.setdefault((*scope, latest), _Total(*row[1:]))
        name = self._latest[scope] = max(name, latest)
        key = (*scope, name)
        total = self._totals.get(key)
        if total is None:
            total = self._totals[key] = _Total(*_NOTHING)
        return key, total

    def _windows(self, reservation: _Reservation) -> str:
        keys = tuple(reservation.windows)
        text = self._texts.get(keys)
        if text is None:
            text = self._texts[keys] = _text(keys)
        return text

    def _total(self, key: _Key) -> _Total:
        total = self._totals.get(key)
        if total is None:
            row = self._db.execute(
                "SELECT zone, ceiling, settled, reserved, count, warned FROM total WHERE scope = ? AND window = ? AND period = ?", key
            ).fetchone()
            total = self._totals[key] = _Total(*(row or _NOTHING))
        return total


def _exceeded(request: Reserve, ceiling: Ceiling, key: _Key, total: _Total) -> Exceeded:
    return Exceeded(
        reservation_id=request.reservation_id,
        scope=ceiling.scope,
        window=ceiling.window,
        limit=ceiling.limit,
        spent=total.settled,
        reserved=total.reserved,
        asked=request.amount,
        resets_at=period_end(ceiling.window, key[2], ceiling.zone),
    )


def _warnings(ceiling: Ceiling, period: str, total: _Total) -> tuple[Warned, ...]:
    """The amounts to warn at that were not reached before."""
    reached = [at for at in ceiling.warn_at if total.warned < at <= total.settled + total.reserved]
    if reached:
        total.warned = reached[-1]
    return tuple(Warned(ceiling.scope, ceiling.window, period, at, ceiling.limit) for at in reached)


def accept(path: Path) -> bool:
    """Take the ledger at a path as it is from now on, also when it is gone; whether it is. For operators. Raises EnclaveError."""
    seen = _seen(path)
    if not (path.exists() or seen.step()):
        raise InputError("there is no ledger, and there was none", str(path), "name the gateway's data directory: `--data`")
    seen.close()
    seen.forget()
    return not path.exists()


def _seen(path: Path) -> Seen:
    return Seen(path.with_name(f"seen-{path.name}"))  # not `ledger.*`: it shall survive whoever deletes those


def _lost(path: Path) -> LedgerUnavailable:
    what = "the ledger has lost something that was written: its file was taken away, or replaced by an older one"
    hint = "stop the gateway, put the file back, or look what was spent and accept it as it is (`enclave budget open`), and start again"
    return LedgerUnavailable("lost", what, str(path), hint)


def _place(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _micro(time: datetime) -> int:
    return (time - _EPOCH) // _MICROSECOND
