from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.key_without_rotation import RULE
from enclave.verify.samples import vault_key

CASES: tuple[tuple[Any, str | None], ...] = (
    (vault_key(attributes={"exp": 1800000000}), None),
    (vault_key(attributes={"enabled": True}), "it has neither attributes.exp nor a rotationPolicy that rotates it"),
    (
        vault_key(rotationPolicy={"lifetimeActions": [{"action": {"type": "Notify"}}]}),
        "it has neither attributes.exp nor a rotationPolicy that rotates it",
    ),
    (vault_key(rotationPolicy={"lifetimeActions": [{"action": {"type": "Rotate"}}]}), None),
    (vault_key(rotationPolicy="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
