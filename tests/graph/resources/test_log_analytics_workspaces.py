"""Log Analytics workspaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import log_analytics_workspaces
from enclave.graph.resources.log_analytics_workspaces import TABLE_TYPE, TYPE, LogAnalyticsWorkspace, Table

WORKSPACE = LogAnalyticsWorkspace(
    f"/resourceGroups/rg-test/providers/{TYPE}/log-a", "westeurope", "PerGB2018", 365, "Disabled", "Disabled", True,
    (
        Table("AzureDiagnostics", 365, 1095), Table("AzureMetrics", 90, None),
        Table("Mine_CL", None, None, (("TimeGenerated", "dateTime"), ("Note", "string"))),
    ),
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(log_analytics_workspaces, WORKSPACE) == WORKSPACE


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    written = log_analytics_workspaces.write(WORKSPACE, place)
    assert [resource.type for resource in written] == [TYPE, TABLE_TYPE, TABLE_TYPE, TABLE_TYPE]
    assert problems(written) == []


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = log_analytics_workspaces.read(make(TYPE, "log-a", {}))
    assert (found.retention_days, found.local_auth_disabled) == (30, False)
    assert (found.public_ingestion, found.public_query) == ("Enabled", "Enabled")
