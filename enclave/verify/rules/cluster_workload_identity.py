"""Rule cluster-workload-identity: pods of a cluster have no identities of their own."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import cluster
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.ContainerService/managedClusters",
        "properties.oidcIssuerProfile.enabled",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/aks/use-oidc-issuer",
    ),
    Setting(
        "Microsoft.ContainerService/managedClusters",
        "properties.securityProfile.workloadIdentity.enabled",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/aks/workload-identity-overview",
    ),
)

RULE = Rule(
    id="cluster-workload-identity",
    title="pods of a cluster have no identities of their own",
    severity=Severity.MEDIUM,
    why="without them, pods share the identity of the nodes or carry secrets: one pod taken over speaks for all of them",
    fix="set `oidcIssuerProfile.enabled` and `securityProfile.workloadIdentity.enabled`",
    check=holding(SETTINGS),
    references=References(mcsb=("IM-3",), pages=("learn.microsoft.com/azure/aks/workload-identity-overview",)),
    fails=(cluster(oidcIssuerProfile={"enabled": True}),),
    passes=(cluster(oidcIssuerProfile={"enabled": True}, securityProfile={"workloadIdentity": {"enabled": True}}),),
    azurerm=(
        Native("azurerm_kubernetes_cluster", "oidc_issuer_enabled", True),
        Native("azurerm_kubernetes_cluster", "workload_identity_enabled", True),
    ),
    settings=SETTINGS,
)
