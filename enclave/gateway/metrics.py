"""What the gateway counts, as Prometheus reads it: of all workers of a machine together, whichever of them is asked.

Each worker writes what it counted into a file of its own once a second. Labels are words of the program and of the file, never a caller's.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from enclave.gateway.exchange import Exchange, Refusal

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Bounds of the histogram of durations."""
FOLDER = "metrics"
_Row = tuple[str, tuple[str, ...], float]
_WHAT = {
    "enclave_requests_total": ("operation", "project", "status"),
    "enclave_refusals_total": ("operation", "stage", "code"),
    "enclave_tokens_total": ("project", "deployment", "type"),
    "enclave_spent_usd_total": ("project", "deployment"),
    "enclave_redactions_total": ("project",),
    "enclave_request_seconds_bucket": ("operation", "le"),
    "enclave_request_seconds_sum": ("operation",),
    "enclave_request_seconds_count": ("operation",),
}
"""Every sample and its labels."""


class Metrics:
    """The counts of one worker."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER
        self._own = self._folder / f"{os.getpid()}.json"
        self._counts: defaultdict[tuple[str, tuple[str, ...]], float] = defaultdict(float)

    def note(self, exchange: Exchange, refusal: Refusal | None, seconds: float) -> None:
        """Count the end of an exchange."""
        counts, operation = self._counts, exchange.operation or "none"
        project = exchange.rules.name if exchange.rules is not None else ""
        counts["enclave_requests_total", (operation, project, str(exchange.status))] += 1
        place = bisect_left(SECONDS, seconds)
        counts["enclave_request_seconds_bucket", (operation, str(SECONDS[place]) if place < len(SECONDS) else "+Inf")] += 1
        counts["enclave_request_seconds_sum", (operation,)] += seconds
        if refusal is not None:
            counts["enclave_refusals_total", (operation, refusal.stage, _code(refusal))] += 1
        if exchange.redactions:
            counts["enclave_redactions_total", (project,)] += exchange.redactions
        if exchange.target is not None:
            if exchange.usage is not None:
                counts["enclave_tokens_total", (project, exchange.deployment, "prompt")] += exchange.usage.prompt
                counts["enclave_tokens_total", (project, exchange.deployment, "completion")] += exchange.usage.completion
            if exchange.settled:
                counts["enclave_spent_usd_total", (project, exchange.deployment)] += exchange.settled / 1e9

    def save(self) -> None:
        """Let the other workers know. Raises OSError."""
        self._folder.mkdir(exist_ok=True)
        draft = self._own.with_suffix(".new")
        draft.write_bytes(msgspec.json.encode(list(self._rows())))
        draft.replace(self._own)

    def text(self) -> bytes:
        """What all workers counted, in Prometheus's text format (version 0.0.4)."""
        total: defaultdict[tuple[str, tuple[str, ...]], float] = defaultdict(float)
        for name, labels, value in (*self._rows(), *self._others()):
            total[name, labels] += value
        lines: list[str] = []
        for name, labels in _WHAT.items():
            found = {values: value for (known, values), value in total.items() if known == name}
            if name == "enclave_request_seconds_bucket":
                found = _cumulated(found)
            elif name == "enclave_request_seconds_count":
                found = _sums({values: value for (known, values), value in total.items() if known == "enclave_request_seconds_bucket"})
            kind = "histogram" if "_seconds" in name else "counter"
            if found and not name.endswith(("_sum", "_count")):
                lines.append(f"# TYPE {name.removesuffix('_bucket')} {kind}")
            for values, value in sorted(found.items(), key=lambda item: _order(item[0])):
                told = ",".join(f'{label}="{_escaped(text)}"' for label, text in zip(labels, values, strict=True))
                lines.append(f"{name}{{{told}}} {value:.10g}")
        return ("\n".join(lines) + "\n").encode()

    def _rows(self) -> Iterator[_Row]:
        return ((name, labels, value) for (name, labels), value in self._counts.items())

    def _others(self) -> Iterator[_Row]:
        for path in sorted(self._folder.glob("*.json")) if self._folder.is_dir() else ():
            if path != self._own:
                with suppress(OSError, msgspec.MsgspecError):  # a file that is just being replaced counts the next time
                    yield from msgspec.json.decode(path.read_bytes(), type=list[_Row])


def forget(data: Path) -> None:
    """Remove what workers of an earlier run counted, as far as that can be done: counts are no evidence."""
    for path in (data / FOLDER).glob("*"):
        with suppress(OSError):
            path.unlink()


def _code(refusal: Refusal) -> str:
    """A code of ours; what a model service made up is not repeated."""
    return "upstream" if refusal.stage == "upstream" else refusal.code


def _cumulated(buckets: dict[tuple[str, ...], float]) -> dict[tuple[str, ...], float]:
    bounds = [*map(str, SECONDS), "+Inf"]
    return {
        (operation, bound): sum(buckets.get((operation, lower), 0.0) for lower in bounds[: index + 1])
        for operation in sorted({operation for operation, _ in buckets})
        for index, bound in enumerate(bounds)
    }


def _sums(buckets: dict[tuple[str, ...], float]) -> dict[tuple[str, ...], float]:
    found: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for (operation, _), value in buckets.items():
        found[(operation,)] += value
    return found


def _order(labels: Iterable[str]) -> list[tuple[float, str]]:
    """Bounds by their size, words by their letters."""
    return [(float(text.replace("+Inf", "inf")), "") if text[:1].isdigit() or text == "+Inf" else (-1.0, text) for text in labels]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
