"""Security admin rules of a network manager, which are looked at before any security group (A2 item 7).

Which networks a rule holds in, and whether its configuration is committed, is not in a template. So a rule that always allows
may let its packets past every group, and one that denies may stop them: neither is ever sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from enclave.graph.body import Undecided, items, last_segment, text, texts
from enclave.graph.model import Body, Graph, Resource
from enclave.verify.network.addresses import AddressBook, Bounds, Vicinity
from enclave.verify.network.intervals import EMPTY, IntervalSet
from enclave.verify.network.packets import ANY_ADDRESS, Box
from enclave.verify.network.ports import ports, protocols

TYPE = "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules"


class AdminRule(Struct, frozen=True):
    """A rule that may be in force."""

    id: str
    direction: str
    access: str
    """`AlwaysAllow` or `Deny`. A plain `Allow` leaves the packet to the security groups."""
    box: Box
    """Every packet that it may match."""

    @property
    def told(self) -> str:
        """The rule for people."""
        return f"security admin rule {last_segment(self.id)} ({self.access})"


def admin_names(graph: Graph) -> Iterator[str]:
    """Every address and tag that such rules write. What cannot be read is left to `admin_rules`."""
    for resource in graph.of_type(TYPE):
        for field in ("sources", "destinations"):
            try:
                yield from (text(part, "addressPrefix") for part in items(resource.body, f"properties.{field}"))
            except Undecided:
                continue


def admin_rules(graph: Graph, book: AddressBook, private: IntervalSet) -> Iterator[AdminRule]:
    """Every rule that may decide before security groups do. Raises `Undecided`."""
    around = Vicinity(Bounds.exact(private), Bounds(EMPTY, ANY_ADDRESS))
    for resource in graph.of_type(TYPE):
        access = text(resource.body, "properties.access", "Deny")
        if access.lower() != "allow":
            direction = text(resource.body, "properties.direction", "Inbound").capitalize()
            yield AdminRule(resource.id, direction, access, _box(resource, book, around))


def _box(resource: Resource, book: AddressBook, around: Vicinity) -> Box:
    body = resource.body
    numbers = texts(body, "properties.destinationPortRanges") or ("*",)
    return Box(
        _side(items(body, "properties.sources"), book, around), _side(items(body, "properties.destinations"), book, around),
        protocols((text(body, "properties.protocol", "Any"),)), ports(numbers),
    )


def _side(parts: Sequence[Body], book: AddressBook, around: Vicinity) -> IntervalSet:
    found: list[IntervalSet] = []
    for part in parts:
        if text(part, "addressPrefixType", "IPPrefix").lower() == "networkgroup":
            return ANY_ADDRESS
        found.append(book.named(text(part, "addressPrefix", "*"), around).outer)
    return IntervalSet.union(found) if found else ANY_ADDRESS
