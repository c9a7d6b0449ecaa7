"""The HTTP/1.1 client: pooled keep-alive connections to one base URL, bounded waits, back-pressure. It never follows redirects."""

from __future__ import annotations

import asyncio
import math
import select
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import TypeVar, cast
from urllib.parse import urlsplit

import httptools

from enclave.errors import EnclaveError, InputError
from enclave.wire.alive import keep_alive
from enclave.wire.message import Headers, header_lines

_P = TypeVar("_P", bound=asyncio.BaseProtocol)
_HIGH_WATER = 256 * 1024
_HEAD_BYTES = 64 * 1024
_FRAMING = frozenset({b"content-length", b"transfer-encoding"})
_STALE_SECONDS = 1.0
"""A connection that idled for longer is looked at before it is used again."""


class UpstreamError(EnclaveError):
    """The other side did not answer as it should. `sent`: it may have processed the request.

        UpstreamError
        |-- UnreachableError    no connection: certainly not processed
        |-- SilentError         nothing came for `read_seconds`
        |-- BrokenError         the connection ended before the answer did
        `-- GarbageError        what came is not HTTP, or larger than allowed
    """

    sent = True


class UnreachableError(UpstreamError):
    """No connection could be made."""

    sent = False


class SilentError(UpstreamError):
    """Nothing came for too long."""


class BrokenError(UpstreamError):
    """The connection ended before the answer did."""


class GarbageError(UpstreamError):
    """What came is not an HTTP answer, or is larger than allowed."""


class ClientResponse:
    """One answer. Its body comes by `read` or `chunks`; `close` when neither is taken to its end."""

    __slots__ = ("_buffered", "_complete", "_connection", "_error", "_loop", "_pieces", "_take", "_waiter", "headers", "status")

    def __init__(self, connection: _Connection, loop: asyncio.AbstractEventLoop) -> None:
        self.status = 0
        self.headers: Headers = ()
        self._connection: _Connection | None = connection
        self._loop = loop
        self._pieces: deque[bytes] = deque()
        self._buffered = 0
        self._complete = False
        self._error: UpstreamError | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._take: Callable[[bytes], bool] | None = None

    def header(self, name: bytes) -> bytes | None:
        """The first value of a header; `name` in lower case."""
        return next((value for key, value in self.headers if key == name), None)

    async def chunk(self) -> bytes:
        """What has come since the last call, waiting for something; `b""` at the end. Raises UpstreamError."""
        while not self._pieces:
            if self._complete:
                return b""
            if self._error is not None:
                raise self._error
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self._taken()

    def _taken(self) -> bytes:
        """All that has come and nobody had yet."""
        pieces, connection = self._pieces, self._connection
        if len(pieces) == 1:
            data = pieces.popleft()
        else:
            data = b"".join(pieces)
            pieces.clear()
        self._buffered = 0
        if connection is not None and connection.paused:
            connection.resume()
        return data

    async def pour(self, take: Callable[[bytes], bool]) -> None:
        """Give each piece to `take` in the moment in which it comes, until that returns False or the body ends; `chunk` tells how.

        Nobody is woken for a piece: of a stream of many small ones that is half of what passing them on costs.
        """
        if self._pieces or self._complete or self._error is not None:
            return
        self._take = take
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._take = self._waiter = None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes. Raises UpstreamError."""
        while data := await self.chunk():
            yield data

    async def read(self, limit: int = 64 * 1024 * 1024) -> bytes:
        """The whole body. Raises UpstreamError, GarbageError when it is larger than `limit` bytes."""
        parts: list[bytes] = []
        size = 0
        while data := await self.chunk():
            parts.append(data)
            size += len(data)
            if size > limit:
                self.close()
                raise GarbageError(f"the answer is larger than {limit} bytes")
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def close(self) -> None:
        """Give up what is still to come. Harmless after the end."""
        if self._connection is not None:
            self._connection.abort()
            self._connection = None

    async def _head(self) -> None:
        """Wait until status and headers are there."""
        try:
            while not self.status:
                if self._error is not None:
                    raise self._error
                self._waiter = self._loop.create_future()
                await self._waiter
        except asyncio.CancelledError:
            self.close()
            raise
        finally:
            self._waiter = None

    # the connection calls these

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _tell(self) -> None:
        """Something has come."""
        take = self._take
        if take is None:
            self._wake()
        elif self._pieces and not take(self._taken()):
            self._take = None
            self._wake()

    def _end(self, error: UpstreamError | None) -> None:
        self._complete = error is None
        self._error = error
        self._connection = None
        self._wake()


class _Connection(asyncio.Protocol):
    """One connection of the pool, with at most one answer on its way."""

    def __init__(self, client: Client, loop: asyncio.AbstractEventLoop) -> None:
        self._client = client
        self._loop = loop
        self._parser = httptools.HttpResponseParser(self)
        self._response: ClientResponse | None = None
        self._headers: list[tuple[bytes, bytes]] = []
        self._in_head = True
        self._until_close = False
        self.paused = False
        self._fed = 0
        self.deadline = math.inf
        self._until = math.inf
        self.idle_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        keep_alive(transport)
        self._descriptor: int = transport.get_extra_info("socket").fileno()
        self._client.join(self)

    def send(self, data: bytes) -> ClientResponse:
        """Write a request; its answer."""
        self._response = ClientResponse(self, self._loop)
        self._until = self._loop.time() + self._client.total_seconds
        self._expect()
        self._in_head = True
        self._fed = 0
        self._transport.write(data)
        return self._response

    def _expect(self) -> None:
        """Something must come in time."""
        self.deadline = min(self._loop.time() + self._client.read_seconds, self._until)

    def usable(self) -> bool:
        """Whether an idle connection is still good: nothing has come on it, not even its end."""
        if self._transport.is_closing():
            return False
        if self._loop.time() - self.idle_since < _STALE_SECONDS:
            return True
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        return not poll.poll(0)

    def resume(self) -> None:
        """Read on. It must be paused."""
        self.paused = False
        self._expect()
        self._transport.resume_reading()

    def abort(self) -> None:
        self._response = None
        self._transport.abort()

    def expire(self) -> None:
        """The deadline has passed."""
        if self._loop.time() >= self._until:
            self._fail(SilentError(f"the upstream's answer was not complete after {self._client.total_seconds:g} s"))
        else:
            self._fail(SilentError(f"the upstream sent nothing for {self._client.read_seconds:g} s"))

    def data_received(self, data: bytes) -> None:
        if self._response is None:
            self._transport.abort()  # nobody asked: an answer to nothing must not become the answer to the next request
            return
        deadline = self._loop.time() + self._client.read_seconds  # as `_expect`, without a call for each piece
        self.deadline = deadline if deadline < self._until else self._until
        self._fed += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail(GarbageError("the upstream's answer is not HTTP/1.1"))
            return
        response = self._response
        if response is not None:
            if self._in_head and self._fed > _HEAD_BYTES:
                self._fail(GarbageError("the head of the upstream's answer is too large"))
            else:
                response._tell()

    def connection_lost(self, exc: Exception | None) -> None:
        del self._parser
        response, self._response = self._response, None
        if response is not None:
            whole = self._until_close and not self._in_head and exc is None
            response._end(None if whole else BrokenError("the upstream closed the connection before its answer was complete"))
        self._client.forget(self)

    def _fail(self, error: UpstreamError) -> None:
        response, self._response = self._response, None
        self.deadline = math.inf
        self._transport.abort()
        if response is not None:
            response._end(error)

    # the parser calls these

    def on_message_begin(self) -> None:
        if self._response is None:
            raise ValueError("an answer that nobody asked for")
        self._headers = []

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:
            self._headers.append((name.lower(), value.strip()))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        response = self._response
        if response is None or status == 101:
            raise ValueError("an answer that nobody asked for")
        if self._fed > _HEAD_BYTES and sum(len(name) + len(value) for name, value in self._headers) > _HEAD_BYTES:
            raise ValueError("the head is too large")
        if status >= 200:
            response.headers = tuple(self._headers)
            response.status = status
            self._until_close = _FRAMING.isdisjoint(dict(self._headers)) and status not in (204, 304)
            self._in_head = False

    def on_body(self, body: bytes) -> None:
        response = self._response
        if response is None:
            return
        response._pieces.append(body)
        response._buffered += len(body)
        if response._buffered >= _HIGH_WATER and not self.paused:
            self.paused = True
            self.deadline = self._until
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        response = self._response
        if self._in_head or response is None:
            return
        self._response = None
        self.deadline = math.inf
        if self.paused:
            self.paused = False
            self._transport.resume_reading()
        if self._parser.should_keep_alive():
            self.idle_since = self._loop.time()
            self._client.release(self)
        else:
            self._transport.close()
        response._end(None)


class Client:
    """A pool of connections to one server.

    `base_url` is `http[s]://host[:port][/path]`; a request's target is appended to its path. Raises InputError when it is not.
    An answer may pause for `read_seconds` and take `total_seconds`.
    """

    def __init__(
        self,
        base_url: str,
        *,
        connect_seconds: float = 5.0,
        read_seconds: float = 120.0,
        total_seconds: float = 900.0,
        max_connections: int = 1024,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
            raise InputError(f"`{base_url}` is not a base URL", hint="write it as `http://host:port/v1`")
        self._host = parts.hostname
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._tls = (tls or ssl.create_default_context()) if parts.scheme == "https" else None
        self._path = parts.path.rstrip("/").encode()
        self.base_url = base_url.rstrip("/")
        self._host_line = b"host: %b\r\n" % parts.netloc.encode("idna")
        self.connect_seconds = connect_seconds
        self.read_seconds = read_seconds
        self.total_seconds = total_seconds
        self._max = max_connections
        self._idle: list[_Connection] = []
        self._open: set[_Connection] = set()
        self._connecting = 0
        self._waiters: deque[asyncio.Future[None]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    async def request(self, method: str, target: bytes, headers: Headers, body: bytes = b"") -> ClientResponse:
        """Send a request; returns when status and headers have come. Raises UpstreamError.

        `host` and `content-length` are the client's business. A connection that went stale in the pool is replaced before
        anything is sent; after that nothing is ever sent twice.
        """
        lines = header_lines(headers)
        if lines.count(b"\n") != len(headers):
            raise ValueError("a request header contains a line break")
        head = b"%b %b%b HTTP/1.1\r\n%b%bcontent-length: %d\r\n\r\n" % (
            method.encode(), self._path, target, self._host_line, lines, len(body),
        )
        connection = self._pick() or await self._acquire()
        if self._timer is None:
            self._watch()
        response = connection.send(head + body)
        await response._head()
        return response

    def _pick(self) -> _Connection | None:
        """The idle connection that was used last, if a good one is left."""
        while self._idle:
            connection = self._idle.pop()
            if connection.usable():
                return connection
            connection.abort()
        return None

    async def _acquire(self) -> _Connection:
        """A free connection: a new one, or when there are enough, the next that is released."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self.connect_seconds
        while len(self._open) + self._connecting >= self._max:
            turn = loop.create_future()
            self._waiters.append(turn)
            try:
                async with asyncio.timeout_at(until):
                    await turn
            except TimeoutError:
                raise UnreachableError(f"all {self._max} connections to the upstream are busy") from None
            if connection := self._pick():
                return connection
        return await self._connect()

    async def _connect(self) -> _Connection:
        loop = asyncio.get_running_loop()
        self._connecting += 1
        try:
            return await self.connect(lambda: _Connection(self, loop))
        finally:
            self._connecting -= 1
            if self._waiters:
                self._admit()

    async def connect(self, make: Callable[[], _P]) -> _P:
        """A new connection to the server, outside of the pool unless what is made joins it. Raises UnreachableError."""
        loop = asyncio.get_running_loop()
        try:
            if self._closed:
                raise UnreachableError("the client is closed")
            _, connection = await asyncio.wait_for(
                loop.create_connection(make, self._host, self._port, ssl=self._tls), self.connect_seconds
            )
        except TimeoutError:
            raise UnreachableError(f"the upstream did not accept a connection in {self.connect_seconds:g} s") from None
        except OSError as error:
            raise UnreachableError(f"the upstream cannot be reached: {error.strerror or type(error).__name__}") from error
        return connection

    def join(self, connection: _Connection) -> None:
        """A connection has been made."""
        self._open.add(connection)

    def release(self, connection: _Connection) -> None:
        """A connection has done its work."""
        self._idle.append(connection)
        if self._waiters:
            self._admit()

    def forget(self, connection: _Connection) -> None:
        """A connection is gone."""
        self._open.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        if self._waiters:
            self._admit()

    def _admit(self) -> None:
        while self._waiters:
            turn = self._waiters.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    def _watch(self) -> None:
        """One timer for all connections, while there are any."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        for connection in [one for one in self._open if one.deadline < now]:
            connection.expire()
        pause = max(0.02, min(0.5, self.read_seconds / 4, self.total_seconds / 4))
        self._timer = loop.call_later(pause, self._watch) if self._open or self._connecting else None

    async def close(self) -> None:
        """Cut every connection."""
        self._closed = True
        for connection in list(self._open):
            connection.expire() if connection.deadline < math.inf else connection.abort()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        await asyncio.sleep(0)
