"""Rule ml-legacy-mode: a workspace is held at an interface that is no longer supported."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import ml_workspace
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.MachineLearningServices/workspaces",
        "properties.v1LegacyMode",
        OneOf(("false",)),
        absent="false",
        source="learn.microsoft.com/azure/machine-learning/how-to-configure-network-isolation-with-v2",
    ),
)

RULE = Rule(
    id="ml-legacy-mode",
    title="a workspace is held at an interface that is no longer supported",
    severity=Severity.LOW,
    why=(
        "the old interface is out of support since June 2026, and with it go roles and policies of Azure Resource Manager on jobs, data"
        " and endpoints"
    ),
    fix="set `v1LegacyMode: false`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("PV-1",),
        pages=("learn.microsoft.com/azure/machine-learning/how-to-configure-network-isolation-with-v2",),
    ),
    fails=(ml_workspace(v1LegacyMode=True),),
    passes=(ml_workspace(v1LegacyMode=False),),
    azurerm=(Native("azurerm_machine_learning_workspace", "v1_legacy_mode_enabled", False),),
    settings=SETTINGS,
)
