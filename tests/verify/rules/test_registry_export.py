from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.registry_export import RULE
from enclave.verify.samples import registry

CASES: tuple[tuple[Any, str | None], ...] = (
    (registry(policies={"exportPolicy": {"status": "Enabled"}}), "policies.exportPolicy.status is Enabled"),
    (registry(policies={"exportPolicy": {"status": "Disabled"}}), None),
    (registry(policies="[parameters('x')]"), "? policies.exportPolicy.status: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
