"""The simulator as a server: latency, faults, the bill, and what was last received, around the pure answers."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from urllib.parse import parse_qs

import msgspec

from enclave.errors import InputError
from enclave.simulator.answer import EVENTS, JSON, Reply, answer, is_kept, kept, rejection
from enclave.simulator.bill import Bill
from enclave.simulator.errors import RejectedError
from enclave.simulator.faults import KINDS, FaultRate, check_kind, pick
from enclave.simulator.others import Others
from enclave.simulator.realtime_socket import Sockets
from enclave.simulator.responses import Responses
from enclave.wire.server import Limits, Request, Response, Server, listen

KEPT = 1000
KEPT_BYTES = 64 * 2**20
"""Requests, and bytes of their bodies, that are kept to be looked at."""
LARGEST = 64 * 2**20
"""Bytes of a body that is taken: a file may have come to a gateway in parts, and goes on as one."""
REMEMBERED = 1024
"""Answers that are kept, so that a benchmark's repeated requests cost next to nothing."""
REMEMBERED_BYTES = 64 * 1024
"""Largest body whose answer is kept."""
GARBAGE = b"\x00\xff <html>this is not JSON"
IN_BODY = re.compile(rb'(?:"|\\n)fault: (%b)(?:"|\\n)' % b"|".join(kind.encode() for kind in KINDS))
"""A line `fault: KIND` in a message, as it stands in the JSON of the body. Any other word there is only text."""


@dataclass(frozen=True)
class Options:
    """How the simulator behaves."""

    latency_ms: float = 0
    """Before the first byte of every answer."""
    delta_ms: float = 0
    """Between the events of a stream (or its pieces, with chunk_bytes)."""
    chunk_bytes: int = 0
    """Cut a stream into pieces of so many bytes, anywhere; 0: at the events."""
    faults: tuple[FaultRate, ...] = ()
    seed: int = 0
    """Decides which requests get a fault."""
    models: tuple[str, ...] = ()
    """Names that exist; empty: any."""


class Simulator:
    """Answers requests; `handle` is the server's handler."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._bill = Bill()
        self._responses = Responses()
        self._others = Others(self._bill, options.models)
        self.sockets = Sockets(self._bill, options.models, options.delta_ms / 1000)
        self._numbers = count()
        self._received: deque[Request] = deque()
        self._received_bytes = 0
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._answer)

    async def handle(self, request: Request) -> Response:
        """One request of a client, or a look at the bill or at the last requests."""
        if request.path.startswith("/simulator/"):
            return _response(self._inspect(request))
        self._keep(request)
        if request.is_upgrade:
            return self.sockets.open(request)
        try:
            fault = self._fault(request)
        except InputError as error:
            return _response(rejection(RejectedError(400, f"{error.message}; {error.hint}", param="x-simulator-fault")))
        if self._options.latency_ms:
            await asyncio.sleep(self._options.latency_ms / 1000)
        if fault in ("status-429", "status-500"):
            return _failure(int(fault.removeprefix("status-")))
        other = None if request.path.endswith("/chat/completions") else self._others.answer(request)
        if other is not None:
            return _response(other)
        known: Callable[[str, str, str, bytes, bool], Reply] = self._remembered if len(request.body) <= REMEMBERED_BYTES else self._answer
        if is_kept(request.path):
            known = self._kept
        reply = known(request.method, request.path, request.query, request.body, fault != "no-usage")
        if reply.usage is not None:
            self._bill.add(reply.model, reply.usage)
            if fault == "garbage":
                return _response(reply, _garbled(reply))
            if fault in ("drop-mid-stream", "stall"):
                return _response(reply, self._half(reply, fault))
            if reply.content_type == EVENTS:
                return _response(reply, self._stream(reply))
        return _response(reply)

    def _keep(self, request: Request) -> None:
        self._received.append(request)
        self._received_bytes += len(request.body)
        while len(self._received) > KEPT or (self._received_bytes > KEPT_BYTES and len(self._received) > 1):
            self._received_bytes -= len(self._received.popleft().body)

    def _answer(self, method: str, path: str, query: str, body: bytes, usage: bool) -> Reply:
        return answer(method, path, query, body, self._options.models, usage=usage)

    def _kept(self, method: str, path: str, query: str, body: bytes, usage: bool) -> Reply:
        return kept(self._responses, (method, path, query), body, self._options.models, usage=usage)

    def _fault(self, request: Request) -> str | None:
        """The fault that the request asks for, else the one that its number draws. Raises InputError."""
        wanted = request.header(b"x-simulator-fault")
        if wanted is None and b"fault: " in request.body and (found := IN_BODY.search(request.body)):
            wanted = found[1]
        if wanted is not None:
            kind = wanted.decode("latin-1")
            check_kind(kind)
            return kind
        return pick(self._options.faults, self._options.seed, next(self._numbers))

    async def _stream(self, reply: Reply) -> AsyncIterator[bytes]:
        """The events one by one when there is a delay between them, else in one piece: cheaper, and the client cannot tell."""
        size, delay = self._options.chunk_bytes, self._options.delta_ms / 1000
        whole = b"".join(reply.frames)
        parts = [whole[start : start + size] for start in range(0, len(whole), size)] if size else reply.frames if delay else (whole,)
        for number, part in enumerate(parts):
            if number:
                await asyncio.sleep(delay)
            yield part

    async def _half(self, reply: Reply, fault: str) -> AsyncIterator[bytes]:
        whole = b"".join(reply.frames)
        yield whole[: len(whole) // 2]
        await asyncio.sleep(self._options.delta_ms / 1000)
        if fault == "stall":
            await asyncio.Event().wait()
        raise asyncio.CancelledError  # the server cuts the connection and has nothing to report

    def _inspect(self, request: Request) -> Reply:
        if request.path == "/simulator/bill":
            return Reply(200, JSON, (msgspec.json.encode(self._bill.document()),))
        if request.path == "/simulator/requests":
            last = parse_qs(request.query).get("last", ["20"])[0]
            if last.isascii() and last.isdecimal():
                chosen = list(self._received)[-int(last) :] if int(last) else []
                return Reply(200, JSON, (msgspec.json.encode({"simulation": True, "requests": [_seen(one) for one in chosen]}),))
            return rejection(RejectedError(400, f"`{last}` is not a count", param="last"))
        return rejection(RejectedError(404, f"there is no `{request.path}`", code="not_found"))


async def start(host: str, port: int, options: Options | None = None) -> Server:
    """Serve on an address; port 0 picks a free one (`server.port`)."""
    return await listen(Simulator(options or Options()).handle, host, port, limits=Limits(body_bytes=LARGEST), sockets=True)


def _response(reply: Reply, body: bytes | AsyncIterator[bytes] | None = None) -> Response:
    headers = ((b"content-type", reply.content_type), (b"x-enclave-simulation", b"true"))
    return Response(reply.status, headers, b"".join(reply.frames) if body is None else body)


def _failure(status: int) -> Response:
    """A service that is too busy or broken."""
    message = "too many requests; try again in one second" if status == 429 else "the server had an error"
    response = _response(rejection(RejectedError(status, f"[simulated] {message}", code=str(status))))
    retry = ((b"retry-after", b"1"),) if status == 429 else ()
    return Response(response.status, response.headers + retry, response.body)


def _garbled(reply: Reply) -> bytes:
    """Nonsense instead of the body, or of the event in the middle of a stream."""
    if reply.content_type != EVENTS:
        return GARBAGE
    middle = len(reply.frames) // 2
    return b"".join([*reply.frames[:middle], b"data: " + GARBAGE + b"\n\n", *reply.frames[middle:]])


def _seen(request: Request) -> dict[str, object]:
    """A received request as JSON. The body stays the text that came."""
    headers: dict[str, str] = {}
    for name, value in request.headers:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    target = f"{request.path}?{request.query}" if request.query else request.path
    return {"method": request.method, "target": target, "headers": headers, "body": request.body.decode(errors="replace")}
