"""Metric alerts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import metric_alerts
from enclave.graph.resources.metric_alerts import TYPE, MetricAlert, MetricCriterion

RG = "/resourceGroups/rg-test/providers"
VAULT = f"{RG}/Microsoft.KeyVault/vaults/kv"
GROUP = f"{RG}/Microsoft.Insights/actionGroups/ag"
ALERT = MetricAlert(
    f"{RG}/{TYPE}/alert", "the vault is not there", 1, (VAULT,), "PT5M", "PT15M",
    (MetricCriterion("Availability", "Average", "LessThan", 99),), (GROUP,),
)
LEARNT = MetricAlert(
    ALERT.id, "unusual", 3, (VAULT,), "PT1H", "PT1H",
    (MetricCriterion("ServiceApiHit", "Total", "GreaterThan", None, "Microsoft.KeyVault/vaults", "Medium"),), (), enabled=False,
)


@pytest.mark.parametrize("alert", [ALERT, LEARNT])
def test_what_is_written_is_read_back(alert: MetricAlert, round_trip: Callable[..., Any]) -> None:
    assert round_trip(metric_alerts, alert) == alert


@pytest.mark.parametrize("alert", [ALERT, LEARNT])
def test_azure_takes_what_is_written(alert: MetricAlert, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(metric_alerts.write(alert, place)) == []


@pytest.mark.parametrize("criteria", [{}, {"odata.type": "Microsoft.Azure.Monitor.PromQLCriteria"}, Unresolved("[x]")])
def test_criteria_of_another_kind_raise(criteria: Any, make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        metric_alerts.read(make(TYPE, "alert", {"properties": {"criteria": criteria}}))
