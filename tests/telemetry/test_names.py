"""Names are those of the conventions, and become Prometheus's by its rules."""

from __future__ import annotations

import re
from pathlib import Path

from enclave.audit.sinks import otlp
from enclave.telemetry.names import BY_NAME, GPU, METRICS, OPERATIONS, Metric, prometheus, table


def test_names_become_prometheus_names_by_the_rules() -> None:
    for name, kind, unit, wanted in (
        ("gen_ai.client.operation.duration", "histogram", "s", "gen_ai_client_operation_duration_seconds"),
        ("a.b", "counter", "{thing}", "a_b_total"),
        ("a.share", "gauge", "1", "a_share_ratio"),
        ("a.size", "counter", "By", "a_size_bytes_total"),
        ("a.seconds_behind", "gauge", "s", "a_seconds_behind"),
    ):
        assert Metric(name=name, kind=kind, unit=unit, labels=(), about="").prometheus == wanted  # type: ignore[arg-type]
    assert prometheus("enclave.requests") == "enclave_requests_total"


def test_the_table_is_sound() -> None:
    names = [metric.prometheus for metric in METRICS] + [metric.quantile for metric in METRICS if metric.has_quantiles]
    assert len(set(names)) == len(names)
    assert len(BY_NAME) == len(METRICS)
    for metric in METRICS:
        assert re.fullmatch(r"(gen_ai|enclave)\.[a-z_.]+", metric.name)
        assert (metric.kind == "histogram") == bool(metric.bounds)
        assert list(metric.bounds) == sorted(set(metric.bounds))
        assert metric.about
        assert "caller" not in metric.labels
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", label) for label in metric.prometheus_labels)
    assert all(re.fullmatch(r"DCGM_FI_[A-Z_]+", name) for name in GPU)
    assert table().count("\n") == len(METRICS) + 2


def test_the_log_says_operations_as_the_metrics_do() -> None:
    assert dict(OPERATIONS) == otlp.OPERATIONS


def test_the_docs_have_the_table_as_it_is(root: Path) -> None:
    page = (root / "docs" / "telemetry.md").read_text(encoding="utf-8")
    assert table() in page
    assert all(f"| `{name}` | {about} |" in page for name, about in GPU.items())
