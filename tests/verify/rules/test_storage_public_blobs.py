from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.storage_public_blobs import RULE
from enclave.verify.samples import arm, storage_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (storage_account(), None),
    (storage_account(allowBlobPublicAccess="true"), "allowBlobPublicAccess is true"),
    (
        arm("Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01", "st/default/c", {"publicAccess": "Blob"}),
        "publicAccess is Blob",
    ),
    (arm("Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01", "st/default/c", {}), None),
    (storage_account(allowBlobPublicAccess="[parameters('x')]"), "? allowBlobPublicAccess: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
