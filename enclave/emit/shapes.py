"""Which deployment units have the same shape, so that one module can be written for all of them (a region's, mostly).

The shape is everything but the leaves that a parameter can carry: texts, numbers, switches, and the targets of references.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from enclave.emit.units import Plan, Unit
from enclave.graph.ids import GROUP_TYPE, owner
from enclave.graph.model import Graph, Ref, Resource, Secret, Value

Shape: TypeAlias = object
"""Nested tuples that compare and hash."""


@dataclass(frozen=True)
class Target:
    """What a reference points to, seen from one unit."""

    kind: str
    """`here` (the same unit), `unit` (another one), `group`, `subscription`, `outside` (not in the graph)."""
    resource: Resource | None = None
    suffix: str = ""
    """What of the id lies below the resource."""
    index: int = -1
    """For `here`: the position in the unit."""


def target_of(graph: Graph, plan: Plan, unit: Unit, resource_id: str) -> Target:
    """What an id means to a unit."""
    if not resource_id:
        return Target("subscription")
    found = owner(graph, resource_id)
    if found is None:
        return Target("outside", None, resource_id)
    resource, suffix = found
    if resource.type.lower() == GROUP_TYPE.lower():
        return Target("group", resource, suffix)
    home = plan.unit_of[resource.id.lower()]
    if home.key == unit.key:
        return Target("here", resource, suffix, unit.resources.index(resource))
    return Target("unit", resource, suffix)


def alike(graph: Graph, plan: Plan) -> list[list[Unit]]:
    """The units in groups of one shape, in the order of the plan."""
    found: dict[Shape, list[Unit]] = {}
    for unit in plan.units:
        found.setdefault(shape_of(graph, plan, unit), []).append(unit)
    return list(found.values())


def shape_of(graph: Graph, plan: Plan, unit: Unit) -> Shape:
    """The shape of a unit."""
    shaper = _Shaper(graph, plan, unit)
    return unit.module, unit.part, bool(unit.group), tuple(shaper.resource(resource) for resource in unit.resources)


class _Shaper:
    def __init__(self, graph: Graph, plan: Plan, unit: Unit) -> None:
        self.graph = graph
        self.plan = plan
        self.unit = unit

    def resource(self, resource: Resource) -> Shape:
        location = resource.location if resource.location in (None, "global") else "regional"
        waits = []
        for name in resource.depends_on:
            target = target_of(self.graph, self.plan, self.unit, name)
            waits += [target.index] if target.kind == "here" else []
        return (
            resource.type.lower(), resource.api_version, resource.name.count("/"), location,
            self.place(resource.scope), self.place(resource.parent), self.value(resource.body), tuple(waits),
        )

    def place(self, resource_id: str | None) -> Shape:
        """The shape of a scope or a parent: where it is decides how it is written."""
        if resource_id is None:
            return None
        target = target_of(self.graph, self.plan, self.unit, resource_id)
        if target.kind == "outside" and resource_id.lower() == f"/resourceGroups/{self.unit.group}".lower():
            return "group"
        kind = target.resource.type.lower() if target.resource else ""
        return target.kind, target.index, kind, tuple(target.suffix.split("/")[1::2])

    def value(self, value: Value) -> Shape:
        if isinstance(value, Ref):
            target = target_of(self.graph, self.plan, self.unit, value.resource + value.suffix)
            own = target.resource is not None and target.resource.name.lower() == self.unit.group.lower()
            kinds = tuple(target.suffix.split("/")[1::2])
            return "ref", value.prefix, value.path, target.kind, target.index, kinds, target.kind == "group" and own
        if isinstance(value, Mapping):
            return "{", tuple((self.key(key), self.value(item)) for key, item in value.items())
        if isinstance(value, list | tuple):
            if all(isinstance(item, str) for item in value):
                return "texts"
            return "[", tuple(self.value(item) for item in value)
        if isinstance(value, float):
            return "float", value
        return "secret" if isinstance(value, Secret) else type(value).__name__

    def key(self, key: str) -> Shape:
        if not key.startswith("/") or owner(self.graph, key) is None:
            return key
        return self.value(Ref(key))
