from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.registry_admin import RULE
from enclave.verify.samples import registry

CASES: tuple[tuple[Any, str | None], ...] = (
    (registry(), None),
    (registry(adminUserEnabled="True"), "adminUserEnabled is True"),
    (registry(adminUserEnabled="[parameters('x')]"), "? adminUserEnabled: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
