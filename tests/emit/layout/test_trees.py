"""Trees: what hangs on what inside of a unit."""

from __future__ import annotations

from collections.abc import Callable

from enclave.emit.layout.entry import Layout
from enclave.emit.layout.trees import trees
from enclave.graph.model import Ref, Resource

Made = Callable[..., Resource]
LaidOut = Callable[..., Layout]


def grown(layout: Layout) -> dict[str, list[str]]:
    family = layout.index.families[0]
    return {node.resource.name: [child.resource.name for child in node.children] for node in trees(layout.index, family, family.first)}


def test_children_extensions_and_what_is_for_one_resource_hang_on_it(made: Made, laid_out: LaidOut) -> None:
    thing = made("x")
    child = made("x/y", kind="A.B/things/parts")
    extension = Resource("C.D/settings", "2025-01-01", "s", thing.id, {}, None, "a/b", "north")
    endpoint = made("e", kind="A.B/endpoints", body={"properties": {"to": Ref(thing.id)}})
    assert grown(laid_out(thing, child, extension, endpoint)) == {"x-north": ["x-north/y-north", "s", "e-north"]}


def test_what_refers_to_two_stands_by_itself(made: Made, laid_out: LaidOut) -> None:
    one, other = made("x"), made("y")
    link = made("l", kind="A.B/links", body={"properties": {"a": Ref(one.id), "b": Ref(other.id)}})
    assert grown(laid_out(one, other, link)) == {"x-north": [], "y-north": [], "l-north": []}


def test_what_hangs_on_something_of_another_module_stands_by_itself(made: Made, laid_out: LaidOut) -> None:
    layout = laid_out(made("x/y", kind="A.B/things/parts"), made("x", module="c/d"))
    family = next(family for family in layout.index.families if family.module == "a/b")
    (node,) = trees(layout.index, family, family.first)
    assert node.on == "a.b/things/x"
