from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.container_app_insecure import RULE
from enclave.verify.samples import container_app

CASES: tuple[tuple[Any, str | None], ...] = (
    (container_app({"allowInsecure": "true"}), "configuration.ingress.allowInsecure is true"),
    (container_app({}), None),
    (
        container_app({"allowInsecure": "[parameters('x')]"}),
        "? configuration.ingress.allowInsecure: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
