from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.ml_endpoint_keys import RULE
from enclave.verify.samples import ml_endpoint

CASES: tuple[tuple[Any, str | None], ...] = (
    (ml_endpoint(authMode="key"), "authMode is key"),
    (ml_endpoint(authMode="AMLToken"), None),
    (ml_endpoint(authMode="[parameters('x')]"), "? authMode: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
