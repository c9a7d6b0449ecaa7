"""Rule global-deployment: a model may answer in any region of the world."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import model_deployment
from enclave.verify.settings import NoneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.CognitiveServices/accounts/deployments",
        "sku.name",
        NoneOf(("globalstandard", "globalprovisionedmanaged", "globalbatch", "globalprovisioned")),
        absent="",
    ),
)

RULE = Rule(
    id="global-deployment",
    title="a model may answer in any region of the world",
    severity=Severity.HIGH,
    why=(
        "a deployment of a `Global` type sends each request to whichever region of the world has room: prompts are processed outside "
        "the geography that the data may not leave"
    ),
    fix="use a regional type (`Standard`, `ProvisionedManaged`) or one of a data zone (`DataZoneStandard`)",
    check=holding(SETTINGS),
    references=References(mcsb=("DP-1",), pages=("learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/deployment-types",)),
    fails=(model_deployment("GlobalStandard"),),
    passes=(model_deployment("DataZoneStandard"),),
    azurerm=(Native("azurerm_cognitive_deployment", "sku.name", "DataZoneStandard"),),
    settings=SETTINGS,
)
