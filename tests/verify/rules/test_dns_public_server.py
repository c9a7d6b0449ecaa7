from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.dns_public_server import RULE
from enclave.verify.samples import arm, network

FIREWALL = "[reference(resourceId('Microsoft.Network/azureFirewalls', 'fw')).ipConfigurations[0].properties.privateIPAddress]"
CASES: tuple[tuple[Any, str | None], ...] = (
    (network(), None),
    (
        arm("Microsoft.Network/virtualNetworks@2024-05-01", "n", {"DhcpOptions": {"DnsServers": ["168.63.129.16", "1.1.1.1"]}}),
        "dhcpOptions.dnsServers holds 1.1.1.1",
    ),
    (
        arm("Microsoft.Network/virtualNetworks@2024-05-01", "n", {"dhcpOptions": {"dnsServers": "[parameters('x')]"}}),
        "? `parameters('x')` cannot be evaluated",
    ),
    (arm("Microsoft.Network/virtualNetworks@2024-05-01", "n", {"dhcpOptions": {"dnsServers": [FIREWALL, "10.0.0.5"]}}), None),
    (
        arm("Microsoft.Network/virtualNetworks@2024-05-01", "n", {"dhcpOptions": {"dnsServers": [FIREWALL, "8.8.8.8"]}}),
        "dhcpOptions.dnsServers holds 8.8.8.8",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
