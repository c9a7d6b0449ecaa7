"""Metrics as Application Insights adds them up: every one by its name, and nothing twice."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from enclave.errors import EnclaveError
from enclave.telemetry.azure_metrics import AT_ONCE, AzureMetrics
from enclave.telemetry.azure_monitor import AzureMonitor
from enclave.telemetry.merged import Whole, merge
from enclave.telemetry.names import METRICS
from enclave.telemetry.registry import Registry

KEY = "00000000-1111-2222-3333-444444444444"


def sender(taker: Any) -> AzureMetrics:
    string = f"InstrumentationKey={KEY};IngestionEndpoint={taker.url}"
    return AzureMetrics(AzureMonitor(string, "gate", lambda: ("token", 9e9)), lambda: 1_795_219_200.5)


def points(taker: Any, number: int = -1) -> dict[tuple[str, ...], dict[str, Any]]:
    """Of one request, by the metric's name and its labels' values."""
    found = {}
    for one in json.loads(taker.posted[number][2]):
        assert (one["name"], one["iKey"], one["time"]) == ("Microsoft.ApplicationInsights.Metric", KEY, "2026-11-21T00:00:00.500000Z")
        assert (one["tags"], one["data"]["baseType"]) == ({"ai.cloud.role": "gate"}, "MetricData")
        [point] = one["data"]["baseData"]["metrics"]
        found[point["name"], *one["data"]["baseData"]["properties"].values()] = point
    return found


def whole(registry: Registry) -> Whole:
    return merge([registry.snapshot()])


def test_every_metric_by_its_name_with_its_labels(taker: Any) -> None:
    registry = Registry("1-x")
    for metric in METRICS:
        labels = tuple(f"{label}!" for label in metric.labels)
        if metric.kind == "histogram":
            registry.histogram(metric.name, *labels).add(0.3)
        else:
            registry.cell(metric.name, *labels).value = 3
    registry.cell("enclave.active_requests").value = math.inf
    sender(taker).send(whole(registry))
    assert taker.posted[0][1]["authorization"] == "Bearer token"
    found = points(taker)
    assert {key[0] for key in found} == {metric.name for metric in METRICS} - {"enclave.active_requests"}
    for metric in METRICS:
        point = found.get((metric.name, *(f"{label}!" for label in metric.labels)))
        if point is not None:
            wanted = {"value": pytest.approx(0.3), "kind": 1, "count": 1} if metric.kind == "histogram" else {"value": 3.0, "kind": 0}
            assert point == {"ns": "enclave", "name": metric.name, **wanted}


def test_what_was_sent_is_not_sent_again_and_what_was_not_is(taker: Any) -> None:
    registry, metrics = Registry("1-x"), sender(taker)
    requests, active = registry.cell("enclave.requests", "p", "m", "200"), registry.cell("enclave.active_requests")
    sure = registry.histogram("enclave.confidence", "p", "m")
    requests.value, active.value = 5, 2
    sure.add(0.5)
    metrics.send(whole(registry))
    metrics.send(whole(registry))
    assert set(points(taker)) == {("enclave.active_requests",)}, "a gauge is told as it stands"
    requests.value = 7
    sure.add(0.25)
    sure.add(0.25)
    taker.answers += [(503, b"")]
    with pytest.raises(EnclaveError):
        metrics.send(whole(registry))
    requests.value = 8
    metrics.send(whole(registry))
    found = points(taker)
    assert found["enclave.requests", "p", "m", "200"]["value"] == 3
    assert (found["enclave.confidence", "p", "m"]["value"], found["enclave.confidence", "p", "m"]["count"]) == (0.5, 2)
    metrics.close()


def test_many_go_in_several_requests_and_none_in_no_request(taker: Any) -> None:
    registry, metrics = Registry("1-x"), sender(taker)
    metrics.send(whole(registry))
    assert taker.posted == []
    for number in range(AT_ONCE + 1):
        registry.cell("enclave.requests", str(number), "m", "200").value = 1
    metrics.send(whole(registry))
    assert [len(points(taker, number)) for number in (0, 1)] == [AT_ONCE, 1]
