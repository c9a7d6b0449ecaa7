"""Public IP addresses."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import text
from enclave.graph.model import Resource
from enclave.graph.parts import Place, stated, zones

TYPE = "Microsoft.Network/publicIPAddresses"
API_VERSION = "2025-09-01"


class PublicIpAddress(Struct, frozen=True):
    """A public address."""

    id: str
    allocation: str
    """`Static` or `Dynamic`."""
    sku: str
    ip: str | None
    """Only known after deployment."""
    zones: tuple[str, ...] = ()
    """Zones that it stands in; a StandardV2 address stands in all of them without saying so."""
    ddos_protection: str = "VirtualNetworkInherited"
    """`VirtualNetworkInherited`: as the plan of its network says; `Enabled`: paid for by itself; `Disabled`."""
    label: str | None = None
    """Its name under `<region>.cloudapp.azure.com`."""


def read(resource: Resource) -> PublicIpAddress:
    """A public address. Raises `Undecided`."""
    body = resource.body
    return PublicIpAddress(
        id=resource.id,
        allocation=text(body, "properties.publicIPAllocationMethod", "Dynamic"),
        sku=text(body, "sku.name", "Basic"),
        ip=text(body, "properties.ipAddress", None),
        zones=zones(body),
        ddos_protection=text(body, "properties.ddosSettings.protectionMode", "VirtualNetworkInherited"),
        label=text(body, "properties.dnsSettings.domainNameLabel", None),
    )


def write(address: PublicIpAddress, place: Place) -> tuple[Resource, ...]:
    """The address."""
    inherited = address.ddos_protection == "VirtualNetworkInherited"
    body = stated(
        sku={"name": address.sku, "tier": "Regional"},
        zones=list(address.zones) or None,
        properties=stated(
            publicIPAllocationMethod=address.allocation,
            publicIPAddressVersion="IPv4",
            dnsSettings={"domainNameLabel": address.label} if address.label else None,
            ddosSettings=None if inherited else {"protectionMode": address.ddos_protection},
        ),
    )
    return (place.put(TYPE, API_VERSION, address.id, body),)
