"""WebSockets (RFC 6455) on the connections of the server and the client: texts, bounded in size, number and time.

The frames are the business of the `websockets` package, without its I/O and without any extension: nothing is compressed.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import cast
from urllib.parse import urlsplit

import msgspec
from websockets.client import ClientProtocol
from websockets.datastructures import Headers as Fields
from websockets.exceptions import InvalidHandshake
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request as Handshake
from websockets.http11 import Response as Answer
from websockets.protocol import SERVER, Protocol, State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from enclave.errors import EnclaveError
from enclave.wire.client import BrokenError, Client, GarbageError, SilentError, UpstreamError
from enclave.wire.message import Headers, Request

NORMAL, GOING_AWAY, PROTOCOL, UNSUPPORTED, ABNORMAL, INVALID, POLICY, TOO_BIG, INTERNAL, RESTART, LATER = (
    1000, 1001, 1002, 1003, 1006, 1007, 1008, 1009, 1011, 1012, 1013,
)  # fmt: skip
"""Why a socket is closed (RFC 6455, section 7.4.1, and IANA's registry)."""
MOST_REASON = 120
"""Bytes of the words that go with it: a control frame has 125."""
_QUIET = logging.getLogger(__name__)
_QUIET.disabled = True  # frames hold what people say


class SocketLimits(msgspec.Struct, frozen=True):
    """What one socket may cost. Bytes, counts and seconds."""

    message_bytes: int = 1024 * 1024
    fragments: int = 256
    """Frames of one message."""
    frames: float = 250.0
    """A second, over a while; as many again may come at once."""
    waiting: int = 64
    """Messages that came and that nobody has taken yet; then nothing more is read."""
    waiting_bytes: int = 2 * 1024 * 1024
    ping_seconds: float = 20.0
    """After so long in silence the other side is asked for a sign of life, which it has as long again for."""
    write_seconds: float = 30.0
    """How long the other side may leave what it was sent unread."""
    close_seconds: float = 2.0
    """How long the other side may take to say goodbye."""


class ClosedError(EnclaveError):
    """The socket is closed; nothing more comes, and nothing more can be sent."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(f"the socket was closed with {code}")
        self.code = code
        self.reason = reason


class RejectedError(UpstreamError):
    """The server answered a request for a socket with something else."""

    sent = False

    def __init__(self, status: int, headers: Sequence[tuple[str, str]]) -> None:
        super().__init__(f"the upstream answered {status} instead of opening a socket")
        self.status = status
        self._headers = tuple((name.lower(), value) for name, value in headers)

    def header(self, name: str) -> str:
        """The first value of a header, empty if there is none; `name` in lower case."""
        return next((value for key, value in self._headers if key == name), "")


class Socket(asyncio.Protocol):
    """One end of a WebSocket. One task receives; any may send. Make it on the event loop that uses it."""

    def __init__(self, frames: Protocol, limits: SocketLimits | None = None) -> None:
        self._frames = frames
        self._limits = limits or SocketLimits()
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._messages: deque[str] = deque()
        self._waiting_bytes = 0
        self._parts: list[bytes] | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._drained: asyncio.Future[None] | None = None
        self._gone = self._loop.create_future()
        self._paused = False
        self._asked = False
        self._allowance = 2 * self._limits.frames
        self._at = self._heard_at = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._goodbye: asyncio.TimerHandle | None = None
        self.received = self.sent = 0
        """Bytes of messages."""

    # what the owner calls

    async def receive(self) -> str:
        """The next message. Raises ClosedError when there is none and there will be none."""
        while not self._messages:
            if self._frames.state is not State.OPEN or self._gone.done():
                raise self._closed()
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        message = self._messages.popleft()
        self._waiting_bytes -= len(message)
        if self._paused and len(self._messages) <= self._limits.waiting // 2 and self._transport is not None:
            self._paused, self._heard_at = False, self._loop.time()
            self._transport.resume_reading()
        return message

    async def send(self, text: bytes) -> None:
        """Send a message, encoded already, at the speed of the other side. Raises ClosedError."""
        if self._frames.state is not State.OPEN or self._gone.done():
            raise self._closed()
        self._frames.send_text(text)
        self.sent += len(text)
        self._flush()
        if self._drained is not None:
            try:
                async with asyncio.timeout(self._limits.write_seconds):
                    await asyncio.shield(self._drained)
            except TimeoutError:
                self.abort()
                raise ClosedError(ABNORMAL, "the other side does not read") from None
            if self._gone.done():
                raise self._closed()

    def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Say goodbye. Harmless when it was said."""
        if self._frames.state is State.OPEN and not self._gone.done():
            self._frames.send_close(code, reason.encode()[:MOST_REASON].decode(errors="ignore"))
            self._flush()
            self._part()

    def abort(self) -> None:
        """Cut the connection."""
        if self._transport is not None:
            self._transport.abort()

    async def closed(self) -> None:
        """Wait until the connection is gone."""
        await asyncio.shield(self._gone)

    @property
    def is_open(self) -> bool:
        """Whether something can be sent."""
        return self._frames.state is State.OPEN and not self._gone.done()

    # beginning

    def attach(self, transport: asyncio.Transport, heard: bytes) -> None:
        """Take over the connection of a server whose handshake is done. `heard` came behind the request."""
        transport.set_protocol(self)
        self.connection_made(transport)
        transport.resume_reading()
        if heard:
            self.data_received(heard)

    async def opened(self) -> None:
        """For a client: wait for the server's answer. Raises UpstreamError."""
        while self._frames.state is State.CONNECTING and self._frames.handshake_exc is None and not self._gone.done():
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        wrong = self._frames.handshake_exc
        if wrong is not None:
            answer = getattr(wrong, "response", None)
            if isinstance(answer, Answer) and answer.status_code != 101:
                raise RejectedError(answer.status_code, list(answer.headers.raw_items()))
            raise GarbageError("the upstream's answer to a request for a socket cannot be read")
        if self._frames.state is State.CONNECTING:
            raise BrokenError("the upstream ended the connection instead of opening a socket")

    # the transport calls these

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._heard_at = self._loop.time()
        self._timer = self._loop.call_later(self._limits.ping_seconds, self._look)
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        with suppress(EOFError):
            self._frames.receive_eof()
        for timer in (self._timer, self._goodbye):
            if timer is not None:
                timer.cancel()
        if not self._gone.done():
            self._gone.set_result(None)
        self.resume_writing()
        self._wake()

    def data_received(self, data: bytes) -> None:
        if self._gone.done():
            return
        self._heard_at, self._asked = self._loop.time(), False
        with suppress(EOFError):  # it came after the other side had said that this was all
            self._frames.receive_data(data)
        for event in self._frames.events_received():
            if isinstance(event, Frame):
                self._take(event)
        self._flush()
        if self._frames.state is not State.OPEN:
            self._part()
        self._wake()

    def eof_received(self) -> bool:
        with suppress(EOFError):
            self._frames.receive_eof()
        self._flush()
        return False

    def pause_writing(self) -> None:
        self._drained = self._loop.create_future()

    def resume_writing(self) -> None:
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._drained = None

    # frames

    def _take(self, frame: Frame) -> None:
        if self._frames.state is not State.OPEN and frame.opcode is not Opcode.CLOSE:
            return
        now = self._loop.time()
        self._allowance = min(2 * self._limits.frames, self._allowance + (now - self._at) * self._limits.frames) - 1
        self._at = now
        if self._allowance < 0:
            self._fail(POLICY, "too many frames")
        elif frame.opcode is Opcode.BINARY:
            self._fail(UNSUPPORTED, "only text is spoken here")
        elif frame.opcode in (Opcode.TEXT, Opcode.CONT):
            self._add(bytes(frame.data), frame.fin)

    def _add(self, data: bytes, is_last: bool) -> None:
        parts = self._parts = self._parts or []
        parts.append(data)
        if len(parts) > self._limits.fragments:
            self._fail(POLICY, "too many fragments")
        elif is_last:
            self._parts = None
            try:
                message = b"".join(parts).decode()
            except UnicodeDecodeError:
                self._fail(INVALID, "not UTF-8")
                return
            self._messages.append(message)
            self.received += sum(map(len, parts))
            self._waiting_bytes += len(message)
            is_full = len(self._messages) >= self._limits.waiting or self._waiting_bytes >= self._limits.waiting_bytes
            if is_full and not self._paused and self._transport is not None:
                self._paused = True
                self._transport.pause_reading()

    def _fail(self, code: int, reason: str) -> None:
        if self._frames.state is State.OPEN:
            self._frames.fail(CloseCode(code), reason)
            self._flush()

    def _flush(self) -> None:
        if self._transport is None or self._transport.is_closing():
            self._frames.data_to_send()
            return
        for data in self._frames.data_to_send():
            if data:
                self._transport.write(data)
            elif self._transport.can_write_eof():
                self._transport.write_eof()
            else:
                self._transport.close()

    # time

    def _look(self) -> None:
        """Every now and then: whether the other side is still there."""
        quiet = self._loop.time() - self._heard_at
        if self._frames.state is State.OPEN and not self._paused and quiet >= self._limits.ping_seconds * 0.9:
            if self._asked:
                self.abort()
                return
            self._asked = True
            self._frames.send_ping(b"")
            self._flush()
        self._timer = self._loop.call_later(self._limits.ping_seconds, self._look)

    def _part(self) -> None:
        """Goodbye was said: the connection ends soon."""
        if self._goodbye is None and not self._gone.done():
            if self._paused and self._transport is not None:  # the other side's goodbye is behind what nobody takes any more
                self._paused = False
                self._transport.resume_reading()
            self._goodbye = self._loop.call_later(self._limits.close_seconds, self.abort)

    def _closed(self) -> ClosedError:
        heard, said = self._frames.close_rcvd, self._frames.close_sent
        known = heard if heard is not None and (said is None or self._frames.close_rcvd_then_sent) else said
        return ClosedError(ABNORMAL) if known is None else ClosedError(int(known.code), known.reason)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def accept(request: Request, subprotocols: Sequence[str], limits: SocketLimits | None = None) -> tuple[Headers, Socket] | str:
    """The headers of a 101 and the socket behind it, or why the request is none for a socket.

    `subprotocols`: those that are spoken here; the first that the client offers is taken.
    """
    size = (limits or SocketLimits()).message_bytes
    known = [Subprotocol(name) for name in subprotocols]
    door = ServerProtocol(subprotocols=known, select_subprotocol=_first(known), logger=_QUIET)
    fields = Fields()
    for name, value in request.headers:
        fields[name.decode("latin-1")] = value.decode("latin-1")
    try:
        key, _, chosen = door.process_request(Handshake(request.path, fields))
    except InvalidHandshake:
        return "the request for a WebSocket is not one of RFC 6455, version 13"
    headers = [(b"connection", b"Upgrade"), (b"upgrade", b"websocket"), (b"sec-websocket-accept", key.encode())]
    if chosen is not None:
        headers.append((b"sec-websocket-protocol", chosen.encode()))
    return tuple(headers), Socket(Protocol(SERVER, max_size=size, logger=_QUIET), limits)


def _first(known: Sequence[Subprotocol]) -> Callable[[ServerProtocol, Sequence[Subprotocol]], Subprotocol | None]:
    def select(_protocol: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
        return next((name for name in offered if name in known), None)

    return select


async def dial(client: Client, target: str, headers: Headers, limits: SocketLimits | None = None) -> Socket:
    """A socket at a path, with its query, of the client's server. Raises UpstreamError, RejectedError for a refusal."""
    parts = urlsplit(client.base_url)
    uri = parse_uri(f"ws{parts.scheme.removeprefix('http')}://{parts.netloc}{target}")
    frames = ClientProtocol(uri, max_size=(limits or SocketLimits()).message_bytes, logger=_QUIET)
    request = frames.connect()
    for name, value in headers:
        request.headers[name.decode()] = value.decode("latin-1")
    frames.send_request(request)
    socket = await client.connect(lambda: Socket(frames, limits))
    try:
        async with asyncio.timeout(client.read_seconds):
            await socket.opened()
    except TimeoutError:
        raise SilentError(f"the upstream did not open a socket in {client.read_seconds:g} s") from None
    finally:
        if not socket.is_open:
            socket.abort()
    return socket
