"""What may teach a network other routes than those that are written: a virtual hub, a route server, a gateway that speaks BGP.

A connection to a virtual hub brings the hub's default route (virtual-wan/how-to-virtual-hub-routing, `enableInternetSecurity`);
so may whoever a gateway or a route server learns from (virtual-network/virtual-networks-udr-overview, Border gateway protocol).
"""

from __future__ import annotations

from enclave.graph.body import Undecided, flag, last_segment, link, text
from enclave.graph.model import Resource
from enclave.verify.estate import Site
from enclave.verify.network.world import World
from enclave.verify.subjects import MARK, mentions, strangers

HUBS = "microsoft.network/virtualhubs"
GATEWAYS = "microsoft.network/virtualnetworkgateways"


def teacher(site: Site, world: World) -> str:
    """The name of a resource that may teach a subnet's network a default route; empty where there is none."""
    return next((last_segment(each.id) for each in strangers(world).around(site) if _may_teach(each)), "")


def _may_teach(resource: Resource) -> bool:
    kind = resource.type.lower()
    if kind == HUBS:
        return any(MARK in name for name in mentions(resource.body))
    return kind.startswith(f"{HUBS}/") or (kind == GATEWAYS and not _has_written_routes(resource))


def _has_written_routes(gateway: Resource) -> bool:
    """Whether a gateway knows only the prefixes that its local network gateways write, and sends none of the rest to one of them."""
    try:
        vpn = text(gateway.body, "properties.gatewayType").lower() == "vpn"
        return vpn and not flag(gateway.body, "properties.enableBgp") and link(gateway.body, "properties.gatewayDefaultSite") is None
    except Undecided:
        return False
