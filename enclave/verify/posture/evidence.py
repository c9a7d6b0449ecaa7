"""Where records go and how long they stay: diagnostic settings, data collection rules, workspaces and their tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from enclave.graph.azure_facts import DIAGNOSTICS, WITHOUT_DIAGNOSTICS
from enclave.graph.body import MISSING, Undecided, flag, items, last_segment, link, lookup, text, texts
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import diagnostic_settings, log_analytics_workspaces, management_policies
from enclave.graph.resources.diagnostic_settings import DiagnosticSetting
from enclave.verify.estate import presence
from enclave.verify.unsure import Unsure

_TABLE: Mapping[str, Any] = json.loads((Path(__file__).parent / "evidence.json").read_text(encoding="utf-8"))
ALL_LOGS = frozenset(kind.lower() for kind in _TABLE["all_logs"])
WITHIN: Mapping[str, str] = {kind.lower(): why for kind, why in _TABLE["within"].items()}
MACHINES = frozenset(kind.lower() for kind in _TABLE["machines"])
IMPLIED: Mapping[str, Mapping[str, str]] = {kind.lower(): row for kind, row in _TABLE["implied"].items()}
STREAMS: Mapping[str, str] = _TABLE["streams"]
FIGURES = frozenset(_TABLE["figures"])
ANSWERS = frozenset(_TABLE["answers"])
"""Tables in which what models were asked and answered may be."""
QUIET = frozenset(kind.lower() for kind in _TABLE["quiet"])
ACTIVITY: tuple[str, ...] = tuple(_TABLE["activity"])
ALL, AUDIT = "group:allLogs", "group:audit"
UNCHANGED = ("", "source")
"""Transformations that leave everything."""
UNLIMITED = ("-1", "-1.0")
"""Daily caps of a workspace that are none."""
MAKERS = ("privateEndpoint", "privateLinkService")
"""What an interface names that Azure made for it, and that nobody can give settings to."""
FREE, PURGED = 7, 30
"""Days that a workspace of the free tier keeps, and one that purges at once (azure-monitor/logs/data-retention-configure)."""
EVENTS = frozenset({"*", "debug", "info", "notice", "warning"})
"""Levels of syslog of which one must be collected: the others are failures only."""
UNTOLD = "{unknown}"
"""Stands in an id for what an importer could not evaluate of it."""
RULE_ASSOCIATIONS = "microsoft.insights/datacollectionruleassociations"
TABLES = log_analytics_workspaces.TABLE_TYPE.lower()


class Wanted(Struct, frozen=True):
    """What a resource must send."""

    logs: tuple[str, ...]
    """Categories, `group:allLogs` for all that there are; empty: it has none."""
    metrics: tuple[str, ...]
    tables: tuple[str, ...]
    """Tables of a workspace that the logs land in."""


def wanted(resource: Resource) -> Wanted | None:
    """What a resource must send; None: nothing, or nobody knows (`is_told`). Raises `Undecided`."""
    kind = resource.type.lower()
    known = DIAGNOSTICS.get(kind)
    if known is not None and any(link(resource.body, f"properties.{owner}") for owner in MAKERS):
        return None
    if known is not None:
        tables = known.tables if known.destination == "Dedicated" and known.tables else (*known.tables, "AzureDiagnostics")
        return Wanted(known.logs_of(text(resource.body, "kind")), known.metrics, tables if known.logs else ())
    return Wanted((ALL,), (), ("AzureDiagnostics",)) if kind in ALL_LOGS and kind not in WITHIN else None


def is_told(resource: Resource) -> bool:
    """Whether a table says that a type has logs, or that it has none."""
    kind = resource.type.lower()
    return kind in DIAGNOSTICS or kind in WITHOUT_DIAGNOSTICS or kind in ALL_LOGS or kind in QUIET


def _is_audit(category: str) -> bool:
    """Whether the group of audit logs surely holds a category."""
    return "audit" in category.lower() or category.lower().startswith("storage")


def lacks(setting: DiagnosticSetting, needed: Wanted) -> tuple[str, ...]:
    """Categories that a setting does not send. Raises `Undecided` where it lists some, and which there are is not known."""
    sent = {name.lower() for name in setting.logs}
    if ALL.lower() in sent:
        missing: list[str] = []
    elif AUDIT in sent:
        open_ones = [name for name in needed.logs if name != ALL and name.lower() not in sent and not _is_audit(name)]
        if open_ones:
            raise Unsure(f"whether the group of audit logs holds {', '.join(open_ones)} is not known", setting.id)
        missing = []
    else:
        missing = [name for name in needed.logs if name.lower() not in sent and name != ALL]
        if ALL in needed.logs and not sent:
            missing.append(ALL)
        elif ALL in needed.logs and not any("audit" in name for name in sent):
            raise Unsure(f"it sends {', '.join(sorted(setting.logs))}, and whether these are all its logs is not known", setting.id)
    figures = {name.lower() for name in setting.metrics}
    return (*missing, *(name for name in needed.metrics if name.lower() not in figures))


def _collected(rule: Resource) -> frozenset[str]:
    """The streams that the sources of a rule fill. Raises `Undecided`."""
    sources = lookup(rule.body, "properties.dataSources")
    if sources is MISSING or sources is None:
        return frozenset()
    if not isinstance(sources, Mapping):
        raise Unsure(f"what {last_segment(rule.id)} collects is not known", rule.id)
    return frozenset(
        stream for kind in sources for source in items(sources, kind)
        if kind.lower() != "syslog" or {level.lower() for level in texts(source, "logLevels")} & EVENTS
        for stream in texts(source, "streams")
    )


class Records:
    """The settings, rules and workspaces of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def settings(self, target: str) -> Iterator[DiagnosticSetting]:
        """The settings of a resource. Raises `Undecided` for one of which it is not known whether it is deployed."""
        kind = diagnostic_settings.TYPE.lower()
        for each in (each for each in self.graph.extending(target) if each.type.lower() == kind):
            doubt = presence(each)
            if doubt is not None:
                raise doubt
            yield diagnostic_settings.read(each)

    def unplaced(self, target: str) -> Unsure | None:
        """Why a setting may be of a resource without saying so: what it is of could not be evaluated."""
        kind = diagnostic_settings.TYPE.lower()
        parts = target.split("/")
        for end in range(2, len(parts)):
            for each in self.graph.extending("/".join((*parts[:end], UNTOLD))):
                if each.type.lower() == kind:
                    return Unsure(f"what {last_segment(each.id)} records cannot be evaluated, and it may be this", each.id)
        return None

    def streams(self, machine: str) -> Iterator[tuple[str, str]]:
        """(table, id of the workspace) of everything that rules collect from a machine. Raises `Undecided`."""
        for association in (each for each in self.graph.extending(machine) if each.type.lower() == RULE_ASSOCIATIONS):
            rule_id = link(association.body, "properties.dataCollectionRuleId")
            if rule_id is None:
                continue
            rule = self.graph.get(rule_id)
            if rule is None:
                raise Unsure(f"data collection rule {last_segment(rule_id)} is not in the template", machine)
            places = {text(part, "name"): link(part, "workspaceResourceId") or ""
                      for part in items(rule.body, "properties.destinations.logAnalytics")}
            collected = _collected(rule)
            for flow in items(rule.body, "properties.dataFlows"):
                if text(flow, "transformKql").strip() not in UNCHANGED:
                    raise Unsure(f"what the transformation of {last_segment(rule.id)} leaves of its streams is not evaluated", rule.id)
                for stream in (stream for stream in texts(flow, "streams") if stream in collected):
                    yield from ((STREAMS.get(stream, stream), places[name]) for name in texts(flow, "destinations") if name in places)

    def kept(self, workspace_id: str, table: str) -> int:
        """Days that a workspace keeps a table. Raises `Undecided`."""
        resource = self.graph.get(workspace_id)
        if resource is None:
            raise Unsure(f"workspace {last_segment(workspace_id)} is not in the template, nor how long it keeps", workspace_id)
        view = log_analytics_workspaces.read(resource)
        purged = flag(resource.body, "properties.features.immediatePurgeDataOn30Days")
        most = next((days for says, days in ((view.sku.lower() == "free", FREE), (purged, PURGED)) if says), view.retention_days)
        for child in self.graph.children(workspace_id):
            if child.type.lower() == TABLES and last_segment(child.name).lower() == table.lower():
                each = log_analytics_workspaces.read_table(child)
                days = each.total_retention_days if (each.total_retention_days or -1) > 0 else each.retention_days
                return days if days is not None and days > 0 else min(most, view.retention_days)
        return min(most, view.retention_days)

    def loses(self, workspace_id: str) -> str:
        """Why a workspace may drop what it is sent; empty when nothing says so. Raises `Undecided`."""
        resource = self.graph.get(workspace_id)
        if resource is None:
            return ""
        cap = text(resource.body, "properties.workspaceCapping.dailyQuotaGb", "-1")
        if cap not in UNLIMITED:
            return f"{last_segment(workspace_id)} takes {cap} GB a day and drops the rest: take the cap away"
        rule_id = link(resource.body, "properties.defaultDataCollectionRuleResourceId")
        rule = self.graph.get(rule_id) if rule_id else None
        if rule_id and (rule is None or any(text(flow, "transformKql").strip() not in UNCHANGED
                                            for flow in items(rule.body, "properties.dataFlows"))):
            raise Unsure(f"what the transformation {last_segment(rule_id)} leaves of what {last_segment(workspace_id)} is sent"
                         " is not evaluated", workspace_id)
        return ""

    def forgets(self, account_id: str) -> int | None:
        """Days after which a storage account may delete what it is sent; None: never. Raises `Undecided`."""
        if self.graph.get(account_id) is None:
            raise Unsure(f"storage account {last_segment(account_id)} is not in the template, nor how long it keeps", account_id)
        days: list[int] = []
        for child in self.graph.children(account_id):
            if child.type.lower() == management_policies.TYPE.lower():
                try:
                    days += [rule.delete_after_days for rule in management_policies.read(child).rules]
                except Undecided:
                    raise Unsure(f"what {last_segment(account_id)} deletes, and when, is not known", child.id) from None
        return min(days, default=None)
