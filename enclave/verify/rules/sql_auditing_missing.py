"""Rule sql-auditing-missing: a SQL server writes no audit of what is done in it."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import number, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import sql_audit, sql_server


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """The server must have an audit, and one that goes to storage must be kept ninety days."""
    kinds = ("/auditingsettings", "/extendedauditingsettings")
    audits = [child for child in graph.children(resource.id) if child.type.lower().endswith(kinds)]
    on = [audit for audit in audits if text(audit.body, "properties.state", "Disabled").lower() == "enabled"]
    if not on:
        yield "no auditingSettings of it is Enabled"
    for audit in on:
        days = number(audit.body, "properties.retentionDays")
        if text(audit.body, "properties.storageEndpoint") and 0 < days < 90:
            yield f"its audit is kept {days} days"


RULE = Rule(
    id="sql-auditing-missing",
    title="a SQL server writes no audit of what is done in it",
    severity=Severity.MEDIUM,
    why="without an audit nobody can say who read or changed what",
    fix="add `auditingSettings/default` with `state: Enabled`, to a workspace or for ninety days and more to storage",
    check=each(("Microsoft.Sql/servers",), judge),
    references=References(
        mcsb=("LT-3", "LT-6"),
        policies=("a6fb4358-5bf4-4ad7-ba82-2cd2f41ce5e9", "89099bee-89e0-4b26-a5f4-165451757743"),
        pages=("learn.microsoft.com/azure/azure-sql/database/auditing-overview",),
    ),
    fails=(
        sql_server(),
        sql_audit(state="Disabled", isAzureMonitorTargetEnabled=True),
    ),
    passes=(
        sql_server(),
        sql_audit(state="Enabled", isAzureMonitorTargetEnabled=True),
    ),
    azurerm=(Native("azurerm_mssql_server_extended_auditing_policy", "log_monitoring_enabled", True),),
)
