from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.trusted_services_bypass import RULE
from enclave.verify.samples import ai_account, arm, cosmos, ml_workspace, registry, search_service

CASES: tuple[tuple[Any, str | None], ...] = (
    (registry(), "networkRuleBypassOptions is AzureServices, and nothing here needs it"),
    ((registry(), ml_workspace()), None),
    ((registry(), arm("Microsoft.Security/pricings@2024-01-01", "Containers", {"pricingTier": "Standard"})), None),
    (
        (registry(), arm("Microsoft.Security/pricings@2024-01-01", "Containers", {"pricingTier": "Free"})),
        "networkRuleBypassOptions is AzureServices, and nothing here needs it",
    ),
    (search_service(networkRuleSet={"bypass": "azureServices"}), "networkRuleSet.bypass is azureServices"),
    (ai_account(networkAcls={"defaultAction": "Deny"}), None),
    (cosmos(), None),
    (registry(networkRuleBypassOptions="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
