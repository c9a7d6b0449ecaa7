from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.disk_export import RULE
from enclave.verify.samples import disk

CASES: tuple[tuple[Any, str | None], ...] = (
    (disk(), "networkAccessPolicy is not written, and Azure takes AllowAll"),
    (disk(networkAccessPolicy="allowall"), "networkAccessPolicy is allowall"),
    (disk(publicNetworkAccess="disabled"), None),
    (disk(networkAccessPolicy="[parameters('x')]"), "? networkAccessPolicy: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
