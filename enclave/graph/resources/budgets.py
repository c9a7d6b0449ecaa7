"""Budgets over what Azure charges, with the thresholds at which people are told.

Not among the types that are checked here; schema: learn.microsoft.com/azure/templates/microsoft.consumption/budgets (2024-08-01).
The start must lie in the month of the first deployment or later, and cannot be changed afterwards (Azure/bicep#7149).
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from enclave.graph.body import flag, last_segment, links, lookup, number, text, texts
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Consumption/budgets"
API_VERSION = "2024-08-01"


class Threshold(Struct, frozen=True):
    """A share of the budget at which people are told."""

    percent: int
    forecast: bool
    """At the forecast of the month's end, not at what was charged."""


class Budget(Struct, frozen=True):
    """US dollars (the currency of the bill) for one calendar month."""

    id: str
    amount: int
    starts: str
    """First of a month, `2026-12-01`."""
    tag: str
    """Only what has this tag is counted; empty: all of the scope."""
    tag_values: tuple[str, ...]
    thresholds: tuple[Threshold, ...]
    emails: tuple[str, ...]
    action_groups: tuple[str, ...]
    """Ids of action groups."""
    roles: tuple[str, ...]
    """Whoever has such a role at the scope is told: `Owner`."""


def read(resource: Resource) -> Budget:
    """A budget. Raises `Undecided`."""
    body = resource.body
    notifications = lookup(body, "properties.notifications")
    told = list(notifications.values()) if isinstance(notifications, Mapping) else []
    first: Value = told[0] if told else {}
    return Budget(
        id=resource.id,
        amount=number(body, "properties.amount"),
        starts=text(body, "properties.timePeriod.startDate").partition("T")[0],
        tag=text(body, "properties.filter.tags.name"),
        tag_values=texts(body, "properties.filter.tags.values"),
        thresholds=tuple(
            Threshold(number(one, "threshold"), text(one, "thresholdType", "Actual") == "Forecasted")
            for one in told if flag(one, "enabled")
        ),
        emails=texts(first, "contactEmails"),
        action_groups=links(first, "contactGroups"),
        roles=texts(first, "contactRoles"),
    )


def write(budget: Budget, place: Place) -> tuple[Resource, ...]:
    """The budget, at the scope of its place."""
    tags: Value = {"name": budget.tag, "operator": "In", "values": list(budget.tag_values)}
    properties: Value = stated(
        category="Cost",
        amount=budget.amount,
        timeGrain="Monthly",
        timePeriod={"startDate": f"{budget.starts}T00:00:00Z"},
        filter={"tags": tags} if budget.tag else None,
        notifications={_name(threshold): _notification(budget, threshold) for threshold in budget.thresholds},
    )
    return (place.on(place.scope, TYPE, API_VERSION, last_segment(budget.id), {"properties": properties}),)


def _name(threshold: Threshold) -> str:
    return f"{'forecast' if threshold.forecast else 'actual'}-{threshold.percent}"


def _notification(budget: Budget, threshold: Threshold) -> Value:
    return {
        "enabled": True,
        "operator": "GreaterThanOrEqualTo",
        "threshold": threshold.percent,
        "thresholdType": "Forecasted" if threshold.forecast else "Actual",
        "contactEmails": list(budget.emails),
        "contactRoles": list(budget.roles),
        "contactGroups": [Ref(group) for group in budget.action_groups],
    }
