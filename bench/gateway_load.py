"""What the gateway's benchmark sends: requests as fast as they are answered or at a rate, and streams that are read as they come."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import cast

import msgspec

from enclave.wire.client import Client

_TEXT = re.compile(rb'"content":"[^"]')


async def closed(
    port: int, token: str, body: bytes, requests: int, concurrency: int, more: tuple[tuple[bytes, bytes], ...] = ()
) -> list[float]:
    """So many requests, always so many at a time; seconds that each took."""
    client, headers = _client(port), (*_headers(token), *more)
    left = requests
    times: list[float] = []

    async def one() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            times.append(await _ask(client, headers, body))

    await asyncio.gather(*(one() for _ in range(concurrency)))
    await client.close()
    return times


async def paced(port: int, token: str, body: bytes, rate: float, seconds: float, start: float = 0.0) -> tuple[list[float], list[float]]:
    """Requests at a rate, whether or not those before are answered; seconds from when each was due to its answer. First those of a start,
    in which connections are opened and what had gone cold is warmed, then the others."""
    client, headers = _client(port), _headers(token)
    began = time.monotonic() + 0.05  # the loop's own clock counts whole milliseconds
    starting: list[float] = []
    times: list[float] = []

    async def one(due: float) -> None:
        await asyncio.sleep(due - time.monotonic())
        await _ask(client, headers, body)
        (starting if due < began + start else times).append(time.monotonic() - due)

    await asyncio.gather(*(one(began + number / rate) for number in range(int(rate * (start + seconds)))))
    await client.close()
    return starting, times


def _client(port: int) -> Client:
    return Client(f"http://127.0.0.1:{port}/v1")


def _headers(token: str) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"content-type", b"application/json"), (b"authorization", f"Bearer {token}".encode()))


async def _ask(client: Client, headers: tuple[tuple[bytes, bytes], ...], body: bytes) -> float:
    began = time.perf_counter()
    response = await client.request("POST", b"/chat/completions", headers, body)
    answer = await response.read()
    if response.status != 200:
        raise RuntimeError(f"{response.status}: {answer[:300]!r}")
    return time.perf_counter() - began


@dataclass
class Streams:
    """What came of streams, in seconds."""

    first: list[float] = field(default_factory=list)
    """From each request to the first text of its answer."""
    gaps: list[float] = field(default_factory=list)
    """The longest that each stream stood still between two pieces of text."""
    events: int = 0


async def streams(port: int, token: str, request: dict[str, object], at_once: int, seconds: float, spread: float = 1.28) -> Streams:
    """So many streams at once, each followed by the next, for some seconds; the first ones begin one after the other."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    found = Streams()
    body = msgspec.json.encode({**request, "stream": True})
    lines = (b"POST /v1/chat/completions HTTP/1.1", b"host: x", *(b"%b: %b" % header for header in _headers(token)))
    whole = b"\r\n".join((*lines, b"content-length: %d\r\n\r\n" % len(body))) + body

    async def slot(number: int) -> None:
        await asyncio.sleep(number / at_once * spread)
        _, reader = await loop.create_connection(lambda: _Reader(found, whole), "127.0.0.1", port)
        while loop.time() < until:
            await reader.next()
        reader.transport.close()

    await asyncio.gather(*(slot(number) for number in range(at_once)))
    return found


class _Reader(asyncio.Protocol):
    """One stream after the other on one connection."""

    def __init__(self, found: Streams, request: bytes) -> None:
        self._found = found
        self._request = request
        self._done = asyncio.get_running_loop().create_future()
        self._last = 0.0
        self._tail = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.WriteTransport, transport)

    async def next(self) -> None:
        """Ask once, and read to the end."""
        self._done = asyncio.get_running_loop().create_future()
        self._first = self._longest = 0.0
        self._tail = b""
        self._began = time.perf_counter()
        self.transport.write(self._request)
        await self._done
        self._found.first.append(self._first - self._began)
        self._found.gaps.append(self._longest)

    def data_received(self, data: bytes) -> None:
        said = len(_TEXT.findall(data))
        if said:
            now = time.perf_counter()
            if self._first:
                self._longest = max(self._longest, now - self._last)
            else:
                self._first = now
            self._last = now
            self._found.events += said
        self._tail = (self._tail + data)[-32:]
        if self._tail.endswith(b"0\r\n\r\n") and not self._done.done():
            self._done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(RuntimeError(f"the stream broke: {self._tail!r}"))
