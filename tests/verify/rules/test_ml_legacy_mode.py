from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.ml_legacy_mode import RULE
from enclave.verify.samples import ml_workspace

CASES: tuple[tuple[Any, str | None], ...] = (
    (ml_workspace(), None),
    (ml_workspace(v1LegacyMode="true"), "v1LegacyMode is true"),
    (ml_workspace(v1LegacyMode="[parameters('x')]"), "? v1LegacyMode: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
