"""Rule ml-managed-network: a workspace's machines may call any address."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import ml_workspace
from enclave.verify.settings import NoneOf, OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.MachineLearningServices/workspaces",
        "properties.managedNetwork.isolationMode",
        OneOf(("allowonlyapprovedoutbound",)),
        absent="Disabled",
        source="learn.microsoft.com/azure/machine-learning/how-to-managed-network",
        when=(Setting("Microsoft.MachineLearningServices/workspaces", "kind", NoneOf(("project", "featurestore")), absent="Default"),),
    ),
)

RULE = Rule(
    id="ml-managed-network",
    title="a workspace's machines may call any address",
    severity=Severity.HIGH,
    why=(
        "training jobs, notebooks and endpoints run code from packages and people; without a managed network that lets out only what is"
        " approved they can send data anywhere"
    ),
    fix="set `managedNetwork.isolationMode` to `AllowOnlyApprovedOutbound`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-2",),
        policies=("6ddb1705-c8cf-450e-aa4b-19ad6703c440",),
        pages=("learn.microsoft.com/azure/machine-learning/how-to-managed-network",),
    ),
    fails=(ml_workspace(managedNetwork={"isolationMode": "AllowInternetOutbound"}),),
    passes=(ml_workspace(managedNetwork={"isolationMode": "AllowOnlyApprovedOutbound"}),),
    azurerm=(Native("azurerm_machine_learning_workspace", "managed_network.isolation_mode", "AllowOnlyApprovedOutbound"),),
    settings=SETTINGS,
)
