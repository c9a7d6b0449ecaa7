"""The trace of each call: which it belongs to, what goes on to the model service, and the span that tells of it, without any content."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.metrics import PROVIDER, known_code
from enclave.telemetry.context import Trace, parent, read
from enclave.telemetry.names import OPERATIONS
from enclave.telemetry.registry import Registry
from enclave.telemetry.spans import CLIENT, INTERNAL, SERVER, Exporter, Queue, Span
from enclave.wire.message import Request


class Tracing:
    """The traces of one process. `share` of those that begin here are told, if anybody takes them."""

    def __init__(self, share: float, *, has_stages: bool = False) -> None:
        self._share = share
        self._has_stages = has_stages
        self._queues: tuple[Queue, ...] = ()
        self._random = random.Random()  # noqa: S311  ids are no secrets; seeded anew in each process

    def export(self, exporters: Sequence[Exporter], registry: Registry) -> None:
        """Have spans taken by these."""
        self._queues = tuple(Queue(exporter, registry) for exporter in exporters)

    def begin(self, request: Request) -> Trace | None:
        """The trace of a request, if there is any."""
        parents = request.all(b"traceparent") if request.header(b"traceparent") is not None else ()
        known = read(parents, request.all(b"tracestate")) if parents else None
        if not self._queues:
            if known is None:
                return None
            passed_on = parent(known.trace_id, known.parent_id, known.is_sampled)
            return Trace(known.trace_id, known.parent_id, "", False, known.state, 0, passed_on)
        chance = self._random
        if known is not None:
            trace_id, parent_id, is_sampled, state = known.trace_id, known.parent_id, known.is_sampled, known.state
        elif chance.random() < self._share:
            trace_id, parent_id, is_sampled, state = f"{chance.getrandbits(128) or 1:032x}", "", True, ""
        else:
            return None  # a trace that nobody tells of need not begin
        span_id = f"{chance.getrandbits(64) or 1:016x}"
        return Trace(trace_id, span_id, parent_id, is_sampled, state, time.time_ns(), parent(trace_id, span_id, is_sampled))

    def end(self, exchange: Exchange, trace: Trace, refusal: Refusal | None, seconds: float) -> None:
        """Tell of a call that ended, if it is one of those that are told."""
        if not trace.is_sampled:
            return
        span = _span(exchange, trace, refusal, seconds)
        for queue in self._queues:
            queue.put(span)
        if self._has_stages and exchange.marks:
            for stage in self._stages(exchange, trace, exchange.marks):
                for queue in self._queues:
                    queue.put(stage)

    def wants_stages(self, trace: Trace | None) -> bool:
        """Whether the time in each stage is told."""
        return self._has_stages and trace is not None and trace.is_sampled

    def close(self) -> None:
        """Deliver what waits, for a few seconds."""
        for queue in self._queues:
            queue.close()

    def _stages(self, exchange: Exchange, trace: Trace, marks: Sequence[float]) -> list[Span]:
        spans, before = [], exchange.started
        for stage, mark in zip(exchange.stages, marks, strict=False):
            start, end = (trace.start + int((moment - exchange.started) * 1e9) for moment in (before, mark))
            kind = CLIENT if stage.id == "upstream" else INTERNAL
            span_id = f"{self._random.getrandbits(64) or 1:016x}"
            spans.append(Span(stage.id, kind, trace.trace_id, span_id, trace.span_id, start, end, {"enclave.stage": stage.id}))
            before = mark
        return spans


def _span(exchange: Exchange, trace: Trace, refusal: Refusal | None, seconds: float) -> Span:
    operation = OPERATIONS.get(exchange.operation, exchange.operation or "none")
    told: dict[str, str | int | float | bool] = {
        "gen_ai.operation.name": operation,
        "gen_ai.provider.name": PROVIDER,
        "http.response.status_code": exchange.status,
        "enclave.request_id": exchange.id,
    }
    name, error = operation, ""
    if exchange.rules is not None:
        told["enclave.project"] = exchange.rules.name
    if exchange.target is not None:
        target = exchange.target
        name = f"{operation} {target.deployment.model}"
        told["gen_ai.request.model"] = target.deployment.model
        told["enclave.deployment"] = exchange.deployment
        told["enclave.region"] = target.region
        told["cloud.region"] = target.location
    if exchange.max_tokens is not None:
        told["gen_ai.request.max_tokens"] = exchange.max_tokens
    if exchange.call is not None and exchange.call.stream:
        told["gen_ai.request.stream"] = True
    usage = exchange.usage
    if usage is not None:
        told["gen_ai.usage.input_tokens"] = usage.prompt
        told["gen_ai.usage.output_tokens"] = usage.completion
        told["gen_ai.usage.cache_read.input_tokens"] = usage.cached
    if exchange.first_token is not None:
        told["gen_ai.response.time_to_first_chunk"] = exchange.first_token - exchange.started
    if exchange.settled:
        told["enclave.spent_usd"] = exchange.settled / 1e9
    if refusal is not None:
        error = told["error.type"] = known_code(refusal)
        told["enclave.stage"] = refusal.stage
    return Span(name, SERVER, trace.trace_id, trace.span_id, trace.parent_id, trace.start, trace.start + int(seconds * 1e9), told, error)
