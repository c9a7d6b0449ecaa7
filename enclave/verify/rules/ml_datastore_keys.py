"""Rule ml-datastore-keys: a workspace reaches its own storage with account keys."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import References, Rule, holding
from enclave.verify.samples import ml_workspace
from enclave.verify.settings import NoneOf, OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.MachineLearningServices/workspaces",
        "properties.systemDatastoresAuthMode",
        OneOf(("identity", "userdelegationsas")),
        absent="AccessKey",
        source="learn.microsoft.com/azure/machine-learning/how-to-disable-local-auth-storage",
        when=(Setting("Microsoft.MachineLearningServices/workspaces", "kind", NoneOf(("project",)), absent="Default"),),
    ),
)

RULE = Rule(
    id="ml-datastore-keys",
    title="a workspace reaches its own storage with account keys",
    severity=Severity.MEDIUM,
    why="whoever may use the workspace gets the keys of its storage account, and with them everything in it, whoever they are",
    fix="set `systemDatastoresAuthMode: identity` and give people and machines roles on the storage",
    check=holding(SETTINGS),
    references=References(
        mcsb=("IM-1", "IM-8"),
        pages=("learn.microsoft.com/azure/machine-learning/how-to-disable-local-auth-storage",),
    ),
    fails=(ml_workspace(systemDatastoresAuthMode="AccessKey"),),
    passes=(ml_workspace(systemDatastoresAuthMode="Identity"),),
    azurerm=(),
    settings=SETTINGS,
)
