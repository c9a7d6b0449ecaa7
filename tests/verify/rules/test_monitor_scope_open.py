from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.monitor_scope_open import RULE
from enclave.verify.samples import arm, monitor_scope

CASES: tuple[tuple[Any, str | None], ...] = (
    (monitor_scope("privateonly"), None),
    (
        arm(
            "Microsoft.Insights/privateLinkScopes@2021-09-01",
            "a",
            {"accessModeSettings": {"ingestionAccessMode": "PrivateOnly", "queryAccessMode": "Open"}},
            location="global",
        ),
        "accessModeSettings.queryAccessMode is Open",
    ),
    (
        arm(
            "Microsoft.Insights/privateLinkScopes@2021-09-01",
            "a",
            {"accessModeSettings": {"queryAccessMode": "PrivateOnly", "ingestionAccessMode": "[parameters('x')]"}},
            location="global",
        ),
        "? accessModeSettings.ingestionAccessMode: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
