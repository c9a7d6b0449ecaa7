"""Rule peering-gateway: a peering gives a network the gateway of another."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import peering
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        "properties.useRemoteGateways",
        OneOf(("false",)),
        absent="false",
        source="learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview",
    ),
    Setting(
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        "properties.allowGatewayTransit",
        OneOf(("false",)),
        absent="false",
    ),
)

RULE = Rule(
    id="peering-gateway",
    title="a peering gives a network the gateway of another",
    severity=Severity.LOW,
    why="traffic from on premises then reaches the network by a way that no firewall of it stands on, and its traffic leaves by it",
    fix="leave `useRemoteGateways` and `allowGatewayTransit` false where traffic has to pass the firewall",
    check=holding(SETTINGS),
    references=References(mcsb=("NS-1",), pages=("learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview",)),
    fails=(peering(useRemoteGateways=True),),
    passes=(peering(useRemoteGateways=False),),
    azurerm=(
        Native("azurerm_virtual_network_peering", "use_remote_gateways", False),
        Native("azurerm_virtual_network_peering", "allow_gateway_transit", False),
    ),
    settings=SETTINGS,
)
