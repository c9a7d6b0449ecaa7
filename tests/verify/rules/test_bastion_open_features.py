from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.bastion_open_features import RULE
from enclave.verify.samples import bastion

CASES: tuple[tuple[Any, str | None], ...] = (
    (bastion(), None),
    (bastion(enableTunneling="true"), "enableTunneling is true"),
    (bastion(enableIpConnect=True), "enableIpConnect is true"),
    (bastion(enableFileCopy="[parameters('x')]"), "? enableFileCopy: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
