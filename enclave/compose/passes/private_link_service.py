"""What a front door reaches the region's gateway by: a private link service on the internal load balancer.

Front Door cannot be linked to an application gateway without a public address (learn.microsoft.com/azure/application-gateway/
application-gateway-private-deployment, limitations), nor to an address without a load balancer outside of a preview.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.passes.load_balancer import balancer_front_id
from enclave.compose.site import PRIVATE_LINK, Site
from enclave.graph.model import Resource
from enclave.graph.resources import private_link_services
from enclave.graph.resources.private_link_services import PrivateLinkService

THROUGH = "front-door"
MODULE = "application-gateway/front-door"
ADDRESSES = {"standard": 2, "premium": 4}
"""Addresses that callers' connections are translated to; each has 64,000 ports for one machine behind."""


def private_link(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The service. Whoever may ask for a connection needs a right on it, and no connection is approved by itself."""
    if not site.entering(THROUGH):
        return
    service = PrivateLinkService(
        id=private_link_id(site),
        fronts=(balancer_front_id(site),),
        destination=None,
        subnets=(site.subnet(PRIVATE_LINK),),
        addresses=(None,) * ADDRESSES[site.spec.performance_tier],
        visible_to=(),
        approved_for=(),
    )
    yield from private_link_services.write(service, site.place(MODULE), depends_on=site.joined)


def private_link_id(site: Site) -> str:
    """Id of the region's private link service."""
    return site.id(private_link_services.TYPE, "gateway")
