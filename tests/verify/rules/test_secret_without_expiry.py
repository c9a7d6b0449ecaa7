from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.secret_without_expiry import RULE
from enclave.verify.samples import arm

CASES: tuple[tuple[Any, str | None], ...] = (
    (arm("Microsoft.KeyVault/vaults/secrets@2023-07-01", "kv/s", {"attributes": {"Exp": "1795000000"}}), None),
    (arm("Microsoft.KeyVault/vaults/secrets@2023-07-01", "kv/s", {"attributes": {"enabled": True}}), "attributes.exp is not written"),
    (arm("Microsoft.KeyVault/vaults/secrets@2023-07-01", "kv/authority", {"contentType": "application/x-pkcs12"}), None),
    (
        arm("Microsoft.KeyVault/vaults/secrets@2023-07-01", "kv/s", {"attributes": {"exp": "[parameters('x')]"}}),
        "? attributes.exp: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
