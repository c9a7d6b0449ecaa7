"""Analytics rules of Microsoft Sentinel: queries that run again and again, and the incidents that come of what they find."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from enclave.graph.body import flag, items, last_segment, lookup, number, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.SecurityInsights/alertRules"
API_VERSION = "2025-09-01"


class AnalyticsRule(Struct, frozen=True):
    """A rule of a workspace that runs on a schedule."""

    id: str
    workspace: str
    name: str
    description: str
    severity: str
    """`High`, `Medium`, `Low` or `Informational`."""
    query: str
    """KQL; each row that it gives is something found."""
    frequency: str
    """ISO 8601: how often it runs."""
    period: str
    """ISO 8601: how far back it looks."""
    tactics: tuple[str, ...]
    techniques: tuple[str, ...]
    """MITRE ATT&CK, `T1078`."""
    entities: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Kind of entity -> what identifies it, and the column that holds that: `Account` -> (`ObjectGuid`, `Caller`)."""
    details: Mapping[str, str] = field(default_factory=dict)
    """Name of a detail -> the column that holds it."""
    threshold: int = 0
    """More rows than this are an alert."""
    enabled: bool = True


def read(resource: Resource) -> AnalyticsRule:
    """A rule on a schedule. Raises `Undecided`."""
    body = resource.body
    return AnalyticsRule(
        id=resource.id,
        workspace=resource.scope,
        name=text(body, "properties.displayName"),
        description=text(body, "properties.description"),
        severity=text(body, "properties.severity"),
        query=text(body, "properties.query"),
        frequency=text(body, "properties.queryFrequency"),
        period=text(body, "properties.queryPeriod"),
        tactics=texts(body, "properties.tactics"),
        techniques=texts(body, "properties.techniques"),
        entities=dict(_entity(part) for part in items(body, "properties.entityMappings")),
        details=_details(body),
        threshold=number(body, "properties.triggerThreshold"),
        enabled=flag(body, "properties.enabled"),
    )


def write(rule: AnalyticsRule, place: Place, *, after: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The rule. Each row is an alert of its own; alerts about the same entities within five hours are one incident."""
    entities: list[Value] = [
        {"entityType": kind, "fieldMappings": [{"identifier": identifier, "columnName": column}]}
        for kind, (identifier, column) in rule.entities.items()
    ]
    grouping: Value = {
        "enabled": True, "reopenClosedIncident": False, "lookbackDuration": "PT5H", "matchingMethod": "AllEntities",
        "groupByEntities": [], "groupByAlertDetails": [], "groupByCustomDetails": [],
    }
    properties: dict[str, Value] = {
        "displayName": rule.name,
        "description": rule.description,
        "enabled": rule.enabled,
        "severity": rule.severity,
        "query": rule.query,
        "queryFrequency": rule.frequency,
        "queryPeriod": rule.period,
        "triggerOperator": "GreaterThan",
        "triggerThreshold": rule.threshold,
        "suppressionEnabled": False,
        "suppressionDuration": "PT5H",
        "tactics": list(rule.tactics),
        "techniques": list(rule.techniques),
        "eventGroupingSettings": {"aggregationKind": "AlertPerResult"},
        "incidentConfiguration": {"createIncident": True, "groupingConfiguration": grouping},
    }
    if entities:
        properties["entityMappings"] = entities
    if rule.details:
        properties["customDetails"] = dict(rule.details)
    body: dict[str, Value] = {"kind": "Scheduled", "properties": properties}
    return (Resource(TYPE, API_VERSION, last_segment(rule.id), rule.workspace, body, None, place.module, place.stamp, after),)


def _entity(part: Body) -> tuple[str, tuple[str, str]]:
    fields = items(part, "fieldMappings")
    first: Body = fields[0] if fields else {}
    return text(part, "entityType"), (text(first, "identifier"), text(first, "columnName"))


def _details(body: Body) -> dict[str, str]:
    found = lookup(body, "properties.customDetails")
    return {name: text({name: column}, name) for name, column in found.items()} if isinstance(found, Mapping) else {}
