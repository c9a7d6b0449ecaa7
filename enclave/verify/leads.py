"""Where parts of services carry data to: what they name by id or by address is in the template, or may be anybody's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from enclave.finding import Counterexample, Hop, Refuted, Unknown
from enclave.graph.body import MISSING, Undecided, canonical_id, last_segment, lookup
from enclave.graph.ids import owner
from enclave.graph.model import Graph, Ref, Resource, Unresolved
from enclave.graph.resources import private_endpoints
from enclave.verify.model import because, until_undecided
from enclave.verify.services import ADDRESSES, LEADS, SHARING, written

MANAGED = tuple(kind for kind, paths in LEADS.items() if paths[0].endswith("privateLinkResourceId"))
"""Private endpoints that a service makes in a network of Microsoft's, to reach what it works with."""
ASKED = re.compile(r"reference\('([^']+)'\)")
"""How an expression that is not known asks for the address of a resource."""


def leading_out(graph: Graph) -> Iterator[tuple[str, str]]:
    """Ids of private endpoints, and of parts that carry data away, with a target that is not in the graph, and the target."""
    for resource in graph.of_type(private_endpoints.TYPE):
        found, doubt = until_undecided(private_endpoints.targets(resource))
        for target in (*found, *((doubt.expression,) if doubt else ())):
            if graph.get(target) is None:
                yield resource.id, target
    for kind, paths in LEADS.items():
        for resource in graph.of_type(kind):
            try:
                targets = tuple(canonical_id(each) for path in paths for each in written(resource.body, path))
            except Undecided as problem:
                targets = (problem.expression,)
            for target in targets or (("a service of one's own",) if kind in MANAGED else ()):
                if owner(graph, target) is None:
                    yield resource.id, target
    named = lru_cache(maxsize=1)(lambda: frozenset(last_segment(each.id).lower() for each in graph))
    for kind, path in ADDRESSES.items():
        for resource in graph.of_type(kind):
            target = _elsewhere(resource, path, graph, named)
            if target:
                yield resource.id, target


def shared_out(graph: Graph) -> Iterator[tuple[str, Refuted | Unknown]]:
    """Ids of what keeps data that it gives to others by a switch of its own, and what that comes to."""
    for kind, (alone, among_some) in SHARING.items():
        for resource in graph.of_type(kind):
            try:
                if alone.holds(resource, graph):
                    continue
                if among_some.holds(resource, graph):
                    yield resource.id, Unknown(f"whom it is shared with is not known: {alone.shown} is not {' or '.join(alone.values)}")
                    continue
            except Undecided as problem:
                yield resource.id, because(problem)
                continue
            told = f"{alone.shown} gives it to everybody"
            path = (Hop(resource.id, told), Hop("internet", "anybody takes what is in it"))
            yield resource.id, Refuted(Counterexample(f"what {last_segment(resource.id)} keeps -> everybody", path), told)


def _elsewhere(resource: Resource, path: str, graph: Graph, named: Callable[[], frozenset[str]]) -> str:
    """The address that a resource sends to, where it is that of nothing in the graph; else nothing. `named`: names of what is in it."""
    value = lookup(resource.body, path)
    if value is MISSING or value is None or value == "":
        return ""
    if isinstance(value, Ref):
        return "" if owner(graph, value.resource) else value.resource
    if isinstance(value, Unresolved):
        asked = [canonical_id(each) for each in ASKED.findall(value.expression)]
        return "" if asked and all(graph.get(each) is not None for each in asked) else value.expression
    label = (urlsplit(str(value)).hostname or "").partition(".")[0]
    return "" if label in named() else str(value)
