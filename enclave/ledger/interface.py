"""What every ledger store promises: requests, answers and the `Store` protocol, all in integer nano-dollars.

A reservation counts against its ceilings until it is settled. It belongs to the calendar windows (UTC) in which it was
made, whenever it is settled. What `apply` returned is durable.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol, TypeAlias

import msgspec

from enclave.errors import EnclaveError

WindowName = Literal["daily", "monthly"]
UnavailableKind = Literal["locked", "corrupt", "read-only", "full", "version", "io"]

MAX_AMOUNT = 10**15
"""The most that one reservation or settlement can be: a million dollars. More than that is a mistake, and is rejected."""

MAX_LIMIT = 10**18
"""The highest ceiling: a billion dollars."""

LEASE = timedelta(minutes=15)
"""How long a reservation waits for its settlement before `expire` charges it in full."""


class LedgerUnavailable(EnclaveError):
    """The store could not decide. Whoever asked must refuse: nothing was reserved, or it is charged in full later."""

    def __init__(self, kind: UnavailableKind, message: str, where: str = "", hint: str = "") -> None:
        super().__init__(message, where, hint)
        self.kind = kind


class Ceiling(msgspec.Struct, frozen=True):
    """What a scope may spend in one calendar window, in nano-dollars. `MAX_LIMIT` only counts what is spent."""

    scope: str
    """`hub` or `project/<name>`."""
    window: WindowName
    limit: int


class Reserve(msgspec.Struct, frozen=True):
    """Asks for `amount` under all ceilings at once: all of them hold it, or none does."""

    reservation_id: str
    """Unique for ever; the gateway's request id. One that begins with the time is cheaper to store."""
    amount: int
    """The worst that the call can cost, in nano-dollars."""
    ceilings: tuple[Ceiling, ...]
    time: datetime
    """When it is made, with a time zone; decides the windows."""
    labels: dict[str, str] = {}
    """What it is for (`project`, `model`), kept for reports."""
    lease: timedelta = LEASE


class Settle(msgspec.Struct, frozen=True):
    """Replaces a reservation by what the call really cost; 0 when it was never made."""

    reservation_id: str
    amount: int
    time: datetime


class Reserved(msgspec.Struct, frozen=True):
    """The amount is held under every ceiling."""

    reservation_id: str
    remaining: int | None
    """The least that is left under any of the ceilings after this reservation; None when there was no ceiling."""


class Exceeded(msgspec.Struct, frozen=True):
    """The amount does not fit and nothing was reserved. Of several ceilings in the way, the one that resets last."""

    reservation_id: str
    scope: str
    window: WindowName
    limit: int
    spent: int
    reserved: int
    asked: int
    resets_at: datetime

    @property
    def remaining(self) -> int:
        """What would still have fitted under this ceiling."""
        return max(0, self.limit - self.spent - self.reserved)


class Settled(msgspec.Struct, frozen=True):
    """The reservation is settled. `amount` is what counts now, also when this settlement changed nothing."""

    reservation_id: str
    amount: int
    reserved: int
    """What had been reserved."""
    repeated: bool = False
    """It was settled before: nothing changed."""
    late: bool = False
    """It had expired and been charged in full; this settlement corrected that."""

    @property
    def overrun(self) -> int:
        """By how much the call cost more than was reserved for it; the true cost is recorded all the same."""
        return max(0, self.amount - self.reserved)


class Rejected(msgspec.Struct, frozen=True):
    """A request that makes no sense; nothing changed. Whoever asked must refuse."""

    reservation_id: str
    reason: Literal[
        "unknown reservation", "duplicate reservation", "amount out of range", "limit out of range", "two ceilings for one window",
        "time without a zone",
    ]


Request: TypeAlias = Reserve | Settle
Answer: TypeAlias = Reserved | Exceeded | Settled | Rejected


class WindowTotal(msgspec.Struct, frozen=True):
    """Where one scope stands in one window."""

    scope: str
    window: WindowName
    starts_at: datetime
    resets_at: datetime
    limit: int
    """As last used by a reservation."""
    settled: int
    reserved: int
    count: int
    """Reservations made in the window, open or settled."""

    @property
    def remaining(self) -> int:
        """What may still be reserved."""
        return max(0, self.limit - self.settled - self.reserved)


class Store(Protocol):
    """A ledger. Every method may block; call it from a thread. Every method may raise `LedgerUnavailable`."""

    def apply(self, batch: Sequence[Request]) -> list[Answer]:
        """Do the requests in order, atomically and durably, and answer each. A refused one does not touch the others."""

    def report(self, time: datetime) -> list[WindowTotal]:
        """The windows that contain `time`, or the latest one of a scope when the clock went back behind it."""

    def expire(self, time: datetime) -> int:
        """Charge in full every open reservation whose lease ended at `time` or before; how many. A late settle corrects it."""

    def close(self) -> None:
        """Let go of the store. Nothing is lost without it."""


def window_start(window: WindowName, time: datetime) -> datetime:
    """The start of the calendar window (UTC) that contains `time`."""
    day = time.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day if window == "daily" else day.replace(day=1)


def window_end(window: WindowName, start: datetime) -> datetime:
    """When the window that starts at `start` resets."""
    if window == "daily":
        return start + timedelta(days=1)
    return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
