from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Unresolved
from enclave.verify.network.learned import teacher
from enclave.verify.network.routes import legs

NETWORK = "Microsoft.Network"


def asked(build: Any, kit: Any, subnet: str = "app") -> tuple[str, bool]:
    """Who may teach a subnet's network another default route, and whether what is written surely leads to the internet."""
    world = build.world()
    site = world.estate.site(kit.subnet_id("net", subnet))
    return teacher(site, world), any(leg.hop.kind == "internet" and leg.must for leg in legs(site, world))


def network(build: Any, **more: Any) -> str:
    found: str = build.network("net", "10.1.0.0/16", {"GatewaySubnet": {"prefix": "10.1.0.0/27"}, "app": {"prefix": "10.1.1.0/24", **more}})
    return found


def test_nobody_teaches_a_network_that_stands_alone(build: Any, kit: Any) -> None:
    network(build)
    build.add(f"{NETWORK}/virtualHubs", "hub", {"addressPrefix": "10.9.0.0/23"})
    assert asked(build, kit) == ("", True)


@pytest.mark.parametrize(("kind", "name", "path"), [
    ("virtualHubs/hubVirtualNetworkConnections", "hub/spoke", "remoteVirtualNetwork"),
    ("virtualHubs/ipConfigurations", "server/one", "subnet"),
    ("virtualHubs", "hub", "virtualNetworkConnections"),
])
def test_a_virtual_hub_or_a_route_server_that_names_it_may(build: Any, kit: Any, kind: str, name: str, path: str) -> None:
    build.add(f"{NETWORK}/{kind}", name, {path: {"id": network(build)}})
    assert asked(build, kit) == (name.rpartition("/")[2], False)


@pytest.mark.parametrize(("properties", "expected"), [
    ({"gatewayType": "Vpn"}, ("", True)),
    ({"gatewayType": "Vpn", "enableBgp": False}, ("", True)),
    ({"gatewayType": "Vpn", "enableBgp": True}, ("gw", False)),
    ({"gatewayType": "Vpn", "gatewayDefaultSite": {"id": "/x"}}, ("gw", False)),
    ({"gatewayType": "ExpressRoute"}, ("gw", False)),
    ({"gatewayType": Unresolved("parameters('type')")}, ("gw", False)),
])
def test_a_gateway_may_unless_its_routes_are_written(build: Any, kit: Any, properties: Any, expected: tuple[str, bool]) -> None:
    inside = {"name": "one", "properties": {"subnet": {"id": f"{network(build)}/subnets/GatewaySubnet"}}}
    build.add(f"{NETWORK}/virtualNetworkGateways", "gw", {"ipConfigurations": [inside], **properties})
    assert asked(build, kit) == expected


def test_a_route_table_that_learns_nothing_or_has_a_default_route_of_its_own(build: Any, kit: Any) -> None:
    table = build.routes("rt", "0.0.0.0/0 Internet")
    hub = {"remoteVirtualNetwork": {"id": network(build, routes=table)}}
    build.add(f"{NETWORK}/virtualHubs/hubVirtualNetworkConnections", "hub/spoke", hub)
    assert asked(build, kit) == ("spoke", True)
    build.change(build.routes("rt"), lambda properties: properties.update(disableBgpRoutePropagation=True))
    assert asked(build, kit) == ("spoke", True)
