from __future__ import annotations

from typing import Any

from enclave.graph.model import Ref
from enclave.graph.resources import load_balancers

COMMON = {"resource_group_name": "rg", "location": "x"}
BASE = "/resourceGroups/rg/providers/Microsoft.Network"


def balanced(after: Any) -> dict[str, dict[str, Any]]:
    return {
        "azurerm_public_ip.p": {"name": "pip", **COMMON, "allocation_method": "Static"},
        "azurerm_lb.l": {
            "name": "lb",
            **COMMON,
            "sku": "Standard",
            "frontend_ip_configuration": [{"name": "front", "public_ip_address_id": after("azurerm_public_ip.p.id")}],
        },
        "azurerm_lb_backend_address_pool.b": {"name": "pool", "loadbalancer_id": after("azurerm_lb.l.id")},
        "azurerm_lb_probe.p": {"name": "probe", "loadbalancer_id": after("azurerm_lb.l.id"), "port": 443},
        "azurerm_lb_rule.r": {
            "name": "https",
            "loadbalancer_id": after("azurerm_lb.l.id"),
            "protocol": "Tcp",
            "frontend_port": 443,
            "backend_port": 443,
            "frontend_ip_configuration_name": "front",
            "backend_address_pool_ids": [after("azurerm_lb_backend_address_pool.b.id")],
            "probe_id": after("azurerm_lb_probe.p.id"),
        },
        "azurerm_lb_outbound_rule.o": {
            "name": "out",
            "loadbalancer_id": after("azurerm_lb.l.id"),
            "protocol": "All",
            "backend_address_pool_id": after("azurerm_lb_backend_address_pool.b.id"),
            "frontend_ip_configuration": [{"name": "front"}],
        },
    }


def test_a_load_balancer_gathers_its_parts(plan: Any, after: Any) -> None:
    graph = plan(balanced(after))
    (balancer,) = graph.of_type("Microsoft.Network/loadBalancers")
    found = load_balancers.read(balancer)
    assert found.public_ips == (f"{BASE}/publicIPAddresses/pip",)
    assert found.pools == (f"{balancer.id}/backendAddressPools/pool",)
    assert found.inbound
    assert found.outbound
    (rule,) = balancer.body["properties"]["loadBalancingRules"]
    assert rule["properties"]["frontendIPConfiguration"] == {"id": Ref(balancer.id, "id", "/frontendIPConfigurations/front")}
    assert rule["properties"]["backendAddressPools"] == [{"id": Ref(balancer.id, "id", "/backendAddressPools/pool")}]
    assert [each.type for each in graph if "loadBalancers/" in each.type] == []


def test_an_interface_with_its_associations(plan: Any, after: Any) -> None:
    graph = plan(
        balanced(after)
        | {
            "azurerm_network_security_group.g": {"name": "nsg", **COMMON},
            "azurerm_network_interface.n": {
                "name": "nic",
                **COMMON,
                "ip_configuration": [
                    {"name": "one", "subnet_id": after("azurerm_subnet.s.id"), "private_ip_address_allocation": "Dynamic"},
                ],
            },
            "azurerm_subnet.s": {
                "name": "s",
                "resource_group_name": "rg",
                "virtual_network_name": "v",
                "address_prefixes": ["10.0.0.0/24"],
            },
            "azurerm_network_interface_security_group_association.a": {
                "network_interface_id": after("azurerm_network_interface.n.id"),
                "network_security_group_id": after("azurerm_network_security_group.g.id"),
            },
            "azurerm_network_interface_backend_address_pool_association.a": {
                "network_interface_id": after("azurerm_network_interface.n.id"),
                "ip_configuration_name": "one",
                "backend_address_pool_id": after("azurerm_lb_backend_address_pool.b.id"),
            },
        }
    )
    (interface,) = graph.of_type("Microsoft.Network/networkInterfaces")
    (configuration,) = interface.body["properties"]["ipConfigurations"]
    assert interface.body["properties"]["networkSecurityGroup"] == {"id": Ref(f"{BASE}/networkSecurityGroups/nsg")}
    assert configuration["properties"]["subnet"] == {"id": Ref(f"{BASE}/virtualNetworks/v/subnets/s")}
    assert configuration["properties"]["loadBalancerBackendAddressPools"] == [
        {"id": Ref(f"{BASE}/loadBalancers/lb", "id", "/backendAddressPools/pool")},
    ]


def test_an_association_with_a_configuration_that_is_not_there_stays_a_stranger(plan: Any, after: Any) -> None:
    graph = plan(
        balanced(after)
        | {
            "azurerm_network_interface.n": {"name": "nic", **COMMON, "ip_configuration": [{"name": "one"}]},
            "azurerm_network_interface_backend_address_pool_association.a": {
                "network_interface_id": after("azurerm_network_interface.n.id"),
                "ip_configuration_name": "gone",
                "backend_address_pool_id": after("azurerm_lb_backend_address_pool.b.id"),
            },
        }
    )
    assert len(graph.of_type("Terraform/azurerm_network_interface_backend_address_pool_association")) == 1


def test_a_gateway_load_balancer_is_one_that_a_front_end_and_an_interface_go_through(one: Any) -> None:
    theirs = "/subscriptions/99999999-4f89-41d3-9a0c-0305e82c3301/resourceGroups/x/providers/Microsoft.Network/loadBalancers/gw"
    chained = {"name": "f", "gateway_load_balancer_frontend_ip_configuration_id": f"{theirs}/frontendIPConfigurations/f"}
    for kind, block, part in (
        ("azurerm_lb", "frontend_ip_configuration", "frontendIPConfigurations"),
        ("azurerm_network_interface", "ip_configuration", "ipConfigurations"),
    ):
        (found,) = one(kind, {block: [chained]})(f"properties.{part}")
        assert found["properties"]["gatewayLoadBalancer"]["id"] == f"{theirs}/frontendIPConfigurations/f"
