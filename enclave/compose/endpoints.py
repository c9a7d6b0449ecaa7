"""The private endpoint of a service: its name, its subnet, and all the zones that its kind of service needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from enclave.compose.names import resource_name
from enclave.compose.passes.private_dns import zone_id, zone_links
from enclave.compose.site import Site
from enclave.graph.azure_facts import group_ids, zones_in
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import network_interfaces, private_endpoints
from enclave.graph.resources.private_endpoints import PrivateEndpoint


def private_endpoint(
    site: Site, place: Place, service: tuple[str, str], target: str, subnet: str, *, after: tuple[str, ...] = ()
) -> Iterable[Resource]:
    """The endpoint of a target, and its zone group. `service` is the target's type and the group of the endpoint.

    Azure chooses the address: a static one needs exactly the members that the service asks for, which differ by kind and
    region (Azure/bicep-registry-modules#1389), and would have to stay the same when projects come and go.
    """
    found = endpoint_id(site, service, target)
    zones = tuple(zone_id(site, zone) for zone in zones_in(*service, site.region.location))
    endpoint = PrivateEndpoint(
        id=found,
        subnet=site.subnet(subnet),
        target=target,
        group_ids=(service[1],),
        ip=None,
        manual=False,
        zone_groups=zones,
        interface=resource_name(network_interfaces.TYPE, last_segment(found)),
    )
    written, group = private_endpoints.write(endpoint, place, depends_on=(*after, *site.joined))
    # whoever waits for the group needs an answer from the zone, and gets one only where the zone is linked
    return (written, replace(group, depends_on=tuple(link for zone in zones for link in zone_links(site, zone))))


def endpoint_id(site: Site, service: tuple[str, str], target: str) -> str:
    """Id of that endpoint. A service of several parts has one for each, so each needs a name of its own."""
    return site.endpoint(target, service[1].lower() if len(group_ids(service[0])) > 1 else "")
