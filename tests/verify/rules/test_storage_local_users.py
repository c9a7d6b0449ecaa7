from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.storage_local_users import RULE
from enclave.verify.samples import storage_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (storage_account(), None),
    (storage_account(isHnsEnabled=True), "isLocalUserEnabled is not written, and Azure takes true"),
    (storage_account(isSftpEnabled="true"), "isSftpEnabled is true"),
    (storage_account(isSftpEnabled="[parameters('x')]"), "? isSftpEnabled: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
