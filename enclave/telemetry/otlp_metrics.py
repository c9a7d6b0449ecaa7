"""Metrics to a collector: OTLP over HTTP, JSON (opentelemetry.io/docs/specs/otlp 1.8, .../specs/otel/metrics/data-model).

Everything is cumulative since the gateway started, as Prometheus is told; exact quantiles are not sent: nobody could add them up there.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from enclave import __version__
from enclave.errors import InputError
from enclave.telemetry.merged import Whole
from enclave.telemetry.names import METRICS, SCHEMA, Metric
from enclave.telemetry.otlp import attributes
from enclave.telemetry.post import Endpoint
from enclave.telemetry.registry import HistogramState, Labels

PATH = "/v1/metrics"
CUMULATIVE = 2


class OtlpMetrics:
    """A collector. `endpoint`: `https://host:4318`; `token`: sent as a bearer token. Raises InputError."""

    def __init__(self, endpoint: str, service: str, token: str = "", clock: Callable[[], float] = time.time) -> None:
        if "\n" in token or "\r" in token:
            raise InputError("the token of the collector has a line break", endpoint)
        url = endpoint.rstrip("/")
        for other in ("/v1/traces", PATH):
            url = url.removesuffix(other)
        self._endpoint = Endpoint(url + PATH)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._resource = {"attributes": attributes({"service.name": service, "service.version": __version__})}
        self._clock, self._start = clock, clock()

    def send(self, whole: Whole) -> None:
        """Export everything as it stands. Raises EnclaveError."""
        self._endpoint.post(msgspec.json.encode(self.request(whole)), self._headers)

    def request(self, whole: Whole) -> dict[str, Any]:
        """The request."""
        times = {"startTimeUnixNano": _nano(self._start), "timeUnixNano": _nano(self._clock())}
        scope = {"name": "enclave.telemetry", "version": __version__}
        told = [one for metric in METRICS if (one := _metric(metric, whole, times)) is not None]
        return {
            "resourceMetrics": [
                {"resource": self._resource, "scopeMetrics": [{"scope": scope, "metrics": told}], "schemaUrl": SCHEMA}
            ]
        }  # fmt: skip

    def close(self) -> None:
        """Let go of the connection."""
        self._endpoint.close()


def _metric(metric: Metric, whole: Whole, times: Mapping[str, str]) -> dict[str, Any] | None:
    """One metric with its series; None: it has none."""
    head = {"name": metric.name, "unit": metric.unit, "description": metric.about}
    if metric.kind == "histogram":
        points = [_histogram(metric, labels, state, times) for labels, state in sorted(whole.histograms.get(metric.name, {}).items())]
        return {**head, "histogram": {"aggregationTemporality": CUMULATIVE, "dataPoints": points}} if points else None
    numbers = list(_numbers(metric, whole.numbers.get(metric.name, {}), times))
    if not numbers:
        return None
    if metric.kind == "gauge":
        return {**head, "gauge": {"dataPoints": numbers}}
    return {**head, "sum": {"aggregationTemporality": CUMULATIVE, "isMonotonic": True, "dataPoints": numbers}}


def _numbers(metric: Metric, series: Mapping[Labels, float], times: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for labels, value in sorted(series.items()):
        if math.isfinite(value):  # JSON has no other
            yield {"attributes": _labels(metric, labels), **times, "asDouble": float(value)}


def _histogram(metric: Metric, labels: Labels, state: HistogramState, times: Mapping[str, str]) -> dict[str, Any]:
    exemplars = [
        {"timeUnixNano": _nano(one.time), "asDouble": one.value, "traceId": one.trace_id} for _, one in sorted(state.exemplars.items())
    ]
    return {
        "attributes": _labels(metric, labels), **times, "count": str(sum(state.counts)), "sum": state.total,
        "bucketCounts": [str(count) for count in state.counts], "explicitBounds": list(metric.bounds),
        **({"exemplars": exemplars} if exemplars else {}),
    }  # fmt: skip


def _labels(metric: Metric, values: Labels) -> list[dict[str, Any]]:
    return attributes(dict(zip(metric.labels, values, strict=True)))


def _nano(seconds: float) -> str:
    return str(round(seconds * 1e9))
