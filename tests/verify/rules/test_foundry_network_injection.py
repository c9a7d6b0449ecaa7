from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.foundry_network_injection import RULE
from enclave.verify.samples import SUBNET, ai_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (ai_account(), None),
    (ai_account(allowProjectManagement="true"), "allowProjectManagement is true, and networkInjections puts no agents into a network"),
    (ai_account(allowProjectManagement=True, networkInjections=[{"scenario": "agent", "subnetArmId": SUBNET}]), None),
    (ai_account(allowProjectManagement=True, networkInjections=[{"scenario": "Agent", "useMicrosoftManagedNetwork": True}]), None),
    (
        ai_account(allowProjectManagement=True, networkInjections=[{"scenario": "none", "subnetArmId": SUBNET}]),
        "allowProjectManagement is true, and networkInjections puts no agents into a network",
    ),
    (ai_account(allowProjectManagement="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
