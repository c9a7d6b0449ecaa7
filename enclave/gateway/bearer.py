"""The gateway's own access token: got before it is needed, renewed while the old one still serves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

import msgspec

from enclave.errors import EnclaveError

MARGIN = 30.0
"""Seconds before its end from which on a token is not used any more."""
AHEAD = 300.0
"""Seconds before its end at which a token is renewed, where nobody says when. Half of its life, when that is less."""
PAUSE = 15.0
"""Seconds after which a renewal that failed is tried again."""


class SignInError(EnclaveError):
    """No token could be had."""


class Token(msgspec.Struct, frozen=True):
    """What a credential gives. Times in seconds since 1970."""

    value: str
    expires: float
    refresh: float | None = None
    """When it should be renewed."""


class Bearer:
    """One identity's token for one scope. `fetch` blocks and raises SignInError; it never runs twice at the same time."""

    def __init__(self, fetch: Callable[[], Token], clock: Callable[[], float] = time.time) -> None:
        self._fetch = fetch
        self._clock = clock
        self._value = b""
        self._expires = 0.0
        self._refresh = 0.0
        self._task: asyncio.Task[None] | None = None

    async def authorization(self) -> bytes:
        """The value of the `authorization` header. Raises SignInError."""
        now = self._clock()
        if now < self._refresh:
            return self._value
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._renew())
            self._task.add_done_callback(_seen)
        if now >= self._expires - MARGIN:
            await asyncio.shield(self._task)
        return self._value

    def reject(self, value: bytes) -> None:
        """The other side did not accept this one: the next call gets another."""
        if value == self._value:
            self._expires = self._refresh = 0.0

    async def close(self) -> None:
        """End a renewal that goes on."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError, SignInError):
                await self._task

    async def _renew(self) -> None:
        try:
            token = await asyncio.to_thread(self._fetch)
            now = self._clock()
            if token.expires - MARGIN <= now:
                raise SignInError("the token that was got has expired already", hint="look at this machine's clock")
        except SignInError:
            self._refresh = min(self._clock() + PAUSE, self._expires - MARGIN)  # until then the old one serves
            raise
        else:
            left = token.expires - now
            planned = token.expires - min(AHEAD, left / 2)
            self._value = b"Bearer " + token.value.encode("ascii")
            self._expires = token.expires
            self._refresh = planned if token.refresh is None else max(now, min(token.refresh, token.expires - MARGIN))
        finally:
            self._task = None


def _seen(task: asyncio.Task[None]) -> None:
    """A renewal that failed while nobody waited for it: the next call tries again."""
    if not task.cancelled():
        task.exception()
