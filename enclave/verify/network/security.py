"""Network security groups: first match by priority, then Azure's default rules (A2 items 1 to 8); admin rules before them.

Every answer comes twice: `may` holds all that could pass whatever the names in the rules stand for, `must` only what
passes in any case. A proof of isolation needs `may` to be empty, a proof of connectivity needs the flow in `must`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, TypeAlias

from msgspec import Struct, field

from enclave.graph.body import last_segment
from enclave.graph.resources.network_security_groups import SecurityRule
from enclave.verify.network.addresses import AddressBook, Bounds, Vicinity
from enclave.verify.network.admin_rules import AdminRule
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import ANY_ADDRESS, NOTHING, Box, Packet, PacketSet
from enclave.verify.network.ports import WELL_FORMED, ports, protocols
from enclave.verify.unsure import Unsure

ASG = "asg:"
"""How the names of application security groups begin in rules."""
Mode: TypeAlias = Literal["may", "must"]
Direction: TypeAlias = Literal["Inbound", "Outbound"]


def _default(name: str, priority: int, direction: str, access: str, *sides: str) -> SecurityRule:
    return SecurityRule(name, priority, direction, access, "*", sources=sides[:1], destinations=sides[1:])


DEFAULT_RULES: tuple[SecurityRule, ...] = (
    _default("AllowVnetInBound", 65000, "Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
    _default("AllowAzureLoadBalancerInBound", 65001, "Inbound", "Allow", "AzureLoadBalancer", "*"),
    _default("DenyAllInBound", 65500, "Inbound", "Deny", "*", "*"),
    _default("AllowVnetOutBound", 65000, "Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
    _default("AllowInternetOutBound", 65001, "Outbound", "Allow", "*", "Internet"),
    _default("DenyAllOutBound", 65500, "Outbound", "Deny", "*", "*"),
)
"""Rules that every group ends with. Source: network-security-groups-overview, default security rules."""


class Guard(Struct, frozen=True, eq=False):
    """A network security group at one place. Without rules of its own it has the default ones; no group: `OPEN`."""

    id: str
    rules: tuple[SecurityRule, ...]
    vicinity: Vicinity
    book: AddressBook
    open: bool = False
    """There is no group here: everything passes."""
    admin: tuple[AdminRule, ...] = ()
    """Rules that may be in force before the group's."""
    members: tuple[str, ...] | None = None
    """Application security groups of the one machine that stands behind it; None: whoever has an address of theirs is in them."""
    _reach: dict[tuple[str, int], tuple[Box, Box]] = field(default_factory=dict)
    _order: dict[str, list[SecurityRule]] = field(default_factory=dict)

    def before(self, members: tuple[str, ...] | None) -> Guard:
        """The same group before one machine, which is in these application security groups and in no other."""
        if members is None or not any(name.startswith(ASG) for rule in self.rules for name in rule.destinations):
            return self
        return Guard(self.id, self.rules, self.vicinity, self.book, self.open, self.admin, members)

    def allowed(self, direction: Direction, mode: Mode, among: PacketSet = WELL_FORMED) -> PacketSet:
        """The packets among those given that pass. Raises `Undecided` for a name that is none."""
        found = self._passed(direction, mode, among)
        for rule in self.admin:
            if rule.direction == direction and (rule.access.lower() == "deny") != (mode == "may"):
                found = found | (among & rule.box) if mode == "may" else found - rule.box
        return found

    def _passed(self, direction: Direction, mode: Mode, among: PacketSet) -> PacketSet:
        """What the group itself lets pass."""
        if self.open:
            return among
        passed, left = NOTHING, among
        for place, rule in enumerate(self.in_order(direction)):
            if not left:
                break
            inner, outer = self._reached(direction, place, rule)
            if rule.access == "Allow":
                matched = left & (outer if mode == "may" else inner)
                passed, left = passed | matched, left - matched
            else:
                left = left - (inner if mode == "may" else outer)
        return passed

    def because(self, direction: Direction, mode: Mode, packet: Packet) -> str:
        """Why one packet passes or not, read as the mode reads the rules."""
        for before in self.admin:
            if before.direction == direction and packet in before.box and (before.access.lower() == "deny") != (mode == "may"):
                return before.told
        if self.open:
            return "no network security group here"
        for place, rule in enumerate(self.in_order(direction)):
            inner, outer = self._reached(direction, place, rule)
            if packet in (outer if (rule.access == "Allow") == (mode == "may") else inner):
                return say(rule)
        return "no rule matches"

    @property
    def may_be_passed(self) -> bool:
        """An admin rule may let packets in where no group does."""
        return any(rule.direction == "Inbound" and rule.access.lower() != "deny" for rule in self.admin)

    def in_order(self, direction: Direction) -> list[SecurityRule]:
        """The rules of one direction as they are tried. Raises `Undecided` when two have one priority: Azure takes no such group."""
        if direction not in self._order:
            rules = (rule for rule in (*self.rules, *DEFAULT_RULES) if rule.direction == direction)
            ordered = sorted(rules, key=lambda rule: rule.priority)
            for one, other in pairwise(ordered):
                if one.priority == other.priority:
                    raise Unsure(f"rules {one.name} and {other.name} of {last_segment(self.id)} have one priority", self.id)
            self._order[direction] = ordered
        return self._order[direction]

    def _reached(self, direction: Direction, place: int, rule: SecurityRule) -> tuple[Box, Box]:
        if (direction, place) not in self._reach:
            self._reach[direction, place] = reach_of(rule, self.vicinity, self.book, self.members)
        return self._reach[direction, place]


def reach_of(
    rule: SecurityRule, vicinity: Vicinity, book: AddressBook, members: tuple[str, ...] | None = None
) -> tuple[Box, Box]:
    """The packets that a rule surely matches, and those that it may match; `members`: as of `Guard`."""
    sources, destinations = _side(rule.sources, vicinity, book), _side(rule.destinations, vicinity, book, members)
    kinds, numbers = protocols((rule.protocol,)), ports(rule.destination_ports)
    outer = Box(sources.outer, destinations.outer, kinds, numbers)
    if any(text.strip() not in ("*", "0-65535") for text in rule.source_ports):
        return Box(IntervalSet(), IntervalSet(), kinds, numbers), outer
    return Box(sources.inner, destinations.inner, kinds, numbers), outer


def _side(names: Sequence[str], vicinity: Vicinity, book: AddressBook, members: tuple[str, ...] | None = None) -> Bounds:
    parts = [
        Bounds.exact(ANY_ADDRESS if each.removeprefix(ASG).lower() in members else IntervalSet())
        if members is not None and each.startswith(ASG) else book.named(each, vicinity)
        for name in names for each in name.split(",") if each.strip()
    ]
    return Bounds(IntervalSet.union(part.inner for part in parts), IntervalSet.union(part.outer for part in parts))


def say(rule: SecurityRule) -> str:
    """A rule for people: `rule AllowWeb (priority 100) allows tcp/443 from Internet to *`."""
    verb = "allows" if rule.access == "Allow" else "denies"
    kind = "any protocol" if rule.protocol == "*" else rule.protocol.lower()
    where = "" if rule.destination_ports == ("*",) else f"/{','.join(rule.destination_ports)}"
    source, destination = _names(rule.sources), _names(rule.destinations)
    return f"rule {rule.name} (priority {rule.priority}) {verb} {kind}{where} from {source} to {destination}"


def _names(names: Sequence[str]) -> str:
    return ", ".join(last_segment(name) if name.startswith(ASG) else name for name in names)
