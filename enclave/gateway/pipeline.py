"""Leads an exchange through its stages. Audit and settlement are outermost; an exception in a stage is a refusal.

This is the only module of the gateway that catches every exception.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import PurePath

import msgspec

from enclave.audit.content import Content, Item
from enclave.audit.event import Event, Kind
from enclave.errors import EnclaveError
from enclave.gateway.ceilings import warning
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.answer_safety import AnswerRefusedError
from enclave.gateway.stages.rate import give_back
from enclave.gateway.stages.settle import settle
from enclave.gateway.surfaces.stream import StreamBlockedError, StreamGarbageError, StreamGuard
from enclave.ledger.interface import Settle
from enclave.wire.client import ClientResponse, UpstreamError
from enclave.wire.message import Headers, Response
from enclave.wire.sse import EventTooLargeError, SseParser, frame

DRAIN_SECONDS = 120.0
"""How long the rest of a stream is read when its client has gone, to learn what it cost."""
EVENTS_BESIDE = 16
"""Events of a stream, and of each choice of it, that hold no token of the answer; each token may come with one about filters."""
JSON = (b"content-type", b"application/json")
EVENTS = (b"content-type", b"text/event-stream; charset=utf-8")


class Pipeline:
    """Runs stages over exchanges. Whatever happens, there is an answer, a settlement and a record."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def handle(self, exchange: Exchange, stages: Sequence[Stage]) -> Response:
        """The answer to one request."""
        try:
            refusal = await self._pass(exchange, stages)
            if refusal is None and exchange.guarded is not None and exchange.upstream is not None:
                exchange.status = 200
                return Response(200, (EVENTS, *self._headers(exchange)), _Stream(self, exchange, exchange.upstream, exchange.guarded))
            return await self._answer(exchange, refusal)
        except asyncio.CancelledError:
            self.close(exchange, Refusal("pipeline", 503, "cancelled", "the gateway ended before the answer did"))
            raise

    async def decide(self, exchange: Exchange, stages: Sequence[Stage]) -> Refusal | None:
        """For what is no request, but part of a session: why it does not pass, if it does not. `refuse` records that."""
        return await self._pass(exchange, stages)

    async def refuse(self, exchange: Exchange, refusal: Refusal) -> Response:
        """The answer to what did not pass."""
        return await self._answer(exchange, refusal)

    async def _pass(self, exchange: Exchange, stages: Sequence[Stage]) -> Refusal | None:
        """Run the stages in order, until one refuses."""
        exchange.stages, marks, runtime = stages, exchange.marks, self._runtime
        for stage in stages:
            try:
                outcome = await stage.run(exchange, runtime)
            except EnclaveError as error:
                return _unavailable(stage.id, error)
            except Exception as error:
                return _defect(stage.id, error)
            if marks is not None:
                marks.append(time.perf_counter())
            if outcome is not exchange and isinstance(outcome, Refusal):
                exchange.passed = time.perf_counter()
                return outcome
        exchange.passed = time.perf_counter()
        return None

    async def _answer(self, exchange: Exchange, refusal: Refusal | None) -> Response:
        """A whole answer, or a refusal; recorded."""
        if refusal is not None and not exchange.admitted:
            refusal = await self._record_refusal(exchange, refusal)
        headers = (JSON, *self._headers(exchange))
        if refusal is None:
            exchange.status = 200
            body = msgspec.json.encode(exchange.answer)
            if exchange.kind:
                body = exchange.raw or str(exchange.answer.get("text", "")).encode()
                headers = ((b"content-type", exchange.kind), *headers[1:])
        else:
            exchange.status = refusal.status
            body = refusal.body()
            headers += refusal.headers
        exchange.response_bytes = len(body)
        if refusal is None or exchange.admitted:
            exchange.answer_sha256 = sha256(body).hexdigest()
            self.keep(exchange, body)
            self.close(exchange, refusal)
        return Response(exchange.status, headers, body)

    async def _record_refusal(self, exchange: Exchange, refusal: Refusal) -> Refusal:
        """A refusal is on record before the client hears of it. If it cannot be, that is what the client hears."""
        self._give_back(exchange)
        exchange.status = refusal.status
        exchange.response_bytes = len(refusal.body())
        try:
            await self._runtime.journal.record(self._event(exchange, "refused", refusal))
        except EnclaveError as error:
            exchange.notes.append(f"refused by {refusal.stage}: {refusal.code}")
            refusal = _unavailable("audit", error)
            exchange.status, exchange.response_bytes = refusal.status, len(refusal.body())
            self._runtime.journal.owe(None, self._event(exchange, "refused", refusal))  # what the client hears is what goes on record
        finally:
            self._count(exchange, refusal)
        return refusal

    def close(self, exchange: Exchange, refusal: Refusal | None) -> None:
        """Settle and record the end of an exchange. Both are written soon, together, and tried again until they are."""
        settle(exchange)
        self._give_back(exchange)
        if exchange.guarded is not None:
            exchange.verdicts.append(exchange.guarded.verdict())
        if exchange.windows is not None:
            exchange.verdicts.append(exchange.windows.verdict())
        if exchange.request.disconnected.is_set():
            exchange.notes.append("client_gone")
        kind: Kind = "refused" if refusal is not None and not exchange.admitted else "completed"
        money = None if exchange.settled is None else Settle(exchange.reservation, exchange.settled, datetime.now(UTC))
        event = self._event(exchange, kind, refusal)
        content: Item | None = None
        if self._runtime.keeps_content and kind == "completed" and exchange.caller is not None:
            # as the guards left it: what the policy hides is hidden here, too
            kept = Content(msgspec.json.encode(exchange.body), bytes(exchange.said))
            content = Item(exchange.id, exchange.caller.id, event.time, kept)
        self._runtime.journal.owe(money, event, content)
        self._count(exchange, refusal)

    @property
    def keeps(self) -> bool:
        """Whether the policy keeps what is answered."""
        return self._runtime.keeps_content

    def keep(self, exchange: Exchange, data: bytes) -> None:
        """Remember a part of the answer, where the policy keeps it."""
        if self.keeps:
            exchange.said += data

    def _count(self, exchange: Exchange, refusal: Refusal | None) -> None:
        if exchange.trace is not None and not exchange.is_counted:
            self._runtime.tracing.end(exchange, exchange.trace, refusal, time.perf_counter() - exchange.started)
        self._runtime.metrics.note(exchange, refusal, time.perf_counter() - exchange.started)

    def _give_back(self, exchange: Exchange) -> None:
        """What was taken of limits per minute and not used. Where it cannot be written, it comes back by itself within a minute."""
        if exchange.taken:
            try:
                give_back(exchange, self._runtime.rates)
            except EnclaveError:
                exchange.notes.append("rates_not_corrected")

    def drain(self, exchange: Exchange, stream: ClientResponse, parser: SseParser, guarded: StreamGuard) -> None:
        """The client has gone: read on without it, to settle what the call really cost."""
        exchange.notes.append("client_aborted")
        if self._runtime.busy or not exchange.reserved:
            stream.close()
            self.close(exchange, None)
        else:
            self._runtime.spawn(self._drain(exchange, stream, parser, guarded))

    async def _drain(self, exchange: Exchange, stream: ClientResponse, parser: SseParser, guarded: StreamGuard) -> None:
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                while guarded.usage is None and (data := await stream.chunk()):
                    for payload in parser.feed(data):
                        guarded.look_for_usage(payload)
        except (EnclaveError, TimeoutError) as error:
            exchange.notes.append(f"drain_failed: {type(error).__name__}")
        finally:
            stream.close()
            exchange.usage = guarded.usage
            self.close(exchange, None)

    def _event(self, exchange: Exchange, kind: Kind, refusal: Refusal | None = None) -> Event:
        return self._runtime.recorder.event(exchange, kind, refusal)

    def _headers(self, exchange: Exchange) -> Headers:
        """What every answer says about itself."""
        request_id = exchange.id.encode()
        headers = [(b"x-enclave-request-id", request_id), (b"apim-request-id", request_id), (b"x-request-id", request_id)]
        headers += exchange.rate_headers
        if exchange.rules is not None:
            headers.append((b"x-enclave-project", exchange.rules.name.encode()))
        if exchange.target is not None:
            headers.append((b"x-enclave-region", exchange.target.region.encode()))
            headers.append((b"x-enclave-redactions", b"%d" % exchange.redactions))
        if exchange.clamped is not None:
            headers.append((b"x-enclave-clamped-max-tokens", b"%d" % exchange.clamped))
        headers += [(b"x-enclave-budget-warning", warning(warned).encode()) for warned in exchange.warnings]
        return tuple(headers)


class _Stream:
    """The body of a streamed answer. Iterated by the server; closed by it when the client goes."""

    def __init__(self, pipeline: Pipeline, exchange: Exchange, upstream: ClientResponse, guarded: StreamGuard) -> None:
        self._pipeline = pipeline
        self._exchange = exchange
        self._upstream = upstream
        self._guarded = guarded
        self._keeps = pipeline.keeps
        self._parser = SseParser()
        self._digest = sha256()
        self._ended = False
        self._failed: Exception | None = None
        """What happened while the stream was poured."""
        self._last: bytes | None = None
        """The end of the stream, if it came then."""
        choices = exchange.call.choices if exchange.call is not None else 1
        self._events_left = EVENTS_BESIDE + choices * (EVENTS_BESIDE + 2 * (exchange.max_tokens or 0))

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        """The next events that may go on. An error becomes the last event."""
        if self._ended:
            raise StopAsyncIteration
        refusal: Refusal | None = None
        data, last = b"", True
        try:
            data, last = await self._next()
        except Exception as error:
            refusal = _broken(error)
        if refusal is not None:
            data = frame(refusal.body())
        self._note(data)
        if last:
            self._end(refusal)
        return data

    async def pour(self, send: Callable[[bytes], bool]) -> None:
        """See `enclave.wire.message.Pouring`. What must be waited for, and the end, are left to the iterator."""
        if self._ended or self._guarded.is_slow or self._exchange.windows is not None or self._exchange.first_token is None:
            return

        def take(chunk: bytes) -> bool:
            try:
                frames, last = self._let_go(chunk)
            except Exception as error:
                self._failed = error
                return False
            if last:
                self._last = frames
                return False
            if not frames:
                return True
            self._note(frames)
            return send(frames)

        await self._upstream.pour(take)

    def _note(self, data: bytes) -> None:
        """Something goes on."""
        exchange = self._exchange
        self._digest.update(data)
        if self._keeps:
            exchange.said += data
        exchange.response_bytes += len(data)

    async def _next(self) -> tuple[bytes, bool]:
        """Read until something may go on; that, and whether it is the last."""
        if self._failed is not None:
            raise self._failed
        if self._last is not None:
            return self._last, True
        while True:
            chunk = await self._upstream.chunk()
            if not chunk:
                raise StreamGarbageError("the stream has no end mark")
            data, last = await asyncio.to_thread(self._let_go, chunk) if self._guarded.is_slow else self._let_go(chunk)
            if self._exchange.first_token is None:
                self._exchange.first_token = time.perf_counter()
            if self._exchange.windows is not None:
                data = await self._exchange.windows.pass_on(data, last)
            if data or last:
                return data, last

    def _let_go(self, chunk: bytes) -> tuple[bytes, bool]:
        """What may go on after a piece of the stream, and whether it is the last."""
        guarded, payloads = self._guarded, self._parser.feed(chunk)
        frames: list[bytes] = []
        for payload in payloads:
            self._events_left -= 1
            if self._events_left < 0:
                raise StreamGarbageError("the stream goes on beyond what was reserved for it")
            if guarded.ends(payload):
                frames.append(guarded.done(payload))
                return b"".join(frames), True
            going_on = guarded.event(payload)
            if len(payloads) == 1:
                return going_on, False
            frames.append(going_on)
        return b"".join(frames), False

    async def aclose(self) -> None:
        """The client has gone, or all is said."""
        if not self._ended:
            self._ended = True
            self._exchange.answer_sha256 = self._digest.hexdigest()
            self._pipeline.drain(self._exchange, self._upstream, self._parser, self._guarded)

    def _end(self, refusal: Refusal | None) -> None:
        self._ended = True
        exchange = self._exchange
        exchange.answer_sha256 = self._digest.hexdigest()
        exchange.usage, exchange.confidence = self._guarded.usage, self._guarded.confidence
        exchange.finish_reasons = self._guarded.finish_reasons
        if self._guarded.impossible_usage:
            exchange.notes.append("usage_impossible")
        self._upstream.close()
        self._pipeline.close(exchange, refusal)


def _broken(error: Exception) -> Refusal:
    """The last event of a stream that cannot go on."""
    match error:
        case StreamBlockedError():
            entities = " and ".join(f"`{entity}`" for entity in sorted(error.entities))
            return Refusal("answer", 400, "content_filter", f"the answer was blocked: policy does not let {entities} pass")
        case AnswerRefusedError():
            return error.refusal
        case UpstreamError() | StreamGarbageError() | EventTooLargeError():
            return Refusal("upstream", 502, "upstream_broken", "the model service's stream ended early", error=error.message)
        case EnclaveError():
            return _unavailable("answer", error)
    return _defect("answer", error)


def _unavailable(stage: str, error: EnclaveError) -> Refusal:
    """A guard could not decide, so it refuses."""
    message = "a guard of the gateway cannot do its work now; nothing was decided, try again later"
    return Refusal(stage, 503, "guard_unavailable", message, error=f"{type(error).__name__}: {error.message}")


def _defect(stage: str, error: Exception) -> Refusal:
    """An error that nobody foresaw. Its text may quote the request, so only its kind and place go on record."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} at {PurePath(last.filename).name}:{last.lineno}"
    return Refusal(stage, 500, "internal_error", "the gateway failed while it checked the request", error=place)
