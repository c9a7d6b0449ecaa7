"""Rule registry-export: images may be exported out of a container registry."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import registry
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.ContainerRegistry/registries",
        "properties.policies.exportPolicy.status",
        OneOf(("disabled",)),
        absent="enabled",
        source="learn.microsoft.com/azure/container-registry/data-loss-prevention",
    ),
)

RULE = Rule(
    id="registry-export",
    title="images may be exported out of a container registry",
    severity=Severity.MEDIUM,
    why=(
        "whoever may read the registry can import its images, models in them too, into a registry of their own: Azure carries them, "
        "past every firewall"
    ),
    fix="set `policies.exportPolicy.status: disabled` (it asks for `publicNetworkAccess: Disabled`)",
    check=holding(SETTINGS),
    references=References(
        mcsb=("DP-2",),
        policies=("524b0254-c285-4903-bee6-bb8126cde579",),
        pages=("learn.microsoft.com/azure/container-registry/data-loss-prevention",),
    ),
    fails=(registry(),),
    passes=(registry(policies={"exportPolicy": {"status": "disabled"}}),),
    azurerm=(Native("azurerm_container_registry", "export_policy_enabled", False),),
    settings=SETTINGS,
)
