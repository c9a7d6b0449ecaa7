"""Rule synapse-exfiltration: a Synapse workspace may send data to any tenant."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import synapse
from enclave.verify.settings import NoneOf, OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Synapse/workspaces",
        "properties.managedVirtualNetwork",
        NoneOf(("",)),
        absent="",
        source="learn.microsoft.com/azure/synapse-analytics/security/synapse-workspace-managed-vnet",
    ),
    Setting(
        "Microsoft.Synapse/workspaces",
        "properties.managedVirtualNetworkSettings.preventDataExfiltration",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/synapse-analytics/security/workspace-data-exfiltration-protection",
    ),
)

RULE = Rule(
    id="synapse-exfiltration",
    title="a Synapse workspace may send data to any tenant",
    severity=Severity.HIGH,
    why=(
        "notebooks and pipelines run code; without a managed network that prevents exfiltration they write to any account of anybody. "
        "It can be chosen only when the workspace is made"
    ),
    fix=(
        "set `managedVirtualNetwork: default` and `managedVirtualNetworkSettings.preventDataExfiltration: true` when you create the "
        "workspace"
    ),
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-2",),
        policies=("3484ce98-c0c5-4c83-994b-c5ac24785218", "2d9dbfa3-927b-4cf0-9d0f-08747f971650"),
        pages=("learn.microsoft.com/azure/synapse-analytics/security/workspace-data-exfiltration-protection",),
    ),
    fails=(synapse(managedVirtualNetwork="default"),),
    passes=(synapse(managedVirtualNetwork="default", managedVirtualNetworkSettings={"preventDataExfiltration": True}),),
    azurerm=(
        Native("azurerm_synapse_workspace", "managed_virtual_network_enabled", True),
        Native("azurerm_synapse_workspace", "data_exfiltration_protection_enabled", True),
    ),
    settings=SETTINGS,
)
