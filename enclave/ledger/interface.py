"""What every ledger store promises: requests, answers and the `Store` protocol, all in integer nano-dollars.

A reservation counts against its ceilings until it is settled. It belongs to the calendar windows in which it was made,
whenever it is settled. What `apply` returned is durable.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeAlias

import msgspec

from enclave.errors import EnclaveError
from enclave.ledger.calendar import WindowName

UnavailableKind = Literal["locked", "corrupt", "read-only", "full", "version", "io", "lost"]

MAX_AMOUNT = 10**15
"""The most that one reservation or settlement can be: a million dollars. More than that is a mistake, and is rejected."""

MAX_LIMIT = 9 * 10**15
"""The highest ceiling: nine million dollars. Below 2**53, so that every sum is exact in the doubles of Redis's Lua, too."""

LEASE = timedelta(minutes=15)
"""How long a reservation waits for its settlement before `expire` charges it in full."""

KEPT = timedelta(days=35)
"""How long what is settled and closed is kept before `prune` forgets it: any month is whole until the next one has ended."""


class LedgerUnavailable(EnclaveError):
    """The store could not decide. Whoever asked must refuse: nothing was reserved, or it is charged in full later."""

    def __init__(
        self, kind: UnavailableKind, message: str, where: str = "", hint: str = "", *, perhaps_done: bool = False
    ) -> None:
        super().__init__(message, where, hint)
        self.kind = kind
        self.perhaps_done = perhaps_done
        """The answer was lost: what was asked may have been done, or be done yet. Settle it with 0, or again."""


class Ceiling(msgspec.Struct, frozen=True):
    """What a scope may spend in one calendar window, in nano-dollars."""

    scope: str
    """`hub`, `project/<name>`, and of either, or behind a project's, `caller/<id>` and `model/<name>`."""
    window: WindowName
    limit: int
    zone: str = "UTC"
    """Whose days and months: a name of the IANA time zone database."""
    warn_at: tuple[int, ...] = ()
    """Amounts in nano-dollars, ascending. The first reservation that reaches one is told so; no other is, in that window."""


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
    calls: int = 1
    """What it adds to the count of its windows."""


class Settle(msgspec.Struct, frozen=True):
    """Replaces a reservation by what the call really cost; 0 when it was never made.

    An id that is settled before it is reserved can never be reserved: whoever does not know whether a reservation was made
    settles it with 0, and it does not matter which of the two arrives first.
    """

    reservation_id: str
    amount: int
    time: datetime
    calls: int = 0
    """What it adds to the count of the windows, beside the reservation's own."""


class Shrink(msgspec.Struct, frozen=True):
    """Gives back what a reservation no longer needs: it holds `amount` from now on, if that is less."""

    reservation_id: str
    amount: int
    time: datetime


class Warned(msgspec.Struct, frozen=True):
    """What is settled and held has come to one of the amounts that a ceiling warns at."""

    scope: str
    window: WindowName
    period: str
    """`2026-11-21` or `2026-11`."""
    at: int
    """One of the ceiling's `warn_at`."""
    limit: int


class Reserved(msgspec.Struct, frozen=True):
    """The amount is held under every ceiling."""

    reservation_id: str
    remaining: int | None
    """The least that is left under any of the ceilings after this reservation; None when there was no ceiling."""
    warnings: tuple[Warned, ...] = ()
    """Amounts to warn at that this reservation was the first to reach."""


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


class Shrunk(msgspec.Struct, frozen=True):
    """The reservation holds `amount` now, or counts it when it had expired. What was settled stays as it was."""

    reservation_id: str
    amount: int


class Rejected(msgspec.Struct, frozen=True):
    """A request that makes no sense; nothing changed. Whoever asked must refuse."""

    reservation_id: str
    reason: Literal[
        "unknown reservation", "duplicate reservation", "amount out of range", "limit out of range", "two ceilings for one window",
        "time without a zone",
    ]


Request: TypeAlias = Reserve | Settle | Shrink
Answer: TypeAlias = Reserved | Exceeded | Settled | Shrunk | Rejected


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

    def prune(self, time: datetime, keep: timedelta = KEPT) -> int:
        """Forget what was settled, and closed windows, that are older than `keep`; how many. Others need not wait for it."""

    def rest(self) -> None:
        """Give back what is held in advance. For when nothing happens."""

    def close(self) -> None:
        """Let go of the store. Nothing is lost without it."""


MOST_SOUND = 4096
_sound: dict[int, tuple[Ceiling, ...]] = {}
"""Ceilings that were looked at, by their `id`: whoever calls often has the same ones again and again. They are frozen, and kept here, so
that the `id` is nobody else's."""


def problem_with(request: Request) -> Rejected | None:
    """What makes no sense in a request, whatever the ledger holds."""
    if not 0 <= request.amount <= MAX_AMOUNT:
        return Rejected(request.reservation_id, "amount out of range")
    if request.time.tzinfo is None:
        return Rejected(request.reservation_id, "time without a zone")
    if isinstance(request, Reserve) and _sound.get(id(request.ceilings)) is not request.ceilings:
        if any(not 0 <= ceiling.limit <= MAX_LIMIT for ceiling in request.ceilings):
            return Rejected(request.reservation_id, "limit out of range")
        if len({(ceiling.scope, ceiling.window) for ceiling in request.ceilings}) < len(request.ceilings):
            return Rejected(request.reservation_id, "two ceilings for one window")
        if len(_sound) >= MOST_SOUND:
            _sound.clear()
        _sound[id(request.ceilings)] = request.ceilings
    return None
