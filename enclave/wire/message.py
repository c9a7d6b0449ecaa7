"""What travels: requests, responses, limits, and the bytes of a response head."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from email.utils import formatdate
from http import HTTPStatus
from itertools import chain
from typing import Protocol, TypeAlias

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
        return dict(self.headers[::-1]).get(name)

    def all(self, name: bytes) -> list[bytes]:
        """Every value of a header; `name` in lower case."""
        return [value for key, value in self.headers if key == name]


class Pouring(Protocol):
    """A body that can do more than be iterated: give what comes to a function, in the moment in which it comes."""

    async def pour(self, send: Callable[[bytes], bool]) -> None:
        """Call `send` with each chunk, until that returns False (there is no room) or the iterator has to say what is next."""


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
    """`Talking` with status 101, and with no other."""


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


def header_lines(headers: Headers) -> bytes:
    """The lines of headers. Who calls it looks for line breaks in them."""
    return b"%b: %b\r\n" * len(headers) % tuple(chain.from_iterable(headers))


def response_head(response: Response, framing: bytes, close: bool, date: bytes) -> bytes:
    """Status line and headers. `framing` is a complete header line or empty. Raises ValueError on a line break in a header."""
    status = _STATUS_LINES.get(response.status) or b"HTTP/1.1 %d Unknown\r\n" % response.status
    end = b"connection: close\r\n\r\n" if close else b"\r\n"
    head = b"".join((status, header_lines(response.headers), date, framing, end))
    if head.count(b"\n") != len(response.headers) + 3 + (framing != b"") + close:
        raise ValueError("a response header contains a line break")
    return head


_FRAMES = frozenset({b"host", b"content-length", b"transfer-encoding", b"expect"})


def looked_at(headers: Sequence[tuple[bytes, bytes]], version: str, limits: Limits) -> tuple[int, str] | bytes | None:
    """What is wrong with the headers that the server itself goes by: a status and why; or what is expected of it, if anything is."""
    hosts = 0
    expect = None
    for name, value in headers:
        if name not in _FRAMES:
            continue
        if name == b"host":
            hosts += 1
        elif name == b"content-length" and int(value) > limits.body_bytes:
            return 413, f"request body is larger than {limits.body_bytes} bytes"
        elif name == b"transfer-encoding" and (value.lower() != b"chunked" or version == "1.0"):
            return 400, "malformed request: the only transfer encoding is `chunked`"
        elif name == b"expect":
            expect = value.lower()
    if hosts > 1 or (hosts == 0 and version == "1.1"):
        return 400, "malformed request: exactly one host header is needed"
    return expect


def asks_for_socket(method: bytes, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Whether the other protocol that a request asks for is a WebSocket, and nothing else (RFC 6455, section 4.1)."""
    wanted = [value.lower() for name, value in headers if name == b"upgrade"]
    has_body = any(name in (b"content-length", b"transfer-encoding") for name, _ in headers)
    return method == b"GET" and wanted == [b"websocket"] and not has_body


def split_target(url: bytes) -> tuple[str, str]:
    """Path and query of what a request line asks for, which may be a whole address."""
    target = url.decode("latin-1")
    if not target.startswith("/") and "://" in target:
        target = "/" + target.split("://", 1)[1].partition("/")[2]
    path, _, query = target.partition("#")[0].partition("?")
    return path, query


async def close_body(body: AsyncIterator[bytes] | Talking) -> None:
    """Nobody reads on in a body."""
    if (close := getattr(body, "aclose", None)) is not None:
        await close()


_OFFER = frozenset({b"upgrade", b"http2-settings"})


def offers_http2(method: bytes, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Whether the other protocol is HTTP/2, and nothing else: an offer that a server may leave alone (RFC 9110, section 7.8). Java's own
    client makes it with the first request of a connection without TLS."""
    return method != b"CONNECT" and [value.lower() for name, value in headers if name == b"upgrade"] == [b"h2c"]


def head_without_offer(method: bytes, url: bytes, headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    """The head of a request once more, as if it offered nothing: with an offer, the parser reads no body."""
    lines = [b"%b %b HTTP/1.1" % (method, url)]
    for name, value in headers:
        kept = [one for one in map(bytes.strip, value.split(b",")) if one.lower() not in _OFFER] if name == b"connection" else [value]
        if name not in _OFFER:
            lines.append(b"%b: %b" % (name, b", ".join(kept)))
    return b"\r\n".join(lines) + b"\r\n\r\n"


def date_line(timestamp: float) -> bytes:
    """The `date` header line for a Unix time."""
    return b"date: %b\r\n" % formatdate(timestamp, usegmt=True).encode()
