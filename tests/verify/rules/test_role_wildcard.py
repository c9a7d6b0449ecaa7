from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.role_wildcard import RULE
from enclave.verify.samples import role

CASES: tuple[tuple[Any, str | None], ...] = (
    (role("Microsoft.Storage/storageAccounts/read", dataActions=["*"]), "dataActions holds *"),
    (role("*/read"), None),
    (role("*/Write"), "actions holds */Write"),
    (role("Microsoft.Storage/*"), None),
    (role("[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
