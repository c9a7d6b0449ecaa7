"""Exact sets of packets over source address, destination address, protocol and destination port.

A set is a union of disjoint boxes, each the product of four sets of numbers. Protocols that have no ports carry port 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from enclave.verify.network.intervals import IntervalSet

PROTOCOLS = ("tcp", "udp", "icmp", "esp", "ah", "other")
"""A protocol's number is its place here. `other` stands for all the rest, which only a rule for any protocol matches."""
TCP, UDP, ICMP, ESP, AH, OTHER = range(6)

ANY_PROTOCOL = IntervalSet.of((TCP, OTHER))
ANY_PORT = IntervalSet.of((0, 65535))
ADDRESS_LIMIT = 2**129
"""Every number below it is an address: see `addresses.py`."""
FAMILIAR = (0xCB007107, 0xC6336414)
"""203.0.113.7 and 198.51.100.20."""
ANY_ADDRESS = IntervalSet.of((0, ADDRESS_LIMIT - 1))


class Packet(Struct, frozen=True):
    """One packet. Addresses are numbers of `addresses.py`, the protocol one of `PROTOCOLS`."""

    source: int
    destination: int
    protocol: int
    port: int


class Box(Struct, frozen=True):
    """The product of four sets of numbers."""

    sources: IntervalSet = ANY_ADDRESS
    destinations: IntervalSet = ANY_ADDRESS
    protocols: IntervalSet = ANY_PROTOCOL
    ports: IntervalSet = ANY_PORT

    def __bool__(self) -> bool:
        return bool(self.sources and self.destinations and self.protocols and self.ports)

    def __contains__(self, packet: Packet) -> bool:
        return (
            packet.source in self.sources
            and packet.destination in self.destinations
            and packet.protocol in self.protocols
            and packet.port in self.ports
        )

    def __and__(self, other: Box) -> Box:
        return Box(
            self.sources & other.sources,
            self.destinations & other.destinations,
            self.protocols & other.protocols,
            self.ports & other.ports,
        )

    def meets(self, other: Box) -> bool:
        """Whether the two have a packet in common."""
        return (
            self.destinations.meets(other.destinations)
            and self.sources.meets(other.sources)
            and self.ports.meets(other.ports)
            and self.protocols.meets(other.protocols)
        )

    def minus(self, other: Box) -> Iterator[Box]:
        """Disjoint boxes that together are this box without the other."""
        if not self.meets(other):
            yield self
            return
        common = self & other
        parts = (
            Box(self.sources - common.sources, self.destinations, self.protocols, self.ports),
            Box(common.sources, self.destinations - common.destinations, self.protocols, self.ports),
            Box(common.sources, common.destinations, self.protocols - common.protocols, self.ports),
            Box(common.sources, common.destinations, common.protocols, self.ports - common.ports),
        )
        yield from (part for part in parts if part)


class PacketSet(Struct, frozen=True):
    """A set of packets: a union of disjoint boxes that are not empty."""

    boxes: tuple[Box, ...] = ()

    @classmethod
    def of(cls, *boxes: Box) -> PacketSet:
        """The union of boxes that may overlap."""
        result: list[Box] = []
        for box in boxes:
            if box:
                result += _cut(result, box) if result else [box]
        return cls(tuple(result))

    def __bool__(self) -> bool:
        return bool(self.boxes)

    def __contains__(self, packet: Packet) -> bool:
        return any(packet in box for box in self.boxes)

    def __or__(self, other: PacketSet) -> PacketSet:
        if not self.boxes:
            return other
        return PacketSet(self.boxes + (other - self).boxes)

    def __and__(self, other: PacketSet | Box) -> PacketSet:
        others = (other,) if isinstance(other, Box) else other.boxes
        return PacketSet(tuple(left & right for left in self.boxes for right in others if left.meets(right)))

    def __sub__(self, other: PacketSet | Box) -> PacketSet:
        boxes: list[Box] = list(self.boxes)
        for right in (other,) if isinstance(other, Box) else other.boxes:
            boxes = [part for left in boxes for part in left.minus(right)]
        return PacketSet(tuple(boxes))

    def __le__(self, other: PacketSet) -> bool:
        """Whether every packet of this set is in the other."""
        return not self - other

    @property
    def sources(self) -> IntervalSet:
        """Every source address of a packet of the set."""
        return IntervalSet.union(box.sources for box in self.boxes)

    @property
    def destinations(self) -> IntervalSet:
        """Every destination address of a packet of the set."""
        return IntervalSet.union(box.destinations for box in self.boxes)

    def reaching_all(self, destinations: IntervalSet) -> PacketSet:
        """The boxes whose packets go to every one of the destinations."""
        return PacketSet(tuple(box for box in self.boxes if destinations <= box.destinations))

    def example(self) -> Packet:
        """One packet: on a familiar port (443, else the least) where there is one. Raises `IndexError` when empty."""
        box = next((each for each in self.boxes if TCP in each.protocols and 443 in each.ports), self.boxes[0])
        protocol = box.protocols.first
        port = 443 if protocol in (TCP, UDP) and 443 in box.ports else box.ports.first
        return Packet(familiar(box.sources), familiar(box.destinations), protocol, port)

    def between(self) -> Packet | None:
        """One packet from an address to another one; None where every packet goes to the address that it comes from."""
        for box in self.boxes:
            found = PacketSet((box,)).example()
            if found.source != found.destination:
                return found
            here = IntervalSet.of((found.source, found.source))
            for others in (Box(destinations=box.destinations - here), Box(sources=box.sources - here)):
                if others & box:
                    return PacketSet((others & box,)).example()
        return None


def familiar(addresses: IntervalSet) -> int:
    """A number that reads well: a documentation address (RFC 5737), else the first that Azure gives out in a subnet."""
    for address in (*FAMILIAR, addresses.first + 4, addresses.first + 5):
        if address in addresses:
            return address
    return addresses.first


def _cut(existing: Iterable[Box], box: Box) -> list[Box]:
    parts = [box]
    for other in existing:
        parts = [part for each in parts for part in each.minus(other)]
    return parts


NOTHING = PacketSet()
EVERYTHING = PacketSet((Box(),))
