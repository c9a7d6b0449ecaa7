"""A raw HTTP conversation: bytes out, bytes in, nothing clever between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest
import uvloop

from enclave.wire.server import Handler, Server, listen

T = TypeVar("T")


def _run(main: Callable[[], Awaitable[T]]) -> T:
    async def bounded() -> T:
        return await asyncio.wait_for(main(), 120)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(bounded())


@asynccontextmanager
async def _serving(handler: Handler, **options: Any) -> AsyncIterator[Server]:
    server = await listen(handler, "127.0.0.1", 0, **options)
    try:
        yield server
    finally:
        await server.close(1.0)


async def _talk(port: int, data: bytes, *, eof: bool = False) -> bytes:
    """Send bytes, read until the server closes (or says nothing for half a second, in which the loop turns ten times: the time in which
    the machine lets the process wait is no silence)."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    if eof:
        writer.write_eof()
    answer, silences = b"", 0
    while silences < 10:
        try:
            chunk = await asyncio.wait_for(reader.read(65536), 0.05)
        except TimeoutError:
            silences += 1
            continue
        except ConnectionResetError:
            break
        if not chunk:
            break
        answer, silences = answer + chunk, 0
    writer.close()
    return answer


@pytest.fixture(scope="session")
def run() -> Callable[[Callable[[], Awaitable[T]]], T]:
    """Run a coroutine function on a fresh uvloop, for at most two minutes."""
    return _run


@pytest.fixture(scope="session")
def serving() -> Callable[..., Any]:
    return _serving


@pytest.fixture(scope="session")
def talk() -> Callable[..., Awaitable[bytes]]:
    return _talk
