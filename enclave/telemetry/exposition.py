"""The numbers as Prometheus reads them: its text format 0.0.4 and OpenMetrics 1.0, and the sketches as JSON.

Sources: prometheus.io/docs/instrumenting/exposition_formats; the OpenMetrics specification 1.0.0 (names, units, exemplars, `# EOF`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from enclave.telemetry.merged import Whole
from enclave.telemetry.names import METRICS, QUANTILES, WINDOW_MINUTES, Metric
from enclave.telemetry.registry import Exemplar, HistogramState, Labels
from enclave.telemetry.sketch import ACCURACY, GAMMA, Sketch, merged

TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
_QUALITY = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")


def wants_openmetrics(accept: str) -> bool:
    """Whether an `Accept` header prefers OpenMetrics 1.0 to plain text."""
    best = {"openmetrics": 0.0, "text": 0.0}
    for part in accept.lower().split(","):
        kind, _, parameters = part.partition(";")
        told = _QUALITY.search(parameters)
        quality = float(told[1]) if told else 1.0
        if kind.strip() == "application/openmetrics-text" and ("version=" not in parameters or "version=1.0.0" in parameters):
            best["openmetrics"] = max(best["openmetrics"], quality)
        elif kind.strip() in ("text/plain", "text/*", "*/*"):
            best["text"] = max(best["text"], quality)
    return best["openmetrics"] > 0 and best["openmetrics"] >= best["text"]


def text(whole: Whole, now: float, *, openmetrics: bool = False) -> bytes:
    """Every metric, with or without series; `now` in Unix time ends the window of quantiles."""
    lines: list[str] = []
    for metric in METRICS:
        family = metric.prometheus.removesuffix("_total") if openmetrics and metric.kind == "counter" else metric.prometheus
        lines += _head(family, metric.kind, metric.about)
        if metric.kind == "histogram":
            states = sorted(whole.histograms.get(metric.name, {}).items())
            for labels, state in states:
                lines += _buckets(metric, labels, state, openmetrics)
            if metric.has_quantiles:
                lines += _head(metric.quantile, "summary", f"quantiles of the last {WINDOW_MINUTES} minutes, to 1 %: {metric.about}")
                lines += _quantiles(metric, states, now)
        else:
            for labels, value in sorted(whole.numbers.get(metric.name, {}).items()):
                lines.append(f"{metric.prometheus}{_labels(metric, labels)} {_number(value)}")
    if openmetrics:
        lines.append("# EOF")
    return ("\n".join(lines) + "\n").encode()


def sketches(whole: Whole, now: float) -> bytes:
    """The sketches of the last minutes, minute by minute, so that those of several replicas can be added up: JSON.

    Bin `i` holds numbers above `gamma**(i-1)` up to `gamma**i`.
    """
    oldest = _oldest(now)
    series = [
        {
            "metric": metric.name,
            "labels": dict(zip(metric.labels, labels, strict=True)),
            "minutes": {str(minute): _sketch(one) for minute, one in sorted(state.minutes.items()) if minute > oldest and one.count},
        }
        for metric in METRICS
        if metric.has_quantiles
        for labels, state in sorted(whole.histograms.get(metric.name, {}).items())
    ]
    return msgspec.json.encode({"accuracy": ACCURACY, "gamma": GAMMA, "window_minutes": WINDOW_MINUTES, "series": series})


def _sketch(one: Sketch) -> dict[str, Any]:
    return {"zeros": one.zeros, "bins": {str(index): one.bins[index] for index in sorted(one.bins)}}


def _oldest(now: float) -> int:
    """The last Unix minute before the window."""
    return int(now // 60) - WINDOW_MINUTES


def _head(name: str, kind: str, about: str) -> list[str]:
    return [f"# HELP {name} {_escaped(about)}", f"# TYPE {name} {kind}"]


def _buckets(metric: Metric, labels: Labels, state: HistogramState, openmetrics: bool) -> Iterator[str]:
    name, seen = metric.prometheus, 0
    for index, (bound, count) in enumerate(zip((*metric.bounds, None), state.counts, strict=True)):
        seen += count
        told = _labels(metric, labels, le="+Inf" if bound is None else _number(bound))
        exemplar = _exemplar(state.exemplars.get(index)) if openmetrics else ""
        yield f"{name}_bucket{told} {seen}{exemplar}"
    yield f"{name}_sum{_labels(metric, labels)} {_number(state.total)}"
    yield f"{name}_count{_labels(metric, labels)} {seen}"


def _exemplar(exemplar: Exemplar | None) -> str:
    return "" if exemplar is None else f' # {{trace_id="{exemplar.trace_id}"}} {_number(exemplar.value)} {exemplar.time:.3f}'


def _quantiles(metric: Metric, states: list[tuple[Labels, HistogramState]], now: float) -> Iterator[str]:
    oldest = _oldest(now)
    for labels, state in states:
        sketch = merged(one for minute, one in state.minutes.items() if minute > oldest)
        for share in QUANTILES:
            if (value := sketch.quantile(share)) is not None:
                yield f"{metric.quantile}{_labels(metric, labels, quantile=_number(share))} {_number(value)}"


def _labels(metric: Metric, values: Labels, **more: str) -> str:
    told: Mapping[str, str] = {**dict(zip(metric.prometheus_labels, values, strict=True)), **more}
    return "{" + ",".join(f'{name}="{_escaped(value, quote=True)}"' for name, value in told.items()) + "}" if told else ""


def _number(value: float) -> str:
    """As both formats have it, without losing anything: whole numbers, and bounds of buckets, as OpenMetrics writes them."""
    return f"{value:.1f}" if value == int(value) and abs(value) < 1e15 else repr(value)


def _escaped(told: str, *, quote: bool = False) -> str:
    told = told.replace("\\", "\\\\").replace("\n", "\\n")
    return told.replace('"', '\\"') if quote else told
