from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.network_default_allow import RULE
from enclave.verify.samples import ai_account, arm, key_vault, registry, storage_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (storage_account(), "networkAcls.defaultAction is not written, and Azure takes Allow"),
    (storage_account(publicNetworkAccess="Disabled"), None),
    (key_vault(networkAcls={"DefaultAction": "deny"}), None),
    (ai_account(publicNetworkAccess="Enabled"), "networkAcls.defaultAction is not written, and Azure takes Allow"),
    (registry(publicNetworkAccess="Enabled", networkRuleSet={"defaultAction": "Deny"}), None),
    (arm("Microsoft.EventHub/namespaces/networkRuleSets@2024-01-01", "ns/default", {"defaultAction": "Allow"}), "defaultAction is Allow"),
    (storage_account(networkAcls="[parameters('x')]"), "? networkAcls.defaultAction: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
