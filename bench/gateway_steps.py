"""How many steps of the interpreter one chat request, or a piece of a stream, takes with every guard on: a figure that no neighbour on the
machine changes.

    python bench/gateway_steps.py [--streams] [--requests 512] [--at-once 64] [--top 20]

The gateway's whole path runs on one event loop, between connections that hand over bytes instead of sending them. Each bytecode of each
function is counted (`sys.settrace`); what C functions do inside of one is not. How many share a batch of the log varies by a percent.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import msgspec
import uvloop
from gateway import ANSWER, ASKED, DELTAS, REQUEST, WORDS
from gateway_rig import ROOT, SPEC, spoken

from enclave.gateway.app import Gateway
from enclave.gateway.endpoints import Upstream
from enclave.spec.load import load
from enclave.wire import client, server

HEAD = b"HTTP/1.1 200 OK\r\nserver: nginx\r\ncontent-type: application/json\r\nconnection: keep-alive\r\ncontent-length: %d\r\n\r\n"
END = b"0\r\n\r\n"


class _Socket:
    def fileno(self) -> int:
        return 0


class _Wire(asyncio.Transport):
    """A connection whose other end is a function."""

    def __init__(self, heard: Callable[[bytes], None]) -> None:
        super().__init__()
        self._heard = heard

    def write(self, data: Any) -> None:
        self._heard(bytes(data))

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return _Socket() if name == "socket" else ("127.0.0.1", 1)

    def is_closing(self) -> bool:
        return False

    def abort(self) -> None:
        return None

    def close(self) -> None:
        return None

    def pause_reading(self) -> None:
        return None

    def resume_reading(self) -> None:
        return None


def _connect_upstream(pool: client.Client, pieces: list[bytes]) -> client._Connection:
    """A connection to a model that answers at once, with these pieces one after the other."""
    loop = asyncio.get_running_loop()
    connection = client._Connection(pool, loop)

    def say(number: int) -> None:
        connection.data_received(pieces[number])
        if number + 1 < len(pieces):
            loop.call_soon(say, number + 1)

    def heard(_request: bytes) -> None:
        loop.call_soon(say, 0)

    connection.connection_made(_Wire(heard))
    return connection


async def _ask(serving: server.Server, request: bytes, requests: int, at_once: int) -> None:
    """So many requests, so many at a time."""
    loop = asyncio.get_running_loop()
    left, open_ends, done = requests, at_once, loop.create_future()

    def begin() -> None:
        connection = server._Connection(serving, loop)

        def ask() -> None:
            nonlocal left, open_ends
            if left:
                left -= 1
                loop.call_soon(connection.data_received, request)
                return
            open_ends -= 1
            connection.connection_lost(None)
            if not open_ends:
                done.set_result(None)

        def heard(data: bytes) -> None:
            if data.startswith(b"HTTP/1.1 ") and not data.startswith(b"HTTP/1.1 200 "):
                raise SystemExit(data.decode())  # not to be taken for one of the gateway's own errors
            if b"content-length" in data or data.endswith(END):
                loop.call_soon(ask)

        connection.connection_made(_Wire(heard))
        ask()

    for _ in range(at_once):
        begin()
    await done


def _token(data: Path) -> bytes:
    issue = ["token", "issue", str(SPEC), "--project", "bench", "--role", "user", "--data", str(data)]
    return subprocess.run([sys.executable, "-m", "enclave.cli.main", *issue], capture_output=True, check=True, cwd=ROOT).stdout.strip()


async def _count(data: Path, options: argparse.Namespace) -> Counter[CodeType]:
    gateway = await Gateway.start(load(SPEC), data, Upstream(url="http://127.0.0.1:1/v1"))
    token = _token(data)
    lines = (b"POST /v1/chat/completions HTTP/1.1", b"host: x", b"content-type: application/json", b"authorization: Bearer " + token)
    body = msgspec.json.encode({**ASKED, "max_tokens": DELTAS, "stream": True}) if options.streams else REQUEST
    request = b"\r\n".join((*lines, b"content-length: %d" % len(body), b"", body))
    pieces = spoken(WORDS, DELTAS) if options.streams else [HEAD % len(ANSWER) + ANSWER]

    async def connected(pool: client.Client) -> client._Connection:
        return _connect_upstream(pool, pieces)

    client.Client._connect = connected  # type: ignore[method-assign,assignment]
    serving = server.Server(gateway.handle, gateway.refuse, server.Limits(), None)
    steps: Counter[CodeType] = Counter()

    def step(frame: FrameType, event: str, _: object) -> Any:
        if event == "opcode":
            steps[frame.f_code] += 1
        return step

    def call(frame: FrameType, _event: str, _: object) -> Any:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return step

    await _ask(serving, request, 1000, options.at_once)
    sys.settrace(call)
    await _ask(serving, request, options.requests, options.at_once)
    sys.settrace(None)
    await gateway.close()
    return steps


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", action="store_true", help=f"streams of {DELTAS} pieces instead of whole answers")
    parser.add_argument("--requests", type=int, default=512)
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--top", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        steps = uvloop.run(_count(Path(directory), options))
    own = Counter({code: count for code, count in steps.items() if code.co_filename != __file__})
    what, parts = ("a piece of a stream", options.requests * DELTAS) if options.streams else ("a request", options.requests)
    print(f"{sum(own.values()) / parts:.0f} steps of the interpreter for {what}, {options.at_once} at a time")
    for code, count in own.most_common(options.top):
        place = code.co_filename.removeprefix(f"{ROOT}/")
        print(f"  {count / parts:8.1f}  {place}:{code.co_firstlineno} {code.co_qualname}")


if __name__ == "__main__":
    main()
