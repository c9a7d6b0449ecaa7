"""Which resources may be the items of one loop: none that need each other, by themselves or through another."""

from __future__ import annotations

from enclave.emit import emit
from enclave.emit.layout.arrange import Node, Slot, arrange
from enclave.graph.model import Graph, Resource

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg-north", "", {}, "northeurope", stamp="north")
SHAPE = ("{", ())
BODY = {"properties": {f"setting{number}": "the same everywhere" for number in range(9)}}


def made(name: str, kind: str = "A.B/c") -> Resource:
    return Resource(kind, "2025-01-01", name, GROUP.id, BODY, None, "a/b")


def arranged(resources: list[Resource], needs: dict[str, list[str]]) -> list[Slot]:
    by_id = {made(name).id.lower(): [made(one).id.lower() for one in wanted] for name, wanted in needs.items()}
    return arrange([[Node(resource, (resource.type, SHAPE), resource.name, needs=by_id) for resource in resources]])


def test_what_needs_nothing_of_its_kind_is_one_loop() -> None:
    (slot,) = arranged([made(name) for name in "xyz"], {})
    assert [node.resource.name for node in slot.nodes] == ["x", "y", "z"]


def test_a_chain_stands_alone_and_the_rest_is_a_loop() -> None:
    slots = arranged([made(name) for name in "vwxyz"], {"y": ["x"], "z": ["y"]})
    assert [[node.resource.name for node in slot.nodes] for slot in slots] == [["v", "w"], ["x"], ["y"], ["z"]]


def test_a_chain_through_another_resource_stands_alone_too() -> None:
    slots = arranged([made(name) for name in "xyz"] + [made("k/l", "A.B/c/d")], {"y": ["k"], "k": ["x"]})
    assert [[node.resource.name for node in slot.nodes] for slot in slots][:3] == [["x"], ["y"], ["z"]]


def test_children_of_one_parent_may_come_one_by_one() -> None:
    names = ["p/x", "p/y", "p/z"]
    ids = [made(name, "A.B/c/d").id.lower() for name in names]
    nodes = [Node(made(name, "A.B/c/d"), SHAPE, name, needs={ids[1]: [ids[0]], ids[2]: [ids[1]]}) for name in names]
    assert len(arrange([nodes])) == 1
    through = {ids[1]: ["elsewhere"], "elsewhere": [ids[0]]}
    assert len(arrange([[Node(node.resource, SHAPE, node.label, needs=through) for node in nodes]])) == 3


def test_a_chain_in_every_region_is_one_file() -> None:
    south = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg-south", "", {}, "westeurope", stamp="south")
    found: list[Resource] = [GROUP, south]
    for group in (GROUP, south):
        above: tuple[str, ...] = ()
        for name in ("one", "two", "three"):
            kind = "Microsoft.Network/ipGroups"
            found.append(Resource(kind, "2025-05-01", f"{name}-{group.stamp}", group.id, BODY, group.location, "a/b", group.stamp, above))
            above = (found[-1].id,)
    graph = Graph(tuple(found))
    assert [path for path in emit(graph, "bicep") if path.startswith("modules/")] == ["modules/a/b.bicep"]
    assert [path for path in emit(graph, "terraform") if path.endswith("b/main.tf")] == ["modules/a/b/main.tf"]
