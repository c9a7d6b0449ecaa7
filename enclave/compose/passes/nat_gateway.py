"""A NAT gateway behind the firewall: the firewall leaves through it, so that it does not run out of ports.

No other subnet names it: for every machine the firewall stays the only way out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.site import Site
from enclave.graph.model import Resource
from enclave.graph.resources import nat_gateways, public_ip_addresses
from enclave.graph.resources.nat_gateways import ZONE_REDUNDANT, NatGateway
from enclave.graph.resources.public_ip_addresses import PublicIpAddress

PART = "nat-gateway"
IN_ONE_ZONE = "Standard"
NOT_ZONE_REDUNDANT = ("canadaeast", "indonesiacentral", "israelnorthwest", "qatarcentral", "swedensouth", "westindia")
"""Regions that have no zone-redundant NAT gateway (learn.microsoft.com/azure/nat-gateway/nat-sku, known limitations, 2026-07)."""


def nat_gateway(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The gateway and its public address."""
    if not site.spec.components.nat_gateway.enabled:
        return
    place = site.place("virtual-network/nat-gateway")
    sku = ZONE_REDUNDANT if site.zones and site.region.location not in NOT_ZONE_REDUNDANT else IN_ONE_ZONE
    # a DDoS plan cannot protect an address of a NAT gateway (learn.microsoft.com/azure/ddos-protection/ddos-protection-sku-comparison)
    protection = "Disabled" if site.spec.components.ddos_protection.enabled else "VirtualNetworkInherited"
    address = PublicIpAddress(site.id(public_ip_addresses.TYPE, PART), "Static", sku, None, ddos_protection=protection)
    yield from public_ip_addresses.write(address, place)
    gateway = NatGateway(site.id(nat_gateways.TYPE), (address.id,), (), sku)
    yield from nat_gateways.write(gateway, place)


def nat_gateway_id(site: Site) -> str | None:
    """Id of the region's NAT gateway, None when there is none."""
    return site.id(nat_gateways.TYPE) if site.spec.components.nat_gateway.enabled else None
