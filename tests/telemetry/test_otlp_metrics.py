"""Metrics as OTLP has them: what Prometheus is told, by OpenTelemetry's own names; a collector that is down is tried again."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.telemetry.merged import Whole, merge
from enclave.telemetry.names import METRICS
from enclave.telemetry.otlp_metrics import OtlpMetrics
from enclave.telemetry.registry import Registry

TRACE = "0af7651916cd43dd8448eb211c80319c"


def counted() -> Whole:
    """Every metric once, and one number that JSON does not have."""
    registry = Registry("1-x")
    for metric in METRICS:
        labels = tuple(f"{label}!" for label in metric.labels)
        if metric.kind == "histogram":
            registry.histogram(metric.name, *labels).add(0.3)
            registry.histogram(metric.name, *labels).mark(0.3, TRACE, 1e9)
        else:
            registry.cell(metric.name, *labels).value = 3
    registry.cell("enclave.active_requests").value = math.inf
    return merge([registry.snapshot()])


def told(taker: Any) -> dict[str, Any]:
    path, headers, body = taker.posted[-1]
    assert path == "/v1/metrics"
    assert headers["content-type"] == "application/json"
    [resource] = json.loads(body)["resourceMetrics"]
    names = {one["key"]: one["value"]["stringValue"] for one in resource["resource"]["attributes"]}
    assert names["service.name"] == "gate"
    [scope] = resource["scopeMetrics"]
    return {one["name"]: one for one in scope["metrics"]}


def test_every_metric_is_told_by_its_own_name_and_kind(taker: Any) -> None:
    times = iter((1000.0, 1060.0))
    OtlpMetrics(f"{taker.url}/v1/traces", "gate", "secret", lambda: next(times)).send(counted())
    found = told(taker)
    assert taker.posted[-1][1]["authorization"] == "Bearer secret"
    assert set(found) == {metric.name for metric in METRICS} - {"enclave.active_requests"}
    for metric in METRICS:
        if metric.name not in found:
            continue
        one = found[metric.name]
        [kind] = {"sum", "gauge", "histogram"} & one.keys()
        assert kind == {"counter": "sum"}.get(metric.kind, metric.kind)
        assert (one["unit"], one["description"]) == (metric.unit, metric.about)
        [point] = one[kind]["dataPoints"]
        assert {pair["key"]: pair["value"] for pair in point["attributes"]} == {
            label: {"stringValue": f"{label}!"} for label in metric.labels
        }  # fmt: skip
        assert (point["startTimeUnixNano"], point["timeUnixNano"]) == ("1000000000000", "1060000000000")
        if kind == "histogram":
            assert point["explicitBounds"] == list(metric.bounds)
            assert len(point["bucketCounts"]) == len(metric.bounds) + 1
            assert (point["count"], point["sum"], sum(map(int, point["bucketCounts"]))) == ("1", pytest.approx(0.3), 1)
            assert point["exemplars"] == [{"timeUnixNano": "1000000000000000000", "asDouble": 0.3, "traceId": TRACE}]
        else:
            assert point["asDouble"] == 3.0
        if kind != "gauge":
            assert one[kind]["aggregationTemporality"] == 2
        if kind == "sum":
            assert one[kind]["isMonotonic"] is True


def test_where_nothing_was_counted_nothing_is_told(taker: Any) -> None:
    OtlpMetrics(taker.url, "gate").send(Whole())
    assert told(taker) == {}
    with pytest.raises(InputError, match="line break"):
        OtlpMetrics(taker.url, "gate", "a\nb")
