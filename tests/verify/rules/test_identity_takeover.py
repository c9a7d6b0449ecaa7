from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.identity_takeover import RULE
from enclave.verify.samples import identity_role, role_assignment

CASES: tuple[tuple[Any, str | None], ...] = (
    (identity_role("B24988ac-6180-42a0-ab88-20f7382dd24c"), "gives Contributor on the identity id-cases"),
    (role_assignment("b24988ac-6180-42a0-ab88-20f7382dd24c"), None),
    (identity_role("[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
