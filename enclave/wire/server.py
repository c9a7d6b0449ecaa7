"""The HTTP/1.1 server: keep-alive, pipelining in order, strict about framing, bounded in size and time."""

from __future__ import annotations

import asyncio
import math
import ssl
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import chain
from typing import cast

import httptools
import msgspec

from enclave.wire import crowd
from enclave.wire.alive import keep_alive
from enclave.wire.handshake import Handshake
from enclave.wire.message import (
    Handler,
    Limits,
    Pouring,
    RefusalHandler,
    Refused,
    Request,
    Response,
    Talking,
    asks_for_socket,
    close_body,
    date_line,
    head_without_offer,
    looked_at,
    offers_http2,
    plain_refusal,
    response_head,
    split_target,
)

__all__ = ["Handler", "Limits", "RefusalHandler", "Refused", "Request", "Response", "Server", "listen"]

_HEAD, _BODY, _DEAF = range(3)
"""Where a connection is in its input: in (or before) a head, in a body, or past caring."""


_BETWEEN = len(b": \r\n")
_FRAMING = 8
"""Bytes on the wire for each byte of a body, at most, beside a head's worth: chunks of one byte take six."""
UPGRADE = "upgrade is not supported"
"""Why a request for another protocol is refused, a WebSocket for example."""
LAST_CALL_SECONDS = 1.0
"""How long a server that closes waits for a request on a connection that is idle."""


async def listen(
    handler: Handler,
    host: str,
    port: int,
    *,
    limits: Limits | None = None,
    tls: ssl.SSLContext | None = None,
    reuse_port: bool = False,
    refusal: RefusalHandler = plain_refusal,
    sockets: bool = False,
) -> Server:
    """Start to serve; port 0 picks a free one. Raises OSError when the address cannot be bound.

    `refusal` words (and may record) the answer to a message that never became a request. `sockets`: the handler opens WebSockets, too.
    """
    loop = asyncio.get_running_loop()
    server = Server(handler, refusal, limits or Limits(), tls, sockets=sockets)
    server.attach(await loop.create_server(lambda: server.guest(loop), host, port, reuse_port=reuse_port or None, backlog=2048))
    return server


class Server:
    """A listening server. `port` is the real one."""

    def __init__(
        self, handler: Handler, refusal: RefusalHandler, limits: Limits, tls: ssl.SSLContext | None = None, *, sockets: bool = False
    ) -> None:
        self._tls = tls
        self.sockets = sockets
        self.handler = handler
        self.refusal = refusal
        self.limits = limits
        self.most = crowd.room(limits.connections)
        self.port = 0
        self.closing = False
        self.date = date_line(time.time())
        self.connections: set[_Connection | Handshake] = set()
        self._idle = asyncio.Event()
        shortest = min(limits.head_seconds, limits.body_seconds, limits.idle_seconds, limits.write_seconds, limits.linger_seconds)
        self._period = max(0.02, min(0.5, shortest / 4))

    def attach(self, listener: asyncio.AbstractServer) -> None:
        """Take over a listener; `listen` does this once."""
        self._listener = listener
        sockets = cast(asyncio.Server, listener).sockets
        self.port = sockets[0].getsockname()[1]
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(self._period, self._sweep)

    def _sweep(self) -> None:
        """One timer for all connections: cheaper than one timer for each request."""
        self.date = date_line(time.time())
        now = self._loop.time()
        for connection in [one for one in self.connections if one.deadline < now]:
            connection.expire()
        self._timer = self._loop.call_later(self._period, self._sweep)

    def guest(self, loop: asyncio.AbstractEventLoop) -> _Connection | Handshake:
        """Who has just come."""
        if self._tls is None:
            return _Connection(self, loop)
        return Handshake(self, loop, self._tls, lambda handshake: _Connection(self, loop, handshake))

    def admit(self, connection: _Connection | Handshake, instead: Handshake | None = None) -> bool:
        """A connection has come; whether there is room for it. Those that ask nothing make some. `instead` of what it was until now."""
        if instead is not None:
            self.connections.discard(instead)
        if len(self.connections) >= self.most:
            for one in crowd.leaving(self.connections, self.most):
                self.connections.discard(one)
                one.abort()
        self.connections.add(connection)
        return len(self.connections) <= self.most

    def left(self, connection: _Connection | Handshake) -> None:
        """A connection is gone and nothing runs for it any more."""
        self.connections.discard(connection)
        if not self.connections:
            self._idle.set()

    async def close(self, grace_seconds: float = 10.0) -> None:
        """Stop accepting, let answers in progress end, cut off what is left after `grace_seconds`."""
        self.closing = True
        waiting = crowd.waiting(self._listener)
        self._listener.close()
        for arrived in waiting:
            with suppress(OSError):  # it has gone
                await self._loop.connect_accepted_socket(lambda: self.guest(self._loop), arrived)
        for connection in list(self.connections):
            connection.close_when_idle()
        await self._until_idle(grace_seconds)
        for connection in list(self.connections):
            connection.abort()
        await self._until_idle(1.0)
        self._timer.cancel()

    async def _until_idle(self, seconds: float) -> None:
        self._idle.clear()
        if self.connections:
            try:
                await asyncio.wait_for(self._idle.wait(), seconds)
            except TimeoutError:
                return


class _Connection(asyncio.Protocol):
    """One client. Input is parsed as it comes; answers are made one after the other, in the order of the requests."""

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop, handshake: Handshake | None = None) -> None:
        self._server = server
        self._handshake = handshake
        self._limits = server.limits
        self._loop = loop
        self._parser = httptools.HttpRequestParser(self)
        self._queue: deque[Request | Refused] = deque()
        self._task: asyncio.Task[None] | None = None
        self._streaming = False
        self._gone = asyncio.Event()
        self._drained: asyncio.Future[None] | None = None
        self._state = _HEAD
        self._fed = 0
        self._begun = False
        self._expects_continue = False
        self._last = False
        self._asks_for_socket = False
        self._heard = self._head_again = b""
        self._talking: Talking | None = None
        self.deadline = loop.time() + self._limits.idle_seconds
        self._reset()

    def _reset(self) -> None:
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._head_size = 0
        self._body: list[bytes] = []
        self._body_size = 0
        self._problem: tuple[int, str] | None = None

    # the transport calls these

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        keep_alive(transport)
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if peer else ""
        instead, self._handshake = self._handshake, None
        if not self._server.admit(self, instead):
            self._refuse(503, "too many connections")

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone.set()
        self._state = _DEAF
        self._queue.clear()
        self.deadline = math.inf
        del self._parser  # it holds this object's methods: a cycle that only the collector would find
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        if self._task is None:
            self._server.left(self)
        elif self._streaming:
            self._task.cancel()

    def eof_received(self) -> bool:
        return False

    def pause_writing(self) -> None:
        self._drained = self._loop.create_future()
        self.deadline = self._loop.time() + self._limits.write_seconds

    def resume_writing(self) -> None:
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._drained = None
        self.deadline = math.inf if self._task is not None else self.deadline

    def data_received(self, data: bytes) -> None:
        if self._state == _DEAF:
            return
        self._fed += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            rest = data[upgrade.args[0] :]
            if self._head_again:
                head, self._head_again, self._parser = self._head_again, b"", httptools.HttpRequestParser(self)
                self._reset()
                self.data_received(head + rest)
                return
            self._heard = rest
            self._state = _DEAF  # what comes next is for another protocol, or for nobody
            self._transport.pause_reading()
        except httptools.HttpParserError as error:
            status, reason = self._problem or (400, f"malformed request: {str(error).lower()}")
            self._refuse(status, reason)
        else:
            if self._state == _HEAD and self._begun and self._fed > self._limits.head_bytes:
                self._refuse(431, "request head is too large")
            elif self._state == _BODY and self._fed > self._limits.head_bytes + _FRAMING * self._body_size:
                self._refuse(400, "malformed request: there is more between the chunks than in them")
        if self._queue and self._state != _DEAF:
            self._transport.pause_reading()

    # the parser calls these

    def on_message_begin(self) -> None:
        self._begun = True
        if self._task is None:
            self.deadline = self._loop.time() + self._limits.head_seconds

    def on_url(self, url: bytes) -> None:
        self._url += url
        self._grow(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._state != _HEAD:
            self._grow(len(name) + len(value) + _BETWEEN)
            return
        headers = self._headers
        headers.append((name.lower(), value.strip()))
        if len(headers) > self._limits.header_count:
            self._stop(431, "too many headers")

    def on_headers_complete(self) -> None:
        version = self._parser.get_http_version()
        if version not in ("1.1", "1.0"):
            self._stop(505, "only HTTP/1.1 and HTTP/1.0 are spoken here")
        headers = self._headers
        self._grow(len(b"".join(chain.from_iterable(headers))) + _BETWEEN * len(headers))
        expect = looked_at(headers, version, self._limits)
        if isinstance(expect, tuple):
            self._stop(*expect)
        if self._parser.should_upgrade():
            self._asks_for_socket = self._server.sockets and version == "1.1" and asks_for_socket(self._parser.get_method(), self._headers)
            if not self._asks_for_socket and version == "1.1" and offers_http2(method := self._parser.get_method(), headers):
                self._head_again = head_without_offer(method, self._url, headers)
                return
            if not self._asks_for_socket:
                self._stop(400, UPGRADE)
        if expect is not None:
            if expect != b"100-continue":
                self._stop(417, "only `100-continue` can be expected")
            self._expects_continue = version == "1.1"
            self._continue()
        self._minor_version = 1 if version == "1.1" else 0
        self._state = _BODY
        self._fed = 0
        if self._task is None:
            self.deadline = self._loop.time() + self._limits.body_seconds

    def on_body(self, body: bytes) -> None:
        self._expects_continue = False
        self._body_size += len(body)
        if self._body_size > self._limits.body_bytes:
            self._stop(413, f"request body is larger than {self._limits.body_bytes} bytes")
        self._body.append(body)

    def on_message_complete(self) -> None:
        if self._state == _DEAF or self._head_again:
            return
        method, path, query = self._target()
        body = self._body[0] if len(self._body) == 1 else b"".join(self._body)
        keeps = self._parser.should_keep_alive()
        request = Request(method, path, query, tuple(self._headers), body, self._peer, self._gone, keeps, self._minor_version)
        if self._asks_for_socket:
            request = msgspec.structs.replace(request, keep_alive=False, is_upgrade=True)
        self._state = _HEAD
        self._fed = 0
        self._begun = False
        self._expects_continue = False
        self._reset()
        self._queue.append(request)
        self._next()

    # input

    def _grow(self, size: int) -> None:
        self._head_size += size
        if self._head_size > self._limits.head_bytes:
            self._stop(431, "request head is too large")

    def _stop(self, status: int, reason: str) -> None:
        """Leave the parser's callback; data_received refuses with this status."""
        self._problem = (status, reason)
        raise ValueError(reason)

    def _target(self) -> tuple[str, str, str]:
        return self._parser.get_method().decode("ascii"), *split_target(self._url)

    def _continue(self) -> None:
        """Invite the body, unless an earlier answer is still to come or the body is already on its way."""
        if self._expects_continue and self._task is None and not self._queue:
            self._expects_continue = False
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _refuse(self, status: int, reason: str) -> None:
        """Answer once more, after the answers that are still to come, and hear nothing further."""
        method, path, _ = self._target() if self._url else ("", "", "")
        self._queue.append(Refused(status, reason, method, path, tuple(self._headers), self._peer))
        self._state = _DEAF
        self._reset()
        self._next()

    # output

    def _next(self) -> None:
        if self._task is None and self._queue and not self._last:
            self.deadline = math.inf
            self._task = self._loop.create_task(self._answer(self._queue.popleft()))

    async def _answer(self, item: Request | Refused) -> None:
        """Make and write one answer. An error of the handler goes to the loop's exception handler and cuts the connection."""
        finished = False
        response: Response | None = None
        try:
            if isinstance(item, Request):
                response = await self._server.handler(item)
            else:
                response = await self._server.refusal(item)
            await self._write(item, response)
            finished = True
        finally:
            self._streaming = False
            if response is not None and not isinstance(response.body, bytes):
                await close_body(response.body)
            self._task = None
            self._finish(finished)

    async def _write(self, item: Request | Refused, response: Response) -> None:
        if self._gone.is_set():
            return
        asked = item if isinstance(item, Request) else None
        self._last = asked is None or not asked.keep_alive or self._server.closing
        body, has_none = response.body, response.status in (204, 304)
        bodiless = has_none or (asked is not None and asked.method == "HEAD")
        if isinstance(body, bytes):
            framing = b"" if has_none else b"content-length: %d\r\n" % len(body)
            head = response_head(response, framing, self._last, self._server.date)
            self._transport.write(head if bodiless else head + body)
            if self._drained is not None:
                await self._drained
            return
        if response.status == 101:
            await self._talk(response, cast(Talking, body))
            return
        chunked = asked is None or asked.minor_version == 1
        self._last = self._last or not chunked
        framing = b"transfer-encoding: chunked\r\n" if chunked else b""
        self._transport.write(response_head(response, framing, self._last, self._server.date))
        if not bodiless:
            await self._stream(cast(AsyncIterator[bytes], body), chunked)

    async def _stream(self, body: AsyncIterator[bytes], chunked: bool) -> None:
        """Write the chunks as they come, at the speed of the client. connection_lost cancels this."""
        self._streaming = True
        write = self._transport.write

        def send(chunk: bytes) -> bool:
            if self._transport.is_closing():  # the client has gone, and nobody was told yet
                return False
            if chunk:
                write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if chunked else chunk)
            return self._drained is None

        pour = cast(Pouring, body).pour if hasattr(body, "pour") else None
        async for chunk in body:
            if send(chunk) and pour is not None:
                await pour(send)
            if self._drained is not None:
                await self._drained
        if chunked and not self._transport.is_closing():
            write(b"0\r\n\r\n")

    async def _talk(self, response: Response, talking: Talking) -> None:
        """Leave the connection to another protocol until that is over. It hears of the connection's end, this object does not."""
        self._transport.write(response_head(response, b"", False, self._server.date))
        self._talking = talking
        try:
            if self._server.closing:
                talking.leave()
            await talking.talk(self._transport, self._heard)
        finally:
            self._gone.set()
            self._transport.abort()

    def _finish(self, finished: bool) -> None:
        """After an answer: the next one, or the end."""
        if self._gone.is_set():
            self._server.left(self)
        elif not finished:
            self._transport.abort()
        elif self._state == _DEAF and not self._queue:
            self._linger()
        elif self._last:
            self._transport.close()
        elif self._queue:
            self._next()
        else:
            in_message = self._state == _BODY or self._begun
            idle = LAST_CALL_SECONDS if self._server.closing else self._limits.idle_seconds  # nobody was told that this was the last
            self.deadline = self._loop.time() + (self._limits.body_seconds if in_message else idle)
            self._transport.resume_reading()
            self._continue()

    def _linger(self) -> None:
        """Read on for a moment: closing with unread input would reset the connection and lose the answer."""
        if self._transport.can_write_eof():
            self._transport.write_eof()
            self._transport.resume_reading()
            self.deadline = self._loop.time() + self._limits.linger_seconds
        else:
            self._transport.close()

    # the server calls these

    @property
    def has_asked(self) -> bool:
        return self._task is not None or bool(self._queue) or self._transport.get_write_buffer_size() > 0

    def expire(self) -> None:
        """The deadline has passed."""
        self.deadline = math.inf
        if self._drained is not None or self._state == _DEAF:
            self._transport.abort()
        elif self._begun:
            self._refuse(408, "the request did not arrive in time")
        else:
            self._transport.close()

    def close_when_idle(self) -> None:
        """Close soon if nothing is in progress, else after the answer in progress.

        A request may be on its way on a connection that seems idle: it is still answered, and told that it was the last.
        """
        if self._talking is not None:
            self._talking.leave()
        elif self._task is None and not self._begun and self._state == _HEAD:
            self.deadline = min(self.deadline, self._loop.time() + LAST_CALL_SECONDS)

    def abort(self) -> None:
        """Cut the connection and stop what runs for it."""
        self._transport.abort()
        if self._task is not None:
            self._task.cancel()
