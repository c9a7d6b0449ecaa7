"""Rule log-retention-short: logs are kept less than ninety days."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import log_workspace
from enclave.verify.settings import AtLeast, Setting

SETTINGS = (
    Setting(
        "Microsoft.OperationalInsights/workspaces",
        "properties.retentionInDays",
        AtLeast(90),
        absent="30",
        source="learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure",
    ),
    Setting(
        "Microsoft.Insights/components",
        "properties.RetentionInDays",
        AtLeast(90),
        absent="90",
        source="learn.microsoft.com/azure/azure-monitor/app/create-workspace-resource",
    ),
)

RULE = Rule(
    id="log-retention-short",
    title="logs are kept less than ninety days",
    severity=Severity.LOW,
    why="intrusions are often found only months later; what was done then cannot be told any more",
    fix="set `retentionInDays` to 90 or more",
    check=holding(SETTINGS),
    references=References(mcsb=("LT-6",), pages=("learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure",)),
    fails=(log_workspace(retentionInDays=30),),
    passes=(log_workspace(retentionInDays=365),),
    azurerm=(Native("azurerm_log_analytics_workspace", "retention_in_days", 365),),
    settings=SETTINGS,
)
