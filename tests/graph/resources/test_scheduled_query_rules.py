"""Log alerts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import scheduled_query_rules
from enclave.graph.resources.scheduled_query_rules import TYPE, Criterion, ScheduledQueryRule

RG = "/resourceGroups/rg-test/providers"
WORKSPACE = f"{RG}/Microsoft.OperationalInsights/workspaces/log"
GROUP = f"{RG}/Microsoft.Insights/actionGroups/ag"
RULE = ScheduledQueryRule(
    f"{RG}/{TYPE}/alert", "westeurope", "Denied", "much is denied", 2, (WORKSPACE,), "PT5M", "PT15M",
    (Criterion("AZFWNetworkRule | where Action == \"Deny\"", "GreaterThan", 100, dimensions=("SourceIp",)),), (GROUP,),
)
LEARNT = ScheduledQueryRule(
    RULE.id, "westeurope", "Tokens", "unusual", 3, (WORKSPACE,), "PT1H", "PT1H",
    (Criterion("EnclaveEvents_CL | project Tokens = PromptTokens", "GreaterThan", None, "Total", "Tokens", sensitivity="Medium"),), (),
    enabled=False, resolves=False,
)


@pytest.mark.parametrize("rule", [RULE, LEARNT])
def test_what_is_written_is_read_back(rule: ScheduledQueryRule, round_trip: Callable[..., Any]) -> None:
    assert round_trip(scheduled_query_rules, rule) == rule


@pytest.mark.parametrize("rule", [RULE, LEARNT])
def test_azure_takes_what_is_written(rule: ScheduledQueryRule, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(scheduled_query_rules.write(rule, place)) == []


def test_a_query_is_not_tried_before_its_table_is_there(place: Place) -> None:
    (written,) = scheduled_query_rules.write(RULE, place, depends_on=("/x",))
    assert written.body["properties"]["skipQueryValidation"] is True
    assert written.depends_on == ("/x",)


def test_a_dimension_of_some_values_only_raises(make: Callable[..., Resource]) -> None:
    criterion = {"query": "T", "dimensions": [{"name": "x", "operator": "Include", "values": ["one"]}]}
    with pytest.raises(Undecided):
        scheduled_query_rules.read(make(TYPE, "a", {"properties": {"criteria": {"allOf": [criterion]}}}))
    with pytest.raises(Undecided):
        scheduled_query_rules.read(make(TYPE, "a", {"properties": {"scopes": [Unresolved("[x]")]}}))
