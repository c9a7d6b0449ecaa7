from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.web_basic_publishing import RULE
from enclave.verify.samples import arm, web_site

CASES: tuple[tuple[Any, str | None], ...] = (
    (
        web_site(),
        "no basicPublishingCredentialsPolicies/scm says allow: false; no basicPublishingCredentialsPolicies/ftp says allow: false",
    ),
    (
        (
            web_site(),
            arm("Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01", "app-cases/SCM", {"allow": "false"}),
            arm("Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01", "app-cases/ftp", {}),
        ),
        "no basicPublishingCredentialsPolicies/ftp says allow: false",
    ),
    (
        (
            web_site(),
            arm("Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01", "app-cases/scm", {"allow": "[parameters('x')]"}),
        ),
        "? `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
