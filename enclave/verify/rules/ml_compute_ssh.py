"""Rule ml-compute-ssh: a machine learning machine takes SSH from its public side."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import ml_compute
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.MachineLearningServices/workspaces/computes",
        "properties.properties.sshSettings.sshPublicAccess",
        OneOf(("disabled",)),
        absent="Disabled",
    ),
    Setting(
        "Microsoft.MachineLearningServices/workspaces/computes",
        "properties.properties.remoteLoginPortPublicAccess",
        OneOf(("disabled", "notspecified")),
        absent="NotSpecified",
    ),
)

RULE = Rule(
    id="ml-compute-ssh",
    title="a machine learning machine takes SSH from its public side",
    severity=Severity.HIGH,
    why="a stranger who finds or guesses a credential is then beside the training data",
    fix="leave `sshPublicAccess` and `remoteLoginPortPublicAccess` `Disabled`; open terminals in the studio",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-1", "PA-2"),
        pages=("learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance",),
    ),
    fails=(ml_compute(sshSettings={"sshPublicAccess": "Enabled"}),),
    passes=(ml_compute(sshSettings={"sshPublicAccess": "Disabled"}),),
    azurerm=(Native("azurerm_machine_learning_compute_cluster", "ssh_public_access_enabled", False),),
    settings=SETTINGS,
)
