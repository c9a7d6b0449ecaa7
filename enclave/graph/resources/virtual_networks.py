"""Virtual networks with their subnets and peerings, inline or as child resources."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import Undecided, flag, items, last_segment, link, text, texts
from enclave.graph.model import Body, Graph, Resource

TYPE = "Microsoft.Network/virtualNetworks"
SUBNET_TYPE = f"{TYPE}/subnets"
PEERING_TYPE = f"{TYPE}/virtualNetworkPeerings"
API_VERSION = "2025-09-01"


@dataclass(frozen=True)
class Subnet:
    """A subnet, written inline or as a child resource."""

    id: str
    name: str
    prefixes: tuple[str, ...]
    nsg: str | None = None
    route_table: str | None = None
    nat_gateway: str | None = None
    service_endpoints: tuple[str, ...] = ()
    default_outbound_access: bool | None = None
    """None when it is not written: Azure's default depends on the API version."""
    private_endpoint_network_policies: str = "Disabled"
    delegations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Peering:
    """One half of a peering."""

    name: str
    remote: str
    allow_vnet_access: bool = True
    allow_forwarded_traffic: bool = False
    allow_gateway_transit: bool = False
    use_remote_gateways: bool = False


@dataclass(frozen=True)
class VirtualNetwork:
    """A virtual network with everything that belongs to it."""

    id: str
    location: str
    address_space: tuple[str, ...]
    dns_servers: tuple[str, ...]
    """Empty: Azure's own DNS."""
    subnets: tuple[Subnet, ...]
    peerings: tuple[Peering, ...]


def read(resource: Resource, graph: Graph | None = None) -> VirtualNetwork:
    """A virtual network; with a graph its child resources are merged in. Raises `Undecided`."""
    body = resource.body
    subnets = [_subnet(part, f"{resource.id}/subnets/{text(part, 'name')}", text(part, "name"))
               for part in items(body, "properties.subnets")]
    peerings = [_peering(part, text(part, "name")) for part in items(body, "properties.virtualNetworkPeerings")]
    for child in graph.children(resource.id) if graph else ():
        if child.type.lower() == SUBNET_TYPE.lower():
            subnets.append(_subnet(child.body, child.id, last_segment(child.name)))
        elif child.type.lower() == PEERING_TYPE.lower():
            peerings.append(_peering(child.body, last_segment(child.name)))
    return VirtualNetwork(
        id=resource.id,
        location=resource.location or "",
        address_space=texts(body, "properties.addressSpace.addressPrefixes"),
        dns_servers=texts(body, "properties.dhcpOptions.dnsServers"),
        subnets=tuple({subnet.id.lower(): subnet for subnet in subnets}.values()),
        peerings=tuple({peering.name.lower(): peering for peering in peerings}.values()),
    )


def _subnet(body: Body, subnet_id: str, name: str) -> Subnet:
    prefixes = (*texts(body, "properties.addressPrefix"), *texts(body, "properties.addressPrefixes"))
    if not prefixes:
        raise Undecided("addressPrefix", subnet_id)
    return Subnet(
        id=subnet_id,
        name=name,
        prefixes=tuple(dict.fromkeys(prefixes)),
        nsg=link(body, "properties.networkSecurityGroup"),
        route_table=link(body, "properties.routeTable"),
        nat_gateway=link(body, "properties.natGateway"),
        service_endpoints=tuple(text(part, "service") for part in items(body, "properties.serviceEndpoints")),
        default_outbound_access=flag(body, "properties.defaultOutboundAccess", None),
        private_endpoint_network_policies=text(body, "properties.privateEndpointNetworkPolicies", "Disabled"),
        delegations=tuple(text(part, "properties.serviceName") for part in items(body, "properties.delegations")),
    )


def _peering(body: Body, name: str) -> Peering:
    remote = link(body, "properties.remoteVirtualNetwork")
    if remote is None:
        raise Undecided("remoteVirtualNetwork", name)
    return Peering(
        name=name,
        remote=remote,
        allow_vnet_access=flag(body, "properties.allowVirtualNetworkAccess", True),
        allow_forwarded_traffic=flag(body, "properties.allowForwardedTraffic"),
        allow_gateway_transit=flag(body, "properties.allowGatewayTransit"),
        use_remote_gateways=flag(body, "properties.useRemoteGateways"),
    )
