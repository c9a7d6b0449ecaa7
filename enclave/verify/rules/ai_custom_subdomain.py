"""Rule ai-custom-subdomain: an AI account has no name of its own."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import ai_account
from enclave.verify.settings import NoneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.CognitiveServices/accounts",
        "properties.customSubDomainName",
        NoneOf(("",)),
        absent="",
        source="learn.microsoft.com/azure/ai-services/cognitive-services-custom-subdomains",
    ),
)

RULE = Rule(
    id="ai-custom-subdomain",
    title="an AI account has no name of its own",
    severity=Severity.MEDIUM,
    why=(
        "without a name of its own an account answers under the name of the region that all accounts share: it takes keys only, no "
        "Entra tokens, and no private endpoint can be made for it"
    ),
    fix="set `customSubDomainName`; it cannot be changed later",
    check=holding(SETTINGS),
    references=References(
        mcsb=("IM-1", "NS-2"),
        policies=("d6759c02-b87f-42b7-892e-71b3f471d782",),
        pages=("learn.microsoft.com/azure/ai-services/cognitive-services-custom-subdomains",),
    ),
    fails=(ai_account(customSubDomainName=None),),
    passes=(ai_account(),),
    azurerm=(Native("azurerm_cognitive_account", "custom_subdomain_name", "ai-cases"),),
    settings=SETTINGS,
)
