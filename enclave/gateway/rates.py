"""How much was asked for lately, in a file that all workers of a machine share: requests and tokens, each by what they are limited by.

The generic cell rate algorithm (ITU-T I.371): one moment for each limit, when all that was taken is earned again. Nothing needs to be
cleaned up: a moment that has passed says the same as none.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from enclave.errors import EnclaveError
from enclave.spec.policy import Policy

MINUTE = 60 * 10**9
BUCKETS = 4096
WAYS = 8
_CELL = struct.Struct("=QQ")
"""A limit's name, hashed; the moment, in nanoseconds of the machine's clock that only goes on."""
_BUCKET = WAYS * _CELL.size
MOST_OWED = 2 * MINUTE
"""Nobody waits longer for what one call took beyond its estimate."""


class Limit(msgspec.Struct, frozen=True):
    """So much of something in any minute."""

    kind: Literal["requests", "tokens"]
    most: int
    whose: str
    """In words for the caller."""
    name: bytes
    """Eight bytes that no other limit has."""


class Room(msgspec.Struct, frozen=True):
    """How a limit stands after a call took its part, or did not get it."""

    limit: Limit
    remaining: int
    reset: float
    """Seconds until all of it is there again."""
    wait: float = 0.0
    """Seconds until the call could have got its part; 0: it got it."""


class Rates(Protocol):
    """Who knows how much of every share is taken. Errors are EnclaveErrors."""

    async def take(self, parts: Sequence[tuple[Limit, int]]) -> list[Room]:
        """Take a part of every share, or of none: then a room says how long to wait."""

    def correct(self, limit: Limit, taken: int, used: int) -> None:
        """What a call took was an estimate, and this is what it used."""

    async def close(self) -> None:
        """Nothing may be asked after it."""


def limits(project: str, policy: Policy, caller: str, deployment: str) -> tuple[Limit, ...]:
    """Every limit that a call is under."""
    places = (
        ("project", policy.rates.project, f"project `{project}`"), (f"caller/{caller}", policy.rates.caller, "its caller"),
        (f"deployment/{deployment}", policy.rates.deployment, f"deployment `{deployment}`"),
    )  # fmt: skip
    found: list[Limit] = []
    for place, rate, whose in places:
        if rate.requests is not None:
            found.append(Limit("requests", rate.requests, whose, _name(project, place, "requests")))
        if rate.tokens is not None:
            found.append(Limit("tokens", rate.tokens, whose, _name(project, place, "tokens")))
    return tuple(found)


def _name(*parts: str) -> bytes:
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()


class RateFile:
    """The file. Any number of processes may have it open; in each, one thread uses it. Its errors are EnclaveErrors."""

    def __init__(self, path: Path, now: Callable[[], int] = time.monotonic_ns) -> None:
        self._path = path
        self._now = now
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if os.fstat(self._file).st_size < BUCKETS * _BUCKET:
                os.ftruncate(self._file, BUCKETS * _BUCKET)
            self._cells = mmap.mmap(self._file, BUCKETS * _BUCKET)
        except OSError as error:
            raise EnclaveError("the file of rate limits cannot be used", str(path)) from error

    async def take(self, parts: Sequence[tuple[Limit, int]]) -> list[Room]:
        """Take a part of every share, or of none: then the last room says how long to wait."""
        rooms: list[Room] = []
        for limit, amount in parts:
            room = self.take_one(limit, amount)
            rooms.append(room)
            if room.wait:
                for (taken, much), _ in zip(parts, rooms[:-1], strict=False):
                    self.correct(taken, much, 0)
                return rooms
        return rooms

    def take_one(self, limit: Limit, amount: int) -> Room:
        """Take a part of a minute's share, if it is there. An amount over the whole share takes the whole."""
        each = MINUTE / limit.most
        with self._cell(limit.name) as (at, moment, now):
            after = moment + round(min(amount, limit.most) * each)
            if after - now > MINUTE:
                return Room(limit, 0, (moment - now) / 1e9, max(after - now - MINUTE, 1) / 1e9)
            _CELL.pack_into(self._cells, at, int.from_bytes(limit.name, "big"), after)
        return Room(limit, int((MINUTE - (after - now)) / each), (after - now) / 1e9)

    def correct(self, limit: Limit, taken: int, used: int) -> None:
        """What a call took was an estimate, and this is what it used."""
        each = MINUTE / limit.most
        with self._cell(limit.name) as (at, moment, now):
            after = min(moment + round((used - min(taken, limit.most)) * each), now + MOST_OWED)
            _CELL.pack_into(self._cells, at, int.from_bytes(limit.name, "big"), max(after, now))

    async def close(self) -> None:
        """Nothing may be asked after it."""
        self._cells.close()
        os.close(self._file)

    @contextmanager
    def _cell(self, name: bytes) -> Iterator[tuple[int, int, int]]:
        """A limit's cell, held: where it is, its moment or now if that has passed, and now."""
        number = int.from_bytes(name, "big")
        start = number % BUCKETS * _BUCKET
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX, _BUCKET, start)
        except OSError as error:
            raise EnclaveError("the file of rate limits cannot be used", str(self._path)) from error
        try:
            now = self._now()
            free = -1
            for at in range(start, start + _BUCKET, _CELL.size):
                known, moment = _CELL.unpack_from(self._cells, at)
                live = now < moment <= now + MOST_OWED  # a later one is of before the machine started
                if known == number:
                    yield at, moment if live else now, now
                    return
                if not live and free < 0:
                    free = at
            if free < 0:
                raise EnclaveError("too many rate limits are in use at once", str(self._path))
            yield free, now, now
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, _BUCKET, start)


def headers(rooms: Sequence[Room]) -> tuple[tuple[bytes, bytes], ...]:
    """OpenAI's `x-ratelimit-*` of the limit of each kind that has the least left."""
    found: list[tuple[bytes, bytes]] = []
    for kind in ("requests", "tokens"):
        of_kind = [room for room in rooms if room.limit.kind == kind]
        if of_kind:
            room = min(of_kind, key=lambda room: (room.remaining, -room.reset))
            values = (("limit", str(room.limit.most)), ("remaining", str(room.remaining)), ("reset", duration(room.reset)))
            found += [(f"x-ratelimit-{what}-{kind}".encode(), value.encode()) for what, value in values]
    return tuple(found)


def duration(seconds: float) -> str:
    """As OpenAI writes it: `20ms`, `7.5s`, `1m30s`."""
    if seconds < 1:
        return f"{max(0, round(seconds * 1000))}ms"
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}m{int(rest)}s" if minutes else f"{round(rest, 3):g}s"
