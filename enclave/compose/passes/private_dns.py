"""Private DNS zones of every private endpoint that was composed, and of the gateway's own name, linked to where names are resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from enclave.compose.site import Site
from enclave.compose.traffic import clients
from enclave.graph.body import last_segment
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import private_dns_zones, private_endpoints
from enclave.graph.resources.private_dns_zones import PrivateDnsZone, Record, ZoneLink
from enclave.spec.address_plan import HUB
from enclave.spec.gateway_name import gateway_host, names_each_project

APEX = "@"

KEPT: Mapping[str, str] = MappingProxyType({"logic_apps": "privatelink.logic.azure.com"})
"""Component -> a zone that stays empty: the seed lists it, and Azure gives its workflows no private endpoint. No public name leads
into it, so it changes no answer but that for its own names, which are then nobody's outside."""


def dns_zones(site: Site, built: Sequence[Resource]) -> Iterable[Resource]:
    """The zones that the endpoints' zone groups name, those that are kept, the gateway's, and their links."""
    place = site.place("private-dns/private-dns-zones")
    links = tuple(ZoneLink(site.network(part)) for part in resolving(site))
    graph = Graph(tuple(built))
    wanted = (zone for endpoint in graph.of_type(private_endpoints.TYPE) for zone in private_endpoints.read(endpoint, graph).zone_groups)
    kept = (zone_id(site, zone) for component, zone in KEPT.items() if getattr(site.spec.components, component).enabled)
    for zone in dict.fromkeys((*wanted, *kept)):
        yield from private_dns_zones.write(PrivateDnsZone(zone, last_segment(zone), links, ()), place)
    if site.runs_gateway or site.spec.network.ingress:
        yield from private_dns_zones.write(_gateway_zone(site, links), place)


def _gateway_zone(site: Site, links: tuple[ZoneLink, ...]) -> PrivateDnsZone:
    """A zone for the gateway's name alone, so that no other name of the owner's domain is taken away from those inside."""
    host = gateway_host(site.spec)
    names = (APEX, "*") if names_each_project(site.spec) else (APEX,)
    return PrivateDnsZone(zone_id(site, host), host, links, tuple(Record(name, str(site.plan.gateway_ip)) for name in names))


def resolving(site: Site) -> tuple[str, ...]:
    """Networks that zones are linked to: the firewall resolves in the hub; the networks of clients are linked too, so that their
    names never fall back to public ones."""
    return tuple(dict.fromkeys((HUB, *map(site.home, clients(site)))))


def zone_id(site: Site, zone: str) -> str:
    """Id of a zone of this region."""
    return site.named(private_dns_zones.TYPE, zone)


def zone_links(site: Site, zone: str) -> tuple[str, ...]:
    """Ids of the links of a zone of this region, by the zone's id."""
    return tuple(private_dns_zones.link_id(zone, site.network(part)) for part in resolving(site))
