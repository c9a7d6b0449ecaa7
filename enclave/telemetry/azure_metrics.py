"""Metrics to Application Insights: what was counted since the last time, as `customMetrics` has it.

Source: EndpointSpecs/Schemas/Docs of microsoft/ApplicationInsights-Home (MetricData, DataPoint): one metric in an envelope; of an
aggregation `value` is the sum and `count` how many there were.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from enclave.telemetry.azure_monitor import AzureMonitor
from enclave.telemetry.merged import Whole
from enclave.telemetry.names import METRICS, Metric
from enclave.telemetry.registry import Labels

NAMESPACE = "enclave"
MEASUREMENT, AGGREGATION = 0, 1
AT_ONCE = 500
"""Envelopes in one request."""
Told = tuple[float, int]
"""Sum and count."""


class AzureMetrics:
    """A component of Application Insights, which adds up what it gets: so it gets differences, and gauges as they stand."""

    def __init__(self, component: AzureMonitor, clock: Callable[[], float] = time.time) -> None:
        self._component, self._clock = component, clock
        self._before: dict[tuple[str, Labels], Told] = {}

    def send(self, whole: Whole) -> None:
        """Send what is new. What could not be sent is sent with the next. Raises EnclaveError."""
        when = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        found = list(self._new(whole))
        for start in range(0, len(found), AT_ONCE):
            part = found[start : start + AT_ONCE]
            self._component.post([
                self._component.envelope("Metric", "MetricData", when, _data(metric, labels, told)) for metric, labels, told, _ in part
            ])
            self._before.update({(metric.name, labels): now for metric, labels, _, now in part})

    def close(self) -> None:
        """Let go of the connection."""
        self._component.close()

    def _new(self, whole: Whole) -> Iterator[tuple[Metric, Labels, Told, Told]]:
        """Each series with something new: that, and how it stands."""
        for metric in METRICS:
            for labels, now in sorted(_standing(metric, whole)):
                if metric.kind == "gauge":
                    yield metric, labels, now, now
                    continue
                total, count = self._before.get((metric.name, labels), (0.0, 0))
                new = (now[0] - total, now[1] - count)
                if new[1] > 0 or new[0] > 0:
                    yield metric, labels, new, now


def _standing(metric: Metric, whole: Whole) -> Iterator[tuple[Labels, Told]]:
    if metric.kind == "histogram":
        for labels, state in whole.histograms.get(metric.name, {}).items():
            yield labels, (state.total, sum(state.counts))
        return
    for labels, value in whole.numbers.get(metric.name, {}).items():
        if math.isfinite(value):  # JSON has no other
            yield labels, (float(value), 1 if metric.kind == "gauge" else 0)


def _data(metric: Metric, labels: Labels, told: Told) -> Mapping[str, Any]:
    value, count = told
    point: dict[str, Any] = {"ns": NAMESPACE, "name": metric.name, "value": value}
    point |= {"kind": AGGREGATION, "count": count} if metric.kind == "histogram" else {"kind": MEASUREMENT}
    return {"ver": 2, "metrics": [point], "properties": dict(zip(metric.labels, labels, strict=True))}
