"""Order in Terraform: a module waits for another one only where nothing that it is told comes from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from enclave.emit import emit
from enclave.emit.layout.entry import lay_out
from enclave.emit.terraform.order import Order, below, builders, top_of
from enclave.emit.units import plan
from enclave.graph.model import Graph, Ref, Resource

NORTH = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg-north", "", {}, "northeurope", "groups", "north")
WEST = replace(NORTH, name="rg-west", location="westeurope", stamp="west")


def made(name: str, module: str, group: Resource = NORTH, **fields: Any) -> Resource:
    body = fields.pop("body", {})
    return Resource("A.B/things", "2025-01-01", name, group.id, body, group.location, module, group.stamp, **fields)


def main(*resources: Resource) -> str:
    return emit(Graph((NORTH, *resources)), "terraform")["main.tf"]


def test_what_is_told_needs_no_words_and_what_is_not_does() -> None:
    target = made("x", "a/b")
    assert "depends_on" not in main(target, made("y", "c/d", body={"at": Ref(target.id)}))
    assert "depends_on = [module.b]" in main(target, made("y", "c/d", depends_on=(target.id,)))


def test_what_is_told_of_another_region_says_nothing_of_the_own_one() -> None:
    """Both regions have a file of their own, so that the output of one does not bring what the other one deploys."""
    north = made("x", "a/b")
    west = made("x", "a/b", WEST, body={"at": Ref(north.id)})
    child = Resource("A.B/things/parts", "2025-01-01", "x/p", WEST.id, {"at": Ref(north.id)}, None, "c/d", "west")
    more = made("z", "e/f", WEST, body={"at": Ref(west.id)})
    text = emit(Graph((NORTH, WEST, north, west, child, more)), "terraform")["main.tf"]
    (called,) = [block for block in text.split("\n}\n") if "./modules/c/d" in block]
    assert "= module.north_b.thing_id" in called
    assert "depends_on = [module.west_b]" in called


def test_what_comes_before_a_declaration_is_known_through_files_that_are_called() -> None:
    first = made("x", "a/b")
    graph = Graph((NORTH, first, made("y", "c/d", body={"at": Ref(first.id, "properties.address")})))
    layout = lay_out(graph, plan(graph))
    order = Order(layout)
    (one,), (two,) = ([declared for _, declared in below(builder)] for builder in layout.builders)
    assert order.reach[id(two)] & order.bit(one)
    assert not order.reach[id(one)] & order.bit(two)
    assert order.modules[id(layout.builders[1].family)] == []
    assert [top_of(builder) for builder in builders(layout.builders[0])] == [layout.builders[0]]
