"""What the gateway counts, of all workers of a machine together, whichever of them is asked.

Each worker writes what it counted into a file of its own once a second, and before it tells anybody. Labels are words of the program
and of the file, never a caller's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

import msgspec

from enclave.gateway.exchange import Exchange, Refusal
from enclave.telemetry.exposition import sketches, text
from enclave.telemetry.merged import Folder
from enclave.telemetry.names import OPERATIONS
from enclave.telemetry.registry import Cell, Histogram, Registry

PROVIDER = "azure.ai.openai"
"""`gen_ai.provider.name` of accounts, and of what stands in for them."""
NOBODY = "none"
"""The operation of a request that no surface serves."""
EVERY = 8
"""Of so many requests one has its time in each stage looked at."""
GAUGES_EVERY = 10
"""Of so many times that the others are told one asks for what is so: that reads files. Whoever is scraped asks each time."""
MOST_KINDS = 5_000
"""Of exchanges whose cells are held ready."""
Key = tuple[str, str, str, str, int, str, str, bool]
Gauges = Callable[[], Iterable[tuple[str, tuple[str, ...], float]]]


class _Cells(msgspec.Struct, frozen=True):
    """What exchanges of one kind add to."""

    requests: Cell
    refusals: Cell | None
    duration: Histogram | None
    overhead: Histogram
    call: _CallCells | None


class _CallCells(msgspec.Struct, frozen=True):
    """What calls of one deployment in one region add to."""

    operation: Histogram
    input: Cell
    input_size: Histogram
    output: Cell
    output_size: Histogram
    spent: Cell


class Metrics:
    """The numbers of one worker. `gauges` says what is so when it is asked."""

    def __init__(self, data: Path, gauges: Gauges = lambda: ()) -> None:
        self.registry = Registry(f"{os.getpid()}-{token_hex(4)}")
        self.active = 0
        """Requests that are being answered."""
        self._folder = Folder(data)
        self._gauges = gauges
        self._cells: dict[Key, _Cells] = {}
        self._stages: dict[str, Histogram] = {}
        self._answered: dict[str, Cell] = {}
        """By region."""
        self._begun = self._saved = 0

    def begin(self) -> list[float] | None:
        """A request has come; where its time in each stage is to be kept, if it is."""
        self.active += 1
        number = self._begun
        self._begun = number + 1
        return None if number % EVERY else []

    def note(self, exchange: Exchange, refusal: Refusal | None, seconds: float) -> None:
        """Count the end of an exchange. The second time that it ends does not count."""
        if exchange.is_counted:
            return
        exchange.is_counted = True
        self.active -= 1
        rules, target, upstream = exchange.rules, exchange.target, exchange.upstream_seconds
        deployment, region = ("", "") if target is None else (exchange.deployment, target.region)
        stage, code = ("", "") if refusal is None else (refusal.stage, refusal.code)
        project = "" if rules is None else rules.name
        key: Key = (exchange.operation, project, deployment, region, exchange.status, stage, code, upstream is not None)
        cells = self._cells.get(key)
        if cells is None:
            cells = self._make(key, exchange)
        cells.requests.value += 1
        if cells.refusals is not None:
            cells.refusals.value += 1
        if cells.duration is not None:
            cells.duration.add(seconds)
            if exchange.trace is not None and exchange.trace.is_sampled:
                cells.duration.mark(seconds, exchange.trace.trace_id, time.time())
        if exchange.passed:
            cells.overhead.add(exchange.passed - exchange.started - (upstream or 0.0))
        if exchange.marks:
            self._note_stages(exchange, exchange.marks)
        if exchange.redactions:
            self.registry.cell("enclave.redactions", key[1]).value += exchange.redactions
        for verdict in exchange.verdicts:
            if verdict.findings:
                for entity, count in verdict.findings.items():
                    self.registry.cell("enclave.dlp.findings", key[1], entity, verdict.stage).value += count
        if upstream is not None and cells.call is not None:
            self._note_call(key, cells.call, exchange, upstream, seconds)

    def _note_stages(self, exchange: Exchange, marks: Iterable[float]) -> None:
        """The time in each stage."""
        before = exchange.started
        for stage, mark in zip(exchange.stages, marks, strict=False):
            found = self._stages.get(stage.id)
            if found is None:
                found = self._stages[stage.id] = self.registry.histogram("enclave.stage.duration", stage.id)
            found.add(mark - before)
            before = mark

    def _note_call(self, key: Key, cells: _CallCells, exchange: Exchange, upstream: float, seconds: float) -> None:
        """What a call of a model took."""
        cells.operation.add(upstream)
        usage = exchange.usage
        output = 0
        if usage is not None:
            output = usage.completion
            cells.input.value += usage.prompt
            cells.input_size.add(usage.prompt)
            cells.output.value += output
            cells.output_size.add(output)
            if usage.cached:
                self.registry.cell("enclave.cached_tokens", key[1], key[2]).value += usage.cached
        if exchange.first_token is not None:
            first, call = exchange.first_token - exchange.started, _call(exchange)
            self.registry.histogram("gen_ai.server.time_to_first_token", *call, key[1]).add(first)
            if output > 1:
                rest = max(0.0, seconds - first) / (output - 1)
                self.registry.histogram("gen_ai.server.time_per_output_token", *call, key[1]).add(rest)
        if exchange.settled:
            cells.spent.value += exchange.settled / 1e9
        for sure in exchange.confidence:
            model = exchange.target.deployment.model if exchange.target is not None else ""
            self.registry.histogram("enclave.confidence", key[1], model).add(sure)

    def note_message(self, status: int) -> None:
        """Count a message that never became a request."""
        self.registry.cell("enclave.requests", NOBODY, "", str(status)).value += 1
        self.registry.cell("enclave.refusals", NOBODY, "", "wire", "bad_request").value += 1

    def attempted(self, region: str, refusal: Refusal | None) -> None:
        """Count one call of a model service."""
        found = self._answered.get(region) if refusal is None else None
        if found is None:
            found = self.registry.cell("enclave.upstream.attempts", region, "ok" if refusal is None else known_code(refusal))
            if refusal is None:
                self._answered[region] = found
        found.value += 1

    def save(self) -> None:
        """Let the other workers know. Raises OSError."""
        self._saved += 1
        if self._saved % GAUGES_EVERY == 1:
            self._measure()
        self._folder.save(self.registry.snapshot())

    def text(self, *, openmetrics: bool = False) -> bytes:
        """What all workers counted, as Prometheus reads it."""
        self._measure()
        own = self.registry.snapshot()
        with suppress(OSError):  # what is told here must not be less with another worker
            self._folder.save(own)
        return text(self._folder.whole(own), time.time(), openmetrics=openmetrics)

    def sketches(self) -> bytes:
        """The sketches of all workers, as JSON."""
        return sketches(self._folder.whole(self.registry.snapshot()), time.time())

    def _measure(self) -> None:
        """Ask for what is so now."""
        registry = self.registry
        registry.cell("enclave.workers").value = 1
        registry.cell("enclave.active_requests").value = max(0, self.active)
        for name, labels, value in self._gauges():
            registry.cell(name, *labels).value = value

    def _make(self, key: Key, exchange: Exchange) -> _Cells:
        operation, project, _, _, status, stage, code, _ = key
        registry, known = self.registry, operation or NOBODY
        refusals = None
        error = ""
        if stage:
            error = _code(stage, code)
            refusals = registry.cell("enclave.refusals", known, project, stage, error)
        duration = registry.histogram("gen_ai.server.request.duration", *_call(exchange), error, project) if operation else None
        requests = registry.cell("enclave.requests", known, project, str(status))
        call = self._make_call(key, exchange) if exchange.target is not None and exchange.upstream_seconds is not None else None
        cells = _Cells(requests, refusals, duration, registry.histogram("enclave.overhead.duration", known), call)
        if len(self._cells) < MOST_KINDS:
            self._cells[key] = cells
        return cells

    def _make_call(self, key: Key, exchange: Exchange) -> _CallCells:
        _, project, deployment, region, _, stage, code, _ = key
        registry, call = self.registry, _call(exchange)
        error = _code(stage, code) if stage == "upstream" else ""
        return _CallCells(
            registry.histogram("gen_ai.client.operation.duration", *call, error, region),
            registry.cell("enclave.tokens", project, deployment, "input"),
            registry.histogram("gen_ai.client.token.usage", *call, "input"),
            registry.cell("enclave.tokens", project, deployment, "output"),
            registry.histogram("gen_ai.client.token.usage", *call, "output"),
            registry.cell("enclave.spent_usd", project, deployment),
        )


def known_code(refusal: Refusal) -> str:
    """A code of ours; what a model service made up is not repeated."""
    return _code(refusal.stage, refusal.code)


def _code(stage: str, code: str) -> str:
    return "upstream" if stage == "upstream" and not code.startswith("upstream_") else code


def _call(exchange: Exchange) -> tuple[str, str, str]:
    """The attributes that OpenTelemetry wants of a call."""
    model = exchange.target.deployment.model if exchange.target is not None else ""
    return OPERATIONS.get(exchange.operation, exchange.operation), PROVIDER, model
