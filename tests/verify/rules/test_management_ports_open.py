from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.management_ports_open import RULE
from enclave.verify.samples import security_group

CASES: tuple[tuple[Any, str | None], ...] = (
    (security_group({"sourceAddressPrefix": "*", "destinationPortRange": "3000-4000"}), "rule rule-0 allows RDP (port 3389) from *"),
    (security_group({"sourceAddressPrefix": "*", "destinationPortRange": "443"}), None),
    (security_group({"sourceAddressPrefix": "*", "destinationPortRange": "22", "protocol": "Udp"}), None),
    (
        security_group({"sourceAddressPrefix": "::/0", "destinationPortRanges": ["80", "5986"], "destinationPortRange": None}),
        "rule rule-0 allows WinRM (port 5986) from ::/0",
    ),
    (security_group({"sourceAddressPrefix": "203.0.113.7", "destinationPortRange": "22"}), None),
    (
        security_group({"sourceAddressPrefix": "*", "destinationPortRange": "[parameters('x')]"}),
        "? `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
