"""Settings of components that keep data, and of backups."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from enclave.spec.data_components import Backup, CosmosDb, DataLake, Postgresql, Redis, Sql

GUARD = "/subscriptions/99999999-9999-9999-9999-999999999999/resourceGroups/rg/providers/Microsoft.DataProtection/resourceGuards/four-eyes"


@pytest.mark.parametrize(("component", "written"), [
    (CosmosDb, {"databases": {"chats": {"messages": "/userId", "by-day": "/day/hour"}}, "most_throughput": 4000}),
    (Sql, {"databases": ["cases"], "tier": "business-critical", "cores": 4, "ledger": False}),
    (Postgresql, {"databases": ["cases_2"], "version": "18", "size": "Standard_E4ds_v5", "storage_gb": 256}),
    (Redis, {"size": "MemoryOptimized_M10"}),
    (DataLake, {"containers": ["raw"], "unchangeable": {"evidence": 2557}}),
    (Backup, {"daily_days": 90, "weeks": 0, "months": 24, "years": 10, "lock_for_good": True, "resource_guard": GUARD}),
])
def test_settings_are_taken_as_they_are(component: type[Any], written: dict[str, Any]) -> None:
    found = component.model_validate(written).model_dump(mode="json")
    assert found | written == found
    assert found["enabled"]


@pytest.mark.parametrize(("component", "written"), [
    (CosmosDb, {"databases": {"chats": {"messages": "userId"}}}),
    (CosmosDb, {"most_throughput": 1500}),
    (Sql, {"databases": []}),
    (Sql, {"cores": 1}),
    (Postgresql, {"version": 17}),
    (Postgresql, {"size": "Standard_NC24"}),
    (Postgresql, {"databases": ["drop table;"]}),
    (Redis, {"size": "Balanced_B1000"}),
    (DataLake, {"containers": ["Raw"]}),
    (Backup, {"daily_days": 6}),
    (Backup, {"years": 11}),
    (Backup, {"lock_for_good": "yes"}),
    (Backup, {"resource_guard": "four-eyes"}),
])
def test_what_azure_would_not_take_is_refused(component: type[Any], written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        component.model_validate(written)
