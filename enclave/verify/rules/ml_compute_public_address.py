"""Rule ml-compute-public-address: a machine learning machine has a public address."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import ml_compute
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.MachineLearningServices/workspaces/computes",
        "properties.properties.enableNodePublicIp",
        OneOf(("false",)),
        absent="true",
        source="learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet",
        when=(
            Setting(
                "Microsoft.MachineLearningServices/workspaces/computes",
                "properties.computeType",
                OneOf(("amlcompute", "computeinstance")),
                absent="",
            ),
        ),
    ),
)

RULE = Rule(
    id="ml-compute-public-address",
    title="a machine learning machine has a public address",
    severity=Severity.HIGH,
    why=(
        "notebooks and training jobs then stand on the internet with only a security group before them, and leave for it without your "
        "firewall"
    ),
    fix="set `enableNodePublicIp: false`; the workspace's managed network or a subnet of yours gives the way out",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-1", "NS-2"),
        policies=("7804b5c7-01dc-4723-969b-ae300cc07ff1",),
        pages=("learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet",),
    ),
    fails=(ml_compute(enableNodePublicIp=True),),
    passes=(ml_compute(enableNodePublicIp=False),),
    azurerm=(
        Native("azurerm_machine_learning_compute_instance", "node_public_ip_enabled", False),
        Native("azurerm_machine_learning_compute_cluster", "node_public_ip_enabled", False),
    ),
    settings=SETTINGS,
)
