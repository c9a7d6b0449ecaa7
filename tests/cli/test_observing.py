"""The files that Prometheus, Grafana and Azure Monitor are given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from enclave.cli.main import main
from enclave.cli.observing import rules_of
from enclave.spec.load import load
from enclave.telemetry.rules import RULES


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def test_alerts_and_dashboards_are_written(bank: Path, tmp_path: Path) -> None:
    text = bank.read_text(encoding="utf-8") + "\nalerts:\n  rules: {drift: {enabled: false}}\n"
    spec = tmp_path / "enclave.yaml"
    spec.write_text(text, encoding="utf-8")
    assert run("report", "alerts", str(spec), "-o", str(tmp_path / "out")) == 0
    assert run("report", "dashboards", str(spec), "-o", str(tmp_path / "out")) == 0
    written = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*"))
    pages = ("capacity", "cost", "models", "overview", "security")
    assert written == sorted(
        [
            "prometheus.rules.yaml", "azure-prometheus-rules.json", "grafana/gpu.json", *(f"grafana/{page}.json" for page in pages),
            *(f"azure-workbooks/{page}.json" for page in pages),
        ]
    )  # fmt: skip
    assert "EnclaveDrift" not in (tmp_path / "out" / "prometheus.rules.yaml").read_text()
    for path in (tmp_path / "out").rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    assert len(rules_of(load(spec).spec)) == len(RULES) - 1
