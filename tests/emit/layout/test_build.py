"""Files: what is declared under which symbol, in which loop, below what."""

from __future__ import annotations

from collections.abc import Callable

from enclave.emit.layout.declared import Call, ModuleFile
from enclave.emit.layout.entry import Layout
from enclave.emit.layout.terms import Field, Join, Param, parts
from enclave.graph.model import Ref, Resource

Made = Callable[..., Resource]
LaidOut = Callable[..., Layout]


def file(layout: Layout, path: str = "a/b") -> ModuleFile:
    return next(builder.module for builder in layout.builders if builder.module.path == path)


def test_a_child_hangs_on_its_parent_and_an_extension_on_what_it_extends(made: Made, laid_out: LaidOut) -> None:
    thing = made("x")
    child = made("x/y", kind="A.B/things/parts")
    extension = Resource("C.D/settings", "2025-01-01", "s", thing.id, {}, None, "a/b", "north")
    declared = {one.type: one for one in file(laid_out(thing, child, extension)).declared}
    assert declared["A.B/things/parts"].parent is declared["A.B/things"]
    assert declared["C.D/settings"].scope is declared["A.B/things"]
    assert {one.symbol for one in declared.values()} == {"thing", "part", "setting"}


def test_different_numbers_of_things_are_a_loop_over_what_differs(made: Made, laid_out: LaidOut) -> None:
    (declared,) = file(laid_out(made("x"), made("y"), made("z", "west"))).declared
    assert declared.loop is not None
    assert declared.loop.is_plain
    assert declared.labels == ["x", "y", "z"]


def test_a_loop_in_a_loop_is_a_file_of_its_own(made: Made, laid_out: LaidOut) -> None:
    things = [made(name, stamp) for name, stamp in (("x", "north"), ("y", "north"), ("z", "west"))]
    below = [made(f"{name}/{name}{number}", stamp, kind="A.B/things/parts", body={"sku": {"capacity": number}})
             for name, stamp, count in (("x", "north", 2), ("y", "north", 1), ("z", "west", 3)) for number in range(count)]
    module = file(laid_out(*things, *below))
    (call,) = module.things
    assert isinstance(call, Call)
    assert call.file.path == "a/b-thing"
    assert [one.symbol for one in call.file.declared] == ["thing", "part"]
    assert call.file.declared[1].loop is not None


def test_the_child_of_another_module_has_its_parent_as_existing(made: Made, laid_out: LaidOut) -> None:
    module = file(laid_out(made("x"), made("x/y", module="c/d", kind="A.B/things/parts")), "c/d")
    (existing,) = module.existing
    assert (existing.type, existing.is_existing) == ("A.B/things", True)
    assert module.declared[0].parent is existing


def test_names_are_spelled_with_region_and_enclave(made: Made, laid_out: LaidOut) -> None:
    (declared,) = file(laid_out(made("x-acme-bank"), made("x-acme-bank", "west"))).declared
    assert declared.names == (Join(("x-", Param("enclave"), "-", Param("region"))),)
    assert declared.location == Param("location")


def test_something_of_another_file_is_a_parameter(made: Made, laid_out: LaidOut) -> None:
    target = made("x")
    (declared,) = file(laid_out(target, made("y", module="c/d", body={"properties": {"at": Ref(target.id, "properties.address")}})),
                       "c/d").declared
    assert Param("thingAddress") in list(parts(declared.body))
    assert not [one for one in parts(declared.body) if isinstance(one, Field)]
