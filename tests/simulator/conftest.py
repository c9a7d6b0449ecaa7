"""A real simulator process, and requests as bytes."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest
import uvloop

from enclave.simulator.app import Options, start


def body(text: str = "hello", **parameters: Any) -> bytes:
    """A chat request with one user message."""
    return json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": text}], **parameters}).encode()


@pytest.fixture(scope="session")
def chat_body() -> Callable[..., bytes]:
    return body


class Running:
    """A simulator in a thread of this process."""

    def __init__(self, options: Options) -> None:
        self._started = threading.Event()
        self._stop: Callable[[], object] = lambda: None
        self.address = ""
        self._thread = threading.Thread(target=lambda: uvloop.run(self._serve(options)), daemon=True)
        self._thread.start()
        assert self._started.wait(60)

    async def _serve(self, options: Options) -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        self._stop = lambda: loop.call_soon_threadsafe(stop.set)
        server = await start("127.0.0.1", 0, options)
        self.address = f"http://127.0.0.1:{server.port}"
        self._started.set()
        await stop.wait()
        await server.close(grace_seconds=1)

    def stop(self) -> None:
        self._stop()
        self._thread.join(30)
        assert not self._thread.is_alive()


@pytest.fixture(scope="module")
def start_simulator() -> Iterator[Callable[..., str]]:
    """Starts a simulator with `Options(...)`, and gives its address."""
    running: list[Running] = []

    def begin(**options: Any) -> str:
        running.append(Running(Options(**options)))
        return running[-1].address

    yield begin
    for one in running:
        one.stop()


@pytest.fixture(scope="module")
def address(deadline: Callable[..., AbstractContextManager[None]]) -> Iterator[str]:
    """`python -m enclave.simulator`, without latency or faults."""
    process = subprocess.Popen([sys.executable, "-m", "enclave.simulator", "--port", "0"], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    with deadline(process):
        line = process.stdout.readline()
    assert line.startswith("listening on http://"), line
    yield line.removeprefix("listening on ").strip()
    process.terminate()
    assert process.wait(30) == 0
    process.stdout.close()


@pytest.fixture
def http(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client
