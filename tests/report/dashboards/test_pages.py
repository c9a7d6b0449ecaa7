"""What is drawn, alerted on and written down is what the program tells, all of it and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.audit.query import query
from enclave.report.alerts.prometheus import rule_file
from enclave.report.dashboards.pages import PAGES
from enclave.report.dashboards.panel import RANGE, Dashboard
from enclave.telemetry.exposition import text
from enclave.telemetry.merged import Whole
from enclave.telemetry.names import GPU, METRICS
from enclave.telemetry.rules import RULES

NAME = re.compile(r"\b(?:enclave|gen_ai)_[a-z0-9_]+(?=[\s,()\[{`|]|$)|\bDCGM_[A-Z_]+")
TARGETS = [target for page in PAGES for panel in page.panels for target in panel.targets]


def families(told: str, known: set[str]) -> set[str]:
    """Names of metrics in a text; a part of a histogram is its histogram."""
    labels = {label for metric in METRICS for label in metric.prometheus_labels}
    found = set()
    for name in NAME.findall(told):
        whole = re.sub("_(bucket|sum|count)$", "", name)
        if name not in labels:
            found.add(name if name in known else whole)
    return found


def test_docs_dashboards_alerts_and_program_name_the_same_metrics(root: Path) -> None:
    told = set(re.findall(r"^# TYPE (\S+) ", text(Whole(), 0).decode(), re.MULTILINE))
    assert told == {metric.prometheus for metric in METRICS} | {metric.quantile for metric in METRICS if metric.has_quantiles}
    known = told | set(GPU)
    drawn = families(" \n".join(target.promql for target in TARGETS), known)
    alerted = families(rule_file(RULES), known)
    assert drawn <= known
    assert alerted <= known
    page = (root / "docs" / "telemetry.md").read_text(encoding="utf-8")
    assert families(page, known) == known
    # each is looked at somewhere; of one with exact quantiles, those or the buckets
    looked_at = drawn | alerted
    unseen = [metric.name for metric in METRICS if not {metric.prometheus, metric.quantile} & looked_at]
    assert unseen == []
    assert set(GPU) <= looked_at


BESIDE = {"le", "quantile", "job", "instance"}
"""Labels that Prometheus, or the kind of a series, adds."""
OF_GPUS = {"gpu", "UUID", "device", "modelName", "Hostname", "container", "namespace", "pod", "DCGM_FI_DRIVER_VERSION"}
"""Of the DCGM exporter."""


def labels_asked(promql: str, known: dict[str, set[str]]) -> set[tuple[str, str]]:
    """Pairs of a metric and a label by which a query asks it, in braces or in the `by` of its sums, that the metric does not have."""
    named = [re.sub("_(bucket|sum|count)$", "", name) if name not in known else name for name in NAME.findall(promql)]
    there = [name for name in named if name in known]
    wrong = set()
    for name, inside in re.findall(r"([A-Za-z_:][A-Za-z0-9_:]*)\{([^}]*)\}", promql):
        metric = name if name in known else re.sub("_(bucket|sum|count)$", "", name)
        for label in re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", re.sub(r'"[^"]*"', '""', inside)):
            if label not in known[metric] | BESIDE:
                wrong.add((metric, label))
    for inside in re.findall(r"\b(?:by|on|ignoring) \(([^)]*)\)", promql):
        for label in filter(None, inside.split(", ")):
            if not any(label in known[metric] | BESIDE for metric in there):
                wrong.add((", ".join(there), label))
    return wrong


def test_dashboards_and_alerts_ask_by_labels_that_the_program_tells() -> None:
    known: dict[str, set[str]] = {metric.prometheus: {*metric.prometheus_labels} for metric in METRICS}
    known |= {metric.quantile: {*metric.prometheus_labels} for metric in METRICS if metric.has_quantiles}
    known |= dict.fromkeys(GPU, OF_GPUS)
    assert labels_asked('sum by (caller) (enclave_requests_total{nobody="x"})', known) == {
        ("enclave_requests_total", "caller"),
        ("enclave_requests_total", "nobody"),
    }
    for target in TARGETS:
        assert labels_asked(target.promql, known) == set(), target.promql
    asked = [rule["expr"] for group in YAML(typ="safe").load(rule_file(RULES))["groups"] for rule in group["rules"]]
    assert len(asked) >= len(RULES)
    for line in asked:
        assert labels_asked(line, known) == set(), line


def test_pages_and_panels_are_whole() -> None:
    assert [page.id for page in PAGES] == ["overview", "capacity", "cost", "security", "models", "gpu"]
    for page in PAGES:
        assert len({panel.title for panel in page.panels}) == len(page.panels)
        for panel in page.panels:
            assert panel.targets or panel.kql, panel.title
            assert 1 <= panel.width <= 24
            for target in panel.targets:
                assert target.promql.count("(") == target.promql.count(")"), target.promql
                labels = set(re.findall(r"\{\{(\w+)\}\}", target.legend))
                grouped = {label for by in re.findall(r"by \(([^)]*)\)", target.promql) for label in by.split(", ")}
                assert labels <= grouped or not grouped, (panel.title, labels, grouped)


@pytest.mark.parametrize("pages", [pytest.param(PAGES, marks=pytest.mark.long), PAGES[4:5]], ids=["all", "models"])
def test_every_query_of_the_workbooks_runs_on_the_log(tmp_path: Path, pages: Sequence[Dashboard]) -> None:
    with AuditLog.open(tmp_path) as log:
        log.append(
            [
                Event(
                    id=f"e{number}", time=f"2026-11-21T09:30:0{number}.000000Z", kind=kind, project="p", deployment="d", model="gpt-4o",
                    status=200, stage="" if kind != "refused" else "dlp", prompt_tokens=10, completion_tokens=5, settled_nanousd=1000,
                    duration_ms=12.5, time_to_first_token_ms=3.5, caller="jane", caller_ip="127.0.0.1", region="europe",
                )
                for number, kind in enumerate(("started", "admitted", "completed", "refused", "configuration_changed"))
            ]
        )  # fmt: skip
    queries = {panel.kql for page in pages for panel in page.panels if panel.kql}
    assert len(queries) >= 5
    for kql in sorted(queries):
        told = kql.replace(RANGE, "TimeGenerated > datetime(2026-11-01)")
        assert "{" not in told
        query(tmp_path, told)
