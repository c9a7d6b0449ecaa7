from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.security_group_open import RULE
from enclave.verify.samples import arm, security_group

CASES: tuple[tuple[Any, str | None], ...] = (
    (
        security_group({"sourceAddressPrefix": "internet", "destinationPortRanges": ["0-65535"], "destinationPortRange": None}),
        "rule rule-0 allows every port from internet",
    ),
    (security_group({"sourceAddressPrefix": "*", "destinationPortRange": "*", "access": "deny"}), None),
    (security_group({"sourceAddressPrefix": "*", "destinationPortRange": "*", "direction": "Outbound"}), None),
    (security_group({"sourceAddressPrefix": "VirtualNetwork", "destinationPortRange": "*"}), None),
    (security_group({"sourceAddressPrefix": "*", "destinationPortRange": "443"}), None),
    (
        arm(
            "Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01",
            "nsg/any",
            {
                "direction": "Inbound",
                "access": "Allow",
                "protocol": "*",
                "sourceAddressPrefixes": ["10.0.0.0/8", "0.0.0.0/0"],
                "destinationPortRange": "*",
                "priority": 100,
            },
        ),
        "rule any allows every port from 0.0.0.0/0",
    ),
    (
        security_group({"sourceAddressPrefix": "[parameters('x')]", "destinationPortRange": "*"}),
        "? `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
