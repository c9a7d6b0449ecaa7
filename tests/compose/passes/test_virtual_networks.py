"""Hub, spokes and peerings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import ip_network

import pytest

from enclave.compose.passes.network_security_groups import security_group_id
from enclave.compose.passes.route_tables import route_table_id
from enclave.compose.passes.virtual_networks import networks
from enclave.compose.site import FIREWALL, GATEWAY, PRIVATE_LINK, Site, sites
from enclave.graph.model import Graph
from enclave.graph.resources import virtual_networks
from enclave.graph.resources.virtual_networks import PEERING_TYPE, TYPE, VirtualNetwork
from enclave.spec.models import Spec

Networks = Mapping[str, VirtualNetwork]


@pytest.fixture
def found(run: Callable[..., Graph], site: Site) -> Networks:
    graph = run(networks)
    read = {network.id: virtual_networks.read(network, graph) for network in graph.of_type(TYPE)}
    return {part: read[site.network(part)] for part in ("hub", *site.plan.spokes)}


def test_subnets_lie_in_their_network_and_networks_do_not_overlap(found: Networks) -> None:
    spaces = [ip_network(prefix) for network in found.values() for prefix in network.address_space]
    assert not any(one.overlaps(other) for place, one in enumerate(spaces) for other in spaces[:place])
    for network in found.values():
        (space,) = network.address_space
        assert network.subnets
        assert all(ip_network(prefix).subnet_of(ip_network(space)) for subnet in network.subnets for prefix in subnet.prefixes)


def test_spokes_are_guarded_routed_and_resolve_through_the_firewall(found: Networks, site: Site) -> None:
    for part in site.plan.spokes:
        assert found[part].dns_servers == (str(site.plan.firewall_ip),)
        for subnet in found[part].subnets:
            assert subnet.nsg == security_group_id(site, subnet.name)
            assert subnet.route_table == route_table_id(site, subnet.name)
            assert subnet.private_endpoint_network_policies == "Enabled"


def test_the_hub_holds_the_firewall_without_guard_or_route(found: Networks) -> None:
    (subnet,) = found["hub"].subnets
    assert (subnet.name, subnet.nsg, subnet.route_table) == (FIREWALL, None, None)
    assert found["hub"].dns_servers == ()


def test_no_subnet_has_a_way_out_of_its_own(found: Networks) -> None:
    for network in found.values():
        for subnet in network.subnets:
            assert (subnet.default_outbound_access, subnet.nat_gateway, subnet.service_endpoints) == (False, None, ())


def test_hub_and_spokes_are_peered_both_ways_and_spokes_with_nobody_else(found: Networks, site: Site) -> None:
    assert [peering.remote for peering in found["hub"].peerings] == [site.network(spoke) for spoke in site.plan.spokes]
    for spoke in site.plan.spokes:
        (half,) = found[spoke].peerings
        assert (half.remote, half.allow_forwarded_traffic, half.use_remote_gateways) == (site.network("hub"), True, False)


def test_peerings_wait_for_each_other_and_the_last_is_what_others_wait_for(run: Callable[..., Graph], site: Site) -> None:
    peerings = run(networks).of_type(PEERING_TYPE)
    assert [peering.depends_on for peering in peerings] == [(), *((peering.id,) for peering in peerings[:-1])]
    assert site.joined == (peerings[-1].id,)


def test_spokes_are_encrypted_where_double_encryption_is_wanted_and_the_hub_never(
    run: Callable[..., Graph], spec: Callable[..., Spec]
) -> None:
    def encrypted(**changes: object) -> set[str]:
        graph = run(networks, sites(spec(security={"double_encryption": True}, **changes))[0])
        views = [virtual_networks.read(network, graph) for network in graph.of_type(TYPE)]
        return {network.id.rpartition("north-")[2] for network in views if network.encrypted}

    assert encrypted() == {"ai-services", "compute", "data", "management"}
    door = {"ingress": [{"through": "front-door", "from": ["203.0.113.0/24"], "why": "customers"}]}
    assert encrypted(network=door) == {"ai-services", "data", "management"}  # a private link service stands in the other
    graph = run(networks, sites(spec())[0])
    assert not any(virtual_networks.read(network, graph).encrypted for network in graph.of_type(TYPE))


def test_a_front_door_comes_out_of_a_subnet_beside_the_gateway_and_of_no_other(run: Callable[..., Graph], fronted: Site) -> None:
    graph = run(networks, fronted)
    subnets = [subnet for network in graph.of_type(TYPE) for subnet in virtual_networks.read(network, graph).subnets]
    assert [subnet.id for subnet in subnets if subnet.private_link_services] == [fronted.subnet(PRIVATE_LINK)]
    assert fronted.network(fronted.home(PRIVATE_LINK)) == fronted.network(fronted.home(GATEWAY))
