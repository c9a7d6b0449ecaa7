"""Rule model-auto-upgrade: a model changes without anybody deciding it."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import model_deployment
from enclave.verify.settings import NoneOf, OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.CognitiveServices/accounts/deployments",
        "properties.versionUpgradeOption",
        OneOf(("noautoupgrade", "oncecurrentversionexpired")),
        absent="OnceNewDefaultVersionAvailable",
        source="learn.microsoft.com/azure/ai-foundry/openai/how-to/working-with-models",
    ),
    Setting("Microsoft.CognitiveServices/accounts/deployments", "properties.model.version", NoneOf(("",)), absent=""),
)

RULE = Rule(
    id="model-auto-upgrade",
    title="a model changes without anybody deciding it",
    severity=Severity.LOW,
    why=(
        "when Microsoft changes the default version the deployment follows: answers change, and what was tested and approved is not "
        "what runs"
    ),
    fix="set `versionUpgradeOption` to `NoAutoUpgrade` or `OnceCurrentVersionExpired`, and state `model.version`",
    check=holding(SETTINGS),
    references=References(mcsb=("AI-1",), pages=("learn.microsoft.com/azure/ai-foundry/openai/how-to/working-with-models",)),
    fails=(model_deployment(versionUpgradeOption=None),),
    passes=(model_deployment(versionUpgradeOption="NoAutoUpgrade"),),
    azurerm=(Native("azurerm_cognitive_deployment", "version_upgrade_option", "NoAutoUpgrade"),),
    settings=SETTINGS,
)
