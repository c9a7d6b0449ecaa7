"""Rules of security groups one by one, as single resources have them: which let in the whole internet, and on what ports."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_network

from msgspec import Struct

from enclave.graph.body import Undecided, items, last_segment, text, texts
from enclave.graph.model import Body, Resource

ANYWHERE = frozenset({"*", "any", "internet"})
FEW_BITS = 8
"""A prefix that is shorter holds a good part of the internet."""


class OpenRule(Struct, frozen=True):
    """A rule that allows traffic from everywhere into a subnet."""

    name: str
    source: str
    """As it is written."""
    ports: tuple[tuple[int, int], ...]
    """First and last, both in."""
    carries_tcp: bool


def inbound_from_anywhere(resource: Resource) -> Iterator[OpenRule]:
    """Of a group its inline rules, of a rule itself. Raises `Undecided` at the end for what cannot be decided."""
    if resource.type.lower().endswith("/securityrules"):
        parts = [(last_segment(resource.name), resource.body)]
    else:
        parts = [(text(part, "name"), part) for part in items(resource.body, "properties.securityRules")]
    doubt: Undecided | None = None
    for name, part in parts:
        try:
            yield from _open(name, part)
        except Undecided as problem:
            doubt = doubt or problem
    if doubt is not None:
        raise doubt


def _open(name: str, part: Body) -> Iterator[OpenRule]:
    inner = "properties."
    if text(part, f"{inner}access").lower() != "allow" or text(part, f"{inner}direction").lower() != "inbound":
        return
    sources = (*texts(part, f"{inner}sourceAddressPrefixes"), text(part, f"{inner}sourceAddressPrefix"))
    wide = next((source for source in sources if _is_anywhere(source)), None)
    if wide is None:
        return
    written = (*texts(part, f"{inner}destinationPortRanges"), text(part, f"{inner}destinationPortRange"))
    ports = tuple(_range(word) for each in written for word in each.split(",") if word.strip())
    yield OpenRule(name, wide, ports, text(part, f"{inner}protocol", "*").lower() in ("*", "tcp"))


@lru_cache(maxsize=2**12)
def _is_anywhere(source: str) -> bool:
    word = source.strip().lower()
    if word in ANYWHERE:
        return True
    try:
        return ip_network(word, strict=False).prefixlen < FEW_BITS
    except ValueError:
        return False


def _range(word: str) -> tuple[int, int]:
    if word.strip() == "*":
        return 0, 65535
    first, _, last = word.strip().partition("-")
    if not first.isdecimal() or not (last or first).isdecimal():
        raise Undecided(word)
    return int(first), int(last or first)
