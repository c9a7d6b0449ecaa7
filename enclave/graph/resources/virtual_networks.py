"""Virtual networks with their subnets and peerings, inline or as child resources."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, items, last_segment, link, links, pointer, text, texts
from enclave.graph.model import Body, Graph, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Network/virtualNetworks"
SUBNET_TYPE = f"{TYPE}/subnets"
PEERING_TYPE = f"{TYPE}/virtualNetworkPeerings"
API_VERSION = "2025-09-01"


class Subnet(Struct, frozen=True):
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
    private_link_services: bool = False
    """A private link service may take its addresses from it."""
    service_endpoint_policies: tuple[str, ...] = ()
    """Ids of the policies that say which accounts its service endpoints lead to; none: every tenant's."""
    occupants: tuple[str, ...] = ()
    """Ids of the address configurations that stand there, as Azure tells them of a network that runs."""


class Peering(Struct, frozen=True):
    """One half of a peering."""

    name: str
    remote: str
    allow_vnet_access: bool = True
    allow_forwarded_traffic: bool = False
    allow_gateway_transit: bool = False
    use_remote_gateways: bool = False
    complete: bool = True
    """It covers all subnets and IPv4 of both networks."""


class VirtualNetwork(Struct, frozen=True):
    """A virtual network with everything that belongs to it."""

    id: str
    location: str
    address_space: tuple[str, ...]
    dns_servers: tuple[str, ...]
    """Empty: Azure's own DNS."""
    subnets: tuple[Subnet, ...]
    peerings: tuple[Peering, ...]
    ddos_plan: str | None = None
    """Id of the plan that protects its public addresses."""
    encrypted: bool = False
    """Traffic between machines that can is encrypted; the others' is let through, which is the only mode there is
    (learn.microsoft.com/azure/virtual-network/virtual-network-encryption-overview, limitations)."""
    hidden: str = ""
    """Why its DNS servers are not known; empty: they are. Everything else is known of every network."""


def read(resource: Resource, graph: Graph | None = None) -> VirtualNetwork:
    """A virtual network; with a graph its child resources are merged in. Raises `Undecided`."""
    body = resource.body
    asked: tuple[str, ...] = ()
    hidden = ""
    try:
        asked = texts(body, "properties.dhcpOptions.dnsServers")
    except Undecided as doubt:  # whoever asks for a name is in doubt, and nobody else
        hidden = doubt.message
    subnets = [_subnet(part, f"{resource.id}/subnets/{name}", name)
               for part in items(body, "properties.subnets") for name in (_name(part, resource),)]
    # of an only network, whatever it is peered with stands elsewhere
    elsewhere = resource.id if graph is not None and len(graph.of_type(TYPE)) == 1 else ""
    peerings = [_peering(part, text(part, "name"), elsewhere) for part in items(body, "properties.virtualNetworkPeerings")]
    for child in graph.children(resource.id) if graph else ():
        if child.type.lower() == SUBNET_TYPE.lower():
            subnets.append(_subnet(child.body, child.id, last_segment(child.name)))
        elif child.type.lower() == PEERING_TYPE.lower():
            peerings.append(_peering(child.body, last_segment(child.name), elsewhere))
    space = texts(body, "properties.addressSpace.addressPrefixes")
    if not space and items(body, "properties.addressSpace.ipamPoolPrefixAllocations"):
        raise Undecided("addressSpace.ipamPoolPrefixAllocations", resource.id, "a pool gives it its addresses when it is deployed")
    return VirtualNetwork(
        id=resource.id,
        location=resource.location or "",
        address_space=space,
        dns_servers=asked,
        subnets=tuple({subnet.id.lower(): subnet for subnet in subnets}.values()),
        peerings=tuple({peering.name.lower(): peering for peering in peerings}.values()),
        ddos_plan=link(body, "properties.ddosProtectionPlan") if flag(body, "properties.enableDdosProtection") else None,
        encrypted=flag(body, "properties.encryption.enabled"),
        hidden=hidden,
    )


def write(network: VirtualNetwork, place: Place) -> tuple[Resource, ...]:
    """The network with its subnets inline, and its half of every peering as a child resource.

    Subnets outside their network are deleted by the next deployment of it (Azure/bicep#13267); peerings inline would make
    hub and spoke need each other.
    """
    subnets: list[Value] = [{"name": subnet.name, "properties": _subnet_properties(subnet)} for subnet in network.subnets]
    body = place.put(TYPE, API_VERSION, network.id, {"properties": stated(
        addressSpace={"addressPrefixes": list(network.address_space)},
        dhcpOptions={"dnsServers": list(network.dns_servers)} if network.dns_servers else None,
        subnets=subnets,
        enableDdosProtection=True if network.ddos_plan else None,
        ddosProtectionPlan={"id": pointer(network.ddos_plan)} if network.ddos_plan else None,
        encryption={"enabled": True, "enforcement": "AllowUnencrypted"} if network.encrypted else None,
    )})
    return (body, *(_write_peering(body, peering, place) for peering in network.peerings))


def _subnet_properties(subnet: Subnet) -> dict[str, Value]:
    prefixes = subnet.prefixes
    delegations: list[Value] = [
        {"name": service.replace("/", "."), "properties": {"serviceName": service}} for service in subnet.delegations
    ]
    endpoints: list[Value] = [{"service": service} for service in subnet.service_endpoints]
    return stated(
        addressPrefix=prefixes[0] if len(prefixes) == 1 else None,
        addressPrefixes=list(prefixes) if len(prefixes) > 1 else None,
        networkSecurityGroup={"id": pointer(subnet.nsg)} if subnet.nsg else None,
        routeTable={"id": pointer(subnet.route_table)} if subnet.route_table else None,
        natGateway={"id": pointer(subnet.nat_gateway)} if subnet.nat_gateway else None,
        serviceEndpoints=endpoints or None,
        serviceEndpointPolicies=[{"id": pointer(policy)} for policy in subnet.service_endpoint_policies] or None,
        delegations=delegations or None,
        defaultOutboundAccess=subnet.default_outbound_access,
        privateEndpointNetworkPolicies=subnet.private_endpoint_network_policies,
        privateLinkServiceNetworkPolicies="Disabled" if subnet.private_link_services else None,
    )


def _write_peering(network: Resource, peering: Peering, place: Place) -> Resource:
    properties: Value = {
        "remoteVirtualNetwork": {"id": pointer(peering.remote)},
        "allowVirtualNetworkAccess": peering.allow_vnet_access,
        "allowForwardedTraffic": peering.allow_forwarded_traffic,
        "allowGatewayTransit": peering.allow_gateway_transit,
        "useRemoteGateways": peering.use_remote_gateways,
    }
    return place.below(network, "virtualNetworkPeerings", API_VERSION, peering.name, {"properties": properties})


def _name(part: Body, network: Resource) -> str:
    name = text(part, "name")
    if "/" in name:
        raise Undecided(name, network.id, "Azure takes no subnet of that name")
    return name


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
        private_link_services=text(body, "properties.privateLinkServiceNetworkPolicies", "Enabled").lower() == "disabled",
        service_endpoint_policies=links(body, "properties.serviceEndpointPolicies"),
        occupants=links(body, "properties.ipConfigurations"),
    )


def _peering(body: Body, name: str, elsewhere: str) -> Peering:
    try:
        remote = link(body, "properties.remoteVirtualNetwork")
    except Undecided:
        if not elsewhere:
            raise
        remote = f"{elsewhere}/virtualNetworkPeerings/{name}/remote"
    if remote is None:
        raise Undecided("remoteVirtualNetwork", name)
    return Peering(
        name=name,
        remote=remote,
        allow_vnet_access=flag(body, "properties.allowVirtualNetworkAccess", True),
        allow_forwarded_traffic=flag(body, "properties.allowForwardedTraffic"),
        allow_gateway_transit=flag(body, "properties.allowGatewayTransit"),
        use_remote_gateways=flag(body, "properties.useRemoteGateways"),
        complete=flag(body, "properties.peerCompleteVnets", True) and not flag(body, "properties.enableOnlyIPv6Peering"),
    )
