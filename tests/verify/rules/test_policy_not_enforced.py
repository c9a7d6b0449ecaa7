from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.policy_not_enforced import RULE
from enclave.verify.samples import policy_assignment

CASES: tuple[tuple[Any, str | None], ...] = (
    (policy_assignment(), None),
    (policy_assignment(EnforcementMode="donotenforce"), "enforcementMode is donotenforce"),
    (policy_assignment(enforcementMode="Enroll"), "enforcementMode is Enroll"),
    (
        policy_assignment(
            enforcementMode="DoNotEnforce",
            policyDefinitionId="/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8",
        ),
        None,
    ),
    (policy_assignment(enforcementMode="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
