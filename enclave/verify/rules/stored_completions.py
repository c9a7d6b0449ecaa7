"""Rule stored-completions: an account keeps what people ask and are told."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import References, Rule, holding
from enclave.verify.samples import ai_account
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.CognitiveServices/accounts",
        "properties.storedCompletionsDisabled",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/ai-foundry/openai/how-to/stored-completions",
        when=(Setting("Microsoft.CognitiveServices/accounts", "kind", OneOf(("openai", "aiservices")), absent=""),),
    ),
)

RULE = Rule(
    id="stored-completions",
    title="an account keeps what people ask and are told",
    severity=Severity.MEDIUM,
    why=(
        "callers may ask that prompts and answers be stored for later evaluation and training: they then lie in the service for up to "
        "thirty days and whoever may use the account can list them"
    ),
    fix="set `storedCompletionsDisabled: true`",
    check=holding(SETTINGS),
    references=References(mcsb=("DP-1",), pages=("learn.microsoft.com/azure/ai-foundry/openai/how-to/stored-completions",)),
    fails=(ai_account("OpenAI"),),
    passes=(ai_account("OpenAI", storedCompletionsDisabled=True),),
    azurerm=(),
    settings=SETTINGS,
)
