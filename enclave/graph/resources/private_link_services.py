"""Private link services: what others may reach by a private endpoint of theirs, and who may ask for one."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, link, links, pointer, text, texts
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Network/privateLinkServices"
CONNECTION_TYPE = f"{TYPE}/privateEndpointConnections"
API_VERSION = "2025-09-01"


class PrivateLinkService(Struct, frozen=True):
    """A private link service."""

    id: str
    fronts: tuple[str, ...]
    """Ids of the front ends of load balancers that its traffic is sent to."""
    destination: str | None
    """Or the address that it is sent to without a load balancer."""
    subnets: tuple[str, ...]
    """Ids of the subnets that its traffic comes out of, in place of the caller's own address."""
    addresses: tuple[str | None, ...]
    """The addresses that its traffic comes from; None: Azure gives one out."""
    visible_to: tuple[str, ...]
    """Subscriptions that may ask for a connection; `*`: whoever knows its id or alias."""
    approved_for: tuple[str, ...]
    """Subscriptions whose connections need nobody's approval."""
    proxy_protocol: bool = False


def read(resource: Resource) -> PrivateLinkService:
    """A private link service. Raises `Undecided`."""
    body = resource.body
    parts = items(body, "properties.ipConfigurations")
    subnets = (link(part, "properties.subnet") for part in parts)
    return PrivateLinkService(
        id=resource.id,
        fronts=links(body, "properties.loadBalancerFrontendIpConfigurations"),
        destination=text(body, "properties.destinationIPAddress", None),
        subnets=tuple(dict.fromkeys(found for found in subnets if found)),
        addresses=tuple(text(part, "properties.privateIPAddress", None) for part in parts),
        visible_to=texts(body, "properties.visibility.subscriptions"),
        approved_for=texts(body, "properties.autoApproval.subscriptions"),
        proxy_protocol=flag(body, "properties.enableProxyProtocol"),
    )


def write(service: PrivateLinkService, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The service. All of its addresses lie in its first subnet."""
    addresses: list[Value] = [
        {
            "name": f"nat-{number + 1}",
            "properties": stated(
                primary=number == 0,
                privateIPAddress=address,
                privateIPAllocationMethod="Static" if address else "Dynamic",
                privateIPAddressVersion="IPv4",
                subnet={"id": pointer(service.subnets[0])},
            ),
        }
        for number, address in enumerate(service.addresses)
    ]
    properties = stated(
        loadBalancerFrontendIpConfigurations=[{"id": pointer(front)} for front in service.fronts] or None,
        destinationIPAddress=service.destination,
        ipConfigurations=addresses,
        visibility={"subscriptions": list(service.visible_to)},
        autoApproval={"subscriptions": list(service.approved_for)},
        enableProxyProtocol=service.proxy_protocol,
    )
    return (place.put(TYPE, API_VERSION, service.id, {"properties": properties}, depends_on=depends_on),)
