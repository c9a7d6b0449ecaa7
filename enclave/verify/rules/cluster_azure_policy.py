"""Rule cluster-azure-policy: no policy is enforced inside a cluster."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import cluster
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.ContainerService/managedClusters",
        "properties.addonProfiles.azurepolicy.enabled",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/governance/policy/concepts/policy-for-kubernetes",
    ),
)

RULE = Rule(
    id="cluster-azure-policy",
    title="no policy is enforced inside a cluster",
    severity=Severity.MEDIUM,
    why="privileged pods, host paths and images from anywhere are taken without a word",
    fix="enable the add-on `azurepolicy` and assign the baseline for pods",
    check=holding(SETTINGS),
    references=References(
        mcsb=("PV-2",),
        policies=("0a15ec92-a229-4763-bb14-0ea34a568f8d",),
        pages=("learn.microsoft.com/azure/governance/policy/concepts/policy-for-kubernetes",),
    ),
    fails=(cluster(),),
    passes=(cluster(addonProfiles={"azurepolicy": {"enabled": True}}),),
    azurerm=(Native("azurerm_kubernetes_cluster", "azure_policy_enabled", True),),
    settings=SETTINGS,
)
