"""What the names in rules stand for at each subnet of one estate, and the security group that guards it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar

from enclave.graph.body import Undecided
from enclave.graph.model import Resource
from enclave.graph.resources.firewall_policies import FirewallPolicy
from enclave.graph.resources.network_security_groups import NetworkSecurityGroup
from enclave.graph.resources.virtual_networks import VirtualNetwork
from enclave.verify.attachments import Attachment, attachments
from enclave.verify.estate import Estate, Readings, Site, network_of, space_of
from enclave.verify.network.addresses import (
    HOST,
    NOWHERE,
    SERVICE_ENDPOINT_TAGS,
    AddressBook,
    Bounds,
    Vicinity,
    addresses,
)
from enclave.verify.network.admin_rules import admin_names, admin_rules
from enclave.verify.network.intervals import EMPTY, IntervalSet
from enclave.verify.network.security import Guard
from enclave.verify.snapshot import Key

T = TypeVar("T")
P = ParamSpec("P")
UNKNOWN_NEIGHBOUR = IntervalSet.union(
    found for prefix in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10") if (found := addresses(prefix))
)
"""Where a network outside the template, or one behind a gateway, may have its addresses."""


class World:
    """An estate with the names of its rules resolved, each place once."""

    def __init__(self, estate: Estate) -> None:
        self.estate, self.memo = estate, estate.memo
        self.memo.subjects["world"] = self

    def once(self, key: Key, make: Callable[[], T]) -> T:
        """What `make` gives, asked once for each key: see `Memo.once`. Raises what it raised, each time."""
        return self.memo.once(key, make)

    def ask(self, function: Callable[Concatenate[World, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """What a function of a world gives, which may be kept for other graphs: see `Memo.ask`."""
        return self.memo.ask("world", function, *arguments, **named)

    def of_each(self, function: Callable[[World, Resource], Iterable[tuple[str, T]]]) -> Iterator[tuple[str, T]]:
        """What a function says of every resource by itself, in order. It must be as `ask` wants functions to be."""
        found: dict[str, tuple[tuple[str, T], ...]] = {}
        for number in self.estate.graph.lots():
            found.update(self.ask(_of_lot, function, number))
        for key in self.estate.graph.ids():
            if key in found:
                yield from found[key]

    @property
    def book(self) -> AddressBook:
        """The tags and public prefixes that the estate names."""
        return self.ask(_book)

    def vicinity(self, site: Site) -> Vicinity:
        """What `VirtualNetwork` and the like stand for at a subnet. Raises `Undecided`."""
        return Vicinity(*self.ask(_near, site.id), self.ask(_groups))

    def near(self, site: Site) -> tuple[Bounds, Bounds]:
        """The addresses of a subnet's network and those that it is connected with, and with those that routes add. Raises `Undecided`."""
        estate, network = self.estate, site.network
        own = space_of(network.address_space)
        inner, outer = own, own
        for other in estate.neighbours(network.id, surely=False):
            prefixes = estate.address_space(other)
            space = UNKNOWN_NEIGHBOUR if prefixes is None else space_of(prefixes)
            outer |= space
            if prefixes is not None and estate.connected(network.id, other, surely=True):
                inner |= space
        if self.has_gateway(network.id):
            outer |= UNKNOWN_NEIGHBOUR
        space_bounds = Bounds(inner, outer)
        widened = Bounds(inner | HOST, outer | HOST) | self._routed(site)
        return space_bounds, widened

    def has_gateway(self, network_id: str) -> bool:
        """Whether a gateway connects the network, or one that it is peered with, to other places."""
        return self.ask(_has_gateway, network_id.lower())

    def _routed(self, site: Site) -> Bounds:
        """Prefixes of user-defined routes belong to the tag; for a default route Azure says only that it may."""
        inner, outer = EMPTY, self.ask(_routed_in, site.network.id)
        for route in () if site.subnet.route_table is None else self.estate.tables[site.subnet.route_table].routes:
            if addresses(route.prefix) is not None and not route.prefix.endswith("/0"):
                inner |= self.book.named(route.prefix, NOWHERE).inner
        return Bounds(inner, outer)

    def attachments(self) -> tuple[Mapping[str, tuple[Attachment, ...]], tuple[Undecided, ...]]:
        """The machines by the lower-case id of their subnet, and why others could not be read."""
        return self.once(("attachments",), self._attachments)

    def _attachments(self) -> tuple[Mapping[str, tuple[Attachment, ...]], tuple[Undecided, ...]]:
        found: dict[str, list[Attachment]] = {}
        read, problems = attachments(self.estate)
        for each in read:
            found.setdefault(each.subnet.lower(), []).append(each)
        return {subnet: tuple(each) for subnet, each in found.items()}, problems

    def attached(self, subnet_id: str) -> tuple[Attachment, ...]:
        """The machines in a subnet that could be read."""
        return self.ask(_attached, subnet_id.lower())

    @property
    def unattached(self) -> tuple[Undecided, ...]:
        """Why some machines could not be placed: each of them may be anywhere."""
        return self.attachments()[1] if self.ask(_some_unattached) else ()

    @property
    def attached_elsewhere(self) -> tuple[Attachment, ...]:
        """Machines in subnets that are not in the template."""
        return self.ask(_attached_elsewhere)

    def guard(self, site: Site) -> Guard:
        """The security group of a subnet. Raises `Undecided` when it is named but not known."""
        return self.guard_of(site.subnet.nsg, site)

    def guard_of(self, group_id: str | None, site: Site) -> Guard:
        """A security group as it reads at a subnet; None: there is none, everything passes. Raises `Undecided`."""
        return self.once(("guard", (group_id or "").lower(), site.id.lower()), lambda: self._guard(group_id, site))

    def _guard(self, group_id: str | None, site: Site) -> Guard:
        vicinity = self.vicinity(site)
        admin = self.once(("admin rules",), lambda: tuple(admin_rules(self.estate.graph, self.book, self.estate.private)))
        if group_id is None:
            return Guard("", (), vicinity, self.book, open=True, admin=admin)
        group = self.estate.groups[group_id]
        return Guard(group.id, group.rules, vicinity, self.book, admin=admin)


def _near(world: World, site_id: str) -> tuple[Bounds, Bounds]:
    return world.near(world.estate.site(site_id))


def _of_lot(
    world: World, function: Callable[[World, Resource], Iterable[tuple[str, T]]], number: int
) -> Mapping[str, tuple[tuple[str, T], ...]]:
    return {resource.id.lower(): found for resource in world.estate.graph.lot(number) if (found := tuple(function(world, resource)))}


def _book(world: World) -> AddressBook:
    written = (*world.ask(_admin_names), *(name for kind in SOURCES for name in world.ask(_written, kind)))
    return AddressBook(written, world.estate.private)


def _admin_names(world: World) -> tuple[str, ...]:
    return tuple(admin_names(world.estate.graph))


def _written(world: World, name: str) -> tuple[str, ...]:
    """Every address and tag that views of one kind write, once."""
    readings: Readings[Any] = getattr(world.estate, name)
    parts = (world.ask(_written_by, name, key) for key in readings.ids())
    return tuple(dict.fromkeys(written for part in parts for written in part))


def _written_by(world: World, name: str, key: str) -> tuple[str, ...]:
    """Every address and tag that one view writes, once; one that could not be read writes nothing."""
    readings: Readings[Any] = getattr(world.estate, name)
    view = readings.find(key)
    return tuple(dict.fromkeys(SOURCES[name](view))) if view is not None else ()


def _of_group(group: NetworkSecurityGroup) -> Iterator[str]:
    for rule in group.rules:
        yield from (*rule.sources, *rule.destinations)


def _of_policy(policy: FirewallPolicy) -> Iterator[str]:
    for group in policy.groups:
        for collection in group.collections:
            for rule in collection.rules:
                yield from (*rule.sources, *rule.destinations)


def _of_network(network: VirtualNetwork) -> Iterator[str]:
    yield regional_storage(network.location)
    for subnet in network.subnets:
        yield from (endpoint_tag(service) for service in subnet.service_endpoints)


SOURCES: Mapping[str, Callable[[Any], Iterable[str]]] = {
    "groups": _of_group,
    "tables": lambda table: (route.prefix for route in table.routes),
    "ip_groups": lambda group: group.addresses,
    "policies": _of_policy,
    "firewalls": lambda firewall: _of_policy(firewall.own) if firewall.own else (),
    "networks": _of_network,
}
"""Where addresses and tags are written: views of the estate -> what one of them writes."""


def _has_gateway(world: World, network_id: str) -> bool:
    networks = (network_id, *world.estate.neighbours(network_id, surely=False))
    return any(site.subnet.name.lower() == "gatewaysubnet" for each in networks for site in world.estate.of(each))


def _groups(world: World) -> Mapping[str, Bounds]:
    """Application security groups: their members' written addresses, and any address of the networks these are in."""
    found: dict[str, Bounds] = {}
    for interface in world.estate.interfaces:
        for part in interface.configurations:
            if not part.security_groups:
                continue
            prefixes = world.estate.address_space(network_of(part.subnet))
            outer = UNKNOWN_NEIGHBOUR if prefixes is None else space_of(prefixes)
            inner = (addresses(part.ip) if part.ip else None) or EMPTY
            for group in part.security_groups:
                found[group.lower()] = found.get(group.lower(), NOWHERE.space) | Bounds(inner, outer)
    return found


def _routed_in(world: World, network_id: str) -> IntervalSet:
    """What the routes of every subnet of a network may add to the tag. Raises `Undecided`."""
    tables = dict.fromkeys(site.subnet.route_table for site in world.estate.of(network_id) if site.subnet.route_table is not None)
    routes = (route for table in tables for route in world.estate.tables[table].routes)
    return IntervalSet.union(world.book.named(route.prefix, NOWHERE).outer for route in routes)


def _attached(world: World, subnet_id: str) -> tuple[Attachment, ...]:
    return world.attachments()[0].get(subnet_id, ())


def _attached_elsewhere(world: World) -> tuple[Attachment, ...]:
    return tuple(each for subnet, found in world.attachments()[0].items() if subnet not in world.estate.sites for each in found)


def _some_unattached(world: World) -> bool:
    return bool(world.attachments()[1])


def regional_storage(location: str) -> str:
    """The tag of the storage accounts in one region."""
    return f"Storage.{location.replace(' ', '')}" if location else "Storage"


def endpoint_tag(service: str) -> str:
    """The service tag whose prefixes a service endpoint routes. An unknown service gets a tag of its own."""
    return SERVICE_ENDPOINT_TAGS.get(service.lower(), service.replace("Microsoft.", "Unknown."))

