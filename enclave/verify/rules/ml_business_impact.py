"""Rule ml-business-impact: a workspace sends Microsoft diagnostic data about what it works on."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import ml_workspace
from enclave.verify.settings import NoneOf, OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.MachineLearningServices/workspaces",
        "properties.hbiWorkspace",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/machine-learning/concept-data-encryption",
        when=(Setting("Microsoft.MachineLearningServices/workspaces", "kind", NoneOf(("project", "hub")), absent="Default"),),
    ),
)

RULE = Rule(
    id="ml-business-impact",
    title="a workspace sends Microsoft diagnostic data about what it works on",
    severity=Severity.LOW,
    why=(
        "a workspace that is not marked as of high business impact lets Microsoft collect diagnostic data from its jobs, and encrypts "
        "less on its machines; it can be marked only when it is made"
    ),
    fix="set `hbiWorkspace: true` when you create the workspace",
    check=holding(SETTINGS),
    references=References(mcsb=("DP-4",), pages=("learn.microsoft.com/azure/machine-learning/concept-data-encryption",)),
    fails=(ml_workspace(hbiWorkspace=False),),
    passes=(ml_workspace(hbiWorkspace=True),),
    azurerm=(Native("azurerm_machine_learning_workspace", "high_business_impact", True),),
    settings=SETTINGS,
)
