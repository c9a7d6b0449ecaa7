from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.link_service_open import RULE
from enclave.verify.samples import link_service

CASES: tuple[tuple[Any, str | None], ...] = (
    (link_service(), None),
    (link_service(autoApproval={"Subscriptions": ["*"]}), "autoApproval.subscriptions holds *"),
    (link_service(visibility={"subscriptions": "[parameters('x')]"}), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
