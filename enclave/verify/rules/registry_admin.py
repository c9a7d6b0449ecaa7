"""Rule registry-admin: a container registry has a user that everybody shares."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import registry
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.ContainerRegistry/registries",
        "properties.adminUserEnabled",
        OneOf(("false",)),
        absent="false",
        source="learn.microsoft.com/azure/container-registry/container-registry-authentication",
    ),
)

RULE = Rule(
    id="registry-admin",
    title="a container registry has a user that everybody shares",
    severity=Severity.HIGH,
    why="two passwords for all: whoever has one can replace the images that everything runs, and nobody sees who it was",
    fix="set `adminUserEnabled: false`; pull and push with identities",
    check=holding(SETTINGS),
    references=References(
        mcsb=("IM-1",),
        policies=("dc921057-6b28-4fbe-9b83-f7bec05db6c2",),
        pages=("learn.microsoft.com/azure/container-registry/container-registry-authentication",),
    ),
    fails=(registry(adminUserEnabled=True),),
    passes=(registry(adminUserEnabled=False),),
    azurerm=(Native("azurerm_container_registry", "admin_enabled", False),),
    settings=SETTINGS,
)
