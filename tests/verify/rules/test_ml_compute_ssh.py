from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.ml_compute_ssh import RULE
from enclave.verify.samples import ml_compute

CASES: tuple[tuple[Any, str | None], ...] = (
    (ml_compute("AmlCompute", remoteLoginPortPublicAccess="Enabled"), "properties.remoteLoginPortPublicAccess is Enabled"),
    (ml_compute(), None),
    (ml_compute(sshSettings="[parameters('x')]"), "? properties.sshSettings.sshPublicAccess: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
