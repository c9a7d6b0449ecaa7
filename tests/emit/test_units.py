"""Deployment units: everything in one of them, and an order that can be deployed."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.emit.units import plan
from enclave.graph.model import Graph, Ref, Resource

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg", "", {}, "westeurope")


def made(name: str, module: str, **fields: Any) -> Resource:
    return Resource("A.B/c", "2025-01-01", name, GROUP.id, fields.pop("body", {}), None, module, **fields)


@settings(max_examples=40)
@given(st.data())
def test_every_resource_comes_after_what_it_needs(generated: ModuleType, data: st.DataObject) -> None:
    graph = data.draw(generated.graphs())
    pieces = plan(graph)
    place = {unit.key: number for number, unit in enumerate(pieces.units)}
    assert sorted(r.id for unit in pieces.units for r in unit.resources) == sorted(r.id for r in graph if r not in pieces.groups)
    for resource in graph:
        unit = pieces.unit_of.get(resource.id.lower())
        for need in pieces.needs[resource.id.lower()]:
            other = pieces.unit_of.get(need.id.lower())
            if unit and other:
                assert place[other.key] <= place[unit.key]
                assert (other == unit) or (other in pieces.units_needed(unit))


def test_a_part_of_a_resource_and_an_identity_are_needs() -> None:
    vnet = Resource("Microsoft.Network/virtualNetworks", "1", "vnet", GROUP.id, {}, None, "net")
    identity = Resource("Microsoft.ManagedIdentity/userAssignedIdentities", "1", "id", GROUP.id, {}, None, "id")
    body = {"properties": {"subnet": Ref(vnet.id, "id", "/subnets/x")}, "identity": {"userAssignedIdentities": {identity.id: {}}}}
    user = made("user", "app", body=body)
    needs = plan(Graph((GROUP, user, vnet, identity))).needs[user.id.lower()]
    assert {need.name for need in needs} == {"rg", "vnet", "id"}


def test_only_modules_in_a_circle_are_cut() -> None:
    first = made("first", "a")
    second = made("second", "b", body={"x": Ref(first.id)})
    third = made("third", "a", body={"x": Ref(second.id)})
    apart = made("apart", "c", body={"x": Ref(third.id)})
    late = made("late", "c", body={"x": Ref(apart.id)})
    units = plan(Graph((GROUP, first, second, third, apart, late))).units
    assert [(u.module, u.part, [r.name for r in u.resources]) for u in units] == [
        ("a", 1, ["first"]), ("b", 1, ["second"]), ("a", 2, ["third"]), ("c", 1, ["apart", "late"]),
    ]
