from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.ai_custom_subdomain import RULE
from enclave.verify.samples import ai_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (ai_account(customSubDomainName=""), "customSubDomainName is empty"),
    (ai_account(customSubDomainName=None), "customSubDomainName is not written"),
    (ai_account("OpenAI"), None),
    (ai_account(customSubDomainName="[parameters('x')]"), "? customSubDomainName: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
