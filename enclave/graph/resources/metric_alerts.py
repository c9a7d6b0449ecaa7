"""Metric alerts: a metric of a resource crosses a line."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, items, links, number, pointer, text
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Insights/metricAlerts"
API_VERSION = "2026-01-01"
SINGLE = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
MANY = "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria"


class MetricCriterion(Struct, frozen=True):
    """When a metric is an alert."""

    metric: str
    aggregation: str
    """`Total`, `Average`, `Maximum`, `Minimum` or `Count`."""
    operator: str
    threshold: int | None
    """None: what is unusual for it, as Azure learns it; `sensitivity` says how much."""
    namespace: str = ""
    sensitivity: str = ""
    """`Low`, `Medium` or `High`."""


class MetricAlert(Struct, frozen=True):
    """An alert on one resource."""

    id: str
    description: str
    severity: int
    """0 (critical) to 4 (verbose)."""
    scopes: tuple[str, ...]
    frequency: str
    """ISO 8601, `PT5M`."""
    window: str
    criteria: tuple[MetricCriterion, ...]
    action_groups: tuple[str, ...]
    enabled: bool = True


def read(resource: Resource) -> MetricAlert:
    """An alert. Raises `Undecided`."""
    body = resource.body
    kind = _kind(body)
    if kind not in (SINGLE, MANY):
        raise Undecided(f"criteria: {kind}", resource.id)
    return MetricAlert(
        id=resource.id,
        description=text(body, "properties.description"),
        severity=number(body, "properties.severity", 3),
        scopes=links(body, "properties.scopes"),
        frequency=text(body, "properties.evaluationFrequency"),
        window=text(body, "properties.windowSize"),
        criteria=tuple(_criterion(part) for part in items(body, "properties.criteria.allOf")),
        action_groups=tuple(found for part in items(body, "properties.actions") for found in links(part, "actionGroupId")),
        enabled=flag(body, "properties.enabled", True),
    )


def write(alert: MetricAlert, place: Place) -> tuple[Resource, ...]:
    """The alert. A line that Azure learns needs the form for many resources, also for one."""
    learnt = any(each.threshold is None for each in alert.criteria)
    criteria: list[Value] = [_write_criterion(each, number) for number, each in enumerate(alert.criteria, 1)]
    actions: list[Value] = [{"actionGroupId": pointer(group)} for group in alert.action_groups]
    properties = stated(
        description=alert.description,
        severity=alert.severity,
        enabled=alert.enabled,
        scopes=[pointer(scope) for scope in alert.scopes],
        evaluationFrequency=alert.frequency,
        windowSize=alert.window,
        criteria={"odata.type": MANY if learnt else SINGLE, "allOf": criteria},
        autoMitigate=True,
        actions=actions or None,
    )
    return (place.put(TYPE, API_VERSION, alert.id, {"properties": properties}, location="global"),)


def _write_criterion(each: MetricCriterion, number: int) -> Value:
    learnt = each.threshold is None
    return stated(
        criterionType="DynamicThresholdCriterion" if learnt else "StaticThresholdCriterion",
        name=f"condition-{number}",
        metricName=each.metric,
        metricNamespace=each.namespace or None,
        timeAggregation=each.aggregation,
        operator=each.operator,
        threshold=each.threshold,
        alertSensitivity=each.sensitivity or None,
        failingPeriods={"numberOfEvaluationPeriods": 4, "minFailingPeriodsToAlert": 4} if learnt else None,
    )


def _kind(body: Body) -> str:
    """The word at `odata.type`, a key that has a dot itself."""
    for part in items(body, "properties.criteria"):
        for key, value in part.items():
            if key.lower() == "odata.type" and isinstance(value, str):
                return value
    return ""


def _criterion(body: Body) -> MetricCriterion:
    return MetricCriterion(
        metric=text(body, "metricName"),
        aggregation=text(body, "timeAggregation"),
        operator=text(body, "operator"),
        threshold=number(body, "threshold", None),
        namespace=text(body, "metricNamespace"),
        sensitivity=text(body, "alertSensitivity"),
    )
