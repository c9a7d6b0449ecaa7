"""Analytics rules of Sentinel, from `data/sentinel_rules.json`, and what happens with the incidents that they raise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from enclave.compose.passes.alerts import contacts_group
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.passes.sentinel import is_home, onboarding_id
from enclave.compose.site import Site
from enclave.graph.model import Resource
from enclave.graph.resources import scheduled_query_rules, sentinel_alert_rules, sentinel_automation_rules
from enclave.graph.resources.scheduled_query_rules import Criterion, ScheduledQueryRule
from enclave.graph.resources.sentinel_alert_rules import AnalyticsRule
from enclave.graph.resources.sentinel_automation_rules import AutomationRule
from enclave.spec.models import Spec

MODULE = "governance/sentinel-rules"
DATA: Final[Mapping[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "sentinel_rules.json").read_text(encoding="utf-8")
)


def sentinel_rules(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The rules whose tables this region's workspace has, and the automation of incidents."""
    spec, workspace = site.spec, workspace_id(site)
    if not spec.security.sentinel:
        return
    place, ready = site.place(MODULE), (onboarding_id(site),)
    for row in DATA["rules"]:
        if (row.get("home") and not is_home(site)) or not _has(spec, row.get("needs", "")):
            continue
        rule = AnalyticsRule(
            id=f"{workspace}/providers/{sentinel_alert_rules.TYPE}/{row['id']}",
            workspace=workspace,
            name=f"{spec.name}: {row['name']}",
            description=row["why"],
            severity=row["severity"],
            query=kql(site, row["query"]),
            frequency=row["frequency"],
            period=row["period"],
            tactics=tuple(row["tactics"]),
            techniques=tuple(row["techniques"]),
            entities={kind: (identifier, column) for kind, (identifier, column) in row["entities"].items()},
            details=row["details"],
        )
        yield from sentinel_alert_rules.write(rule, place, after=ready)
    automation = AutomationRule(
        id=f"{workspace}/providers/{sentinel_automation_rules.TYPE}/incident",
        workspace=workspace,
        name=f"{spec.name}: what to do with an incident",
        order=1,
        severities=("High", "Medium"),
        owner="" if spec.identity.operators is None else str(spec.identity.operators),
        tasks=tuple((title, said) for title, said in DATA["tasks"]),
    )
    yield from sentinel_automation_rules.write(automation, place, after=ready)
    if spec.components.alerts.enabled:
        yield from scheduled_query_rules.write(_incidents(site), place)


def _incidents(site: Site) -> ScheduledQueryRule:
    """Tells the contacts of incidents: rules of Sentinel's own can only run a workflow."""
    criterion = Criterion(
        query=DATA["incidents"], operator="GreaterThan", threshold=0, aggregation="Count", measure="", dimensions=("Title",),
    )
    return ScheduledQueryRule(
        id=site.id(scheduled_query_rules.TYPE, "incidents"),
        location=site.region.location,
        display_name="Sentinel raised an incident",
        description="what to do stands in the incident's tasks",
        severity=1,
        scopes=(workspace_id(site),),
        frequency="PT5M",
        window="PT15M",
        criteria=(criterion,),
        action_groups=contacts_group(site.spec),
    )


def kql(site: Site, query: str) -> str:
    """A query with what the spec says in it, and before it the tables that its aliases stand for."""
    places = [
        f"'{name}', '{site.spec.regions[key].location}'"
        for name, project in site.spec.projects.items() for key in (project.region, *project.failover_regions)
    ]
    application = site.spec.identity.application
    said = query.replace("{project_locations}", ", ".join(places))
    said = said.replace("{application}", "" if application is None else f" and AppId == '{application}'")
    return "\n".join((*_tables(said), said))


def _tables(query: str) -> Iterator[str]:
    """For each alias in a query: its table, and an empty one in its place for as long as nobody has written to it."""
    for alias, row in DATA["tables"].items():
        if re.search(rf"(?<![\w'.]){alias}(?![\w'])", query):
            columns = ", ".join(f"{name}:{kind}" for name, kind in row["columns"].items())
            yield f"let {alias} = union isfuzzy=true ({row['table']}), (datatable({columns})[]);"


def _has(spec: Spec, key: str) -> bool:
    """Whether the spec has what a rule needs: a component, or a key of `security` or of `identity`."""
    if key in type(spec.components).model_fields:
        return bool(getattr(spec.components, key).enabled)
    part = spec.identity if key in type(spec.identity).model_fields else spec.security
    return not key or bool(getattr(part, key))
