"""Network interfaces."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, items, link, links, pointer, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Network/networkInterfaces"
API_VERSION = "2025-09-01"


class IpConfiguration(Struct, frozen=True):
    """One address of a network interface."""

    subnet: str
    ip: str | None
    """None: Azure gives one out."""
    public_ip: str | None
    security_groups: tuple[str, ...] = ()
    """Ids of the application security groups that it is a member of."""
    balanced_by: tuple[str, ...] = ()
    """Ids of the load balancers' backend pools and inbound NAT rules that lead to it."""


class NetworkInterface(Struct, frozen=True):
    """A network interface. `subnet` and `ip` are those of its primary configuration, `public_ip` the first there is."""

    id: str
    subnet: str
    ip: str | None
    public_ip: str | None
    nsg: str | None
    ip_forwarding: bool
    configurations: tuple[IpConfiguration, ...]
    accelerated: bool = False
    """Packets go past the host's virtual switch."""
    dns_servers: tuple[str, ...] = ()
    """Whom it asks for names instead of its network's servers; empty: those."""
    made_for: str | None = None
    """Id of the private endpoint or private link service that Azure made it for; None: a machine has it, or may."""


def read(resource: Resource) -> NetworkInterface:
    """A network interface. Raises `Undecided`."""
    parts = items(resource.body, "properties.ipConfigurations")
    if not parts:
        raise Undecided("ipConfigurations", resource.id)
    ordered = sorted(parts, key=lambda part: not flag(part, "properties.primary"))
    configurations = tuple(_configuration(part, resource.id) for part in ordered)
    public = next((part.public_ip for part in configurations if part.public_ip), None)
    return NetworkInterface(
        id=resource.id,
        subnet=configurations[0].subnet,
        ip=configurations[0].ip,
        public_ip=public,
        nsg=link(resource.body, "properties.networkSecurityGroup"),
        ip_forwarding=flag(resource.body, "properties.enableIPForwarding"),
        configurations=configurations,
        accelerated=flag(resource.body, "properties.enableAcceleratedNetworking"),
        dns_servers=texts(resource.body, "properties.dnsSettings.dnsServers"),
        made_for=link(resource.body, "properties.privateEndpoint") or link(resource.body, "properties.privateLinkService"),
    )


def write(interface: NetworkInterface, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The interface. It never gets a public address or DNS servers of its own here."""
    properties = stated(
        enableIPForwarding=interface.ip_forwarding,
        enableAcceleratedNetworking=interface.accelerated,
        networkSecurityGroup={"id": pointer(interface.nsg)} if interface.nsg else None,
        ipConfigurations=[_written(part, number) for number, part in enumerate(interface.configurations)],
    )
    return (place.put(TYPE, API_VERSION, interface.id, {"properties": properties}, depends_on=depends_on),)


def _written(part: IpConfiguration, number: int) -> Value:
    properties = stated(
        primary=number == 0,
        subnet={"id": pointer(part.subnet)},
        privateIPAddress=part.ip,
        privateIPAllocationMethod="Static" if part.ip else "Dynamic",
        privateIPAddressVersion="IPv4",
        applicationSecurityGroups=[{"id": pointer(group)} for group in part.security_groups] or None,
        loadBalancerBackendAddressPools=[{"id": pointer(pool)} for pool in part.balanced_by] or None,
    )
    return {"name": f"ip-{number + 1}", "properties": properties}


def _configuration(body: Body, where: str) -> IpConfiguration:
    subnet = link(body, "properties.subnet")
    if subnet is None:
        raise Undecided("subnet", where)
    return IpConfiguration(
        subnet=subnet,
        ip=text(body, "properties.privateIPAddress", None),
        public_ip=link(body, "properties.publicIPAddress"),
        security_groups=links(body, "properties.applicationSecurityGroups"),
        balanced_by=(
            *links(body, "properties.loadBalancerBackendAddressPools"), *links(body, "properties.loadBalancerInboundNatRules"),
        ),
    )
