"""Resource ids taken apart: scope, type and names, and which resource of a graph an id belongs to."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from enclave.graph.model import Graph, Resource

GROUP_TYPE = "Microsoft.Resources/resourceGroups"
MOST_PARSED = 2**16
"""Ids that are remembered: more than the resources of a large enclave have."""


class ResourceId(Struct, frozen=True):
    """The parts of an id as the graph writes it (relative to the subscription)."""

    scope: str
    """Id of what it lies in or on: a resource group, `""` for the subscription, or the target of an extension resource."""
    type: str
    names: tuple[str, ...]


@lru_cache(maxsize=MOST_PARSED)
def parse(resource_id: str) -> ResourceId | None:
    """The parts of a relative id, or None when it is not one (the subscription's own id `""` is none either)."""
    scope, found, tail = resource_id.rpartition("/providers/")
    if not found:
        head, kind, name = ("", "", "") if resource_id.count("/") != 2 else resource_id.split("/")
        is_group = head == "" and kind.lower() == "resourcegroups" and name
        return ResourceId("", GROUP_TYPE, (name,)) if is_group else None
    namespace, *pairs = tail.split("/")
    if not namespace or len(pairs) < 2 or len(pairs) % 2 or not all(pairs):
        return None
    if scope and not scope.lower().startswith("/subscriptions/") and parse(scope) is None:
        return None
    return ResourceId(scope, "/".join((namespace, *pairs[::2])), tuple(pairs[1::2]))


def group_of(resource_id: str) -> str:
    """Name of the resource group that an id lies in, `""` at subscription scope or for another subscription."""
    parts = resource_id.split("/", 3)
    return parts[2] if len(parts) > 2 and parts[0] == "" and parts[1].lower() == "resourcegroups" else ""


def management_group_of(resource_id: str) -> str:
    """Name of the management group that an id lies in, `""` when it lies in none."""
    parts = resource_id.split("/", 5)
    is_inside = [part.lower() for part in parts[:4]] == ["", "providers", "microsoft.management", "managementgroups"]
    return parts[4] if is_inside and len(parts) > 4 else ""


def owner(graph: Graph, resource_id: str) -> tuple[Resource, str] | None:
    """The resource of the graph that an id names, and what of the id lies below it (`/subnets/snet-gateway`, else `""`).

    The nearest one wins. A resource does not own what extends it, nor a group what lies in it: there the answer is None.
    """
    found = graph.get(resource_id)
    if found is not None:
        return found, ""
    tail = resource_id.rpartition("/providers/")[2] if "/providers/" in resource_id else ""
    head = resource_id[: len(resource_id) - len(tail)]
    parts = tail.split("/")
    for end in range(len(parts) - 2, 2, -2):
        found = graph.get(head + "/".join(parts[:end]))
        if found is not None:
            return found, "/" + "/".join(parts[end:])
    return None
