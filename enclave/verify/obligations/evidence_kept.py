"""Obligation 10: every resource sends its logs and metrics to a place that keeps them as long as required.

Protocol, for each resource that has logs or metrics:
 1. Diagnostic settings of the template send all its logs (or the group of audit logs, where that holds all that are known) and
    its metrics.
 2. They go to a workspace of the template whose tables keep them for the days that the owner asks for and that drops none of them
    (a daily cap, a transformation), or to a storage account that deletes nothing before. A stream of events keeps nothing by
    itself: alone it is unknown.
For a machine:
 3. A data collection rule with a source for its log collects it, as it is, into such a workspace.
For the subscription, where the owner asks for days:
 4. A setting sends its activity log: what is done to the enclave, its policies and its alerts.
Without terms of the owner's any time is long enough, but nothing may go unrecorded. A type of which no table says
whether it has logs is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from enclave.finding import Refuted, Unknown, Verdict
from enclave.graph.azure_facts import DIAGNOSTICS
from enclave.graph.body import Undecided, last_segment, text
from enclave.graph.model import Intent, Resource, Terms
from enclave.graph.resources.diagnostic_settings import DiagnosticSetting
from enclave.verify.estate import presence
from enclave.verify.model import Obligation, if_deployed, refuted, settle
from enclave.verify.network.world import World
from enclave.verify.posture.evidence import ACTIVITY, ALL_LOGS, ANSWERS, FIGURES, IMPLIED, MACHINES, Records, Wanted, is_told, lacks, wanted
from enclave.verify.services import is_known, service_of

WHAT = "logs"
SUBSCRIPTION = "subscription"
METRICS = "AzureMetrics"


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each resource that has records, for each of which nobody knows, and for the subscription's activity log."""
    yield from world.of_each(_verdicts)
    graph = world.estate.graph
    intent, records = graph.intent or Intent(), Records(graph)
    if any(terms.audit_days for terms in intent.terms):
        yield SUBSCRIPTION, settle((partial(_activity, intent.terms_of(""), records),), "its activity log is kept")


def _verdicts(world: World, resource: Resource) -> Iterator[tuple[str, Verdict]]:
    """What is said of a resource, and of the part of it that Azure makes with it."""
    if not _is_subject(resource):
        return
    graph = world.estate.graph
    intent, records = graph.intent or Intent(), Records(graph)
    verdict = _of(resource, intent, records)
    if verdict is not None:
        yield resource.id, if_deployed(verdict, presence(resource))
    part = IMPLIED.get(resource.type.lower())
    if part is not None and graph.get(f"{resource.id}/{part['part']}") is None and _kind(resource) != part["unless_kind"]:
        inner = Resource(part["type"], "", f"{resource.name}/{last_segment(part['part'])}", resource.scope, resource.body)
        yield inner.id, if_deployed(_of(inner, intent, records) or Unknown("it is not told"), presence(resource))


def _is_subject(resource: Resource) -> bool:
    """Whether a resource may have records, or nobody knows."""
    kind = resource.type.lower()
    if kind in MACHINES or kind in IMPLIED or kind in DIAGNOSTICS or kind in ALL_LOGS:
        return True
    return not is_told(resource) and (service_of(resource) is not None or not is_known(resource))


def _kind(resource: Resource) -> str:
    """The kind of a resource; empty when it is not known."""
    try:
        return text(resource.body, "kind", "")
    except Undecided:
        return ""


def _of(resource: Resource, intent: Intent, records: Records) -> Verdict | None:
    terms, accepted = intent.terms_of(resource.id), intent.waives(WHAT, resource.id)
    kind = resource.type.lower()
    if kind in MACHINES:
        return settle((partial(_collected, resource, terms, records, accepted),), accepted or _told(terms))
    try:
        needed = wanted(resource)
    except Undecided as problem:
        return Unknown(f"which logs it has is not known: {problem.message}")
    if needed is not None:
        return settle((partial(_sent, resource, needed, terms, records, accepted),), accepted or _told(terms))
    if is_told(resource) or (service_of(resource) is None and is_known(resource)):
        return None
    return Unknown(f"whether the type {resource.type} has logs is not modelled")


def _told(terms: Terms) -> str:
    return f"kept for {terms.audit_days} days" if terms.audit_days else "sent to where it is kept"


def _sent(resource: Resource, needed: Wanted, terms: Terms, records: Records, accepted: str) -> Refuted | Unknown | None:
    if accepted or not (needed.logs or needed.metrics):
        return None
    name = last_segment(resource.id)
    best: tuple[str, ...] = (*needed.logs, *needed.metrics)
    doubt: Undecided | None = None
    short: str = ""
    for setting in records.settings(resource.id):
        try:
            left = lacks(setting, needed)
            if not left:
                short = _short(setting, needed, terms, records)
                if not short:
                    return None
            best = left if len(left) < len(best) else best
        except Undecided as problem:
            doubt = doubt or problem
    doubt = doubt or records.unplaced(resource.id)
    if doubt is not None:
        return Unknown(doubt.message)
    if short:
        return refuted(f"look up what happened to {name}", (resource.id, short), reason=short)
    said = f"no diagnostic setting sends {', '.join(best)}: add one"
    return refuted(f"look up what happened to {name}", (resource.id, said), reason="what happens to it is not recorded")


def _days(terms: Terms) -> int:
    return max(terms.audit_days, terms.request_response_days)


def _short(setting: DiagnosticSetting, needed: Wanted, terms: Terms, records: Records) -> str:
    """Why what a setting sends is not kept long enough anywhere; empty when it is. Raises `Undecided`."""
    tables = needed.tables if setting.destination.lower() == "dedicated" else tuple(dict.fromkeys((*needed.tables, "AzureDiagnostics")))
    logs = tables if needed.logs else ()
    asked = (
        (_days(terms), tuple(table for table in logs if table in ANSWERS)),
        (terms.audit_days, tuple(table for table in logs if table not in ANSWERS)),
        (terms.metrics_days, (METRICS,) if needed.metrics else ()),
    )
    doubt: Undecided | None = None
    told = "the setting names no destination"
    if setting.workspace:
        lost = records.loses(setting.workspace)
        try:
            found = [(table, records.kept(setting.workspace, table), days) for days, tables in asked for table in tables]
            told = next((f"{table} is kept for {kept} days in {last_segment(setting.workspace)}, and {days} are asked for: raise it"
                         for table, kept, days in found if kept < days), lost)
        except Undecided as problem:
            told, doubt = "", problem if _days(terms) or terms.metrics_days else None
        if not told and doubt is None:
            return ""
    if setting.storage_account:
        least = records.forgets(setting.storage_account) if _days(terms) else None
        if least is None or least >= max(_days(terms), terms.metrics_days):
            return ""
    if doubt is not None:
        raise doubt
    if setting.event_hub_rule and not setting.workspace:
        raise Undecided("how long the receiver of the event hub keeps what it is sent", setting.id)
    return told


def _collected(resource: Resource, terms: Terms, records: Records, accepted: str) -> Refuted | None:
    if accepted:
        return None
    name = last_segment(resource.id)
    collected = tuple(records.streams(resource.id))
    logs = [pair for pair in collected if pair[0] not in FIGURES]
    if not logs:
        told = "no data collection rule collects its log into a workspace: associate one"
        return refuted(f"look up what happened on {name}", (resource.id, told), reason="what happens on it is not recorded")
    for table, workspace in collected:
        if lost := records.loses(workspace):
            return refuted(f"look up what happened on {name}", (resource.id, lost), reason=lost)
        days = terms.metrics_days if table in FIGURES else terms.audit_days
        kept = records.kept(workspace, table) if days else days
        if kept < days:
            told = f"{table} is kept for {kept} days in {last_segment(workspace)}, and {days} are asked for: raise it"
            return refuted(f"look up what happened on {name}", (resource.id, told), reason=told)
    return None


def _activity(terms: Terms, records: Records) -> Refuted | None:
    needed = Wanted(ACTIVITY, (), ("AzureActivity",))
    told = f"no diagnostic setting of the subscription sends {', '.join(ACTIVITY)}: add one"
    for setting in records.settings(""):
        if not lacks(setting, needed):
            told = _short(setting, needed, Terms("", audit_days=terms.audit_days), records)
            if not told:
                return None
    return refuted("look up who changed the enclave", (SUBSCRIPTION, told), reason=told)


OBLIGATION = Obligation(
    "evidence-kept", 10, "every resource sends its logs and metrics to where they are kept as long as required", check
)
