from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.storage_copy_scope import RULE
from enclave.verify.samples import storage_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (storage_account(), "allowedCopyScope is not written, and Azure takes All"),
    (storage_account(allowedCopyScope="aad"), None),
    (storage_account(allowedCopyScope="[parameters('x')]"), "? allowedCopyScope: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
