"""TLS before there is a connection: a handshake takes a file as a silent connection does, and makes room for those who ask as these do."""

from __future__ import annotations

import asyncio
import math
import os
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, cast

SECONDS = 10.0
"""That a handshake may take."""


class Host(Protocol):
    """Who has room for connections."""

    def admit(self, guest: Handshake, /) -> bool:
        """One has come."""

    def left(self, guest: Handshake, /) -> None:
        """It is over."""


class Handshake(asyncio.Protocol):
    """One connection until both sides speak TLS. What `make` makes of it admits itself instead.

    The event loop has no handle on a handshake of its own listener, so that one is accepted without TLS, and begun anew on a copy.
    """

    has_asked = False

    def __init__(
        self, host: Host, loop: asyncio.AbstractEventLoop, tls: ssl.SSLContext, make: Callable[[Handshake], asyncio.Protocol]
    ) -> None:
        self._host = host
        self._loop = loop
        self._tls = tls
        self._make = make
        self._arrived: socket.socket | None = None
        self.deadline = loop.time() + SECONDS

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        with suppress(OSError):  # no file is left
            self._arrived = socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno()))
        cast(asyncio.Transport, transport).abort()  # nothing was read yet, and the copy stays open
        if self._arrived is not None:
            self._host.admit(self)
            self._task = self._loop.create_task(self._shake(self._arrived))
            self._task.add_done_callback(lambda _: self._host.left(self))

    async def _shake(self, arrived: socket.socket) -> None:
        with suppress(OSError):  # no TLS, another version of it, no good certificate; or it has gone
            await self._loop.connect_accepted_socket(lambda: self._make(self), arrived, ssl=self._tls, ssl_handshake_timeout=2 * SECONDS)

    def expire(self) -> None:
        """The deadline has passed."""
        self.abort()

    def close_when_idle(self) -> None:
        """The server closes. Who is here has not asked yet, and may until the deadline."""

    def abort(self) -> None:
        """Cut it off: the handshake hears that this was all, and ends."""
        self.deadline = math.inf
        if self._arrived is not None:
            with suppress(OSError):
                self._arrived.shutdown(socket.SHUT_RDWR)
