"""The simulated realtime API on a socket: latency, faults and the bill around the pure session."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from contextlib import suppress
from urllib.parse import parse_qs

import msgspec

from enclave.simulator.answer import rejection
from enclave.simulator.bill import Bill
from enclave.simulator.errors import RejectedError
from enclave.simulator.faults import KINDS
from enclave.simulator.realtime import Realtime
from enclave.wire.message import Request, Response
from enclave.wire.socket import NORMAL, RESTART, ClosedError, Socket, SocketLimits, accept

LIMITS = SocketLimits(message_bytes=16 * 2**20, frames=1e6)
FAULT = re.compile(r'(?:"|\\n)fault: (' + "|".join(KINDS) + r')(?:"|\\n)')
MOST_SEEN = 1000
"""Messages that are kept to be looked at."""


class Talk:
    """One session on its socket."""

    def __init__(self, socket: Socket, session: Realtime, sockets: Sockets) -> None:
        self._socket = socket
        self._session = session
        self._sockets = sockets
        self._waiting: asyncio.Queue[str] = asyncio.Queue()

    async def talk(self, transport: asyncio.Transport, heard: bytes) -> None:
        """See `enclave.wire.message.Talking`."""
        self._socket.attach(transport, heard)
        hearing = asyncio.ensure_future(self._hear())
        try:
            for event in self._session.begin():
                await self._socket.send(msgspec.json.encode(event))
            while True:
                await self._answer(await self._waiting.get())
        except ClosedError:
            pass
        finally:
            hearing.cancel()
            self._socket.close(NORMAL)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._socket.closed(), 3.0)

    async def _hear(self) -> None:
        """What comes, at once: a response that is called off is on its way."""
        try:
            while True:
                message = await self._socket.receive()
                self._sockets.seen.append(message)
                if '"response.cancel"' in message:
                    for event in self._session.hear(message):
                        await self._socket.send(msgspec.json.encode(event))
                else:
                    self._waiting.put_nowait(message)
        except ClosedError:
            self._socket.abort()
            self._waiting.put_nowait("")

    async def _answer(self, message: str) -> None:
        if not self._socket.is_open:
            raise ClosedError(NORMAL)
        found = FAULT.search(message)
        fault = found[1] if found else ""
        self._session.tells_usage = fault != "no-usage" and self._session.tells_usage
        for number, event in enumerate(self._session.hear(message)):
            if fault in ("drop-mid-stream", "stall", "garbage") or self._session.fault:
                self._session.fault = fault = fault or self._session.fault
            if self._session.fault and number == 6:
                await self._break(fault)
            await self._socket.send(msgspec.json.encode(event))
            await asyncio.sleep(self._sockets.delay)
        self._pay()

    def _pay(self) -> None:
        for usage in self._session.spent:
            self._sockets.bill.add(self._session.model, usage)
        self._session.spent.clear()

    async def _break(self, fault: str) -> None:
        """In the middle of a response."""
        self._pay()
        if fault == "drop-mid-stream":
            self._socket.abort()
        elif fault == "garbage":
            await self._socket.send(b"{not JSON")
        else:
            await asyncio.Event().wait()
        raise ClosedError(NORMAL)

    def leave(self) -> None:
        """The server closes."""
        self._socket.close(RESTART)

    async def aclose(self) -> None:
        """Nobody talks."""


class Sockets:
    """All sessions of a simulator."""

    def __init__(self, bill: Bill, models: tuple[str, ...], delay: float) -> None:
        self.bill = bill
        self.delay = delay
        self._models = models
        self._count = 0
        self.seen: deque[str] = deque(maxlen=MOST_SEEN)
        """Messages that came, of all sessions."""

    def open(self, request: Request) -> Response:
        """The answer to a request for a socket."""
        query = parse_qs(request.query)
        model = (query.get("deployment") or query.get("model") or [""])[0]
        is_beta = "deployment" in query or request.header(b"openai-beta") == b"realtime=v1"
        if not request.path.endswith("/realtime") or not model or (self._models and model not in self._models):
            reply = rejection(RejectedError(404, f"there is no model `{model}`", code="model_not_found"))
            return Response(reply.status, ((b"content-type", reply.content_type),), b"".join(reply.frames))
        opened = accept(request, ("realtime",), LIMITS)
        if isinstance(opened, str):
            return Response(400, (), opened.encode())
        headers, socket = opened
        self._count += 1
        session = Realtime(model, is_beta=is_beta, name=str(self._count))
        return Response(101, headers, Talk(socket, session, self))
