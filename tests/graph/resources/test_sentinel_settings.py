"""Settings of Sentinel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.parts import Place
from enclave.graph.resources import sentinel_settings
from enclave.graph.resources.sentinel_settings import TYPE, SentinelSetting

WORKSPACE = "/resourceGroups/rg-test/providers/Microsoft.OperationalInsights/workspaces/log"
SETTINGS = [
    SentinelSetting(f"{WORKSPACE}/providers/{TYPE}/EntityAnalytics", WORKSPACE, "EntityAnalytics", ("AzureActiveDirectory",)),
    SentinelSetting(f"{WORKSPACE}/providers/{TYPE}/Ueba", WORKSPACE, "Ueba", ("SigninLogs", "AuditLogs")),
    SentinelSetting(f"{WORKSPACE}/providers/{TYPE}/Anomalies", WORKSPACE, "Anomalies"),
]


@pytest.mark.parametrize("setting", SETTINGS)
def test_what_is_written_is_read_back(setting: SentinelSetting, round_trip: Callable[..., Any]) -> None:
    assert round_trip(sentinel_settings, setting) == setting


@pytest.mark.parametrize("setting", SETTINGS)
def test_azure_takes_what_is_written(setting: SentinelSetting, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(sentinel_settings.write(setting, place, after=("/x",))) == []
