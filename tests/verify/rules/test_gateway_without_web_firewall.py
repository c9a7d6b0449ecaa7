from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.gateway_without_web_firewall import RULE
from enclave.verify.samples import application_gateway

CASES: tuple[tuple[Any, str | None], ...] = (
    (application_gateway(), "firewallPolicy is not written"),
    (application_gateway(webApplicationFirewallConfiguration={"enabled": "true"}), None),
    (application_gateway(sku={"tier": "Standard"}), "sku.tier is Standard"),
    (application_gateway(sku={"tier": "[parameters('x')]"}), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
