"""Private DNS zones of every kind of service that has a private endpoint here, linked to where names are resolved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from enclave.compose.site import Site
from enclave.graph.azure_facts import zones
from enclave.graph.model import Resource
from enclave.graph.resources import cognitive_accounts, key_vaults, private_dns_zones, private_link_scopes, storage_accounts
from enclave.graph.resources.private_dns_zones import PrivateDnsZone, ZoneLink
from enclave.spec.address_plan import HUB

SERVICES: tuple[tuple[str, str], ...] = (
    (cognitive_accounts.TYPE, "account"),
    (key_vaults.TYPE, "vault"),
    (private_link_scopes.TYPE, "azuremonitor"),
    (storage_accounts.TYPE, "blob"),
)
"""Resource types with a private endpoint, and the group that it is for."""
RESOLVING = (HUB, "compute", "management")
"""The firewall resolves in the hub; the networks of clients are linked too, so that their names never fall back to public ones."""


def dns_zones(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The zones and their links."""
    place = site.place("private-dns/private-dns-zones")
    links = tuple(ZoneLink(site.network(part)) for part in RESOLVING)
    for zone in dict.fromkeys(zone for service in SERVICES for zone in zones(*service)):
        yield from private_dns_zones.write(PrivateDnsZone(zone_id(site, zone), zone, links, ()), place)


def zone_id(site: Site, zone: str) -> str:
    """Id of a zone of this region."""
    return site.named(private_dns_zones.TYPE, zone)
