"""Rule monitor-scope-open: machines inside may send logs to anybody's workspaces."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import monitor_scope
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Insights/privateLinkScopes",
        "properties.accessModeSettings.ingestionAccessMode",
        OneOf(("privateonly",)),
        absent="Open",
        source="learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design",
    ),
    Setting(
        "Microsoft.Insights/privateLinkScopes",
        "properties.accessModeSettings.queryAccessMode",
        OneOf(("privateonly",)),
        absent="Open",
        source="learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design",
    ),
)

RULE = Rule(
    id="monitor-scope-open",
    title="machines inside may send logs to anybody's workspaces",
    severity=Severity.MEDIUM,
    why=(
        "in mode `Open` a network with this scope still reaches workspaces outside it, of other tenants too: telemetry is a way for "
        "data to leave"
    ),
    fix="set both modes of `accessModeSettings` to `PrivateOnly`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-2",),
        policies=("a499fed8-bcc8-4195-b154-641f14743757",),
        pages=("learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design",),
    ),
    fails=(monitor_scope("Open"),),
    passes=(monitor_scope("PrivateOnly"),),
    azurerm=(
        Native("azurerm_monitor_private_link_scope", "ingestion_access_mode", "PrivateOnly"),
        Native("azurerm_monitor_private_link_scope", "query_access_mode", "PrivateOnly"),
    ),
    settings=SETTINGS,
)
