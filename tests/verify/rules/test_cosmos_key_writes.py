from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.cosmos_key_writes import RULE
from enclave.verify.samples import cosmos

CASES: tuple[tuple[Any, str | None], ...] = (
    (cosmos(disableKeyBasedMetadataWriteAccess="false"), "disableKeyBasedMetadataWriteAccess is false"),
    (cosmos(disableKeyBasedMetadataWriteAccess="True"), None),
    (
        cosmos(disableKeyBasedMetadataWriteAccess="[parameters('x')]"),
        "? disableKeyBasedMetadataWriteAccess: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
