from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.storage_https_only import RULE
from enclave.verify.samples import storage_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (storage_account(), None),
    ({**storage_account(), "apiVersion": "2018-11-01"}, "supportsHttpsTrafficOnly is not written, and Azure takes false"),
    (storage_account(supportsHttpsTrafficOnly="[parameters('x')]"), "? supportsHttpsTrafficOnly: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
