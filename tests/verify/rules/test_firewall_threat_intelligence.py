from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.firewall_threat_intelligence import RULE
from enclave.verify.samples import arm, firewall_policy

CASES: tuple[tuple[Any, str | None], ...] = (
    (firewall_policy(), "threatIntelMode is not written, and Azure takes Alert"),
    (firewall_policy(threatIntelMode="deny"), None),
    (arm("Microsoft.Network/azureFirewalls@2024-05-01", "f", {"threatIntelMode": "Off"}), "threatIntelMode is Off"),
    (
        arm(
            "Microsoft.Network/azureFirewalls@2024-05-01",
            "f",
            {"firewallPolicy": {"id": "[resourceId('Microsoft.Network/firewallPolicies', 'p')]"}},
        ),
        None,
    ),
    (firewall_policy(threatIntelMode="[parameters('x')]"), "? threatIntelMode: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
