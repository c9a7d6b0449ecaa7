"""What a mapping does not read of a resource stays in the body, where it names somebody: a proof asks about it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from enclave.graph.model import Resource
from enclave.importers.terraform.read import read_plan


def group(written: dict[str, Any], answered: dict[str, Any] | None = None, blocks: dict[str, Any] | None = None) -> Resource:
    """An action group of a plan: what is written of it, and what the provider says besides."""
    values = {"name": "a", "resource_group_name": "rg", **written, **(answered or {})}
    row = {"address": "azurerm_monitor_action_group.a", "mode": "managed", "type": "azurerm_monitor_action_group", "name": "a"}
    expressions = {name: {"constant_value": value} for name, value in written.items()} | (blocks or {})
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [{**row, "values": values}]}},
        "resource_changes": [{**row, "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": {}}}],
        "configuration": {"root_module": {"resources": [{**row, "expressions": expressions}]}},
    }
    (found,) = (each for each in read_plan(json.dumps(plan), name="plan.json") if each.type == "Microsoft.Insights/actionGroups")
    return found


@pytest.mark.parametrize(
    "value",
    [
        "https://x.example/in",
        "/subscriptions/99999999-9999-9999-9999-999999999999/resourceGroups/x/providers/Microsoft.Web/sites/x",
        "AccountName=theirs;AccountKey=k",
        "theirs.servicebus.windows.net",
    ],
)
def test_what_names_somebody_is_kept_by_the_attributes_own_name(value: str) -> None:
    assert group({"newer": value}).body["attributes"] == {"newer": value}


@pytest.mark.parametrize("value", ["a", "", 7, True, None, "two words"])
def test_what_names_nobody_is_not(value: Any) -> None:
    assert "attributes" not in group({"newer": value}).body


def test_what_only_the_provider_answers_is_not() -> None:
    assert "attributes" not in group({}, {"primary_endpoint": "https://a.example/"}).body


def test_a_block_is_kept_whole() -> None:
    receiver = {"name": "w", "service_uri": "https://x.example/in"}
    blocks = {"receiver": [{name: {"constant_value": value} for name, value in receiver.items()}]}
    assert group({}, {"receiver": [receiver]}, blocks).body["attributes"] == {"receiver": [receiver]}
