"""Rule registry-anonymous-pull: anybody may pull images from a container registry."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import registry
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.ContainerRegistry/registries",
        "properties.anonymousPullEnabled",
        OneOf(("false",)),
        absent="false",
        source="learn.microsoft.com/azure/container-registry/anonymous-pull-access",
    ),
)

RULE = Rule(
    id="registry-anonymous-pull",
    title="anybody may pull images from a container registry",
    severity=Severity.HIGH,
    why="images hold code, models and often secrets; whoever reaches the registry can read them all without a name",
    fix="set `anonymousPullEnabled: false`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("IM-1",),
        policies=("9f2dea28-e834-476c-99c5-3507b4728395",),
        pages=("learn.microsoft.com/azure/container-registry/anonymous-pull-access",),
    ),
    fails=(registry(anonymousPullEnabled=True),),
    passes=(registry(anonymousPullEnabled=False),),
    azurerm=(Native("azurerm_container_registry", "anonymous_pull_enabled", False),),
    settings=SETTINGS,
)
