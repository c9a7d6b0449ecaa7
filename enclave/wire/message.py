"""What travels: requests, responses, limits, and the bytes of a response head."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from email.utils import formatdate
from http import HTTPStatus
from typing import Protocol, TypeAlias, runtime_checkable

import msgspec

Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]
"""Names in lower case, values without surrounding white space, in the order of the wire."""


class Limits(msgspec.Struct, frozen=True):
    """What one connection may cost. Seconds, bytes and counts."""

    body_bytes: int = 4 * 1024 * 1024
    head_bytes: int = 64 * 1024
    header_count: int = 100
    head_seconds: float = 10.0
    """From the first byte of a request to the end of its head."""
    body_seconds: float = 60.0
    """From the end of the head to the end of the body."""
    idle_seconds: float = 75.0
    write_seconds: float = 60.0
    """How long a client may leave an answer unread."""
    linger_seconds: float = 2.0
    """How long a refused request is still read, so that the client sees the answer and not a reset."""
    connections: int = 4096


class Request(msgspec.Struct, frozen=True):
    """One complete request."""

    method: str
    path: str
    """As on the wire, without the query; not percent-decoded."""
    query: str
    headers: Headers
    body: bytes
    peer: str
    """Address of the other end, without the port."""
    disconnected: asyncio.Event
    """Set when the client has gone."""
    keep_alive: bool = True
    minor_version: int = 1
    is_upgrade: bool = False
    """It asks for a WebSocket on this connection."""

    def header(self, name: bytes) -> bytes | None:
        """The first value of a header; `name` in lower case."""
        for key, value in self.headers:
            if key == name:
                return value
        return None

    def all(self, name: bytes) -> list[bytes]:
        """Every value of a header; `name` in lower case."""
        return [value for key, value in self.headers if key == name]


@runtime_checkable
class Pouring(Protocol):
    """A body that can do more than be iterated: give what comes to a function, in the moment in which it comes."""

    async def pour(self, send: Callable[[bytes], bool]) -> None:
        """Call `send` with each chunk, until that returns False (there is no room) or the iterator has to say what is next."""


@runtime_checkable
class Talking(Protocol):
    """What goes on after a 101: another protocol on the same connection."""

    async def talk(self, transport: asyncio.Transport, heard: bytes) -> None:
        """Talk until one side has had enough. `heard` came with the request already; nothing is read until `talk` reads on."""

    def leave(self) -> None:
        """The server closes: end soon, and say so."""

    async def aclose(self) -> None:
        """There is nobody to talk to, or it is over."""


class Response(msgspec.Struct, frozen=True):
    """One answer. A body that is an iterator is sent as it comes, and closed (`aclose`) when the client goes."""

    status: int
    headers: Headers = ()
    """`content-length`, `transfer-encoding`, `connection` and `date` are the server's business, but for the `connection` of a 101."""
    body: bytes | AsyncIterator[bytes] | Talking = b""


class Refused(msgspec.Struct, frozen=True):
    """A message that the server did not accept as a request: malformed, too large, too slow."""

    status: int
    reason: str
    method: str
    path: str
    headers: Headers
    peer: str


Handler: TypeAlias = Callable[[Request], Awaitable[Response]]
RefusalHandler: TypeAlias = Callable[[Refused], Awaitable[Response]]


async def plain_refusal(refused: Refused) -> Response:
    """The answer to a message that could not be accepted, when nobody wants to word or record it."""
    return Response(refused.status, ((b"content-type", b"text/plain; charset=utf-8"),), refused.reason.encode() + b"\n")


_STATUS_LINES = {status.value: b"HTTP/1.1 %d %b\r\n" % (status.value, status.phrase.encode()) for status in HTTPStatus}


def response_head(response: Response, framing: bytes, close: bool, date: bytes) -> bytes:
    """Status line and headers. `framing` is a complete header line or empty. Raises ValueError on a line break in a header."""
    parts = [_STATUS_LINES.get(response.status) or b"HTTP/1.1 %d Unknown\r\n" % response.status]
    parts += [b"%b: %b\r\n" % header for header in response.headers]
    parts += (date, framing, b"connection: close\r\n\r\n" if close else b"\r\n")
    head = b"".join(parts)
    if head.count(b"\n") != len(response.headers) + 3 + (framing != b"") + close:
        raise ValueError("a response header contains a line break")
    return head


def asks_for_socket(method: bytes, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Whether the other protocol that a request asks for is a WebSocket, and nothing else (RFC 6455, section 4.1)."""
    wanted = [value.lower() for name, value in headers if name == b"upgrade"]
    has_body = any(name in (b"content-length", b"transfer-encoding") for name, _ in headers)
    return method == b"GET" and wanted == [b"websocket"] and not has_body


def date_line(timestamp: float) -> bytes:
    """The `date` header line for a Unix time."""
    return b"date: %b\r\n" % formatdate(timestamp, usegmt=True).encode()
