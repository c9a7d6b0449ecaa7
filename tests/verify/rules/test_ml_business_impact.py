from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.ml_business_impact import RULE
from enclave.verify.samples import ml_workspace

CASES: tuple[tuple[Any, str | None], ...] = (
    (ml_workspace(), "hbiWorkspace is not written, and Azure takes false"),
    (ml_workspace(hbiWorkspace="True"), None),
    ({**ml_workspace(), "kind": "Hub"}, None),
    (ml_workspace(hbiWorkspace="[parameters('x')]"), "? hbiWorkspace: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
