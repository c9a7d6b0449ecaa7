"""Arranges the resources of a module: which of them stand alone in the file, and which are the items of a loop.

Resources hang together in trees: a child below its parent, an extension below what it extends, a private endpoint below the
account that it is for. Trees of one shape become one loop where that makes the file shorter, or where their number differs
between regions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from enclave.emit.layout.shapes import Shape, merged
from enclave.graph.model import Resource, Value

LEAST_SAVED: Final = 0.3
"""Part of the text that a loop must save."""


@dataclass(eq=False)
class Node:
    """A resource with what hangs on it."""

    resource: Resource
    shape: Shape
    label: str
    """What tells it from others of its type, the same in every region; empty when nothing does."""
    on: str = ""
    """What it extends, by type and label."""
    needs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of each resource of its unit what must be there before, all by ids in lower case."""
    children: list[Node] = field(default_factory=list)
    _size: int = 0
    _tree: Shape = None

    @property
    def tree(self) -> Shape:
        """The shape with those of everything that hangs on it."""
        if self._tree is None:
            below = sorted(self.children, key=lambda child: (child.resource.type.lower(), child.label))
            self._tree = ("[", (self.shape, *(child.tree for child in below))) if below else self.shape
        return self._tree

    @property
    def size(self) -> int:
        """About how many lines it takes."""
        if not self._size:
            self._size = 4 + _leaves(self.resource.body) + sum(child.size for child in self.children)
        return self._size


@dataclass(eq=False)
class Single:
    """One resource in each instance of the file."""

    nodes: list[Node]
    """In the order of the instances."""
    children: list[Slot]


@dataclass(eq=False)
class Many:
    """Any number of resources in each instance."""

    groups: list[list[Node]]
    """For each instance its resources."""
    children: list[Slot]
    """What hangs on each of them: `Single` where each has one, `Many` where the number differs."""
    is_free: bool
    """Whether the resources could stand alone too."""

    @property
    def nodes(self) -> list[Node]:
        """All of them."""
        return [node for group in self.groups for node in group]


Slot = Single | Many


def arrange(
    instances: Sequence[Sequence[Node]], alone: frozenset[str] = frozenset(), *, is_below: bool = False, is_inside: bool = False
) -> list[Slot]:
    """The slots for the trees of each instance, in the order in which they first appear.

    `alone` has the ids, lower case, of resources that must not be in a loop if that can be avoided. `is_below`: the trees hang
    on another one. `is_inside`: on the item of a loop; there a loop is made only where the number differs, since it takes a
    file of its own.
    """
    roles, others = _roles(instances, is_below=is_below)
    slots: list[Slot] = []
    for nodes in _alike(others):
        one_each = [[node for node in instance if any(node is other for other in nodes)] for instance in instances]
        if all(len(found) == 1 for found in one_each):
            slots.append(_single(nodes, alone, is_inside=is_inside))
        else:
            slots.append(_many(instances, nodes, alone, is_free=False))
    for group in _alike_roles(roles):
        free = [role for role in group if role[0].resource.id.lower() not in alone]
        tied = _tied(free)
        free = [role for number, role in enumerate(free) if number not in tied]
        kept = [role for role in group if not any(role is other for other in free)]
        if free and not is_inside and _saves(free):
            slots.append(_many(instances, [node for role in free for node in role], alone, is_free=True))
            free = []
        slots += [_single(role, alone, is_inside=is_inside) for role in (*kept, *free)]
    place = {id(node): number for instance in instances for number, node in enumerate(instance)}
    return sorted(slots, key=lambda slot: min(place[id(node)] for node in slot.nodes))


def _single(nodes: Sequence[Node], alone: frozenset[str], *, is_inside: bool) -> Single:
    return Single(list(nodes), arrange([node.children for node in nodes], alone, is_below=True, is_inside=is_inside))


def _many(instances: Sequence[Sequence[Node]], nodes: Sequence[Node], alone: frozenset[str], *, is_free: bool) -> Many:
    chosen = {id(node) for node in nodes}
    groups = [[node for node in instance if id(node) in chosen] for instance in instances]
    return Many(groups, arrange([node.children for group in groups for node in group], alone, is_below=True, is_inside=True), is_free)


def members(slot: Slot) -> Iterator[Slot]:
    """A slot and every slot below it."""
    yield slot
    for child in slot.children:
        yield from members(child)


def is_nested(slot: Slot) -> bool:
    """Whether a loop has a loop inside."""
    return any(isinstance(below, Many) for child in slot.children for below in members(child))


def _roles(instances: Sequence[Sequence[Node]], *, is_below: bool) -> tuple[list[list[Node]], list[Node]]:
    """What every instance has exactly one of, and the rest."""
    only = _only_ones(instances) if is_below else frozenset()
    named: list[Mapping[object, Node]] = []
    for instance in instances:
        roles_of = {id(node): _role(node, len(instances) == 1, only) for node in instance}
        count = Counter(roles_of.values())
        named.append({role: node for node in instance if count[role := roles_of[id(node)]] == 1})
    roles: list[list[Node]] = []
    taken: set[int] = set()
    for role in named[0] if named else ():
        found = [names.get(role) for names in named]
        nodes = [node for node in found if node is not None]
        if len(nodes) == len(instances) and _merged(nodes) is not None:
            roles.append(nodes)
            taken |= {id(node) for node in nodes}
    others = [node for instance in instances for node in instance if id(node) not in taken]
    return roles, others


def _only_ones(instances: Sequence[Sequence[Node]]) -> frozenset[str]:
    """Types, lower case, of which every instance has exactly one."""
    counts = [Counter(node.resource.type.lower() for node in instance) for instance in instances]
    return frozenset(kind for kind in (counts[0] if counts else ()) if all(count[kind] == 1 for count in counts))


def _role(node: Node, is_only: bool, only: frozenset[str]) -> object:
    """What a node is to its instance. In an only instance every one is something of its own."""
    kind = node.resource.type.lower()
    return node.resource.id if is_only else (kind,) if kind in only else (kind, node.label.lower(), node.on)


def _alike(nodes: Sequence[Node]) -> list[list[Node]]:
    """Trees by the shape of their root; what hangs on them may differ in number."""
    found: list[tuple[Shape, list[Node]]] = []
    for node in nodes:
        for at, (shape, members_) in enumerate(found):
            whole = merged(shape, node.shape)
            if whole is not None:
                found[at] = whole, [*members_, node]
                break
        else:
            found.append((node.shape, [node]))
    return [members_ for _, members_ in found]


def _alike_roles(roles: Sequence[list[Node]]) -> list[list[list[Node]]]:
    """Roles by the shape of their whole trees."""
    found: list[tuple[Shape, list[list[Node]]]] = []
    for role in roles:
        own = role[0].tree
        for node in role[1:]:
            own = None if own is None else merged(own, node.tree)
        for at, (shape, members_) in enumerate(found):
            whole = None if own is None else merged(shape, own)
            if whole is not None:
                found[at] = whole, [*members_, role]
                break
        else:
            found.append((own, [role]))
    return [members_ for _, members_ in found]


def _merged(nodes: Sequence[Node]) -> Shape | None:
    whole = nodes[0].shape
    for node in nodes[1:]:
        whole = merged(whole, node.shape)
        if whole is None:
            return None
    return whole


def _tied(roles: Sequence[list[Node]]) -> set[int]:
    """Which of these need each other, by themselves or through another resource, so that one loop cannot make them.

    Only children of one parent can come one by one. What hangs on them is made by a loop of its own.
    """
    trees = [(number, below.resource, below.needs) for number, role in enumerate(roles) for node in role for below in _whole(node)]
    place_of = {resource.id.lower(): (number, resource) for number, resource, _ in trees}
    tied: set[int] = set()
    for number, resource, needs in trees:
        direct = needs.get(resource.id.lower(), ())
        seen, todo = set(direct), list(direct)
        while todo:
            need = todo.pop()
            other, met = place_of.get(need, (number, resource))
            if other == number or met.type.lower() != resource.type.lower():
                new = [one for one in needs.get(need, ()) if one not in seen]
                seen.update(new)
                todo += new
            elif need not in direct or met.parent is None or met.parent != resource.parent:
                tied |= {number, other}
    return tied


def _whole(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _whole(child)


def _saves(roles: Sequence[list[Node]]) -> bool:
    """Whether a loop over these makes the file shorter by much."""
    count = len(roles)
    if count < 2:
        return False
    nodes = [role[0] for role in roles]
    size = max(node.size for node in nodes)
    data = 2 + _holes([node.resource.body for node in nodes]) + _holes_below([node.children for node in nodes])
    return 1 - (size + count * data) / (count * size) >= LEAST_SAVED


def _holes_below(children: Sequence[Sequence[Node]]) -> int:
    """About how much data the children need for each item."""
    if any(len(below) != len(children[0]) for below in children):
        return sum(3 + _leaves(node.resource.body) // 4 for below in children for node in below) // len(children)
    return sum(
        _holes([node.resource.body for node in column]) + (not _same([node.label for node in column]))
        + _holes_below([node.children for node in column])
        for column in zip(*children, strict=True)
    )


def _holes(values: Sequence[Value]) -> int:
    """How many leaves differ."""
    first = values[0]
    if _same(values):
        return 0
    if isinstance(first, Mapping) and all(isinstance(value, Mapping) for value in values):
        mappings = [value for value in values if isinstance(value, Mapping)]
        if all(len(value) == len(first) for value in mappings) and all(key in value for value in mappings for key in first):
            return sum(_holes([value[key] for value in mappings]) for key in first)
    if isinstance(first, list | tuple):
        lists = [value for value in values if isinstance(value, list | tuple)]
        if all(len(value) == len(first) for value in lists):
            return sum(_holes(list(column)) for column in zip(*lists, strict=True))
        return sum(_leaves(list(value)) for value in lists) // len(lists)
    return 1


def _same(values: Sequence[object]) -> bool:
    return all(value == values[0] for value in values)


def _leaves(value: Value) -> int:
    if isinstance(value, Mapping):
        return 1 + sum(_leaves(item) for item in value.values())
    if isinstance(value, list | tuple):
        return 1 + sum(_leaves(item) for item in value)
    return 1
