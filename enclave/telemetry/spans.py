"""A span, and the queue in which spans wait for those who take them: bounded, in a thread of its own, waited for by nobody."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from enclave.errors import EnclaveError
from enclave.telemetry.registry import Registry

MOST_WAITING = 4096
BATCH = 512
WAIT_SECONDS = 1.0
PAUSES = (1.0, 2.0, 4.0, 8.0)
"""Seconds between attempts; after the last the batch is lost."""
CLOSE_SECONDS = 3.0
INTERNAL, SERVER, CLIENT = 1, 2, 3
"""Kinds of spans, as OTLP numbers them."""


class Span(msgspec.Struct, frozen=True):
    """What one operation was, and how long it took. Times are Unix nanoseconds."""

    name: str
    kind: int
    trace_id: str
    span_id: str
    parent_id: str
    start: int
    end: int
    attributes: dict[str, str | int | float | bool]
    error: str = ""
    """Its class; empty: it went well."""


class ExportRefused(EnclaveError):
    """Whoever takes spans would never take these."""


class Exporter(Protocol):
    """Who takes spans."""

    name: str

    def send(self, spans: Sequence[Span]) -> int:
        """Deliver; how many of them were rejected. Raises ExportRefused, or EnclaveError when it is worth trying again."""

    def close(self) -> None:
        """Let go of the connection."""


class Queue:
    """Spans on their way to one exporter. `put` is for one thread."""

    def __init__(self, exporter: Exporter, registry: Registry, pauses: Sequence[float] = PAUSES) -> None:
        self._exporter = exporter
        self._pauses = pauses
        self._spans: deque[Span] = deque()
        self._ended = threading.Event()
        self._closing = 0.0
        self._sent, self._dropped, self._refused = (
            registry.cell("enclave.telemetry.spans", exporter.name, result) for result in ("sent", "dropped", "refused")
        )
        self._thread = threading.Thread(target=self._run, name=f"spans to {exporter.name}", daemon=True)
        self._thread.start()

    def put(self, span: Span) -> None:
        """Deliver it soon, if there is room."""
        if len(self._spans) < MOST_WAITING:
            self._spans.append(span)
        else:
            self._dropped.value += 1

    def close(self, seconds: float = CLOSE_SECONDS) -> None:
        """Deliver what waits, as far as that takes no longer."""
        self._closing = time.monotonic() + seconds
        self._ended.set()
        self._thread.join(seconds + 1.0)

    def _run(self) -> None:
        try:
            while not self._ended.wait(WAIT_SECONDS):
                self._deliver(lambda: False)
            self._deliver(lambda: time.monotonic() > self._closing)
        finally:
            self._exporter.close()

    def _deliver(self, is_over: Callable[[], bool]) -> None:
        while self._spans and not is_over():
            batch = [self._spans.popleft() for _ in range(min(BATCH, len(self._spans)))]
            rejected = self._try(batch)
            self._sent.value += len(batch) - rejected
            self._refused.value += rejected

    def _try(self, batch: Sequence[Span]) -> int:
        """Deliver a batch; how much of it was not."""
        for pause in (*self._pauses, None):
            try:
                return min(self._exporter.send(batch), len(batch))
            except ExportRefused:
                return len(batch)
            except EnclaveError:
                if pause is None or (self._ended.wait(pause) and time.monotonic() > self._closing):
                    break
        return len(batch)
