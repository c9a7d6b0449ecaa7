"""Which networks peerings connect, directly or through others: nothing goes from one island to another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from enclave.graph.body import Undecided, items, link
from enclave.graph.resources.virtual_networks import PEERING_TYPE
from enclave.verify.estate import Site
from enclave.verify.network.world import World


def is_near(site: Site, other: Site, world: World) -> bool:
    """Whether packets may get there at all: by peerings, through however many networks."""
    return world.ask(_island, site.network.id.lower()) == world.ask(_island, other.network.id.lower())


def _island(world: World, network: str) -> str:
    """The id of one of the networks that peerings connect with one, directly or not: the same for all of them."""
    return world.once(("islands",), partial(_islands, world)).get(network, network)


def _islands(world: World) -> Mapping[str, str]:
    around = world.estate.around()
    found: dict[str, str] = {}
    for first in around:
        new = [] if first in found else [first]
        while new:
            found.update(dict.fromkeys(new, first))
            new = list(dict.fromkeys(other for each in new for other in around[each] if other not in found))
    return found


def may_touch(unread: str, network: str, world: World) -> bool:
    """Whether a network that could not be read may be connected with another one, directly or not, as far as its peerings say."""
    remotes = world.ask(_remotes, unread)
    return remotes is None or any(world.ask(_island, each) == world.ask(_island, network) for each in (unread, *remotes))


def _remotes(world: World, network: str) -> tuple[str, ...] | None:
    """Lower-case ids of what a network that could not be read is peered with; None where that could not be read."""
    graph = world.estate.graph
    children = (each.body for each in graph.children(network) if each.type.lower() == PEERING_TYPE.lower())
    try:
        halves = (*items(world.estate.resource(network).body, "properties.virtualNetworkPeerings"), *children)
        found = tuple(link(each, "properties.remoteVirtualNetwork") for each in halves)
    except Undecided:
        return None
    return tuple(each.lower() for each in found if each) if all(found) else None
