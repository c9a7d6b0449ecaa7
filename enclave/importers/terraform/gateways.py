"""azurerm: virtual WAN and hubs, VPN and ExpressRoute gateways with their connections.

What these carry is not modelled: they stay in the graph as what they are, so that a verifier says so where it matters.
"""

from __future__ import annotations

from enclave.importers.terraform.mapping import Blocks, Field, Link, Mapped, Under
from enclave.importers.terraform.networks import NETWORK, PUBLIC_ADDRESS, SUBNET, subnet_called

HUB = ("azurerm_virtual_hub",)
WAN = ("azurerm_virtual_wan",)
GATEWAY = ("azurerm_virtual_network_gateway",)

MAPPINGS = (
    Mapped(
        "azurerm_virtual_wan",
        "Microsoft.Network/virtualWans",
        (
            Field("type", "properties.type", "Standard"),
            Field("allow_branch_to_branch_traffic", "properties.allowBranchToBranchTraffic", True),
        ),
    ),
    Mapped(
        "azurerm_virtual_hub",
        "Microsoft.Network/virtualHubs",
        (Field("address_prefix", "properties.addressPrefix"), Link("virtual_wan_id", "properties.virtualWan.id", WAN)),
    ),
    Mapped(
        "azurerm_virtual_hub_connection",
        "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections",
        (
            Link("remote_virtual_network_id", "properties.remoteVirtualNetwork.id", NETWORK),
            Field("internet_security_enabled", "properties.enableInternetSecurity", False),
        ),
        Under("virtual_hub_id", HUB),
    ),
    Mapped(
        "azurerm_virtual_hub_routing_intent",
        "Microsoft.Network/virtualHubs/routingIntent",
        (
            Blocks(
                "routing_policy",
                "properties.routingPolicies",
                (
                    Field("name", "name"),
                    Field("destinations", "destinations"),
                    Link("next_hop", "nextHop"),
                ),
            ),
        ),
        Under("virtual_hub_id", HUB),
    ),
    Mapped("azurerm_virtual_hub_route_table", "Microsoft.Network/virtualHubs/hubRouteTables", (), Under("virtual_hub_id", HUB)),
    Mapped("azurerm_vpn_gateway", "Microsoft.Network/vpnGateways", (Link("virtual_hub_id", "properties.virtualHub.id", HUB),)),
    Mapped("azurerm_vpn_site", "Microsoft.Network/vpnSites", (Link("virtual_wan_id", "properties.virtualWan.id", WAN),)),
    Mapped(
        "azurerm_express_route_gateway",
        "Microsoft.Network/expressRouteGateways",
        (Link("virtual_hub_id", "properties.virtualHub.id", HUB),),
    ),
    Mapped(
        "azurerm_express_route_circuit",
        "Microsoft.Network/expressRouteCircuits",
        (Field("sku.tier", "sku.tier"), Field("sku.family", "sku.family")),
    ),
    Mapped(
        "azurerm_virtual_network_gateway",
        "Microsoft.Network/virtualNetworkGateways",
        (
            Field("type", "properties.gatewayType"),
            Field("vpn_type", "properties.vpnType"),
            Field("sku", "properties.sku.name"),
            Field("active_active", "properties.activeActive"),
            Blocks(
                "ip_configuration",
                "properties.ipConfigurations",
                (
                    Field("name", "name"),
                    subnet_called("GatewaySubnet"),
                    Link("public_ip_address_id", "properties.publicIPAddress.id", PUBLIC_ADDRESS),
                ),
            ),
        ),
    ),
    Mapped(
        "azurerm_virtual_network_gateway_connection",
        "Microsoft.Network/connections",
        (
            Field("type", "properties.connectionType"),
            Link("virtual_network_gateway_id", "properties.virtualNetworkGateway1.id", GATEWAY),
            Link("peer_virtual_network_gateway_id", "properties.virtualNetworkGateway2.id", GATEWAY),
            Link("local_network_gateway_id", "properties.localNetworkGateway2.id", ("azurerm_local_network_gateway",)),
            Link("express_route_circuit_id", "properties.peer.id", ("azurerm_express_route_circuit",)),
        ),
    ),
    Mapped(
        "azurerm_local_network_gateway",
        "Microsoft.Network/localNetworkGateways",
        (
            Field("address_space", "properties.localNetworkAddressSpace.addressPrefixes"),
            Field("gateway_address", "properties.gatewayIpAddress"),
            Field("gateway_fqdn", "properties.fqdn"),
        ),
    ),
    Mapped("azurerm_route_server", "Microsoft.Network/virtualHubs", (Link("subnet_id", "properties.virtualHubSubnet.id", SUBNET),)),
)
