"""Conditions of the posture tables: on a resource, its children, what extends it, what it links to, and its API version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from msgspec import Struct, structs

from enclave.graph.body import MISSING, Undecided, items, last_segment, link, lookup, undecided
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.verify.estate import presence
from enclave.verify.services import Condition, condition
from enclave.verify.unsure import Unsure

AND = " & "
ANY_VALUE = frozenset({"*"})


class Asked(Struct, frozen=True):
    """Several conditions that must all hold, written as one line: `path=value|value & child type:path=value?`."""

    parts: tuple[tuple[str, Condition], ...]
    """(where: empty, a child type, `+type/name`, `@type`, `#path`, `api` or `count`; the condition there)."""

    def holds(self, resource: Resource, graph: Graph) -> bool:
        """Whether all of them hold. Raises `Undecided`."""
        return all(_holds(where, each, resource, graph) for where, each in self.parts)

    def __str__(self) -> str:
        return " and ".join(_words(where, each) for where, each in self.parts)


def asked(line: str) -> Asked:
    """A line of a table."""
    return Asked(tuple(_part(part) for part in line.split(AND)))


def missing(groups: Iterable[tuple[Asked, ...]], resource: Resource, graph: Graph) -> Asked | None:
    """The first condition of the first group of which none holds; None when every group has one. Raises `Undecided`."""
    for group in groups:
        doubt: Undecided | None = None
        for each in group:
            try:
                if each.holds(resource, graph):
                    break
            except Undecided as problem:
                doubt = doubt or problem
        else:
            if doubt is not None:
                raise doubt
            return group[0]
    return None


def _part(line: str) -> tuple[str, Condition]:
    if line.startswith("api>="):
        return "api", Condition(line.removeprefix("api>="), frozenset(), absent=False)
    found = condition(line)
    if line.startswith("count>="):
        least, _, path = line.removeprefix("count>=").partition(" ")
        return "count", Condition(path, frozenset({least}), absent=False)
    if line.startswith("#"):
        path, _, rest = line.partition(":")
        return path, condition(rest)
    return found.child, structs.replace(found, child="")


def _holds(where: str, each: Condition, resource: Resource, graph: Graph) -> bool:
    if where == "api":
        return resource.api_version[:10] >= each.path
    if where == "count":
        return len(items(resource.body, each.path)) >= int(next(iter(each.values)))
    if not where:
        return _given(each, resource) if each.values == ANY_VALUE else each.holds(resource, graph)
    if where.startswith("#"):
        target = link(resource.body, where.removeprefix("#"))
        found = graph.get(target) if target else None
        if target and found is None:
            raise Unsure(f"{last_segment(target)} is not in the template", resource.id)
        return each.absent if found is None else _holds("", each, found, graph)
    others = tuple(_others(where, resource, graph))
    for other in others:
        doubt = presence(other)
        if doubt is not None:
            raise doubt
    return all(_holds("", each, other, graph) for other in others) if others else each.absent


def _given(each: Condition, resource: Resource) -> bool:
    """Whether anything is written, be it known only after deployment; in a list, by every element. Raises `Undecided`."""
    head, brackets, tails = each.path.partition("[].")
    if brackets:
        ways = [structs.replace(each, path=tail, absent=False) for tail in tails.split("|")]
        elements = items(resource.body, head)
        return all(any(_given(way, replace(resource, body=element)) for way in ways) for element in elements) if elements else each.absent
    value = lookup(resource.body, each.path)
    if isinstance(value, Unresolved):
        raise undecided(value, where=resource.id)
    return each.absent if value is MISSING or value is None or value == "" else True


def _others(where: str, resource: Resource, graph: Graph) -> Iterator[Resource]:
    kind = where.lstrip("+@").lower()
    if where.startswith("@"):
        yield from (other for other in graph.extending(resource.id) if other.type.lower() == kind)
    elif where.startswith("+"):
        kind, _, name = kind.rpartition("/")
        yield from (other for other in graph.children(resource.id)
                    if other.type.lower() == kind and last_segment(other.name).lower() == name)
    else:
        yield from (other for other in graph.children(resource.id) if other.type.lower() == kind)


def _words(where: str, each: Condition) -> str:
    if where == "api":
        return f"an API version from {each.path} on"
    if where == "count":
        return f"{next(iter(each.values))} {each.path.removeprefix('properties.')} at least"
    if each.values == ANY_VALUE:
        return f"{_label(where)}{each.path.removeprefix('properties.')} given"
    return f"{_label(where)}{each}"


def _label(where: str) -> str:
    return f"{last_segment(where.lstrip('+@#').removesuffix('.id'))}: " if where else ""
