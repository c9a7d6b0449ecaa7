from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.container_group_public import RULE
from enclave.verify.samples import container_group

CASES: tuple[tuple[Any, str | None], ...] = (
    (container_group(), None),
    (container_group(ipAddress={"type": "public"}), "ipAddress.type is public"),
    (container_group(ipAddress="[parameters('x')]"), "? ipAddress.type: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
