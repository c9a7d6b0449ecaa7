"""What guards a SQL server: auditing, threat alerts, vulnerability assessment without storage (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, number, text, texts
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Place, stated

AUDIT_TYPE = "Microsoft.Sql/servers/auditingSettings"
ALERT_TYPE = "Microsoft.Sql/servers/securityAlertPolicies"
ASSESSMENT_TYPE = "Microsoft.Sql/servers/sqlVulnerabilityAssessments"
API_VERSION = "2025-01-01"


class SqlGuards(Struct, frozen=True):
    """The guards of one server."""

    server: str
    audited: tuple[str, ...]
    """Groups of actions that are written down; none: auditing is off."""
    to_workspace: bool
    """The audit log goes where the diagnostic settings of the databases say."""
    support_audited: bool
    """What Microsoft's engineers do is written down too."""
    audit_days: int
    """Days that the log is kept where it goes to storage."""
    alerts: bool
    recipients: tuple[str, ...]
    """E-mail addresses that are told of threats, beside the subscription's administrators."""
    assessed: bool
    """Databases are searched for weaknesses, with the results kept by Microsoft Defender."""


def read(resource: Resource, graph: Graph) -> SqlGuards:
    """The guards of a server, or of the server that a guard belongs to. Raises `Undecided`."""
    server = resource.id if resource.parent is None else resource.parent
    parts = {child.type.lower(): child.body for child in graph.children(server)}
    audit, alerts, assessment = (parts.get(kind.lower(), {}) for kind in (AUDIT_TYPE, ALERT_TYPE, ASSESSMENT_TYPE))
    return SqlGuards(
        server=server,
        audited=texts(audit, "properties.auditActionsAndGroups") if _on(audit) else (),
        to_workspace=_on(audit) and flag(audit, "properties.isAzureMonitorTargetEnabled"),
        support_audited=_on(audit) and flag(audit, "properties.isDevopsAuditEnabled"),
        audit_days=number(audit, "properties.retentionDays"),
        alerts=_on(alerts),
        recipients=texts(alerts, "properties.emailAddresses"),
        assessed=_on(assessment),
    )


def write(guards: SqlGuards, server: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The guards, one after another; the assessment needs the alerts."""
    audit: Value = {
        "state": "Enabled" if guards.audited else "Disabled",
        "isAzureMonitorTargetEnabled": guards.to_workspace,
        "isDevopsAuditEnabled": guards.support_audited,
        "auditActionsAndGroups": list(guards.audited),
        "retentionDays": guards.audit_days,
    }
    alerts = stated(
        state="Enabled" if guards.alerts else "Disabled",
        disabledAlerts=[],
        emailAccountAdmins=guards.alerts,
        emailAddresses=list(guards.recipients),
    )
    audited = place.below(server, "auditingSettings", API_VERSION, "default", {"properties": audit}, depends_on=depends_on)
    told = place.below(server, "securityAlertPolicies", API_VERSION, "Default", {"properties": alerts}, depends_on=(audited.id,))
    assessment: Value = {"state": "Enabled" if guards.assessed else "Disabled"}
    assessed = place.below(
        server, "sqlVulnerabilityAssessments", API_VERSION, "default", {"properties": assessment}, depends_on=(told.id,)
    )
    return audited, told, assessed


def _on(body: Value) -> bool:
    return text(body, "properties.state").lower() == "enabled"
