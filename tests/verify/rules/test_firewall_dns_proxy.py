from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.firewall_dns_proxy import RULE
from enclave.verify.samples import firewall_policy

CASES: tuple[tuple[Any, str | None], ...] = (
    (firewall_policy(dnsSettings={"enableProxy": "true"}), None),
    (firewall_policy(dnsSettings={}), "dnsSettings.enableProxy is not true"),
    (firewall_policy(dnsSettings="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected


def test_the_policy_that_others_build_on_is_left_to_them(said: Any) -> None:
    parent = {**firewall_policy(), "name": "afwp-parent"}
    child = firewall_policy(
        dnsSettings={"enableProxy": True}, basePolicy={"id": "[resourceId('Microsoft.Network/firewallPolicies', 'afwp-parent')]"}
    )
    assert said(RULE, (parent, child)) is None
    assert said(RULE, parent) == "dnsSettings.enableProxy is not true"
