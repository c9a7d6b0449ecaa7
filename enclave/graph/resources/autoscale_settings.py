"""Autoscale settings: how many machines a scale set has, by load and by the clock."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, link, number, pointer, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Insights/autoscalesettings"
API_VERSION = "2022-10-01"
CPU = "Percentage CPU"
METRICS = "Microsoft.Compute/virtualMachineScaleSets"


class Schedule(Struct, frozen=True):
    """Days and hour from which a profile holds, until the next one begins."""

    days: tuple[str, ...]
    hour: int
    time_zone: str = "UTC"


class Profile(Struct, frozen=True):
    """A range of capacity, and the load at which it changes."""

    name: str
    least: int
    most: int
    out_above: int
    """Percent of CPU over five minutes."""
    in_below: int
    schedule: Schedule | None = None
    """None: it holds whenever no other profile does."""


class AutoscaleSetting(Struct, frozen=True):
    """An autoscale setting that goes by the load of processors."""

    id: str
    target: str
    enabled: bool
    profiles: tuple[Profile, ...]
    emails: tuple[str, ...] = ()
    """Who is told when the number of machines changes."""


def read(resource: Resource) -> AutoscaleSetting:
    """An autoscale setting. Raises `Undecided`."""
    body = resource.body
    emails = (name for part in items(body, "properties.notifications") for name in texts(part, "email.customEmails"))
    return AutoscaleSetting(
        id=resource.id,
        target=link(body, "properties.targetResourceUri") or "",
        enabled=flag(body, "properties.enabled", True),
        profiles=tuple(_profile(part) for part in items(body, "properties.profiles")),
        emails=tuple(emails),
    )


def write(setting: AutoscaleSetting, place: Place) -> tuple[Resource, ...]:
    """The setting. One machine more when it is busy, one less when it is idle, each time with five minutes to settle."""
    notice: Value = {"operation": "Scale", "email": {"customEmails": list(setting.emails)}}
    properties = stated(
        enabled=setting.enabled,
        targetResourceUri=pointer(setting.target),
        profiles=[_write_profile(profile, setting) for profile in setting.profiles],
        notifications=[notice] if setting.emails else None,
    )
    return (place.put(TYPE, API_VERSION, setting.id, {"properties": properties}),)


def _write_profile(profile: Profile, setting: AutoscaleSetting) -> Value:
    return stated(
        name=profile.name,
        capacity={"minimum": str(profile.least), "maximum": str(profile.most), "default": str(profile.least)},
        rules=[
            _rule(setting, "GreaterThan", profile.out_above, "Increase"),
            _rule(setting, "LessThan", profile.in_below, "Decrease"),
        ],
        recurrence=_recurrence(profile.schedule),
    )


def _recurrence(schedule: Schedule | None) -> Value:
    if schedule is None:
        return None
    when: Value = {"timeZone": schedule.time_zone, "days": list(schedule.days), "hours": [schedule.hour], "minutes": [0]}
    return {"frequency": "Week", "schedule": when}


def _rule(setting: AutoscaleSetting, operator: str, threshold: int, direction: str) -> Value:
    return {
        "metricTrigger": {
            "metricName": CPU,
            "metricNamespace": METRICS,
            "metricResourceUri": pointer(setting.target),
            "timeGrain": "PT1M",
            "statistic": "Average",
            "timeWindow": "PT5M",
            "timeAggregation": "Average",
            "operator": operator,
            "threshold": threshold,
        },
        "scaleAction": {"direction": direction, "type": "ChangeCount", "value": "1", "cooldown": "PT5M"},
    }


def _profile(body: Body) -> Profile:
    bounds = {
        text(rule, "scaleAction.direction").lower(): number(rule, "metricTrigger.threshold")
        for rule in items(body, "rules") if text(rule, "metricTrigger.metricName").lower() == CPU.lower()
    }
    days = texts(body, "recurrence.schedule.days")
    hours = texts(body, "recurrence.schedule.hours")
    schedule = Schedule(days, int(hours[0]), text(body, "recurrence.schedule.timeZone", "UTC")) if days and hours else None
    return Profile(
        name=text(body, "name"),
        least=number(body, "capacity.minimum"),
        most=number(body, "capacity.maximum"),
        out_above=bounds.get("increase", 100),
        in_below=bounds.get("decrease", 0),
        schedule=schedule,
    )
