from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.endpoint_manual_approval import RULE
from enclave.verify.samples import arm, private_endpoint

CASES: tuple[tuple[Any, str | None], ...] = (
    (private_endpoint("ManualPrivateLinkServiceConnections"), "connection cases stands in manualPrivateLinkServiceConnections"),
    (private_endpoint("privateLinkServiceConnections"), None),
    (
        arm("Microsoft.Network/privateEndpoints@2024-05-01", "p", {"manualPrivateLinkServiceConnections": "[parameters('x')]"}),
        "? `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
