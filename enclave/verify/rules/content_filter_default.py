"""Rule content-filter-default: a model answers without a content filter of your own."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import model_deployment
from enclave.verify.settings import NoneOf, OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.CognitiveServices/accounts/deployments",
        "properties.raiPolicyName",
        NoneOf(("", "microsoft.default", "microsoft.defaultv2", "microsoft.nil")),
        absent="Microsoft.DefaultV2",
        source="learn.microsoft.com/azure/ai-foundry/openai/concepts/default-safety-policies",
        when=(
            Setting("Microsoft.CognitiveServices/accounts/deployments", "properties.model.format", OneOf(("openai",)), absent="OpenAI"),
        ),
    ),
)

RULE = Rule(
    id="content-filter-default",
    title="a model answers without a content filter of your own",
    severity=Severity.LOW,
    why=(
        "without `raiPolicyName` the service uses its default filter, which Microsoft changes, which knows none of your block lists and"
        " whose protected material and indirect attack checks are not all on"
    ),
    fix="write a `raiPolicies` resource with what you want to be blocked and name it in `raiPolicyName`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("AI-2",),
        policies=("af253d37-136a-42f8-a1fc-30010c083d41", "f3a9c2e0-7b4d-4d8f-9c3a-2e1f6b9a8d4e"),
        pages=("learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter",),
    ),
    fails=(model_deployment(raiPolicyName=None),),
    passes=(model_deployment(raiPolicyName="strict"),),
    azurerm=(Native("azurerm_cognitive_deployment", "rai_policy_name", "strict"),),
    settings=SETTINGS,
)
