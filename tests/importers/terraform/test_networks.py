from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.model import Graph, Ref, Unresolved
from enclave.graph.resources import nat_gateways, virtual_networks

GROUP_ID = "/resourceGroups/rg/providers/Microsoft.Network"
GROUP = {"name": "rg", "location": "West Europe"}


def network(after: Any, **more: Any) -> dict[str, dict[str, Any]]:
    return {
        "azurerm_resource_group.rg": GROUP,
        "azurerm_virtual_network.v": {
            "name": "vnet",
            "resource_group_name": "rg",
            "location": "westeurope",
            "address_space": ["10.0.0.0/16"],
            **more,
        },
        "azurerm_subnet.a": {
            "name": "snet-a",
            "resource_group_name": "rg",
            "virtual_network_name": "vnet",
            "address_prefixes": ["10.0.1.0/24"],
            "default_outbound_access_enabled": False,
            "service_endpoints": ["Microsoft.Storage"],
            "delegation": [{"name": "d", "service_delegation": [{"name": "Microsoft.App/environments", "actions": None}]}],
        },
        "azurerm_network_security_group.g": {"name": "nsg", "resource_group_name": "rg", "location": "westeurope"},
        "azurerm_route_table.t": {
            "name": "rt",
            "resource_group_name": "rg",
            "location": "westeurope",
            "bgp_route_propagation_enabled": False,
            "route": [{"name": "out", "address_prefix": "0.0.0.0/0", "next_hop_type": "Internet"}],
        },
        "azurerm_subnet_network_security_group_association.a": {
            "subnet_id": after("azurerm_subnet.a.id"),
            "network_security_group_id": after("azurerm_network_security_group.g.id"),
        },
        "azurerm_subnet_route_table_association.a": {
            "subnet_id": after("azurerm_subnet.a.id"),
            "route_table_id": after("azurerm_route_table.t.id"),
        },
    }


def view(graph: Graph) -> virtual_networks.VirtualNetwork:
    (found,) = graph.of_type(virtual_networks.TYPE)
    return virtual_networks.read(found, graph)


def test_a_network_with_a_subnet_and_what_is_associated_with_it(plan: Callable[..., Graph], after: Any) -> None:
    graph = plan(network(after))
    found = view(graph)
    (subnet,) = found.subnets
    assert found.id == "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet"
    assert found.address_space == ("10.0.0.0/16",)
    assert subnet.prefixes == ("10.0.1.0/24",)
    assert subnet.nsg == "/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg"
    assert subnet.route_table == "/resourceGroups/rg/providers/Microsoft.Network/routeTables/rt"
    assert subnet.default_outbound_access is False
    assert subnet.service_endpoints == ("Microsoft.Storage",)
    assert subnet.delegations == ("Microsoft.App/environments",)
    assert graph.sources[found.id] == "plan.json#azurerm_virtual_network.v"
    assert graph.get(found.id).location == "westeurope"  # type: ignore[union-attr]


def test_a_subnet_has_default_outbound_access_unless_it_says_not(plan: Callable[..., Graph], after: Any) -> None:
    rows = network(after)
    del rows["azurerm_subnet.a"]["default_outbound_access_enabled"]
    assert view(plan(rows)).subnets[0].default_outbound_access is True


@pytest.mark.parametrize(
    ("attribute", "value", "found"),
    [
        ("private_endpoint_network_policies", "RouteTableEnabled", "RouteTableEnabled"),
        ("private_endpoint_network_policies_enabled", True, "Enabled"),
        ("enforce_private_link_endpoint_network_policies", True, "Disabled"),
        ("unrelated", True, "Disabled"),
    ],
)
def test_network_policies_in_every_version(plan: Callable[..., Graph], after: Any, attribute: str, value: Any, found: str) -> None:
    rows = network(after)
    rows["azurerm_subnet.a"][attribute] = value
    assert view(plan(rows)).subnets[0].private_endpoint_network_policies == found


def test_subnets_written_in_their_network(plan: Callable[..., Graph], after: Any) -> None:
    inline = [
        {
            "name": "in",
            "address_prefixes": ["10.0.2.0/24"],
            "security_group": after("azurerm_network_security_group.g.id"),
            "default_outbound_access_enabled": True,
            "private_endpoint_network_policies": "Disabled",
            "service_endpoints": None,
        }
    ]
    found = view(plan(network(after, subnet=inline)))
    assert {subnet.name: subnet.nsg for subnet in found.subnets}["in"] == f"{GROUP_ID}/networkSecurityGroups/nsg"


def test_a_prefix_out_of_a_pool_is_not_known(plan: Callable[..., Graph], after: Any) -> None:
    rows = network(after)
    rows["azurerm_subnet.a"] = {
        "name": "snet-a",
        "resource_group_name": "rg",
        "virtual_network_name": "vnet",
        "ip_address_pool": [{"id": "/x", "number_of_ip_addresses": "64"}],
        "address_prefixes": after(),
    }
    (subnet,) = plan(rows).of_type(virtual_networks.SUBNET_TYPE)
    assert isinstance(subnet.body["properties"]["addressPrefixes"], Unresolved)  # type: ignore[index,call-overload]


def test_an_association_with_an_unknown_end_stays_a_stranger(plan: Callable[..., Graph], after: Any) -> None:
    rows = network(after)
    rows["azurerm_subnet_route_table_association.a"]["subnet_id"] = after("local.subnet_id")
    rows["azurerm_subnet.b"] = {**rows["azurerm_subnet.a"], "name": "snet-b"}
    graph = plan(rows)
    assert view(graph).subnets[0].route_table is None
    (stranger,) = graph.of_type("Terraform/azurerm_subnet_route_table_association")
    assert Ref("/resourceGroups/rg/providers/Microsoft.Network/routeTables/rt") in stranger.body["properties"]["refersTo"]  # type: ignore[index,call-overload,operator]


def test_a_nat_gateway_with_its_addresses(plan: Callable[..., Graph], after: Any) -> None:
    graph = plan(
        network(after)
        | {
            "azurerm_public_ip.p": {"name": "pip", "resource_group_name": "rg", "location": "x", "allocation_method": "Static"},
            "azurerm_nat_gateway.n": {"name": "nat", "resource_group_name": "rg", "location": "x", "sku_name": "Standard"},
            "azurerm_nat_gateway_public_ip_association.p": {
                "nat_gateway_id": after("azurerm_nat_gateway.n.id"),
                "public_ip_address_id": after("azurerm_public_ip.p.id"),
            },
            "azurerm_subnet_nat_gateway_association.a": {
                "subnet_id": after("azurerm_subnet.a.id"),
                "nat_gateway_id": after("azurerm_nat_gateway.n.id"),
            },
        }
    )
    (gateway,) = graph.of_type(nat_gateways.TYPE)
    assert nat_gateways.read(gateway).public_ips == ("/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/pip",)
    assert view(graph).subnets[0].nat_gateway == gateway.id


def test_peerings_with_the_provider_s_defaults(plan: Callable[..., Graph], after: Any) -> None:
    graph = plan(
        network(after)
        | {
            "azurerm_virtual_network_peering.p": {
                "name": "to-hub",
                "resource_group_name": "rg",
                "virtual_network_name": "vnet",
                "remote_virtual_network_id": f"/subscriptions/11111111-1111-1111-1111-111111111111{GROUP_ID}/virtualNetworks/hub",
            }
        }
    )
    (peering,) = view(graph).peerings
    assert peering.remote.endswith("/virtualNetworks/hub")
    assert peering.allow_vnet_access
    assert not peering.allow_forwarded_traffic
    assert peering.complete


def test_a_peer_that_only_local_values_tell_is_never_the_network_itself(plan: Callable[..., Graph], after: Any) -> None:
    peering = {"name": "to-hub", "resource_group_name": "rg", "virtual_network_name": "vnet"}
    remote = {"remote_virtual_network_id": after("local.hub_id")}
    found = plan(network(after) | {"azurerm_virtual_network_peering.p": peering | remote})
    (part,) = found.of_type("Microsoft.Network/virtualNetworks/virtualNetworkPeerings")
    assert isinstance(part.body["properties"]["remoteVirtualNetwork"]["id"], Unresolved)


def test_dns_servers_of_their_own_resource(plan: Callable[..., Graph], after: Any) -> None:
    graph = plan(
        network(after)
        | {
            "azurerm_virtual_network_dns_servers.d": {
                "virtual_network_id": after("azurerm_virtual_network.v.id"),
                "dns_servers": ["10.0.0.4"],
            }
        }
    )
    assert view(graph).dns_servers == ("10.0.0.4",)
