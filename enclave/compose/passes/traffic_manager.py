"""Traffic Manager: a name for each project that is answered with a region's public way in, in the project's own order.

It answers DNS and sees no data. Only the regions that a project may use are ever an answer, so priority is the one kind of
routing that fits: by distance or by weight, callers would be spread over regions that are there for failover.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.names import slug
from enclave.compose.passes.application_gateway import THROUGH, public_address_id
from enclave.compose.passes.load_balancer import HEALTH
from enclave.compose.whole import Whole
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.resources import traffic_manager_profiles
from enclave.graph.resources.traffic_manager_profiles import Target, TrafficManagerProfile
from enclave.spec.models import Project

TTL_SECONDS = 30
"""How long an answer may be kept: so long a region that is lost may still be asked."""


def traffic_manager(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """A profile for each project. Its name is shared by the whole world."""
    if not whole.spec.components.traffic_manager.enabled:
        return
    place = whole.place("application-gateway/traffic-manager")
    for name, project in whole.spec.projects.items():
        yield from traffic_manager_profiles.write(_profile(whole, name, project), place)


def _profile(whole: Whole, name: str, project: Project) -> TrafficManagerProfile:
    found = whole.unique(traffic_manager_profiles.TYPE, slug(name))
    host = next((ingress.host for ingress in whole.sites[0].entering(THROUGH) if ingress.host), None)
    sites = {site.key: site for site in whole.sites}
    keys = (project.region, *project.failover_regions)
    return TrafficManagerProfile(
        id=found,
        routing="Priority",
        name=last_segment(found),
        ttl=TTL_SECONDS,
        protocol="HTTPS",
        port=443,
        path=HEALTH,
        host="" if host is None else f"{slug(name)}.{host}",
        targets=tuple(
            Target(slug(key), public_address_id(sites[key]), priority) for priority, key in enumerate(keys, start=1)
        ),
    )
