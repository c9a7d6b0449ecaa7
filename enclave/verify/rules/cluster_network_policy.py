"""Rule cluster-network-policy: every pod of a cluster may talk to every other."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import cluster
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.ContainerService/managedClusters",
        "properties.networkProfile.networkPolicy",
        OneOf(("cilium", "azure", "calico")),
        absent="none",
        source="learn.microsoft.com/azure/aks/use-network-policies",
    ),
)

RULE = Rule(
    id="cluster-network-policy",
    title="every pod of a cluster may talk to every other",
    severity=Severity.MEDIUM,
    why=(
        "one pod taken over reaches all others, the gateway's and the model servers' too; network policies are written but nothing "
        "enforces them"
    ),
    fix="set `networkProfile.networkPolicy` to `cilium`, `azure` or `calico`",
    check=holding(SETTINGS),
    references=References(mcsb=("NS-1",), pages=("learn.microsoft.com/azure/aks/use-network-policies",)),
    fails=(cluster(networkProfile={"networkPlugin": "azure", "networkDataplane": "cilium"}),),
    passes=(cluster(networkProfile={"networkPlugin": "azure", "networkPolicy": "cilium", "networkDataplane": "cilium"}),),
    azurerm=(Native("azurerm_kubernetes_cluster", "network_profile.network_policy", "cilium"),),
    settings=SETTINGS,
)
