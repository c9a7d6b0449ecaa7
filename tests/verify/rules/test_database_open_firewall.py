from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.database_open_firewall import RULE
from enclave.verify.samples import arm, cosmos

CASES: tuple[tuple[Any, str | None], ...] = (
    (
        arm(
            "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2025-08-01",
            "p/a",
            {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"},
        ),
        "0.0.0.0 to 255.255.255.255 lets in 4294967296 addresses",
    ),
    (
        arm("Microsoft.Cache/redis/firewallRules@2024-11-01", "r/a", {"startIP": "0.0.0.0", "endIP": "0.0.0.0"}),
        "0.0.0.0 to 0.0.0.0 lets in every machine in Azure, of any customer",
    ),
    (cosmos(ipRules=[{"ipAddressOrRange": "0.0.0.0"}]), "ipRules holds 0.0.0.0, which lets in every machine in Azure, of any customer"),
    (cosmos(ipRules=[{"ipAddressOrRange": "203.0.113.0/24"}]), None),
    (cosmos(ipRules=[{"ipAddressOrRange": "0.0.0.0/0"}]), "ipRules holds 0.0.0.0/0, which lets in everybody"),
    (
        arm("Microsoft.Synapse/workspaces/firewallRules@2021-06-01", "s/a", {"startIpAddress": "10.0.0.1", "endIpAddress": "10.0.0.9"}),
        None,
    ),
    (
        arm("Microsoft.Sql/servers/firewallRules@2025-01-01", "s/a", {"startIpAddress": "[parameters('x')]", "endIpAddress": "0.0.0.0"}),
        "? `parameters('x')` cannot be evaluated",
    ),
    (
        arm("Microsoft.Sql/servers/firewallRules@2025-01-01", "s/a", {"startIpAddress": "anywhere", "endIpAddress": "0.0.0.0"}),
        "? `anywhere` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
