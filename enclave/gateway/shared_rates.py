"""How much was asked for lately, by gateways on many machines: shares in Redis, of which each process holds a little for a second.

Over any `T` seconds no more passes than the share and what is earned in `T + LEASE` seconds of it: that is the whole slack.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import msgspec

from enclave.errors import EnclaveError
from enclave.gateway.rates import MINUTE, Limit, Room

SCRIPT = Path(__file__).with_name("rates.lua").read_text(encoding="utf-8")
LEASE = 1.0
"""Seconds for which a process may use what it holds. Then it gives back what is left."""
MOST_HELD = 20
"""No process holds more of a share than one part in so many."""
MOST_LEASES = 65_536
"""Limits that a process remembers: most are of callers."""


@runtime_checkable
class Scripts(Protocol):
    """A ledger that runs scripts beside its data."""

    def run_script(self, script: str, name: str, argument: bytes) -> bytes:
        """Run one on the keys below a name. Blocks; raises EnclaveError."""


class _Lease:
    """What a process holds of one limit. Amounts in requests or tokens, times in seconds of the clock."""

    __slots__ = ("at", "back", "left", "limit", "recent", "refused", "remaining", "reset", "until", "used")

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.left = self.back = self.used = self.recent = 0.0
        self.until = self.at = self.reset = 0.0
        self.remaining = float(limit.most)
        self.refused = (0.0, 0.0, 0.0)
        """Until when nobody asks for so much again, how much, and when it will be there."""

    def turn(self, now: float) -> None:
        """What is held too long goes back."""
        if now >= self.until:
            self.back += self.left
            self.recent = self.used if now < self.until + LEASE else 0.0
            self.left = self.used = 0.0
            self.until = now + LEASE

    @property
    def beside(self) -> float:
        """What to hold beside what is asked for: about what is used in a second, and no large part of the share."""
        return min(max(0.0, self.recent - self.used), max(1.0, self.limit.most / MOST_HELD))

    def room(self, now: float, wait: float = 0.0) -> Room:
        """As the caller is told."""
        held = 0.0 if wait else self.left
        reset = max(0.0, self.reset - (now - self.at) - held * MINUTE / 1e9 / self.limit.most)
        return Room(self.limit, max(0, int(self.remaining + held)), reset, wait)


class SharedRates:
    """The shares of one enclave, as one process sees them. Use it on one event loop. Its errors are EnclaveErrors."""

    def __init__(self, scripts: Scripts, clock: Callable[[], float] = time.monotonic) -> None:
        self._scripts = scripts
        self._clock = clock
        self._leases: dict[bytes, _Lease] = {}
        self._flushing: asyncio.Task[None] | None = None

    async def take(self, parts: Sequence[tuple[Limit, int]]) -> list[Room]:
        """Take a part of every share, or of none: then one room says how long to wait. An amount over a whole share takes the whole."""
        now = self._clock()
        leases = [self._lease(limit, now) for limit, _ in parts]
        wanted = [float(min(amount, limit.most)) for limit, amount in parts]
        for lease, amount in zip(leases, wanted, strict=True):
            until, refused, there = lease.refused
            if now < until and amount >= refused and amount > lease.left:
                return [lease.room(now, there - now)]
        held = [min(lease.left, amount) for lease, amount in zip(leases, wanted, strict=True)]
        for lease, amount in zip(leases, held, strict=True):
            lease.left -= amount
        if held != wanted:
            waits = await self._ask(leases, [amount - own for amount, own in zip(wanted, held, strict=True)])
            if any(waits):
                for lease, amount in zip(leases, held, strict=True):
                    lease.left += amount
                return self._refused(leases, wanted, waits)
        for lease, amount in zip(leases, wanted, strict=True):
            lease.used += amount
        now = self._clock()
        return [lease.room(now) for lease in leases]

    def correct(self, limit: Limit, taken: int, used: int) -> None:
        """What a call took was an estimate, and this is what it used. Others hear of it within `LEASE` seconds."""
        self._lease(limit, self._clock()).back += min(taken, limit.most) - used
        self._flush_soon()

    async def close(self) -> None:
        """Give back what is held. Nothing may be asked after it."""
        if self._flushing is not None:
            self._flushing.cancel()
            await asyncio.gather(self._flushing, return_exceptions=True)
        for lease in self._leases.values():
            lease.until = 0.0
        await self._give_back()

    def _lease(self, limit: Limit, now: float) -> _Lease:
        lease = self._leases.get(limit.name)
        if lease is None or lease.limit.most != limit.most:
            if len(self._leases) >= MOST_LEASES:
                self._forget()
            lease = self._leases[limit.name] = _Lease(limit)
        lease.turn(now)
        return lease

    def _forget(self) -> None:
        """Leave out what holds nothing and owes nothing."""
        self._leases = {name: lease for name, lease in self._leases.items() if lease.left or lease.back}
        if len(self._leases) >= MOST_LEASES:
            raise EnclaveError("too many rate limits are in use at once")

    async def _ask(self, leases: Sequence[_Lease], needed: Sequence[float]) -> list[float]:
        """Take what is needed from the shares, and about what is used in a second beside it; the seconds to wait for each."""
        back = [lease.back for lease in leases]
        for lease in leases:
            lease.back = min(lease.back, 0.0)  # nobody knows what a call that fails has done: what is owed is told again, the rest is not
        asked = [
            (lease.limit.name.hex(), lease.limit.most, amount, lease.beside if amount else 0.0, owed)
            for lease, amount, owed in zip(leases, needed, back, strict=True)
        ]
        told = await asyncio.to_thread(self._run, asked)
        now = self._clock()
        for lease, owed, (_, beside, ahead) in zip(leases, back, told, strict=True):
            lease.back -= min(owed, 0.0)
            lease.left += beside
            if beside:
                self._flush_soon()
            lease.at, lease.reset = now, ahead / 1e6
            lease.remaining = (MINUTE / 1e3 - ahead) * lease.limit.most / (MINUTE / 1e3)
        return [wait / 1e6 for wait, _, _ in told]

    def _run(self, asked: Sequence[tuple[Any, ...]]) -> list[tuple[float, float, float]]:
        packed = self._scripts.run_script(SCRIPT, "rates", msgspec.msgpack.encode(asked))
        return msgspec.msgpack.decode(packed, type=list[tuple[float, float, float]])

    def _refused(self, leases: Sequence[_Lease], wanted: Sequence[float], waits: Sequence[float]) -> list[Room]:
        now = self._clock()
        for lease, amount, wait in zip(leases, wanted, waits, strict=True):
            if wait:
                lease.refused = (now + min(wait, LEASE), amount, now + wait)
        place = max(range(len(waits)), key=lambda place: waits[place])
        return [lease.room(now, waits[place] if index == place else 0.0) for index, lease in enumerate(leases)]

    def _flush_soon(self) -> None:
        if self._flushing is None:
            self._flushing = asyncio.get_running_loop().create_task(self._flush())

    async def _flush(self) -> None:
        """Tell what is owed and give back what was not used, soon, although nobody asks for more."""
        try:
            while True:
                await asyncio.sleep(LEASE)
                await self._give_back()
                if not any(lease.left or lease.back for lease in self._leases.values()):
                    return
        except EnclaveError:
            return  # it goes with the next that is asked
        finally:
            self._flushing = None

    async def _give_back(self) -> None:
        now = self._clock()
        for lease in self._leases.values():
            lease.turn(now)
        leases = [lease for lease in self._leases.values() if lease.back]
        if leases:
            await self._ask(leases, [0.0] * len(leases))
