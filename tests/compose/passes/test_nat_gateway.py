"""The NAT gateway behind the firewall."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.passes.nat_gateway import nat_gateway
from enclave.compose.passes.virtual_networks import networks
from enclave.compose.site import FIREWALL, sites
from enclave.graph.model import Graph
from enclave.graph.resources import nat_gateways, public_ip_addresses, virtual_networks
from enclave.spec.models import Spec

ON = {"nat_gateway": True}


@pytest.mark.parametrize(("location", "sku"), [("swedencentral", "StandardV2"), ("qatarcentral", "Standard"), ("ukwest", "Standard")])
def test_it_outlives_a_zone_where_azure_has_that(run: Callable[..., Graph], spec: Callable[..., Spec], location: str, sku: str) -> None:
    (place,) = sites(spec(regions={"north": {"location": location}}, projects={}, components=ON))
    graph = run(nat_gateway, place)
    (gateway,) = map(nat_gateways.read, graph.of_type(nat_gateways.TYPE))
    (address,) = map(public_ip_addresses.read, graph.of_type(public_ip_addresses.TYPE))
    assert (gateway.sku, address.sku, gateway.public_ips, address.zones) == (sku, sku, (address.id,), ())


def test_only_the_firewall_leaves_through_it(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    place = sites(spec(components=ON))[0]
    graph = run(networks, place, tuple(nat_gateway(place, ())))
    (gateway,) = graph.of_type(nat_gateways.TYPE)
    found = [subnet for network in graph.of_type(virtual_networks.TYPE) for subnet in virtual_networks.read(network, graph).subnets]
    assert {subnet.name for subnet in found if subnet.nat_gateway} == {FIREWALL}
    assert {subnet.nat_gateway for subnet in found} == {None, gateway.id}


def test_its_address_stays_out_of_a_ddos_plan(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    graph = run(nat_gateway, sites(spec(components=ON | {"ddos_protection": True}))[0])
    (address,) = map(public_ip_addresses.read, graph.of_type(public_ip_addresses.TYPE))
    assert address.ddos_protection == "Disabled"


def test_switched_off_there_is_none(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    assert not run(nat_gateway, sites(spec(components={"nat_gateway": False}))[0]).resources


def test_azure_takes_it(run: Callable[..., Graph], spec: Callable[..., Spec], problems: Callable[..., list[str]]) -> None:
    assert problems(run(nat_gateway, sites(spec(components=ON))[0])) == []
