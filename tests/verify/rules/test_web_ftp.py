from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.web_ftp import RULE
from enclave.verify.samples import arm, web_site

CASES: tuple[tuple[Any, str | None], ...] = (
    (web_site(), "siteConfig.ftpsState is not written, and Azure takes AllAllowed"),
    (web_site({"ftpsState": "ftpsonly"}), None),
    (arm("Microsoft.Web/sites/config@2024-04-01", "app/web", {"ftpsState": "allAllowed"}), "ftpsState is allAllowed"),
    (arm("Microsoft.Web/sites/config@2024-04-01", "app/web", {}), None),
    (web_site({"ftpsState": "[parameters('x')]"}), "? siteConfig.ftpsState: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
