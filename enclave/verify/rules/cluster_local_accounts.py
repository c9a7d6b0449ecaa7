"""Rule cluster-local-accounts: a cluster has an administrator that Entra does not know."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import cluster
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.ContainerService/managedClusters",
        "properties.disableLocalAccounts",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad",
    ),
    Setting(
        "Microsoft.ContainerService/managedClusters",
        "properties.aadProfile.managed",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/aks/enable-authentication-microsoft-entra-id",
    ),
    Setting("Microsoft.ContainerService/managedClusters", "properties.enableRBAC", OneOf(("true",)), absent="true"),
)

RULE = Rule(
    id="cluster-local-accounts",
    title="a cluster has an administrator that Entra does not know",
    severity=Severity.HIGH,
    why="its certificate is good for years, belongs to nobody, and opens the whole cluster to whoever may list it",
    fix="set `disableLocalAccounts: true` together with Entra in `aadProfile`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("IM-1", "PA-7"),
        policies=("993c2fcd-2b29-49d2-9eb0-df2c3a730c32", "450d2877-ebea-41e8-b00c-e286317d21bf", "ac4a19c2-fa67-49b4-8ae5-0b2e78c49457"),
        pages=("learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad",),
    ),
    fails=(cluster(aadProfile={"managed": True, "enableAzureRBAC": True}),),
    passes=(cluster(aadProfile={"managed": True, "enableAzureRBAC": True}, disableLocalAccounts=True),),
    azurerm=(Native("azurerm_kubernetes_cluster", "local_account_disabled", True),),
    settings=SETTINGS,
)
