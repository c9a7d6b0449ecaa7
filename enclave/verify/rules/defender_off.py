"""Rule defender-off: a plan of Microsoft Defender for Cloud is off."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import arm
from enclave.verify.settings import OneOf, Setting

SETTINGS = (Setting("Microsoft.Security/pricings", "properties.pricingTier", OneOf(("standard",)), absent=""),)

RULE = Rule(
    id="defender-off",
    title="a plan of Microsoft Defender for Cloud is off",
    severity=Severity.MEDIUM,
    why="attacks on the services of the plan are not noticed",
    fix="set `pricingTier: Standard`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("LT-1",),
        cis=("5.0 8.1.5.1", "5.0 8.1.8.1"),
        policies=("640d2586-54d2-465f-877f-9ffc1d2109f4", "0e6763cc-5078-4e64-889d-ff4d9a839047"),
        pages=("learn.microsoft.com/azure/defender-for-cloud/defender-for-cloud-introduction",),
    ),
    fails=(arm("Microsoft.Security/pricings@2024-01-01", "AI", {"pricingTier": "Free"}),),
    passes=(arm("Microsoft.Security/pricings@2024-01-01", "AI", {"pricingTier": "Standard"}),),
    azurerm=(Native("azurerm_security_center_subscription_pricing", "tier", "Standard"),),
    settings=SETTINGS,
)
