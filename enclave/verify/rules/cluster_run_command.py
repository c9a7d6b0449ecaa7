"""Rule cluster-run-command: orders can be run in a private cluster from anywhere."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import cluster
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.ContainerService/managedClusters",
        "properties.apiServerAccessProfile.disableRunCommand",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/aks/access-private-cluster",
    ),
)

RULE = Rule(
    id="cluster-run-command",
    title="orders can be run in a private cluster from anywhere",
    severity=Severity.MEDIUM,
    why="`az aks command invoke` goes through Azure Resource Manager: it reaches a private cluster from the internet, as an administrator",
    fix="set `apiServerAccessProfile.disableRunCommand: true`",
    check=holding(SETTINGS),
    references=References(mcsb=("PA-7",), pages=("learn.microsoft.com/azure/aks/access-private-cluster",)),
    fails=(cluster(apiServerAccessProfile={"enablePrivateCluster": True}),),
    passes=(cluster(apiServerAccessProfile={"enablePrivateCluster": True, "disableRunCommand": True}),),
    azurerm=(Native("azurerm_kubernetes_cluster", "run_command_enabled", False),),
    settings=SETTINGS,
)
