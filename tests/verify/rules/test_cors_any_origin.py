from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.cors_any_origin import RULE
from enclave.verify.samples import arm, container_app, cosmos, web_site

CASES: tuple[tuple[Any, str | None], ...] = (
    (web_site(), None),
    (container_app({"corsPolicy": {"allowedOrigins": ["*"]}}), "configuration.ingress.corsPolicy.allowedOrigins holds *"),
    (cosmos(cors=[{"allowedOrigins": "https://a.example, *"}]), "cors[0].allowedOrigins holds *"),
    (
        arm(
            "Microsoft.Storage/storageAccounts/blobServices@2024-01-01",
            "st/default",
            {"cors": {"corsRules": [{"allowedOrigins": ["https://*.contoso.com"]}]}},
        ),
        None,
    ),
    (
        arm(
            "Microsoft.Storage/storageAccounts/blobServices@2024-01-01",
            "st/default",
            {"cors": {"corsRules": [{"allowedOrigins": ["*"]}]}},
        ),
        "cors.corsRules[0].allowedOrigins holds *",
    ),
    (web_site({"cors": {"allowedOrigins": "[parameters('x')]"}}), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
