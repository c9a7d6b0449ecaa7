"""Azure Firewall: destination NAT, then network, then application rules, a parent policy's first (A2 items 14 to 16).

Application rules and network rules with names are proofs about names, not addresses: they come as `Passage`s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from enclave.graph.body import last_segment
from enclave.graph.resources.azure_firewalls import AzureFirewall
from enclave.graph.resources.firewall_policies import FirewallPolicy, FirewallRule, RuleCollection
from enclave.verify.network.addresses import NOWHERE, Bounds
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import ANY_ADDRESS, TCP, Box, PacketSet
from enclave.verify.network.ports import ports, protocols
from enclave.verify.network.security import Mode
from enclave.verify.network.world import World
from enclave.verify.unsure import Unsure

ONLY_TCP = IntervalSet.of((TCP, TCP))


class Placed(Struct, frozen=True):
    """A rule where it stands."""

    rule: FirewallRule
    collection: RuleCollection
    policy: str

    @property
    def label(self) -> str:
        return f"{self.collection.kind.lower()} rule {self.rule.name} in {self.collection.name} (priority {self.collection.priority})"


class Passage(Struct, frozen=True):
    """Names that a rule lets pass, and the packets that carry the request."""

    names: tuple[str, ...]
    """FQDNs, wildcards, `tag:<name>` for Azure's FQDN tags and `category:<name>` for web categories."""
    may: PacketSet
    must: PacketSet
    placed: Placed


class AddressFilter:
    """The rules of one firewall that look at addresses, in the order in which Azure tries them."""

    def __init__(self, firewall: AzureFirewall, world: World) -> None:
        """Raises `Undecided` when the firewall's rules, of whatever kind, are not all known."""
        self.firewall = firewall
        self.world = world
        self._sides: dict[int, tuple[Bounds, Bounds]] = {}
        self.book = world.book
        self.nat = self._rules("Dnat")
        self.network = self._rules("Network")

    def _rules(self, kind: str) -> tuple[Placed, ...]:
        """Those of a kind, with what they name: whoever asks for them has read that, whoever worked out their sides."""
        found = self.world.ask(_placed, self.firewall.id, kind)
        for placed in found:
            for group in (*placed.rule.source_ip_groups, *placed.rule.destination_ip_groups):
                self.world.estate.ip_groups.find(group)
        return found

    def sides(self, rule: FirewallRule) -> tuple[Bounds, Bounds]:
        """Sources and destinations of a rule. A side that is not written is empty. Raises `Undecided`."""
        if id(rule) not in self._sides:
            sources = self._side(rule.sources, rule.source_ip_groups)
            self._sides[id(rule)] = sources, self._side(rule.destinations, rule.destination_ip_groups)
        return self._sides[id(rule)]

    def _side(self, names: Sequence[str], groups: Sequence[str]) -> Bounds:
        inside = [address for group in groups for address in self.world.estate.ip_groups[group].addresses]
        parts = [self.book.named(name, NOWHERE) for name in (*names, *inside)]
        return Bounds(IntervalSet.union(part.inner for part in parts), IntervalSet.union(part.outer for part in parts))

    def by_address(self, among: PacketSet, mode: Mode) -> tuple[list[tuple[Placed, PacketSet]], PacketSet]:
        """What network rules let pass, rule by rule, and what they leave to the application rules."""
        passed: list[tuple[Placed, PacketSet]] = []
        left = among
        for placed in self.network:
            if not left:
                break
            inner, outer = self._boxes(placed.rule, placed.collection.action)
            if placed.collection.action == "Allow":
                matched = left & (outer if mode == "may" else inner)
                if matched:
                    passed.append((placed, matched))
                left = left - matched
            else:
                left = left - (inner if mode == "may" else outer)
        return passed, left

    def _boxes(self, rule: FirewallRule, action: str) -> tuple[Box, Box]:
        sources, destinations = self.sides(rule)
        kinds, numbers = protocols(rule.protocols), ports(rule.ports)
        named = rule.destination_fqdns and action == "Deny"
        reached = ANY_ADDRESS if named else destinations.outer
        return Box(sources.inner, destinations.inner, kinds, numbers), Box(sources.outer, reached, kinds, numbers)


class Filter(AddressFilter):
    """All rules of one firewall, those too that look at names."""

    def __init__(self, firewall: AzureFirewall, world: World) -> None:
        """Raises `Undecided` when the rules are not all known."""
        super().__init__(firewall, world)
        self.proxies = world.ask(_proxies, firewall.id)
        """It answers names for its clients, without which names in network rules match nothing (A2 item 15)."""
        self.application = self._rules("Application")

    def patterns(self) -> tuple[str, ...]:
        """Every name that a rule may let pass. Raises `Undecided` where `by_name` may."""
        found: dict[str, None] = {}
        for placed in self.network:
            if placed.rule.destination_fqdns and placed.collection.action == "Allow":
                self.sides(placed.rule)
                found |= dict.fromkeys(placed.rule.destination_fqdns)
        for placed in self.application:
            self.application_boxes(placed.rule)
            if placed.collection.action == "Allow":
                found |= dict.fromkeys(names_of(placed.rule))
        return tuple(found)

    def by_name(self, may: PacketSet, must: PacketSet) -> Iterator[Passage]:
        """What rules let pass by name, in the order in which they are tried, without the names that are surely denied before."""
        for placed in self.network:
            if placed.rule.destination_fqdns and placed.collection.action == "Allow":
                sources, _ = self.sides(placed.rule)
                kinds, numbers = protocols(placed.rule.protocols), ports(placed.rule.ports)
                if matched := may & Box(sources.outer, ANY_ADDRESS, kinds, numbers):
                    resolved = must if self.proxies else PacketSet()
                    surely = resolved & Box(sources.inner, ANY_ADDRESS, kinds, numbers)
                    yield Passage(placed.rule.destination_fqdns, matched, surely, placed)
        _, may_left = self.by_address(may, "may")
        _, must_left = self.by_address(must, "must")
        for placed in self.application:
            inner, outer = self.application_boxes(placed.rule)
            if placed.collection.action != "Allow" or not (matched := may_left & outer):
                continue
            whole = Passage(names_of(placed.rule), matched, must_left & inner, placed)
            names = tuple(name for name in whole.names if self.denied(name, whole, "may") is None)
            if names:
                yield Passage(names, whole.may, whole.must, placed)

    def application_boxes(self, rule: FirewallRule) -> tuple[Box, Box]:
        """The packets that an application rule surely looks at, and those that it may look at."""
        sources, destinations = self.sides(rule)
        numbers = ports(protocol.rpartition(":")[2] for protocol in rule.protocols)
        reached = destinations if rule.destinations or rule.destination_ip_groups else Bounds.exact(ANY_ADDRESS)
        return Box(sources.inner, reached.inner, ONLY_TCP, numbers), Box(sources.outer, reached.outer, ONLY_TCP, numbers)

    def denied(self, name: str, passage: Passage, mode: Mode) -> Placed | None:
        """An earlier application rule that denies a name before the passage's rule can let it pass.

        `may`: only one that surely denies all that the name stands for, for every packet; `must`: any that might deny some.
        """
        for placed in self.application if passage.placed.collection.kind == "Application" else ():
            if placed is passage.placed:
                break
            if placed.collection.action != "Deny":
                continue
            inner, outer = self.application_boxes(placed.rule)
            patterns = names_of(placed.rule)
            if mode == "may" and any(covers(pattern, name) for pattern in patterns) and not passage.may - inner:
                return placed
            if mode == "must" and any(overlap(pattern, name) for pattern in patterns) and passage.may & outer:
                return placed
        return None


def filter_of(firewall: AzureFirewall, world: World) -> Filter:
    """The rules of a firewall, read once. Raises `Undecided`."""
    return world.once(("filter", firewall.id.lower()), lambda: Filter(firewall, world))


def address_filter_of(firewall: AzureFirewall, world: World) -> AddressFilter:
    """Those rules of a firewall that look at addresses, read once: a change of the others is none to who asks. Raises `Undecided`."""
    return world.once(("address filter", firewall.id.lower()), lambda: AddressFilter(firewall, world))


def is_explicit_proxy(firewall: AzureFirewall, world: World) -> bool:
    """Whether clients can name a firewall as their proxy. Raises `Undecided`."""
    return world.ask(_is_explicit_proxy, firewall.id)


def _is_explicit_proxy(world: World, firewall_id: str) -> bool:
    return any(policy.explicit_proxy for policy in policies_of(world.estate.firewalls[firewall_id], world))


def _proxies(world: World, firewall_id: str) -> bool:
    chain = policies_of(world.estate.firewalls[firewall_id], world)
    return bool(chain) and chain[-1].dns_proxy


def _placed(world: World, firewall_id: str, kind: str) -> tuple[Placed, ...]:
    """The rules of a kind in the order in which Azure tries them. Raises `Undecided`."""
    chain = policies_of(world.estate.firewalls[firewall_id], world)
    return tuple(each for each in _ordered(chain) if each.collection.kind == kind)


def names_of(rule: FirewallRule) -> tuple[str, ...]:
    """Everything that an application rule matches by name."""
    hosts = (url.partition("//")[2] or url for url in rule.target_urls)
    return (
        *rule.target_fqdns,
        *(host.partition("/")[0] for host in hosts),
        *(f"tag:{tag}" for tag in rule.fqdn_tags),
        *(f"category:{category}" for category in rule.web_categories),
    )


def covers(pattern: str, name: str) -> bool:
    """Whether a pattern (`*`, `*.a.b`, `a.b`) matches everything that the other stands for."""
    pattern, name = pattern.lower().rstrip("."), name.lower().rstrip(".")
    if pattern in ("*", name):
        return True
    return pattern.startswith("*") and name.endswith(pattern[1:]) and name != pattern[1:]


def overlap(one: str, other: str) -> bool:
    """Whether two patterns may match a common name. Tags and categories may hold any name."""
    if any(":" in each for each in (one, other)):
        return True
    return covers(one, other) or covers(other, one)


def policies_of(firewall: AzureFirewall, world: World) -> list[FirewallPolicy]:
    """A firewall's policies from the root parent down. No policy: no rule, so everything is denied. Raises `Undecided`.

    Rules of the firewall's own are a policy too. Azure takes no firewall that has both.
    """
    if firewall.own is not None:
        if firewall.policy is not None:
            raise Unsure(f"{last_segment(firewall.id)} has rules of its own beside a policy", firewall.id)
        return [firewall.own]
    policy_id = firewall.policy
    chain: list[FirewallPolicy] = []
    while policy_id is not None:
        if any(policy.id.lower() == policy_id.lower() for policy in chain):
            raise Unsure(f"{last_segment(policy_id)} is its own parent", policy_id)
        chain.append(world.estate.policies[policy_id])
        policy_id = chain[-1].base_policy
    return chain[::-1]


def _ordered(chain: Sequence[FirewallPolicy]) -> Iterator[Placed]:
    for policy in chain:
        for group in sorted(policy.groups, key=lambda group: group.priority):
            for collection in sorted(group.collections, key=lambda collection: collection.priority):
                yield from (Placed(rule, collection, policy.id) for rule in collection.rules)


