"""The formats are what Prometheus reads: its own parser of OpenMetrics, and promtool, say so."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from enclave.telemetry.exposition import sketches, text, wants_openmetrics
from enclave.telemetry.merged import Whole, merge
from enclave.telemetry.names import METRICS
from enclave.telemetry.registry import Registry

NOW = 600.0
AWKWARD = 'a"b\\c\nd'


@pytest.fixture(scope="module")
def whole() -> Whole:
    """Every metric, with labels that need quoting."""
    registry = Registry("1-x", lambda: NOW)
    for metric in METRICS:
        for labels in (("x",) * len(metric.labels), (AWKWARD,) * len(metric.labels)):
            if metric.kind == "histogram":
                histogram = registry.histogram(metric.name, *labels)
                for value in (0.003, 0.04, 0.5, 1e9):
                    histogram.add(value)
                histogram.mark(0.04, "0af7651916cd43dd8448eb211c80319c", 599.0)
            else:
                registry.cell(metric.name, *labels).value = 2.5
    return merge([registry.snapshot()])


def test_openmetrics_is_read_by_the_parser_of_others(whole: Whole) -> None:
    families = {family.name: family for family in parse_openmetrics(text(whole, NOW, openmetrics=True).decode())}
    for metric in METRICS:
        family = families[metric.prometheus.removesuffix("_total") if metric.kind == "counter" else metric.prometheus]
        assert family.type == metric.kind
        assert {sample.name for sample in family.samples} <= {metric.prometheus + end for end in ("", "_bucket", "_sum", "_count")}
        assert any(AWKWARD in sample.labels.values() for sample in family.samples) or not metric.labels
        if metric.kind == "histogram":
            exemplars = [sample.exemplar for sample in family.samples if sample.exemplar]
            assert [(one.labels, one.value) for one in exemplars][:1] == [({"trace_id": "0af7651916cd43dd8448eb211c80319c"}, 0.04)]
        if metric.has_quantiles:
            told = {sample.labels["quantile"]: sample.value for sample in families[metric.quantile].samples if sample.labels}
            assert told["0.5"] == pytest.approx(0.04, rel=0.011)


def test_the_text_format_says_the_same(whole: Whole) -> None:
    def flat(parsed: object) -> set[tuple[object, ...]]:
        return {(s.name, tuple(sorted(s.labels.items())), s.value) for family in parsed for s in family.samples}  # type: ignore[attr-defined]

    assert flat(parse_text(text(whole, NOW).decode())) == flat(parse_openmetrics(text(whole, NOW, openmetrics=True).decode()))
    assert b"trace_id" not in text(whole, NOW)


def test_promtool_finds_nothing_wrong(whole: Whole) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("not run: needs promtool (Debian's prometheus)")
    done = subprocess.run([promtool, "check", "metrics"], input=text(whole, NOW), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_metrics_without_series_are_there_by_name() -> None:
    told = text(Whole(), NOW).decode()
    assert all(f"# TYPE {metric.prometheus} {metric.kind}" in told for metric in METRICS)
    assert [line for line in told.splitlines() if not line.startswith("#")] == []


def test_quantiles_are_of_the_last_minutes_only(whole: Whole) -> None:
    assert b"_quantile_seconds{" in text(whole, NOW + 4 * 60)
    assert b"_quantile_seconds{" not in text(whole, NOW + 5 * 60)
    later = json.loads(sketches(whole, NOW + 4 * 60))
    assert {tuple(one["minutes"]) for one in later["series"]} == {("10",)}
    assert later["series"][0]["minutes"]["10"]["zeros"] == 0
    assert sum(later["series"][0]["minutes"]["10"]["bins"].values()) == 4
    assert all(one["minutes"] == {} for one in json.loads(sketches(whole, NOW + 5 * 60))["series"])


def test_who_gets_which() -> None:
    openmetrics = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75"
    for accept, wanted in (
        (f"{openmetrics},text/plain;version=0.0.4;q=0.5,*/*;q=0.1", True),
        ("", False), ("text/plain", False), ("*/*", False), ("application/openmetrics-text", True),
        ("application/openmetrics-text; version=0.0.1", False), ("application/openmetrics-text;q=0", False),
        ("application/openmetrics-text;version=1.0.0;q=0.3, text/plain;q=0.9", False),
        ("APPLICATION/OPENMETRICS-TEXT; VERSION=1.0.0", True),
    ):  # fmt: skip
        assert wants_openmetrics(accept) is wanted, accept
