from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.ml_compute_public_address import RULE
from enclave.verify.samples import ml_compute

CASES: tuple[tuple[Any, str | None], ...] = (
    (ml_compute(enableNodePublicIp=None), "properties.enableNodePublicIp is not written, and Azure takes true"),
    (ml_compute("AmlCompute", enableNodePublicIp="True"), "properties.enableNodePublicIp is True"),
    (ml_compute("Kubernetes", enableNodePublicIp=None), None),
    (ml_compute(), None),
    (ml_compute(enableNodePublicIp="[parameters('x')]"), "? properties.enableNodePublicIp: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
