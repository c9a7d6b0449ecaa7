"""What the names in rules stand for at each subnet of one estate, and the security group that guards it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from enclave.graph.body import Undecided
from enclave.verify.attachments import Attachment, attachments
from enclave.verify.estate import Estate, Site, network_of, space_of
from enclave.verify.network.addresses import (
    HOST,
    NOWHERE,
    SERVICE_ENDPOINT_TAGS,
    AddressBook,
    Bounds,
    Vicinity,
    addresses,
)
from enclave.verify.network.admin_rules import AdminRule, admin_names, admin_rules
from enclave.verify.network.intervals import EMPTY, IntervalSet
from enclave.verify.network.security import Guard

T = TypeVar("T")
UNKNOWN_NEIGHBOUR = IntervalSet.union(
    found for prefix in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10") if (found := addresses(prefix))
)
"""Where a network outside the template, or one behind a gateway, may have its addresses."""


class World:
    """An estate with the names of its rules resolved, each place once."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self._made: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, asked once for each key. Raises what it raised, each time."""
        if key not in self._made:
            try:
                self._made[key] = (make(), None)
            except Undecided as problem:
                self._made[key] = (None, problem)
        made, doubt = self._made[key]
        if doubt is not None:
            raise doubt
        found: T = made
        return found

    @cached_property
    def book(self) -> AddressBook:
        """The tags and public prefixes that the estate names."""
        return AddressBook(self._names(), self.estate.private)

    def _names(self) -> Iterator[str]:
        estate = self.estate
        yield from admin_names(estate.graph)
        for group in estate.groups:
            for rule in group.rules:
                yield from (*rule.sources, *rule.destinations)
        for table in estate.tables:
            yield from (route.prefix for route in table.routes)
        for ip_group in estate.ip_groups:
            yield from ip_group.addresses
        for policy in estate.policies:
            for each in policy.groups:
                for collection in each.collections:
                    for firewall_rule in collection.rules:
                        yield from (*firewall_rule.sources, *firewall_rule.destinations)
        for network in estate.networks:
            yield regional_storage(network.location)
            for subnet in network.subnets:
                yield from (endpoint_tag(service) for service in subnet.service_endpoints)

    def vicinity(self, site: Site) -> Vicinity:
        """What `VirtualNetwork` and the like stand for at a subnet. Raises `Undecided`."""
        return self.once(("vicinity", site.id.lower()), lambda: self._vicinity(site))

    def _vicinity(self, site: Site) -> Vicinity:
        estate, network = self.estate, site.network
        own = space_of(network.address_space)
        inner, outer = own, own
        for other in estate.neighbours(network.id, surely=False):
            view = estate.networks.find(other)
            space = UNKNOWN_NEIGHBOUR if view is None else space_of(view.address_space)
            outer |= space
            if view is not None and estate.connected(network.id, other, surely=True):
                inner |= space
        if self.has_gateway(network.id):
            outer |= UNKNOWN_NEIGHBOUR
        space_bounds = Bounds(inner, outer)
        widened = Bounds(inner | HOST, outer | HOST) | self._routed(site)
        return Vicinity(space_bounds, widened, self._groups)

    def has_gateway(self, network_id: str) -> bool:
        """Whether a gateway connects the network, or one that it is peered with, to other places."""
        networks = (network_id, *self.estate.neighbours(network_id, surely=False))
        return any(site.subnet.name.lower() == "gatewaysubnet" for each in networks for site in self.estate.of(each))

    def _routed(self, site: Site) -> Bounds:
        """Prefixes of user-defined routes belong to the tag; for a default route Azure says only that it may."""
        inner = outer = EMPTY
        for other in self.estate.of(site.network.id):
            if other.subnet.route_table is None:
                continue
            for route in self.estate.tables[other.subnet.route_table].routes:
                part = self.book.named(route.prefix, NOWHERE)
                outer |= part.outer
                if other.id == site.id and addresses(route.prefix) is not None and not route.prefix.endswith("/0"):
                    inner |= part.inner
        return Bounds(inner, outer)

    @cached_property
    def _groups(self) -> Mapping[str, Bounds]:
        """Application security groups: their members' written addresses, and any address of the networks these are in."""
        found: dict[str, Bounds] = {}
        for interface in self.estate.interfaces:
            for part in interface.configurations:
                network = self.estate.networks.find(network_of(part.subnet))
                outer = UNKNOWN_NEIGHBOUR if network is None else space_of(network.address_space)
                inner = (addresses(part.ip) if part.ip else None) or EMPTY
                for group in part.security_groups:
                    found[group.lower()] = found.get(group.lower(), NOWHERE.space) | Bounds(inner, outer)
        return found

    @cached_property
    def _attachments(self) -> tuple[Mapping[str, tuple[Attachment, ...]], tuple[Undecided, ...]]:
        found: dict[str, list[Attachment]] = {}
        read, problems = attachments(self.estate)
        for each in read:
            found.setdefault(each.subnet.lower(), []).append(each)
        return {subnet: tuple(each) for subnet, each in found.items()}, problems

    def attached(self, subnet_id: str) -> tuple[Attachment, ...]:
        """The machines in a subnet that could be read."""
        return self._attachments[0].get(subnet_id.lower(), ())

    @property
    def unattached(self) -> tuple[Undecided, ...]:
        """Why some machines could not be placed: each of them may be anywhere."""
        return self._attachments[1]

    @property
    def attached_elsewhere(self) -> tuple[Attachment, ...]:
        """Machines in subnets that are not in the template."""
        return tuple(each for subnet, found in self._attachments[0].items() if subnet not in self.estate.sites for each in found)

    def guard(self, site: Site) -> Guard:
        """The security group of a subnet. Raises `Undecided` when it is named but not known."""
        return self.guard_of(site.subnet.nsg, site)

    def guard_of(self, group_id: str | None, site: Site) -> Guard:
        """A security group as it reads at a subnet; None: there is none, everything passes. Raises `Undecided`."""
        return self.once(("guard", (group_id or "").lower(), site.id.lower()), lambda: self._guard(group_id, site))

    def _guard(self, group_id: str | None, site: Site) -> Guard:
        vicinity = self.vicinity(site)
        if group_id is None:
            return Guard("", (), vicinity, self.book, open=True, admin=self._admin)
        group = self.estate.groups[group_id]
        return Guard(group.id, group.rules, vicinity, self.book, admin=self._admin)

    @cached_property
    def _admin(self) -> tuple[AdminRule, ...]:
        return tuple(admin_rules(self.estate.graph, self.book, self.estate.private))


def regional_storage(location: str) -> str:
    """The tag of the storage accounts in one region."""
    return f"Storage.{location.replace(' ', '')}" if location else "Storage"


def endpoint_tag(service: str) -> str:
    """The service tag whose prefixes a service endpoint routes. An unknown service gets a tag of its own."""
    return SERVICE_ENDPOINT_TAGS.get(service.lower(), service.replace("Microsoft.", "Unknown."))

