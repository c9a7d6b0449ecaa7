from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.web_https_only import RULE
from enclave.verify.samples import web_site

CASES: tuple[tuple[Any, str | None], ...] = (
    (web_site(httpsOnly=None), "httpsOnly is not written, and Azure takes false"),
    (web_site(httpsOnly="True"), None),
    (web_site(httpsOnly="[parameters('x')]"), "? httpsOnly: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
