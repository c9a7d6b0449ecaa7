"""Data connectors of Sentinel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import sentinel_data_connectors
from enclave.graph.resources.sentinel_data_connectors import TYPE, DataConnector

WORKSPACE = "/resourceGroups/rg-test/providers/Microsoft.OperationalInsights/workspaces/log"
TENANT = "11111111-1111-1111-1111-111111111111"
CONNECTORS = [
    DataConnector(f"{WORKSPACE}/providers/{TYPE}/a", WORKSPACE, "AzureActiveDirectory", "alerts", TENANT),
    DataConnector(
        f"{WORKSPACE}/providers/{TYPE}/b", WORKSPACE, "MicrosoftThreatIntelligence", "microsoftEmergingThreatFeed", TENANT,
        "2026-01-01T00:00:00Z",
    ),
]


@pytest.mark.parametrize("connector", CONNECTORS)
def test_what_is_written_is_read_back(connector: DataConnector, round_trip: Callable[..., Any]) -> None:
    assert round_trip(sentinel_data_connectors, connector) == connector


@pytest.mark.parametrize("connector", CONNECTORS)
def test_azure_takes_what_is_written(connector: DataConnector, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(sentinel_data_connectors.write(connector, place, after=("/x",))) == []


def test_a_connector_of_another_kind_is_read(make: Callable[..., Resource]) -> None:
    found = sentinel_data_connectors.read(make(TYPE, "c", {"kind": "RestApiPoller", "properties": {}}, scope=WORKSPACE))
    assert (found.kind, found.data_type, found.lookback) == ("RestApiPoller", "", "")
