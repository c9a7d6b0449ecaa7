"""Which values one term can stand for: they have the same shape, that is everything but leaves that data can carry.

Leaves are texts, numbers, switches and the targets of references. Lists of objects may differ in length where all their
elements have one shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, TypeAlias

from enclave.graph.ids import owner
from enclave.graph.model import Graph, Ref, Secret, Value

Shape: TypeAlias = Any
"""Nested tuples that compare and hash."""
TargetShape: TypeAlias = Callable[[Ref], Shape]
"""What is alike of the targets of references."""
UNKNOWN: Final = ("*", None)
"""The shape of a list without elements: it goes with every list of one shape."""
DISCRIMINATORS: Final = frozenset({
    "actionType", "artifactType", "authType", "authenticationType", "authorizationType", "backupManagementType", "computeType",
    "conditionType", "credentialsType", "criterionType", "datastoreType", "endpointComputeType", "inputSchemaMappingType",
    "instanceType", "kind", "objectType", "odata.type", "protectedItemType", "recurrenceType", "retentionPolicyType",
    "ruleCollectionType", "ruleType", "scaleType", "schedulePolicyType", "source", "sourceType", "type", "typeName",
})
"""Properties by which Azure's types tell one variant of an object from another: they must be written in the file, since a
compiler checks the other properties by them (bicep-types-az@1f896de, every `discriminator` of the types in use)."""


class Shaper:
    """Tells shapes of values."""

    def __init__(self, graph: Graph, target: TargetShape) -> None:
        self.graph = graph
        self.target = target

    def of(self, value: Value) -> Shape:
        """The shape of a value."""
        if isinstance(value, str):
            return "s"
        if isinstance(value, bool):
            return "b"
        if isinstance(value, int):
            return "i"
        if isinstance(value, Mapping):
            named: list[tuple[str, Shape]] = []
            ids: list[tuple[Shape, Shape]] = []
            for key, item in value.items():
                if key.startswith("/") and owner(self.graph, key) is not None:
                    ids.append((("/", self.target(Ref(key))), self.of(item)))
                elif isinstance(item, str):
                    named.append((key, ("=", item) if key in DISCRIMINATORS else "s"))
                else:
                    named.append((key, self.of(item)))
            named.sort(key=itemgetter(0))
            return "{", (*named, *ids)
        if isinstance(value, list | tuple):
            return self._list(value)
        if isinstance(value, Ref):
            return "ref", value.path, value.prefix, self.target(value)
        return ("secret", value.parameter) if isinstance(value, Secret) else ("=", repr(value))

    def _list(self, value: Sequence[Value]) -> Shape:
        shapes = [self.of(item) for item in value]
        if not shapes:
            return UNKNOWN
        whole = shapes[0]
        for shape in shapes[1:]:
            whole = merged(whole, shape)
            if whole is None:
                return "[", tuple(shapes)
        return "*", whole


def merged(one: Shape, other: Shape) -> Shape | None:
    """The shape of values of both shapes, None when no term can stand for both."""
    if one == other:
        return one
    if not isinstance(one, tuple) or not isinstance(other, tuple) or one[0] != other[0]:
        return None
    if one[0] == "*":
        if one[1] is None or other[1] is None:
            return other if one[1] is None else one
        inner = merged(one[1], other[1])
        return None if inner is None else ("*", inner)
    if one[0] == "[":
        items = _all([merged(a, b) for a, b in zip(one[1], other[1], strict=True)]) if len(one[1]) == len(other[1]) else None
        return None if items is None else ("[", items)
    if one[0] != "{" or [key for key, _ in one[1]] != [key for key, _ in other[1]]:
        return None
    values = _all([merged(a, b) for (_, a), (_, b) in zip(one[1], other[1], strict=True)])
    return None if values is None else ("{", tuple((key, value) for (key, _), value in zip(one[1], values, strict=True)))


def _all(shapes: list[Shape | None]) -> tuple[Shape, ...] | None:
    return None if any(shape is None for shape in shapes) else tuple(shapes)
