from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.web_firewall_detection import RULE
from enclave.verify.samples import arm, web_firewall

CASES: tuple[tuple[Any, str | None], ...] = (
    (web_firewall(), "policySettings.mode is not written, and Azure takes Detection"),
    (web_firewall(policySettings={"mode": "prevention", "state": "Disabled"}), "policySettings.state is Disabled"),
    (
        arm(
            "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2024-02-01",
            "w",
            {"policySettings": {"mode": "Prevention", "enabledState": "Enabled"}},
            location="Global",
        ),
        None,
    ),
    (web_firewall(policySettings={"mode": "[parameters('x')]"}), "? policySettings.mode: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
