from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.global_deployment import RULE
from enclave.verify.samples import model_deployment

CASES: tuple[tuple[Any, str | None], ...] = (
    (model_deployment("globalbatch"), "sku.name is globalbatch"),
    (model_deployment("Standard"), None),
    (model_deployment("DataZoneProvisionedManaged"), None),
    (model_deployment("[parameters('x')]"), "? sku.name: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
