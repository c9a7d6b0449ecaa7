from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.storage_infrastructure_encryption import RULE
from enclave.verify.samples import storage_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (storage_account(encryption={"requireInfrastructureEncryption": "true"}), None),
    (storage_account(encryption={}), "encryption.requireInfrastructureEncryption is not written, and Azure takes false"),
    (
        storage_account(encryption="[parameters('x')]"),
        "? encryption.requireInfrastructureEncryption: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
