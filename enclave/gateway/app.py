"""The gateway as a handler for the server: finds the surface of a request, and answers what is nobody's."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qs, unquote

import msgspec

from enclave.errors import EnclaveError
from enclave.gateway.endpoints import Upstream
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.pipeline import JSON, Pipeline
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages import STAGES
from enclave.gateway.surfaces import chat, models
from enclave.ledger.interface import Store
from enclave.spec.load import Document
from enclave.wire.message import Refused, Request, Response

AZURE = "/openai/deployments/"


class Surface(msgspec.Struct, frozen=True):
    """One operation of an API: how it is called, and what guards it."""

    operation: str
    method: str
    stages: Sequence[Stage]


CHAT = Surface(chat.OPERATION, "POST", STAGES)
MODELS = Surface(models.OPERATION, "GET", models.STAGES)
ROUTES: Mapping[str, Surface] = MappingProxyType(
    {
        "/v1/chat/completions": CHAT,
        "/openai/v1/chat/completions": CHAT,
        "/v1/models": MODELS,
        "/openai/v1/models": MODELS,
    }
)
AZURE_OPERATIONS: Mapping[str, Surface] = MappingProxyType({"chat/completions": CHAT})
"""What stands behind `/openai/deployments/<deployment>/`."""


class Gateway:
    """`handle` and `refuse` are for `enclave.wire.server.listen`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._pipeline = Pipeline(runtime)

    @classmethod
    async def start(
        cls, document: Document, data: Path, upstream: Upstream, note: str = "", ledger: Callable[[], Store] | None = None
    ) -> Gateway:
        """Open ledger and log under `data`, and record the start. `ledger` opens another one. Raises EnclaveError."""
        runtime = Runtime.open(document, data, upstream, ledger)
        try:
            await runtime.journal.record(runtime.recorder.lifecycle("started", note))
        except EnclaveError:
            await runtime.close()
            raise
        return cls(runtime)

    async def close(self, note: str = "") -> None:
        """Record the stop and close everything. Call it when no request is in progress."""
        await self._runtime.settle_down()
        self._runtime.journal.owe(None, self._runtime.recorder.lifecycle("stopped", note))
        await self._runtime.close()

    async def handle(self, request: Request) -> Response:
        """The answer to one request."""
        path = request.path
        surface = ROUTES.get(path)
        deployment = ""
        if surface is None:
            if path == "/healthz":
                return Response(200, (JSON,), b'{"status":"ok"}')
            if path == "/readyz":
                return self._readiness()
            if path.startswith(AZURE):
                name, _, operation = path.removeprefix(AZURE).partition("/")
                deployment = unquote(name)
                surface = AZURE_OPERATIONS.get(operation)
        exchange = Exchange(
            id=self._runtime.recorder.request_id(),
            request=request,
            operation=surface.operation if surface is not None else "",
            started=time.perf_counter(),
            deployment=deployment,
        )
        return await self._pipeline.handle(exchange, _stages(surface, exchange))

    async def refuse(self, refused: Refused) -> Response:
        """The answer to a message that never became a request; recorded like any refusal."""
        request_id = self._runtime.recorder.request_id()
        refusal = Refusal("wire", refused.status, "bad_request", refused.reason)
        event = self._runtime.recorder.wire_refusal(refused, request_id)
        try:
            await self._runtime.journal.record(event)
        except EnclaveError:
            self._runtime.journal.owe(None, event)
        headers = (JSON, *((name, request_id.encode()) for name in (b"x-enclave-request-id", b"apim-request-id", b"x-request-id")))
        return Response(refused.status, headers, refusal.body())

    def _readiness(self) -> Response:
        ready = self._runtime.journal.healthy
        body = b'{"status":"ready"}' if ready else b'{"status":"ledger or log cannot be written"}'
        return Response(200 if ready else 503, (JSON,), body)


def _stages(surface: Surface | None, exchange: Exchange) -> Sequence[Stage]:
    """The stages of a surface; for a request that no surface serves, the one stage that says so."""
    request = exchange.request
    if surface is None:
        return _ending(404, "not_found", "this path is not served here")
    if request.method != surface.method:
        return _ending(405, "method_not_allowed", f"use {surface.method}", (b"allow", surface.method.encode()))
    if request.path.startswith(AZURE) and not any(parse_qs(request.query).get("api-version", ())):
        return _ending(404, "404", "Resource not found: the query parameter `api-version` is missing")
    return surface.stages


def _ending(status: int, code: str, message: str, *headers: tuple[bytes, bytes]) -> Sequence[Stage]:
    refusal = Refusal("route", status, code, message, headers=headers)

    async def run(_exchange: Exchange, _runtime: Runtime) -> Exchange | Refusal:
        return refusal

    return (Stage("route", "which surface serves the path", run),)
