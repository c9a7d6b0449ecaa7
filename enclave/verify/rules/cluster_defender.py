"""Rule cluster-defender: nobody watches what runs in a cluster."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import cluster
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.ContainerService/managedClusters",
        "properties.securityProfile.defender.securityMonitoring.enabled",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-introduction",
    ),
)

RULE = Rule(
    id="cluster-defender",
    title="nobody watches what runs in a cluster",
    severity=Severity.MEDIUM,
    why="an intruder in a pod, a miner, or a shell in a model server is not noticed",
    fix="set `securityProfile.defender.securityMonitoring.enabled: true`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("LT-1", "LT-2"),
        policies=("a1840de2-8088-4ea8-b153-b4c723e9cb01",),
        pages=("learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-introduction",),
    ),
    fails=(cluster(),),
    passes=(cluster(securityProfile={"defender": {"securityMonitoring": {"enabled": True}}}),),
    azurerm=(
        Native("azurerm_kubernetes_cluster", "microsoft_defender.log_analytics_workspace_id", "azurerm_log_analytics_workspace.logs.id"),
    ),
    settings=SETTINGS,
)
