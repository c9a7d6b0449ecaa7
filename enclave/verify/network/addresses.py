"""Addresses as numbers, and what a name in a rule stands for: a prefix, a range, a service tag or a group.

IPv4 and IPv6 share one line of numbers. Which public addresses a service tag holds changes weekly, so each tag that a
graph names gets one number of its own, standing for "some address of it that nothing else here names".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from enclave.graph.body import Undecided
from enclave.verify.network.intervals import EMPTY, IntervalSet
from enclave.verify.network.packets import ANY_ADDRESS, PROTOCOLS, Box, Packet, PacketSet

IPV6_BASE = 2**32
TAG_BASE = IPV6_BASE + 2**128
TAG_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*")
ANYTHING = frozenset({"*", "any"})

TAGS: Mapping[str, Any] = json.loads((Path(__file__).parent / "service_tags.json").read_text(encoding="utf-8"))
CONTROL = frozenset(name.lower() for name in TAGS["control"])
"""Tags that only Azure's own management sends from."""
PLATFORM = frozenset(name.lower() for name in TAGS["platform"])
"""Tags for the host's own services; they name no address that a route leads to."""
SHARED = frozenset(name.lower() for name in TAGS["shared"])
"""Tags that anybody's instances are behind."""
SERVICE_ENDPOINT_TAGS: Mapping[str, str] = {name.lower(): tag for name, tag in TAGS["service_endpoints"].items()}


@lru_cache(maxsize=2**16)
def addresses(text: str) -> IntervalSet | None:
    """The set of `10.0.0.0/16`, `10.0.0.4`, `10.0.0.1-10.0.0.9` or `fd00::/8`; None when it is none of them."""
    low, dash, high = (part.strip() for part in text.strip().partition("-"))
    try:
        if dash:
            return IntervalSet.of((_number(ip_address(low)), _number(ip_address(high))))
        network = ip_network(low, strict=False)
    except (ValueError, AddressValueError):
        return None
    start = _number(network.network_address)
    return IntervalSet.of((start, start + network.num_addresses - 1))


def same_family(sources: IntervalSet, destinations: IntervalSet) -> PacketSet:
    """The packets between two sets: both ends are IPv4 (or a service tag), or both IPv6."""
    four = Box(sources - IPV6, destinations - IPV6)
    return PacketSet.of(four, Box(sources & IPV6, destinations & IPV6))


@lru_cache(maxsize=2**16)
def prefix_length(text: str) -> int:
    """The length of a prefix, of a single address 32 or 128. Raises `Undecided` for a text that is none."""
    try:
        return ip_network(text.strip(), strict=False).prefixlen
    except ValueError:
        raise Undecided(text) from None


def _number(address: IPv4Address | IPv6Address) -> int:
    return int(address) if address.version == 4 else int(address) + IPV6_BASE


def _some(*prefixes: str) -> IntervalSet:
    return IntervalSet.union(found for prefix in prefixes if (found := addresses(prefix)))


IPV4 = _some("0.0.0.0/0")
IPV6 = _some("::/0")
HOST = _some("168.63.129.16/32", "169.254.169.254/32")
"""Addresses of the host's own services: DNS, probes, metadata. Security groups do not see them (A2 item 8)."""
LOAD_BALANCER = _some("168.63.129.16/32")
NOT_PUBLIC = HOST | _some(
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
    "::/8", "fc00::/7", "fe80::/10", "ff00::/8",
)
"""Addresses that the internet does not route: RFC 1918, 6598, 3927, 4193 and 4291, multicast and reserved."""
WORLD = (IPV4 | IPV6) - NOT_PUBLIC


class Bounds(Struct, frozen=True):
    """What is known of a set: `inner` is surely in it, nothing outside `outer` is."""

    inner: IntervalSet
    outer: IntervalSet

    @classmethod
    def exact(cls, numbers: IntervalSet) -> Bounds:
        """A set that is known."""
        return cls(numbers, numbers)

    def __or__(self, other: Bounds) -> Bounds:
        return Bounds(self.inner | other.inner, self.outer | other.outer)


class Vicinity(Struct, frozen=True, eq=False):
    """What the names that depend on the place stand for at one subnet."""

    space: Bounds
    """The network's own addresses and those of networks that it is peered with."""
    virtual_network: Bounds
    """The `VirtualNetwork` tag: the space, widened by the prefixes of user-defined routes (A2 item 4)."""
    groups: Mapping[str, Bounds] = field(default_factory=dict)
    """Application security groups by lower-case id."""


NOWHERE = Vicinity(Bounds.exact(EMPTY), Bounds.exact(EMPTY))


class AddressBook:
    """The tags and public prefixes that one graph names, and so what its names stand for."""

    def __init__(self, names: Iterable[str], private: IntervalSet = EMPTY) -> None:
        """`names`: every address, tag and prefix that a rule or route of the graph writes; `private`: its networks."""
        tags: set[str] = set()
        written: list[IntervalSet] = []
        for name in {name.strip() for name in names}:
            found = addresses(name)
            if found is None and TAG_NAME.fullmatch(name) and name.lower() not in ANYTHING:
                tags.add(name.lower())
            elif found is not None and not (found >= IPV4 or found >= IPV6):
                written.append(found)
        self.tags = tuple(sorted(tags - {"virtualnetwork", "internet", "azureloadbalancer"}))
        self._atoms = {name: TAG_BASE + place for place, name in enumerate(self.tags)}
        self.written = IntervalSet.union(written) & (WORLD - private)
        """Public addresses that the graph names by number; any of them may be one of a service tag's."""
        left = not self.written >= (IPV4 & WORLD) - private
        self._shared = self._numbers(name for name in self.tags if left and name not in PLATFORM and _root(name) not in CONTROL)
        self._control = self._numbers(name for name in self.tags if left and _root(name) in CONTROL)
        self.internet = (WORLD - private) | self._shared | self._control
        """Everything that is outside, tags included."""
        self._ipv4 = IPV4 | self._shared | self._control
        self._parsed: dict[str, IntervalSet | None] = {}

    def __eq__(self, other: object) -> bool:
        """Whether every name stands for the same in both."""
        return isinstance(other, AddressBook) and self._content == other._content

    def __hash__(self) -> int:
        return hash(self._content)

    @property
    def _content(self) -> tuple[object, ...]:
        return self.tags, self.written, self.internet, self._shared, self._control

    def named(self, name: str, vicinity: Vicinity) -> Bounds:
        """What a name in a rule stands for. Raises `Undecided` when it is no name of anything."""
        name = name.strip()
        word = name.lower()
        if name not in self._parsed:
            self._parsed[name] = addresses(name)
        found = self._parsed[name]
        if found is not None:
            return Bounds.exact(self._ipv4 if found >= IPV4 else found)
        if word in ANYTHING:
            return Bounds.exact(ANY_ADDRESS)
        if word.startswith("asg:"):
            return vicinity.groups.get(word.removeprefix("asg:"), NOWHERE.space) | Bounds(EMPTY, vicinity.space.outer)
        if word == "virtualnetwork":
            return vicinity.virtual_network
        if word == "internet":
            return Bounds(self.internet - vicinity.space.outer, ANY_ADDRESS - vicinity.space.inner)
        if word == "azureloadbalancer":
            return Bounds.exact(LOAD_BALANCER)
        if word not in self._atoms:
            raise Undecided(name)
        numbers = self._numbers(each for each in self.tags if contains(word, each)) & self.internet
        if _root(word) in CONTROL:
            return Bounds(numbers, numbers | self.written)
        return Bounds(numbers, numbers | self.written | self._shared)

    def outsiders(self, *, surely: bool) -> IntervalSet:
        """Addresses from which a stranger can send: not Azure's management; `surely`: not tags that nobody knows either."""
        unknown = self._numbers(name for name in self.tags if _root(name) not in SHARED) if surely else EMPTY
        return self.internet - self._control - unknown

    def _numbers(self, tags: Iterable[str]) -> IntervalSet:
        return IntervalSet.of(*((self._atoms[tag], self._atoms[tag]) for tag in tags))

    def show(self, address: int) -> str:
        """An address for people."""
        if address >= TAG_BASE:
            place = address - TAG_BASE
            return f"<an address of {self.tags[place] if place < len(self.tags) else 'no tag'}>"
        return str(IPv6Address(address - IPV6_BASE)) if address >= IPV6_BASE else str(IPv4Address(address))

    def describe(self, packet: Packet) -> str:
        """`tcp 203.0.113.7:50000 -> 10.0.0.4:443`; protocols without ports have none."""
        protocol = PROTOCOLS[packet.protocol]
        source, destination = self.show(packet.source), self.show(packet.destination)
        if protocol in ("tcp", "udp"):
            return f"{protocol} {source}:50000 -> {destination}:{packet.port}"
        return f"{'ip' if protocol == 'other' else protocol} {source} -> {destination}"


def contains(tag: str, other: str) -> bool:
    """Whether every address of the other tag (lower case) is surely one of this tag's."""
    if tag == other or other.startswith(f"{tag}."):
        return True
    root, _, region = tag.partition(".")
    return root == "azurecloud" and _root(other) not in PLATFORM and (not region or other.endswith(f".{region}"))


def _root(tag: str) -> str:
    """The tag without a region: what the table knows."""
    return tag if tag in SHARED | CONTROL | PLATFORM else tag.partition(".")[0]
