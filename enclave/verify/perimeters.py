"""Network security perimeters: whom the rules of a service's perimeter let in, and whether its own switch still counts (A2 item 20).

Source: the tables of learn.microsoft.com/azure/private-link/network-security-perimeter-transition. `SecuredByPerimeter` without
an association is locked down; `Enforced` overrides the service's own switch; `Learning` adds the perimeter's rules to its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from enclave.graph.body import items, last_segment, link, text, texts
from enclave.graph.model import Graph, Resource
from enclave.verify.estate import surely_deployed
from enclave.verify.network.addresses import WORLD, addresses
from enclave.verify.network.intervals import EMPTY, IntervalSet
from enclave.verify.unsure import Unsure

ASSOCIATION = "Microsoft.Network/networkSecurityPerimeters/resourceAssociations"
RULE = "Microsoft.Network/networkSecurityPerimeters/profiles/accessRules"
SECURED = "securedbyperimeter"


class Perimeter(Struct, frozen=True):
    """What the perimeters of one service say of who comes in."""

    enforced: bool
    """The service's own switch does not count."""
    sources: IntervalSet
    because: str


OUTSIDE = Perimeter(enforced=False, sources=EMPTY, because="")


def perimeter_of(service: Resource, graph: Graph) -> Perimeter:
    """The perimeter that a service is in; `OUTSIDE` when it is in none. Raises `Undecided`."""
    found = OUTSIDE
    for association in graph.of_type(ASSOCIATION):
        target = link(association.body, "properties.privateLinkResource")
        if target is None or target.lower() != service.id.lower():
            continue
        doubt = surely_deployed((association,))
        if doubt is not None:
            raise doubt
        mode = text(association.body, "properties.accessMode", "Learning").lower()
        sources, because = _let_in(association, graph)
        found = Perimeter(found.enforced or mode == "enforced", found.sources | sources, because or found.because)
    return found


def _let_in(association: Resource, graph: Graph) -> tuple[IntervalSet, str]:
    profile = link(association.body, "properties.profile") or ""
    if graph.get(profile) is None or graph.get(profile.rpartition("/profiles/")[0]) is None:
        raise Unsure(f"{last_segment(association.name)} puts it into a perimeter that is not in the template", association.id)
    found, because = EMPTY, ""
    for rule in _inbound(profile, graph):
        for kind in ("subscriptions", "serviceTags", "networkSecurityPerimeters"):
            if items(rule.body, f"properties.{kind}") if kind != "serviceTags" else texts(rule.body, f"properties.{kind}"):
                raise Unsure(f"rule {last_segment(rule.name)} of its perimeter lets in {kind}, which is not modelled", rule.id)
        for prefix in texts(rule.body, "properties.addressPrefixes"):
            part = addresses(prefix)
            if part is None:
                raise Unsure(f"`{prefix}` is no prefix", rule.id)
            found |= part & WORLD
            because = f"rule {last_segment(rule.name)} of its network security perimeter lets in {prefix}"
    return found, because


def _inbound(profile: str, graph: Graph) -> Iterator[Resource]:
    for rule in graph.of_type(RULE):
        if graph.get(rule.id[: rule.id.lower().rfind("/accessrules/")]) is None:
            raise Unsure("a rule belongs to a perimeter's profile that is not in the template, or has no name that is known", rule.id)
    for rule in graph.children(profile):
        if rule.type.lower() == RULE.lower() and text(rule.body, "properties.direction", "Inbound").lower() == "inbound":
            doubt = surely_deployed((rule,))
            if doubt is not None:
                raise doubt
            yield rule
