"""Alert rules, from `data/alerts.json`: what logs and metrics of a region show, and what was done to the subscription.

They tell `contacts` through one action group; without contacts they stand in the portal only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.site import Site
from enclave.compose.whole import Whole
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.resources import action_groups, activity_log_alerts, metric_alerts, scheduled_query_rules
from enclave.graph.resources.action_groups import LONGEST_SHORT_NAME, ActionGroup
from enclave.graph.resources.activity_log_alerts import ActivityLogAlert, Condition
from enclave.graph.resources.metric_alerts import MetricAlert, MetricCriterion
from enclave.graph.resources.scheduled_query_rules import Criterion, ScheduledQueryRule
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest

RULES: Final[Mapping[str, Any]] = json.loads((Path(__file__).parent.parent / "data" / "alerts.json").read_text(encoding="utf-8"))
MODULE = "monitoring/alert-rules"
METRIC_EVERY, METRIC_WINDOW = "PT5M", "PT15M"
WARN_AT = 0.8
"""Part of a daily budget at which somebody is told."""


def alerts(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The log and metric alerts of a region."""
    if not site.spec.components.alerts.enabled:
        return
    place = site.place(MODULE)
    told = contacts_group(site.spec)
    for row in RULES["log"]:
        if needed(row, site.spec):
            rule = _log_alert(row, site, site.id(scheduled_query_rules.TYPE, row["id"]), told)
            yield from scheduled_query_rules.write(rule, place)
    for row in RULES["metric"]:
        if needed(row, site.spec):
            for target in built:
                if target.type == row["type"]:
                    yield from metric_alerts.write(_metric_alert(row, site, target, told), place)


def whole_alerts(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The action group, and the alerts on the subscription's activity log, which lies in the first region's workspace."""
    if not whole.spec.components.alerts.enabled:
        return
    place = whole.place(MODULE)
    told = contacts_group(whole.spec)
    for group in told:
        short = whole.spec.name[:LONGEST_SHORT_NAME]
        yield from action_groups.write(ActionGroup(group, short, whole.spec.contacts), place)
    for row in RULES["activity"]:
        yield from activity_log_alerts.write(_activity_alert(row, whole, told), place)
    for row in RULES["activity_query"]:
        rule = _log_alert(row, whole.sites[0], whole.id(scheduled_query_rules.TYPE, row["id"]), told)
        yield from scheduled_query_rules.write(rule, place)


def contacts_group(spec: Spec) -> tuple[str, ...]:
    """Id of the action group that tells the contacts; none where there are none."""
    return (Whole(spec, ()).id(action_groups.TYPE, "contacts"),) if spec.contacts else ()


def needed(row: Mapping[str, Any], spec: Spec) -> bool:
    """Whether what an alert watches is there."""
    need = row.get("needs")
    if need == "ingress":
        return bool(spec.network.ingress)
    return need is None or bool(getattr(spec.components, need).enabled)


def _log_alert(row: Mapping[str, Any], site: Site, rule_id: str, told: tuple[str, ...]) -> ScheduledQueryRule:
    criterion = Criterion(
        query=row["query"].replace("{policy_digest}", policy_digest(site.spec)),
        operator="GreaterThan",
        threshold=_threshold(row, site.spec),
        aggregation="Total" if "measure" in row else "Count",
        measure=row.get("measure", ""),
        dimensions=tuple(row.get("by", ())),
        sensitivity=row.get("sensitivity", ""),
    )
    return ScheduledQueryRule(
        id=rule_id,
        location=site.region.location,
        display_name=row["title"],
        description=row["why"],
        severity=row["severity"],
        scopes=(workspace_id(site),),
        frequency=row["every"],
        window=row["window"],
        criteria=(criterion,),
        action_groups=told,
    )


def _threshold(row: Mapping[str, Any], spec: Spec) -> int | None:
    written = row["threshold"]
    if written == "{daily_usd_80}":
        # whole dollars: Azure takes no others
        return int(float(spec.hub.budget.daily_usd or 0) * WARN_AT)
    return None if written is None else int(written)


def _metric_alert(row: Mapping[str, Any], site: Site, target: Resource, told: tuple[str, ...]) -> MetricAlert:
    return MetricAlert(
        id=site.id(metric_alerts.TYPE, row["id"], last_segment(target.id)),
        description=row["title"],
        severity=row["severity"],
        scopes=(target.id,),
        frequency=METRIC_EVERY,
        window=METRIC_WINDOW,
        criteria=(MetricCriterion(row["metric"], row["aggregation"], row["operator"], row["threshold"]),),
        action_groups=told,
    )


def _activity_alert(row: Mapping[str, Any], whole: Whole, told: tuple[str, ...]) -> ActivityLogAlert:
    conditions: tuple[Condition, ...] = (Condition("category", (row.get("category", "Administrative"),)),)
    if "operations" in row:
        conditions = (*conditions, Condition("operationName", tuple(row["operations"])), Condition("status", ("Succeeded",)))
    return ActivityLogAlert(
        id=whole.id(activity_log_alerts.TYPE, row["id"]),
        description=row["title"],
        scopes=("",),
        conditions=conditions,
        action_groups=told,
    )
