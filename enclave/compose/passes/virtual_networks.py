"""The hub, the spokes, and the peerings between the hub and each spoke. Spokes are never peered with each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from enclave.compose.passes.ddos_protection import ddos_plan_id
from enclave.compose.passes.nat_gateway import nat_gateway_id
from enclave.compose.passes.network_security_groups import security_group_id
from enclave.compose.passes.route_tables import route_table_id
from enclave.compose.site import (
    APPLICATION_GATEWAY,
    BASTION,
    CONTAINER_APPS,
    CONTAINER_INSTANCES,
    FIREWALL,
    KUBERNETES_API,
    PRIVATE_LINK,
    Site,
)
from enclave.graph.model import Resource
from enclave.graph.resources import application_gateways, virtual_networks
from enclave.graph.resources.virtual_networks import PEERING_TYPE, Peering, Subnet, VirtualNetwork
from enclave.spec.address_plan import AGENTS, HUB, NetworkPlan

DELEGATIONS: Mapping[str, str] = MappingProxyType({
    APPLICATION_GATEWAY: application_gateways.SUBNET_DELEGATION,
    CONTAINER_APPS: "Microsoft.App/environments",
    CONTAINER_INSTANCES: "Microsoft.ContainerInstance/containerGroups",
    KUBERNETES_API: "Microsoft.ContainerService/managedClusters",
    AGENTS: "Microsoft.App/environments",
})
"""Subnet -> the service that it is given to. Azure compares these words with their case."""
UNROUTED = (FIREWALL, BASTION, APPLICATION_GATEWAY)
"""Subnets of the hub without a route table: what they answer goes straight back, and Bastion and the gateways need their own way."""


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
    yield _network(site, HUB, site.plan.hub, to_spokes)
    for name, spoke in site.plan.spokes.items():
        # what the firewall sends on comes from elsewhere than the hub: only a spoke that takes forwarded traffic gets it
        to_hub = Peering(f"peer-{HUB}", site.network(HUB), allow_forwarded_traffic=True)
        yield _network(site, name, spoke, (to_hub,))


def _network(site: Site, part: str, plan: NetworkPlan, peerings: tuple[Peering, ...]) -> VirtualNetwork:
    """Encryption is for spokes: a network with a firewall, an application gateway or a private link service cannot have it
    (learn.microsoft.com/azure/virtual-network/virtual-network-encryption-overview, limitations)."""
    return VirtualNetwork(
        id=site.network(part),
        location=site.region.location,
        address_space=(str(plan.space),),
        # the firewall resolves for the spokes and asks Azure from the hub, where every private zone is linked
        dns_servers=() if part == HUB else (str(site.plan.firewall_ip),),
        subnets=tuple(_subnet(site, name) for name in plan.subnets),
        peerings=peerings,
        ddos_plan=ddos_plan_id(site) if part == HUB else None,
        encrypted=part != HUB and PRIVATE_LINK not in plan.subnets and bool(site.spec.security.double_encryption),
    )


def _subnet(site: Site, name: str) -> Subnet:
    delegation = DELEGATIONS.get(AGENTS if name.startswith(AGENTS) else name)
    return Subnet(
        id=site.subnet(name),
        name=name,
        prefixes=(site.prefix(name),),
        nsg=None if name == FIREWALL else security_group_id(site, name),
        nat_gateway=nat_gateway_id(site) if name == FIREWALL else None,
        route_table=None if name in UNROUTED else route_table_id(site, name),
        default_outbound_access=False,
        delegations=() if delegation is None else (delegation,),
        # without this neither security groups nor routes see traffic to private endpoints
        private_endpoint_network_policies="Disabled" if name in UNROUTED else "Enabled",
        private_link_services=name == PRIVATE_LINK,
    )


def _in_turn(site: Site, peerings: list[Resource]) -> Iterable[Resource]:
    by_id = {peering.id: peering for peering in peerings}
    for spoke in site.plan.spokes:
        yield by_id[f"{site.network(HUB)}/virtualNetworkPeerings/peer-{spoke}"]
        yield by_id[f"{site.network(spoke)}/virtualNetworkPeerings/peer-{HUB}"]
