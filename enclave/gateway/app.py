"""The gateway as a handler for the server: finds the surface of a request, and answers what is nobody's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from enclave.audit.keeper import Keeper
from enclave.audit.log import AuditLog
from enclave.errors import EnclaveError
from enclave.gateway import routes
from enclave.gateway.endpoints import Upstream
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.pipeline import JSON, Pipeline
from enclave.gateway.realtime.door import Door, is_served
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.ledger.interface import Store
from enclave.ledger.prices import PriceTable
from enclave.spec.load import Document
from enclave.telemetry.exposition import OPENMETRICS, TEXT, wants_openmetrics
from enclave.telemetry.spans import Exporter
from enclave.wire.message import Refused, Request, Response
from enclave.wire.server import UPGRADE

COUNT_SECONDS = 1.0


class Gateway:
    """`handle` and `refuse` are for `enclave.wire.server.listen`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._pipeline = Pipeline(runtime)
        self._door = Door(self._pipeline, runtime)

    @classmethod
    async def start(
        cls, document: Document, data: Path, upstream: Upstream, note: str = "", ledger: Callable[[], Store] | None = None,
        *, prices: PriceTable | None = None,
    ) -> Gateway:
        """Open ledger and log under `data`, and record the start. `ledger` opens another one. Raises EnclaveError."""
        runtime = Runtime.open(document, data, upstream, ledger, prices=prices)
        try:
            await runtime.journal.record(runtime.recorder.lifecycle("started", note))
        except EnclaveError:
            await runtime.close()
            raise
        return cls(runtime)

    def keep(self, keeper: Callable[[AuditLog], Keeper]) -> None:
        """Let somebody look after the log until the end. Raises EnclaveError."""
        self._runtime.keep(keeper)

    def trace(self, exporters: Sequence[Exporter]) -> None:
        """Let spans of calls be taken until the end."""
        self._runtime.tracing.export(exporters, self._runtime.metrics.registry)

    async def close(self, note: str = "") -> None:
        """Record the stop and close everything. Call it when no request is in progress."""
        await self._runtime.settle_down()
        self._runtime.journal.owe(None, self._runtime.recorder.lifecycle("stopped", note))
        await self._runtime.close()
        await asyncio.to_thread(self._runtime.tracing.close)
        with suppress(OSError):  # counts are no evidence: the log is
            self._runtime.metrics.save()

    async def handle(self, request: Request) -> Response:
        """The answer to one request."""
        path = request.path
        if path == "/healthz":
            return Response(200, (JSON,), b'{"status":"ok"}')
        if path == "/readyz":
            return self._readiness()
        if request.is_upgrade:
            return await self._upgrade(request)
        marks, trace = self._runtime.metrics.begin(), self._runtime.tracing.begin(request)
        if marks is None and self._runtime.tracing.wants_stages(trace):
            marks = []
        found = routes.find(request.method, path, request.query)
        surface = found.surface
        exchange = Exchange(
            id=self._runtime.recorder.request_id(),
            request=request,
            operation=surface.operation if surface is not None else "",
            dialect=surface.dialect if surface is not None else None,
            started=time.perf_counter(),
            deployment=found.deployment,
            resource=found.resource,
            part=found.part,
            marks=marks,
            trace=trace,
        )
        return await self._pipeline.handle(exchange, surface.stages if surface is not None else _ending(found.refusal))

    async def _upgrade(self, request: Request) -> Response:
        """The answer to a request for a WebSocket: a session, or why there is none."""
        if is_served(request):
            return await self._door.open(request)
        return await self.refuse(Refused(400, UPGRADE, request.method, request.path, request.headers, request.peer))

    async def operate(self, request: Request) -> Response:
        """The answer to one request of those who run the gateway, on a port of its own."""
        if request.method not in ("GET", "HEAD"):
            return Response(405, (JSON, (b"allow", b"GET")), b'{"status":"use GET"}')
        if request.path == "/metrics":
            openmetrics = wants_openmetrics((request.header(b"accept") or b"").decode("latin-1"))
            kind = (OPENMETRICS if openmetrics else TEXT).encode()
            body = await asyncio.to_thread(self._runtime.metrics.text, openmetrics=openmetrics)
            return Response(200, ((b"content-type", kind),), body)
        if request.path == "/metrics/sketches":
            return Response(200, (JSON,), await asyncio.to_thread(self._runtime.metrics.sketches))
        if request.path == "/healthz":
            return Response(200, (JSON,), b'{"status":"ok"}')
        return self._readiness() if request.path == "/readyz" else Response(404, (JSON,), b'{"status":"not found"}')

    async def keep_counts(self) -> None:
        """Let the other workers know what was counted, for ever."""
        while True:
            with suppress(OSError):  # counts are no evidence: the log is
                await asyncio.to_thread(self._runtime.metrics.save)
            await asyncio.sleep(COUNT_SECONDS)

    async def refuse(self, refused: Refused) -> Response:
        """The answer to a message that never became a request; recorded like any refusal."""
        request_id = self._runtime.recorder.request_id()
        refusal = _named(refused) or Refusal("wire", refused.status, "bad_request", refused.reason)
        refused = msgspec.structs.replace(refused, status=refusal.status, reason=refusal.message)
        event = self._runtime.recorder.wire_refusal(refused, request_id)
        self._runtime.metrics.note_message(refused.status)
        try:
            await self._runtime.journal.record(event)
        except EnclaveError:
            self._runtime.journal.owe(None, event)
        headers = (JSON, *((name, request_id.encode()) for name in (b"x-enclave-request-id", b"apim-request-id", b"x-request-id")))
        return Response(refused.status, headers, refusal.body())

    def _readiness(self) -> Response:
        anchors = self._runtime.anchors()
        if not self._runtime.journal.healthy:
            status = "ledger or log cannot be written"
        elif any(state.is_forked for state in anchors):
            status = "the log does not go on from what an anchor holds"
        else:
            status = "ready"
        body = msgspec.json.encode({"status": status, **({"anchors": anchors} if anchors else {})})
        return Response(200 if status == "ready" else 503, (JSON,), body)


def _named(refused: Refused) -> Refusal | None:
    """Why a surface is not served that is spoken over another protocol, `realtime`; None: it is none of these."""
    found = routes.find("GET", refused.path, "").refusal if refused.reason == UPGRADE else None
    return found if found is not None and found.code == "surface_not_allowed" else None


def _ending(refusal: Refusal | None) -> Sequence[Stage]:
    """The one stage of a request that no surface serves, which says so."""

    async def run(_exchange: Exchange, _runtime: Runtime) -> Exchange | Refusal:
        return refusal or Refusal("route", 404, "not_found", "this path is not served here")

    return (Stage("route", "which surface serves the path", run),)
