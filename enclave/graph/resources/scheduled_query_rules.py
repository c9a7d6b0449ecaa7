"""Log alerts: a query over a workspace that is asked again and again."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, items, links, number, pointer, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Insights/scheduledQueryRules"
API_VERSION = "2026-03-01"


class Criterion(Struct, frozen=True):
    """When a query's answer is an alert."""

    query: str
    operator: str
    """`GreaterThan`, ..."""
    threshold: int | None
    """None: what is unusual for it, as Azure learns it (`sensitivity`)."""
    aggregation: str = "Count"
    """`Count` of rows, or `Total`, `Average`, `Minimum`, `Maximum` of `measure`."""
    measure: str = ""
    dimensions: tuple[str, ...] = ()
    """Columns whose values each make an alert of their own."""
    sensitivity: str = ""
    """`Low`, `Medium` or `High`."""


class ScheduledQueryRule(Struct, frozen=True):
    """A log alert."""

    id: str
    location: str
    display_name: str
    description: str
    severity: int
    """0 (critical) to 4 (verbose)."""
    scopes: tuple[str, ...]
    frequency: str
    """ISO 8601, `PT5M`."""
    window: str
    criteria: tuple[Criterion, ...]
    action_groups: tuple[str, ...]
    enabled: bool = True
    resolves: bool = True
    """The alert ends by itself when the condition does."""


def read(resource: Resource) -> ScheduledQueryRule:
    """A log alert. Raises `Undecided`."""
    body = resource.body
    return ScheduledQueryRule(
        id=resource.id,
        location=resource.location or "",
        display_name=text(body, "properties.displayName"),
        description=text(body, "properties.description"),
        severity=number(body, "properties.severity", 3),
        scopes=links(body, "properties.scopes"),
        frequency=text(body, "properties.evaluationFrequency"),
        window=text(body, "properties.windowSize"),
        criteria=tuple(_criterion(part, resource.id) for part in items(body, "properties.criteria.allOf")),
        action_groups=links(body, "properties.actions.actionGroups"),
        enabled=flag(body, "properties.enabled", True),
        resolves=flag(body, "properties.autoMitigate", True),
    )


def write(rule: ScheduledQueryRule, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The alert. Its query is not tried at deployment: a table is there only after the first record of its kind."""
    criteria: list[Value] = [_write_criterion(each) for each in rule.criteria]
    properties = stated(
        displayName=rule.display_name,
        description=rule.description,
        severity=rule.severity,
        enabled=rule.enabled,
        scopes=[pointer(scope) for scope in rule.scopes],
        evaluationFrequency=rule.frequency,
        windowSize=rule.window,
        criteria={"allOf": criteria},
        autoMitigate=rule.resolves,
        skipQueryValidation=True,
        actions={"actionGroups": [pointer(group) for group in rule.action_groups]} if rule.action_groups else None,
    )
    return (place.put(TYPE, API_VERSION, rule.id, {"kind": "LogAlert", "properties": properties}, depends_on=depends_on),)


def _write_criterion(each: Criterion) -> Value:
    dimensions: list[Value] = [{"name": name, "operator": "Include", "values": ["*"]} for name in each.dimensions]
    dynamic = each.threshold is None
    return stated(
        criterionType="DynamicThresholdCriterion" if dynamic else "StaticThresholdCriterion",
        query=each.query,
        timeAggregation=each.aggregation,
        metricMeasureColumn=each.measure or None,
        dimensions=dimensions or None,
        operator=each.operator,
        threshold=each.threshold,
        alertSensitivity=each.sensitivity or None,
        failingPeriods={"numberOfEvaluationPeriods": 1, "minFailingPeriodsToAlert": 1},
    )


def _criterion(body: Body, where: str) -> Criterion:
    dimensions = items(body, "dimensions")
    if any(text(part, "operator").lower() != "include" or texts(part, "values") != ("*",) for part in dimensions):
        raise Undecided("dimensions of some values only", where)
    return Criterion(
        query=text(body, "query"),
        operator=text(body, "operator"),
        threshold=number(body, "threshold", None),
        aggregation=text(body, "timeAggregation", "Count"),
        measure=text(body, "metricMeasureColumn"),
        dimensions=tuple(text(part, "name") for part in dimensions),
        sensitivity=text(body, "alertSensitivity"),
    )
