"""Which subnets may send some packets to machines of a subnet: what each sends, met with what each lets in, without asking every pair."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import chain

from enclave.graph.body import Undecided
from enclave.verify.estate import Site
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import ANY_ADDRESS, Box, PacketSet
from enclave.verify.network.ports import WELL_FORMED
from enclave.verify.network.reach import Sender, places_at
from enclave.verify.network.world import World
from enclave.verify.subjects import client_sites


def senders_to(world: World, site_id: str, among: Box) -> tuple[str, ...]:
    """Ids of the subnets of which packets among these may arrive at machines of a subnet, in order; all that may be left out is."""
    return world.once(("senders", among), lambda: Senders(world, among)).to(world.estate.site(site_id))


def receivers(sender: Sender) -> frozenset[str] | None:
    """Ids, lower case, of the subnets where machines or private endpoints may get something that a subnet sends; None: any."""
    reached, _ = sender.world.ask(_sent, sender.site.id, sender.among)
    places = sender.places
    return places if reached is None or places is None else reached | (places & sender.world.ask(_holding))


def may_reach_machines(sender: Sender, place: Site) -> bool:
    """Whether anything that a subnet sends may arrive at machines of another one, as far as can be told without asking for arrivals."""
    reached, direct = sender.world.ask(_sent, sender.site.id, sender.among)
    if reached is not None and place.id.lower() not in reached:
        return False
    sources = sender.world.ask(_admitted, place.id, sender.among) if direct else None
    return sources is None or sources.meets(sender.site.addresses)


class Senders:
    """Every subnet as a sender of some packets, once. Those that reach the same subnets share their list, which may be long."""

    def __init__(self, world: World, among: Box) -> None:
        self._world, self._among = world, among
        self._sites = client_sites(world)
        together: dict[frozenset[str] | None, int] = {}
        self._groups: list[int] = []
        self._indirect: set[int] = set()
        """Places of those whose packets may arrive with another source, or of which not all is known."""
        for order, site in enumerate(self._sites):
            reached, direct = world.ask(_sent, site.id, among)
            self._groups.append(together.setdefault(reached, len(together)))
            if not direct:
                self._indirect.add(order)
        self._reached = tuple(together)
        self._lists: dict[tuple[int, ...], tuple[int, ...]] = {}

    def to(self, site: Site) -> tuple[str, ...]:
        """The ids of those whose packets may arrive at machines of one subnet."""
        which = self._reaching.get(site.id.lower(), ())
        sources = self._world.ask(_admitted, site.id, self._among)
        if sources is None or sources == ANY_ADDRESS:
            found = self._of(which)
        else:
            near = (self._order[place] for place in places_at(sources, self._world) if place in self._order)
            found = tuple(sorted(order for order in self._indirect.union(near) if self._groups[order] in which))
        return tuple(self._sites[order].id for order in found)

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {site.id.lower(): order for order, site in enumerate(self._sites)}

    @cached_property
    def _reaching(self) -> Mapping[str, tuple[int, ...]]:
        """The groups that reach each subnet."""
        reaching: dict[str, list[int]] = {place: [] for place in self._order}
        for group, places in enumerate(self._reached):
            for place in reaching if places is None else reaching.keys() & places:
                reaching[place].append(group)
        return {place: tuple(groups) for place, groups in reaching.items()}

    def _of(self, which: tuple[int, ...]) -> tuple[int, ...]:
        """The places of all senders of some groups, in order."""
        if which not in self._lists:
            members = ([order for order, group in enumerate(self._groups) if group == each] for each in which)
            self._lists[which] = tuple(sorted(chain.from_iterable(members)))
        return self._lists[which]


def _sent(world: World, site_id: str, among: Box) -> tuple[frozenset[str] | None, bool]:
    """The lower-case ids of the subnets where machines may get what a subnet sends (None: any), and whether all comes from its address."""
    sender = Sender(world.estate.site(site_id), world, among)
    try:
        left = sender.everywhere("may")
        reached = left.destinations | IntervalSet.union(part for part, _ in left.problems)
        own = not left.problems and not left.names and all(departure.translated is None for departure in left.departures)
        return sender.machines_at(reached, left.names), own
    except Undecided:
        return None, False


def _holding(world: World) -> frozenset[str]:
    """Ids, lower case, of the subnets where private endpoints stand."""
    return frozenset(endpoint.subnet.lower() for endpoint in world.estate.endpoints)


def _admitted(world: World, site_id: str, among: Box) -> IntervalSet | None:
    """The sources that a subnet's security group may let in; None: that is not known."""
    site = world.estate.site(site_id)
    asked = PacketSet((Box(among.sources, site.addresses, among.protocols, among.ports),)) & WELL_FORMED
    try:
        return world.guard(site).allowed("Inbound", "may", asked).sources
    except Undecided:
        return None
