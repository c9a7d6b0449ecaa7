from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.defender_off import RULE
from enclave.verify.samples import arm

CASES: tuple[tuple[Any, str | None], ...] = (
    (arm("Microsoft.Security/pricings@2023-01-01", "KeyVaults", {"PricingTier": "free"}), "pricingTier is free"),
    (arm("Microsoft.Security/pricings@2023-01-01", "KeyVaults", {"pricingTier": "STANDARD"}), None),
    (
        arm("Microsoft.Security/pricings@2023-01-01", "Arm", {"pricingTier": "[parameters('x')]"}),
        "? pricingTier: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
