from __future__ import annotations

from typing import Any

from enclave.graph.model import Ref
from enclave.verify import verify

COMMON = {"resource_group_name": "rg", "location": "x"}


def test_hubs_and_gateways_are_named_and_keep_what_they_lead_to(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_virtual_network.v": {"name": "v", **COMMON, "address_space": ["10.0.0.0/16"]},
            "azurerm_virtual_wan.w": {"name": "wan", **COMMON},
            "azurerm_virtual_hub.h": {
                "name": "hub",
                **COMMON,
                "virtual_wan_id": after("azurerm_virtual_wan.w.id"),
                "address_prefix": "10.9.0.0/23",
            },
            "azurerm_virtual_hub_connection.c": {
                "name": "c",
                "virtual_hub_id": after("azurerm_virtual_hub.h.id"),
                "remote_virtual_network_id": after("azurerm_virtual_network.v.id"),
            },
            "azurerm_virtual_network_gateway.g": {
                "name": "vgw",
                **COMMON,
                "type": "Vpn",
                "sku": "VpnGw2AZ",
                "ip_configuration": [{"name": "c", "subnet_id": "/x", "public_ip_address_id": None}],
            },
        }
    )
    (connection,) = graph.of_type("Microsoft.Network/virtualHubs/hubVirtualNetworkConnections")
    assert connection.name == "hub/c"
    assert connection.body["properties"]["remoteVirtualNetwork"] == {
        "id": Ref("/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v"),
    }
    told = " ".join(verify(graph).unmodelled)
    for word in ("virtualHubs", "virtualNetworkGateways"):
        assert f"Microsoft.Network/{word}" in told


def test_connections_to_other_places(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_local_network_gateway.l": {
                "name": "l",
                **COMMON,
                "gateway_address": "203.0.113.4",
                "address_space": ["192.168.0.0/16"],
            },
            "azurerm_virtual_network_gateway_connection.c": {
                "name": "c",
                **COMMON,
                "type": "IPsec",
                "virtual_network_gateway_id": after("local.g"),
                "shared_key": "hunter2",
                "local_network_gateway_id": after("azurerm_local_network_gateway.l.id"),
            },
        }
    )
    (connection,) = graph.of_type("Microsoft.Network/connections")
    assert connection.body["properties"]["localNetworkGateway2"]["id"].resource.endswith("/localNetworkGateways/l")
    assert "hunter2" not in str(graph)
