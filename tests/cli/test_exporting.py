"""Who takes spans, as a file and the environment say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from enclave.cli.exporting import CONNECTION_STRING, exporting, exporting_metrics
from enclave.errors import InputError
from enclave.spec.load import load
from enclave.spec.telemetry import Telemetry


def test_exporters(bank: Any) -> None:
    spec = load(bank).spec
    assert exporting(spec, {}) is None
    telemetry = Telemetry.model_validate({"otlp": {"endpoint": "https://c.example"}, "azure_monitor": True})
    both = spec.model_copy(update={"telemetry": telemetry})
    opened = exporting(both, {CONNECTION_STRING: "InstrumentationKey=00000000-1111-2222-3333-444444444444"})
    assert opened is not None
    assert [exporter.name for exporter in opened()] == ["otlp", "azure_monitor"]
    with pytest.raises(InputError, match="CONNECTION_STRING"):
        exporting(both, {})


def test_metrics_go_to_each_who_takes_spans(bank: Any, tmp_path: Path) -> None:
    spec = load(bank).spec
    assert exporting_metrics(spec, tmp_path, {}) == []
    telemetry = Telemetry.model_validate({"otlp": {"endpoint": "https://c.example"}, "azure_monitor": True})
    both = spec.model_copy(update={"telemetry": telemetry})
    assert len(exporting_metrics(both, tmp_path, {CONNECTION_STRING: "InstrumentationKey=00000000-1111-2222-3333-444444444444"})) == 2
    with pytest.raises(InputError, match="CONNECTION_STRING"):
        exporting_metrics(both, tmp_path, {})
