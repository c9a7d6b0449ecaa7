"""Diagnostic settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import diagnostic_settings
from enclave.graph.resources.diagnostic_settings import TYPE, DiagnosticSetting

TARGET = "/resourceGroups/rg-test/providers/Microsoft.KeyVault/vaults/kv"
SETTING = DiagnosticSetting(
    f"{TARGET}/providers/{TYPE}/diag", TARGET, f"{TARGET}-log", None, None, ("AuditEvent", "group:allLogs"), ("AllMetrics",), "Dedicated"
)
OTHER = replace(
    SETTING, workspace=None, storage_account=f"{TARGET}-st", event_hub_rule=f"{TARGET}-eh", metrics=(), destination="AzureDiagnostics"
)


@pytest.mark.parametrize("setting", [SETTING, OTHER])
def test_what_is_written_is_read_back(setting: DiagnosticSetting, round_trip: Callable[..., Any]) -> None:
    assert round_trip(diagnostic_settings, setting) == setting


@pytest.mark.parametrize("setting", [SETTING, OTHER])
def test_azure_takes_what_is_written(setting: DiagnosticSetting, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(diagnostic_settings.write(setting, place)) == []


def test_what_is_off_does_not_count(make: Callable[..., Resource]) -> None:
    body = {"properties": {"logs": [{"category": "Audit", "enabled": False}, {"category": "Trace", "enabled": "true"}],
                           "metrics": [{"category": "AllMetrics"}]}}
    found = diagnostic_settings.read(make(TYPE, "diag", body, scope=TARGET))
    assert (found.target, found.logs, found.metrics, found.workspace) == (TARGET, ("Trace",), (), None)
