"""The resources of a unit as trees: a child hangs on its parent, an extension on what it extends, others on what they are for.

What a resource is for is the one other resource of the unit that it refers to, as a private endpoint does.
"""

from __future__ import annotations

from collections.abc import Mapping

from enclave.emit.layout.arrange import Node
from enclave.emit.layout.families import Family, Index, NotUniform
from enclave.emit.layout.shapes import Shape, Shaper
from enclave.emit.units import Unit
from enclave.graph.ids import GROUP_TYPE, group_of, parse
from enclave.graph.model import Ref, Resource


def trees(index: Index, family: Family, unit: Unit) -> list[Node]:
    """The trees of a unit, in the order of its resources."""
    inside = {resource.id.lower(): resource for resource in unit.resources}
    shapes = _Shapes(index, family)
    needs = {key: [need.id.lower() for need in index.plan.needs[key] if need.id.lower() in inside] for key in inside}
    nodes = {key: Node(resource, shapes.of(resource), index.facts.label(resource), _on(index, resource, inside),
                       needs=needs) for key, resource in inside.items()}
    roots: list[Node] = []
    for key, node in nodes.items():
        above = _above(index, node.resource, inside)
        (nodes[above].children if above and above != key else roots).append(node)
    return roots


def _above(index: Index, resource: Resource, inside: dict[str, Resource]) -> str:
    """Lower-case id of what a resource hangs on, `""` when it stands by itself."""
    for named in (resource.parent, resource.scope):
        if named and named.lower() in inside:
            return named.lower()
    if resource.parent is not None or "/providers/" in resource.scope:
        return ""
    owners = {found[0].id.lower() for found in map(index.owner, resource.refs()) if found is not None}
    roots = [key for key in owners if key in inside and inside[key].parent is None and "/providers/" not in inside[key].scope]
    return roots[0] if len(roots) == 1 else ""


def _on(index: Index, resource: Resource, inside: Mapping[str, Resource]) -> str:
    """What a resource of another unit is that a resource extends or is a child of: type and label, the same in every region."""
    above = resource.parent or resource.scope
    found = parse(above)
    if found is None or found.type == GROUP_TYPE or above.lower() in inside:
        return ""
    return f"{found.type}/{index.facts.label_of(found.names[-1], found.type, resource.stamp)}".lower()


class _Shapes:
    """Tells the shapes of the resources of a family."""

    def __init__(self, index: Index, family: Family) -> None:
        self.index = index
        self.family = family
        self.shaper = Shaper(index.graph, self._target)
        self.current: Resource

    def of(self, resource: Resource) -> Shape:
        """The shape of a resource: everything that must be alike for one declaration to stand for several."""
        self.current = resource
        location = resource.location if resource.location in (None, "global") else "regional"
        body = self.shaper.of(resource.body)
        frame = (resource.type.lower(), resource.api_version, location, self._id(resource.parent), self._id(resource.scope))
        return "{", ((("frame", frame), "="), *body[1])

    def _id(self, resource_id: str | None) -> Shape:
        """The shape of a parent or a scope."""
        if not resource_id or "/providers/" not in resource_id:
            return resource_id is None
        return self._target(Ref(resource_id))

    def _target(self, ref: Ref) -> Shape:
        found = self.index.owner(ref)
        if found is None:
            return self._outside(ref.resource + ref.suffix)
        target, suffix = found
        kinds = tuple(suffix.lower().split("/")[1::2])
        if target.type.lower() == GROUP_TYPE.lower():
            return "group", target.name.lower() == group_of(self.current.scope).lower()
        if target is self.current:
            return "own", kinds
        family = self.index.family_of[target.id.lower()]
        if family is self.family:
            if target.stamp != self.current.stamp:
                raise NotUniform(family, "regions refer to each other")
            return "here", target.type.lower(), kinds
        relation = "" if target.stamp == self.current.stamp else target.stamp
        # a plan before the first apply does not say which of several answers a loop takes: each stands by its name
        whose = "" if ref.path in ("id", "name") else self.index.facts.label_of(target.name, target.type, target.stamp)
        return "there", family.group, target.type.lower(), kinds, relation if target.stamp else None, whose

    def _outside(self, resource_id: str) -> Shape:
        found = parse(resource_id)
        if found is None or resource_id.lower().startswith("/subscriptions/"):
            return "outside", resource_id.lower()
        own = group_of(resource_id).lower() == group_of(self.current.scope).lower()
        return "outside", found.type.lower(), found.scope.count("/"), own
