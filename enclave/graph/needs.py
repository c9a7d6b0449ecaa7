"""What a resource needs before it can be deployed: its scope, its parent, what its body refers to, what it depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from enclave.errors import UnsupportedError
from enclave.graph.ids import group_of, owner
from enclave.graph.model import Graph, Resource


def needs(graph: Graph) -> dict[str, tuple[Resource, ...]]:
    """Lower-case id of every resource -> the resources of the graph that must be there before, itself excluded.

    Raises UnsupportedError when one depends on what is not in the graph.
    """
    return {resource.id.lower(): tuple(_needs(graph, resource)) for resource in graph}


def deployable(graph: Graph, needed: Mapping[str, tuple[Resource, ...]]) -> list[str]:
    """Lower-case ids so that each stands after what it needs. Raises UnsupportedError when there is no such order."""
    edges = {key: [need.id.lower() for need in found] for key, found in needed.items()}
    try:
        return list(TopologicalSorter(edges).static_order())
    except CycleError as error:
        circle = [getattr(graph.get(key), "id", key) for key in error.args[1]]
        raise UnsupportedError(f"resources need each other in a circle: {' -> '.join(circle)}", circle[0]) from error


def _needs(graph: Graph, resource: Resource) -> Iterator[Resource]:
    seen = {resource.id.lower()}
    named = [resource.scope, resource.parent or "", f"/resourceGroups/{group_of(resource.scope)}"]
    named += [ref.resource + ref.suffix for ref in resource.links]
    for found in (owner(graph, name) for name in named):
        if found is not None and found[0].id.lower() not in seen:
            seen.add(found[0].id.lower())
            yield found[0]
    for name in resource.depends_on:
        other = owner(graph, name)
        if other is None:
            raise UnsupportedError(f"depends on `{name}`, which is not in the graph", resource.id)
        if other[0].id.lower() not in seen:
            seen.add(other[0].id.lower())
            yield other[0]
