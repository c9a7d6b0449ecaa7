"""Shapes: what a parameter can carry does not count, everything else does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from enclave.emit.shapes import alike, target_of
from enclave.emit.units import plan
from enclave.graph.model import Graph, Ref, Resource

GROUPS = [Resource("Microsoft.Resources/resourceGroups", "1", f"rg-{stamp}", "", {}, "x", "", stamp) for stamp in ("one", "two")]


def made(number: int, body: Any, **fields: Any) -> Resource:
    group = GROUPS[number]
    resource = Resource("A.B/c", "1", f"res-{group.stamp}", group.id, {"p": body}, "westeurope", "m", group.stamp)
    return replace(resource, **fields)


def shared(one: Resource, two: Resource, *more: Resource) -> bool:
    graph = Graph((*GROUPS, one, two, *more))
    return [unit.stamp for unit in alike(graph, plan(graph))[0]] == ["one", "two"]


@pytest.mark.parametrize(("one", "two", "same"), [
    ("a", "b", True), (1, 2, True), (True, False, True), (["a"], ["b", "c"], True), ({"x": [{"y": "a"}]}, {"x": [{"y": "b"}]}, True),
    ("a", 1, False), (1, True, False), (None, "a", False), (0.5, 1.5, False), ({"x": 1}, {"y": 1}, False), ([{}], [{}, {}], False),
    (["a"], [1], False),
])
def test_leaves_may_differ_and_nothing_else(one: Any, two: Any, same: bool) -> None:
    assert shared(made(0, one), made(1, two)) is same


@pytest.mark.parametrize("change", [
    {"type": "A.B/d"}, {"api_version": "2"}, {"location": None}, {"location": "global"}, {"name": "a/b", "type": "A.B/c/d"},
    {"module": "n"},
])
def test_what_a_resource_is_may_not_differ(change: dict[str, Any]) -> None:
    assert not shared(made(0, 1), made(1, 1, **change))


def test_references_must_lead_to_corresponding_places() -> None:
    first = [made(number, 1, name="first") for number in (0, 1)]
    ahead, back = ([made(n, Ref(first[m].id)) for n, m in enumerate(order)] for order in ((0, 1), (0, 0)))
    assert shared(first[0], first[1], *ahead)
    assert not shared(first[0], first[1], *back)


def test_targets() -> None:
    one, two = made(0, 1), made(1, 1)
    graph = Graph((*GROUPS, one, two))
    pieces = plan(graph)
    unit = pieces.unit_of[one.id.lower()]
    kinds = [target_of(graph, pieces, unit, name).kind for name in (one.id, two.id, GROUPS[0].id, "", "/resourceGroups/x/providers/A/b/c")]
    assert kinds == ["here", "unit", "group", "subscription", "outside"]
    assert target_of(graph, pieces, unit, f"{one.id}/x/y").suffix == "/x/y"
