"""Opens realtime sessions: a request for a WebSocket passes the stages, and becomes a session or a refusal."""

from __future__ import annotations

import time
from collections import Counter
from functools import partial
from urllib.parse import parse_qs

import msgspec

from enclave.gateway import routes
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.pipeline import Pipeline
from enclave.gateway.realtime.session import Session
from enclave.gateway.runtime import Runtime
from enclave.gateway.stages import SOCKET_STAGES
from enclave.gateway.stages.dial import is_beta
from enclave.gateway.surfaces import realtime
from enclave.wire.message import Headers, Request, Response
from enclave.wire.socket import accept

PROTOCOL = "realtime"
"""The subprotocol that browsers ask for (OpenAI, `Realtime API with WebSocket`, 2026-11)."""
KEY = b"openai-insecure-api-key."
"""How they send a token, since they can send no header: it is the same token, and is looked at in the same way."""
MOST_SESSIONS = 16
"""Of one caller at once, in each worker."""


class Door:
    """The sessions of one process."""

    def __init__(self, pipeline: Pipeline, runtime: Runtime) -> None:
        self._pipeline = pipeline
        self._runtime = runtime
        self._open: Counter[str] = Counter()

    async def open(self, request: Request) -> Response:
        """The answer to a request for a WebSocket at a path where sessions are served."""
        request = with_token(request)
        trace = self._runtime.tracing.begin(request)
        self._runtime.metrics.begin()
        name = deployment(request)
        exchange = Exchange(
            id=self._runtime.recorder.request_id(),
            request=request,
            operation=realtime.CONNECT,
            started=time.perf_counter(),
            deployment=name if isinstance(name, str) else "",
            trace=trace,
        )
        opened = accept(request, (PROTOCOL,))
        refusal = Refusal("wire", 400, "bad_request", opened) if isinstance(opened, str) else None
        refusal = refusal or await self._pipeline.decide(exchange, SOCKET_STAGES[:1])
        refusal = refusal or (name if isinstance(name, Refusal) else None)
        refusal = refusal or await self._pipeline.decide(exchange, SOCKET_STAGES[1:-1]) or self._crowded(exchange)
        if refusal is not None or isinstance(opened, str) or exchange.caller is None:
            return await self._pipeline.refuse(exchange, refusal or Refusal("identity", 500, "internal_error", "nobody calls"))
        caller = exchange.caller.id
        self._open[caller] += 1
        session: Session | None = None
        try:
            refusal = await self._pipeline.decide(exchange, SOCKET_STAGES[-1:])
            if refusal is not None or exchange.socket is None:
                return await self._pipeline.refuse(exchange, refusal or Refusal("dial", 500, "internal_error", "no socket was opened"))
            headers, socket = opened
            exchange.status = 101
            session = Session(
                exchange, self._pipeline, self._runtime, socket, exchange.socket, is_beta=is_beta(request), token=token(request),
                on_end=partial(self._left, caller),
            )  # fmt: skip
            return Response(101, (*headers, *self._told(exchange)), session)
        finally:
            if session is None:
                self._left(caller)

    def _crowded(self, exchange: Exchange) -> Refusal | None:
        if exchange.caller is None or self._open[exchange.caller.id] < MOST_SESSIONS:
            return None
        message = f"a caller has {MOST_SESSIONS} realtime sessions at once at most: end one"
        return Refusal("grant", 429, "too_many_sessions", message, headers=((b"retry-after", b"5"),), kind="requests")

    def _left(self, caller: str) -> None:
        self._open[caller] -= 1
        if self._open[caller] <= 0:
            del self._open[caller]

    def _told(self, exchange: Exchange) -> Headers:
        told = [(b"x-enclave-request-id", exchange.id.encode())]
        if exchange.rules is not None and exchange.target is not None:
            told += [(b"x-enclave-project", exchange.rules.name.encode()), (b"x-enclave-region", exchange.target.region.encode())]
        return tuple(told)


def with_token(request: Request) -> Request:
    """A request with its tokens as headers, where a browser has sent them in another way."""
    found = [offered.strip() for line in request.all(b"sec-websocket-protocol") for offered in line.split(b",")]
    tokens = tuple((b"authorization", b"Bearer " + one[len(KEY) :]) for one in found if one.startswith(KEY))
    return msgspec.structs.replace(request, headers=request.headers + tokens) if tokens else request


def token(request: Request) -> bytes:
    """The token that `identity` has looked at: all that are there are the same."""
    value = request.header(b"api-key")
    return value if value is not None else (request.header(b"authorization") or b"").partition(b" ")[2].strip()


def deployment(request: Request) -> str | Refusal:
    """Which deployment a session is with, by the query."""
    query = parse_qs(request.query, keep_blank_values=True)
    for name in ("call_id", "intent"):
        if name in query and query[name] != ["conversation"]:
            what = "calls that others began" if name == "call_id" else "transcription and translation"
            return Refusal("route", 403, "surface_not_allowed", f"`{name}` is not served here: {what} cannot be guarded", name)
    wanted = {value for name in ("model", "deployment") for value in query.get(name, ())}
    if len(wanted) != 1 or not all(wanted):
        return Refusal("route", 400, "missing_required_parameter", "`model` must be the name of one deployment", "model")
    return wanted.pop()


def is_served(request: Request) -> bool:
    """Whether sessions are served at the path of a request."""
    found = routes.find(request.method, request.path, request.query).surface
    return found is not None and found.operation == realtime.CONNECT
