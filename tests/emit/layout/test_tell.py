"""Outputs: of one resource, of several by their labels, of the items of a loop."""

from __future__ import annotations

from collections.abc import Callable

from enclave.emit.layout.declared import Told
from enclave.emit.layout.entry import Layout
from enclave.emit.layout.terms import DictOf, Entries, Gathered, IdOf, Known, ListOf
from enclave.graph.model import Ref, Resource

Made = Callable[..., Resource]
LaidOut = Callable[..., Layout]


def told(layout: Layout) -> list[Told]:
    return list(layout.builders[0].module.outputs.values())


def asking(made: Made, targets: list[Resource], path: str) -> Resource:
    return made("z", module="c/d", body={"properties": {f"at{number}": Ref(one.id, path) for number, one in enumerate(targets)}})


def test_one_resource_is_told_by_itself(made: Made, laid_out: LaidOut) -> None:
    target = made("x")
    (output,) = told(laid_out(target, asking(made, [target], "properties.address")))
    assert isinstance(output.value, Known)
    assert (output.type, output.value.path, output.said) == ("string", "properties.address", "`properties.address` of the thing.")


def test_several_are_a_dictionary_by_their_labels(made: Made, laid_out: LaidOut) -> None:
    targets = [made(name, body={name: 1}) for name in "xy"]
    (output,) = told(laid_out(*targets, asking(made, targets, "id")))
    assert isinstance(output.value, Entries)
    assert [key for key, _ in output.value.pairs] == ["x", "y"]
    assert output.type == DictOf()


def test_ids_of_a_loop_are_made_of_names_and_other_values_are_listed(made: Made, laid_out: LaidOut) -> None:
    targets = [made("x"), made("y")]
    for path, is_listed in (("id", False), ("properties.address", True)):
        (output,) = told(laid_out(*targets, made("w", "west"), asking(made, targets, path)))
        assert isinstance(output.value, Gathered)
        assert output.is_listed is is_listed
        assert isinstance(output.value.value, Known if is_listed else IdOf)
        assert output.type == (ListOf("pair") if is_listed else DictOf())


def test_a_part_of_a_resource_is_told_by_its_kind(made: Made, laid_out: LaidOut) -> None:
    target = made("x")
    layout = laid_out(target, made("z", module="c/d", body={"properties": {"at": Ref(target.id, "id", "/parts/p")}}))
    (output,) = told(layout)
    assert output.name == "partId"
    assert isinstance(output.value, Known)
    assert output.value.steps == (("parts", "p"),)
