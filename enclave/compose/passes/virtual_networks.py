"""The hub, the spokes, and the peerings between the hub and each spoke. Spokes are never peered with each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from ipaddress import IPv4Network

from enclave.compose.passes.network_security_groups import security_group_id
from enclave.compose.passes.route_tables import route_table_id
from enclave.compose.site import APPLICATION_GATEWAY, FIREWALL, Site
from enclave.graph.model import Resource
from enclave.graph.resources import application_gateways, virtual_networks
from enclave.graph.resources.virtual_networks import PEERING_TYPE, Peering, Subnet, VirtualNetwork
from enclave.spec.address_plan import HUB


def networks(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The virtual networks, then the peerings one after another: Azure refuses a change to a network that is changing."""
    place = site.place("virtual-network/virtual-network")
    written = [resource for network in _networks(site) for resource in virtual_networks.write(network, place)]
    yield from (resource for resource in written if resource.type != PEERING_TYPE)
    before: tuple[str, ...] = ()
    for peering in _in_turn(site, [resource for resource in written if resource.type == PEERING_TYPE]):
        yield replace(peering, depends_on=before)
        before = (peering.id,)


def _networks(site: Site) -> Iterable[VirtualNetwork]:
    to_spokes = tuple(Peering(f"peer-{spoke}", site.network(spoke)) for spoke in site.plan.spokes)
    yield _network(site, HUB, site.plan.hub.space, (*_hub(site),), to_spokes)
    for name, spoke in site.plan.spokes.items():
        # what the firewall sends on comes from elsewhere than the hub: only a spoke that takes forwarded traffic gets it
        to_hub = Peering(f"peer-{HUB}", site.network(HUB), allow_forwarded_traffic=True)
        subnets = tuple(_subnet(site, subnet) for subnet in spoke.subnets)
        yield _network(site, name, spoke.space, subnets, (to_hub,))


def _hub(site: Site) -> Iterable[Subnet]:
    """Subnets of the hub that have a use; the address plan keeps room for more."""
    yield Subnet(site.subnet(FIREWALL), FIREWALL, (site.prefix(FIREWALL),), default_outbound_access=False)
    if site.ingress:
        yield Subnet(
            id=site.subnet(APPLICATION_GATEWAY),
            name=APPLICATION_GATEWAY,
            prefixes=(site.prefix(APPLICATION_GATEWAY),),
            nsg=security_group_id(site, APPLICATION_GATEWAY),
            # no route table: answers go straight back to the internet, and the gateway answers past the firewall too
            default_outbound_access=False,
            delegations=(application_gateways.SUBNET_DELEGATION,),
        )


def _network(
    site: Site, part: str, space: IPv4Network, subnets: tuple[Subnet, ...], peerings: tuple[Peering, ...]
) -> VirtualNetwork:
    return VirtualNetwork(
        id=site.network(part),
        location=site.region.location,
        address_space=(str(space),),
        # the firewall resolves for the spokes and asks Azure from the hub, where every private zone is linked
        dns_servers=() if part == HUB else (str(site.plan.firewall_ip),),
        subnets=subnets,
        peerings=peerings,
    )


def _subnet(site: Site, name: str) -> Subnet:
    return Subnet(
        id=site.subnet(name),
        name=name,
        prefixes=(site.prefix(name),),
        nsg=security_group_id(site, name),
        route_table=route_table_id(site, name),
        default_outbound_access=False,
        # without this neither security groups nor routes see traffic to private endpoints
        private_endpoint_network_policies="Enabled",
    )


def _in_turn(site: Site, peerings: list[Resource]) -> Iterable[Resource]:
    by_id = {peering.id: peering for peering in peerings}
    for spoke in site.plan.spokes:
        yield by_id[f"{site.network(HUB)}/virtualNetworkPeerings/peer-{spoke}"]
        yield by_id[f"{site.network(spoke)}/virtualNetworkPeerings/peer-{HUB}"]
