"""Activity log alerts: something was done to the subscription."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, items, links, pointer, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Insights/activityLogAlerts"
API_VERSION = "2026-01-01"


class Condition(Struct, frozen=True):
    """A field of an activity with one of some values."""

    field: str
    """`category`, `operationName`, `status`, `resourceType`, ..."""
    values: tuple[str, ...]


class ActivityLogAlert(Struct, frozen=True):
    """An alert; all its conditions must hold."""

    id: str
    description: str
    scopes: tuple[str, ...]
    """Ids of what it watches; `""` is the subscription."""
    conditions: tuple[Condition, ...]
    action_groups: tuple[str, ...]
    enabled: bool = True


def read(resource: Resource) -> ActivityLogAlert:
    """An alert. Raises `Undecided`."""
    body = resource.body
    groups = items(body, "properties.actions.actionGroups")
    return ActivityLogAlert(
        id=resource.id,
        description=text(body, "properties.description"),
        scopes=links(body, "properties.scopes"),
        conditions=tuple(_condition(part, resource.id) for part in items(body, "properties.condition.allOf")),
        action_groups=tuple(found for part in groups for found in links(part, "actionGroupId")),
        enabled=flag(body, "properties.enabled", True),
    )


def write(alert: ActivityLogAlert, place: Place) -> tuple[Resource, ...]:
    """The alert."""
    conditions: list[Value] = [_write_condition(each) for each in alert.conditions]
    actions: list[Value] = [{"actionGroupId": pointer(group)} for group in alert.action_groups]
    properties = stated(
        description=alert.description,
        scopes=[pointer(scope) for scope in alert.scopes],
        condition={"allOf": conditions},
        actions={"actionGroups": actions},
        enabled=alert.enabled,
    )
    return (place.put(TYPE, API_VERSION, alert.id, {"properties": properties}, location="global"),)


def _write_condition(each: Condition) -> Value:
    if len(each.values) == 1:
        return {"field": each.field, "equals": each.values[0]}
    return {"anyOf": [{"field": each.field, "equals": value} for value in each.values]}


def _condition(body: Body, where: str) -> Condition:
    parts = items(body, "anyOf") or (body,)
    fields = {text(part, "field") for part in parts}
    if len(fields) != 1:
        raise Undecided("anyOf over several fields", where)
    values = (value for part in parts for value in (texts(part, "equals") or texts(part, "containsAny")))
    return Condition(fields.pop(), tuple(values))
