from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.key_vault_purge_protection import RULE
from enclave.verify.samples import key_vault

CASES: tuple[tuple[Any, str | None], ...] = (
    (key_vault(enablePurgeProtection=None), "enablePurgeProtection is not written, and Azure takes false"),
    (key_vault(enableSoftDelete=False), "enableSoftDelete is false"),
    (key_vault(), None),
    (key_vault(enablePurgeProtection="[parameters('x')]"), "? enablePurgeProtection: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
