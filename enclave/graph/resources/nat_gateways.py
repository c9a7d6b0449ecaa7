"""NAT gateways: a way out for every subnet that names one."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import links, number, pointer, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Network/natGateways"
API_VERSION = "2025-09-01"
ZONE_REDUNDANT = "StandardV2"
"""The only SKU that outlives a zone; it takes no public address of another SKU (learn.microsoft.com/azure/nat-gateway/nat-sku)."""


class NatGateway(Struct, frozen=True):
    """A NAT gateway."""

    id: str
    public_ips: tuple[str, ...]
    public_ip_prefixes: tuple[str, ...]
    sku: str = "Standard"
    """`Standard` stands in one zone, `StandardV2` in all of the region's."""
    idle_minutes: int = 4


def read(resource: Resource) -> NatGateway:
    """A NAT gateway. Raises `Undecided`."""
    body = resource.body
    return NatGateway(
        id=resource.id,
        public_ips=links(body, "properties.publicIpAddresses"),
        public_ip_prefixes=links(body, "properties.publicIpPrefixes"),
        sku=text(body, "sku.name", "Standard"),
        idle_minutes=number(body, "properties.idleTimeoutInMinutes", 4),
    )


def write(gateway: NatGateway, place: Place) -> tuple[Resource, ...]:
    """The gateway. A zone-redundant one is given no zones: it stands in all of them."""
    body = stated(sku={"name": gateway.sku}, properties=stated(
        idleTimeoutInMinutes=gateway.idle_minutes,
        publicIpAddresses=_pointers(gateway.public_ips),
        publicIpPrefixes=_pointers(gateway.public_ip_prefixes),
    ))
    return (place.put(TYPE, API_VERSION, gateway.id, body),)


def _pointers(ids: tuple[str, ...]) -> Value:
    return [{"id": pointer(target)} for target in ids] or None
