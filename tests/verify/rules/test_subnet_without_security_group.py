from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.subnet_without_security_group import RULE
from enclave.verify.samples import NSG, arm, network

CASES: tuple[tuple[Any, str | None], ...] = (
    (network(name="azureFirewallSubnet"), None),
    (network(networkSecurityGroup=None), "subnet snet-cases has no networkSecurityGroup"),
    (
        arm("Microsoft.Network/virtualNetworks/subnets@2025-05-01", "net/a", {"addressPrefix": "10.0.0.0/24"}),
        "subnet a has no networkSecurityGroup",
    ),
    (
        (
            network(),
            arm(
                "Microsoft.Network/virtualNetworks/subnets@2025-05-01",
                "vnet-cases/snet-cases",
                {"addressPrefix": "10.40.0.0/24", "networkSecurityGroup": {"id": NSG}},
            ),
        ),
        None,
    ),
    (network(networkSecurityGroup={"id": "[parameters('x')]"}), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
