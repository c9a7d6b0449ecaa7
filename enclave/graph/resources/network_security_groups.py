"""Network security groups and their rules, inline or as child resources."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, items, last_segment, links, number, pointer, text, texts
from enclave.graph.model import Body, Graph, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Network/networkSecurityGroups"
RULE_TYPE = f"{TYPE}/securityRules"
API_VERSION = "2025-09-01"


class SecurityRule(Struct, frozen=True):
    """One rule; Azure's singular and plural fields are merged, an application security group is `asg:<id>`."""

    name: str
    priority: int
    direction: str
    """`Inbound` or `Outbound`."""
    access: str
    """`Allow` or `Deny`."""
    protocol: str
    """`*`, `Tcp`, `Udp`, `Icmp`, `Esp` or `Ah`."""
    sources: tuple[str, ...] = ("*",)
    source_ports: tuple[str, ...] = ("*",)
    destinations: tuple[str, ...] = ("*",)
    destination_ports: tuple[str, ...] = ("*",)
    description: str = ""


class NetworkSecurityGroup(Struct, frozen=True):
    """The rules that were written, in order of priority; Azure's default rules come after them."""

    id: str
    rules: tuple[SecurityRule, ...]


def read(resource: Resource, graph: Graph | None = None) -> NetworkSecurityGroup:
    """A network security group; with a graph its child rules are merged in. Raises `Undecided`."""
    rules = [_rule(part, text(part, "name"), resource.id) for part in items(resource.body, "properties.securityRules")]
    for child in graph.children(resource.id) if graph else ():
        if child.type.lower() == RULE_TYPE.lower():
            rules.append(_rule(child.body, last_segment(child.name), resource.id))
    merged = {rule.name.lower(): rule for rule in rules}.values()
    return NetworkSecurityGroup(resource.id, tuple(sorted(merged, key=lambda rule: (rule.direction, rule.priority))))


def write(group: NetworkSecurityGroup, place: Place) -> tuple[Resource, ...]:
    """The security group with its rules inline."""
    rules: list[Value] = [{"name": rule.name, "properties": _properties(rule)} for rule in group.rules]
    return (place.put(TYPE, API_VERSION, group.id, {"properties": {"securityRules": rules}}),)


def _properties(rule: SecurityRule) -> dict[str, Value]:
    return {
        **stated(description=rule.description or None),
        "priority": rule.priority,
        "direction": rule.direction,
        "access": rule.access,
        "protocol": rule.protocol,
        **_addresses("source", rule.sources),
        **_one_or_many("sourcePortRange", "sourcePortRanges", rule.source_ports),
        **_addresses("destination", rule.destinations),
        **_one_or_many("destinationPortRange", "destinationPortRanges", rule.destination_ports),
    }


def _addresses(side: str, values: tuple[str, ...]) -> dict[str, Value]:
    groups: list[Value] = [{"id": pointer(value[4:])} for value in values if value.startswith("asg:")]
    plain = tuple(value for value in values if not value.startswith("asg:"))
    written = _one_or_many(f"{side}AddressPrefix", f"{side}AddressPrefixes", plain) if plain else {}
    return {**written, f"{side}ApplicationSecurityGroups": groups} if groups else written


def _one_or_many(one: str, many: str, values: tuple[str, ...]) -> dict[str, Value]:
    return {one: values[0]} if len(values) == 1 else {many: list(values)}


def _rule(body: Body, name: str, where: str) -> SecurityRule:
    return SecurityRule(
        name=name,
        priority=number(body, "properties.priority"),
        direction=_one_of(body, "direction", ("Inbound", "Outbound"), where),
        access=_one_of(body, "access", ("Allow", "Deny"), where),
        protocol=_one_of(body, "protocol", ("*", "Tcp", "Udp", "Icmp", "Esp", "Ah"), where),
        sources=_some(body, "sourceAddressPrefix", "sourceAddressPrefixes", where, "sourceApplicationSecurityGroups"),
        source_ports=_some(body, "sourcePortRange", "sourcePortRanges", where),
        destinations=_some(
            body, "destinationAddressPrefix", "destinationAddressPrefixes", where, "destinationApplicationSecurityGroups"
        ),
        destination_ports=_some(body, "destinationPortRange", "destinationPortRanges", where),
        description=text(body, "properties.description"),
    )


def _one_of(body: Body, field: str, words: tuple[str, ...], where: str) -> str:
    written = text(body, f"properties.{field}")
    for word in words:
        if word.lower() == written.lower():
            return word
    raise Undecided(f"{field}: {written}", where)


def _some(body: Body, one: str, many: str, where: str, groups: str = "") -> tuple[str, ...]:
    values = [value for value in (*texts(body, f"properties.{one}"), *texts(body, f"properties.{many}")) if value]
    if groups:
        values += [f"asg:{group}" for group in links(body, f"properties.{groups}")]
    if not values:
        raise Undecided(one, where)
    return tuple(dict.fromkeys(values))
