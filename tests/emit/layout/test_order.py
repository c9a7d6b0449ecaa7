"""Order inside a file: what waits for what, items one by one, circles."""

from __future__ import annotations

from collections.abc import Callable

from enclave.emit.layout.entry import Layout
from enclave.emit.layout.order import terms_of
from enclave.emit.layout.terms import Param, parts
from enclave.graph.model import Ref, Resource

Made = Callable[..., Resource]
LaidOut = Callable[..., Layout]


def test_only_what_is_not_referred_to_is_waited_for(made: Made, laid_out: LaidOut) -> None:
    first, second = made("one", kind="A.B/ones"), made("two", kind="A.B/twos")
    third = made("three", kind="A.B/threes", body={"properties": {"x": Ref(first.id, "properties.y")}}, depends_on=(first.id, second.id))
    declared = {one.type: one for one in laid_out(first, second, third).builders[0].module.declared}
    assert declared["A.B/threes"].waits == [declared["A.B/twos"]]


def test_children_that_follow_each_other_are_deployed_one_by_one(made: Made, laid_out: LaidOut) -> None:
    parent = made("x")
    children: list[Resource] = []
    for number in range(3):
        before = (children[-1].id,) if children else ()
        children.append(made(f"x/p{number}", kind="A.B/things/parts", body={"sku": {"capacity": number}}, depends_on=before))
    other = [made("x", "west"), made("x/p", "west", kind="A.B/things/parts", body={"sku": {"capacity": 9}})]
    declared = next(one for one in laid_out(parent, *children, *other).builders[0].module.declared if one.type.endswith("parts"))
    assert declared.loop is not None
    assert declared.is_serial


def test_two_kinds_that_need_each_other_crosswise_stand_alone(made: Made, laid_out: LaidOut) -> None:
    a = made("a", kind="A.B/ones")
    b = made("b", kind="A.B/twos", body={"x": Ref(a.id)})
    c = made("c", kind="A.B/ones", depends_on=(b.id,))
    layout = laid_out(a, b, c)
    assert all(one.loop is None for one in layout.builders[0].module.declared)


def test_the_terms_of_a_declaration_are_its_name_place_and_body(made: Made, laid_out: LaidOut) -> None:
    (declared,) = laid_out(made("x"), made("x", "west")).builders[0].module.declared
    found = {part.name for term in terms_of(declared) for part in parts(term) if isinstance(part, Param)}
    assert found == {"region", "location"}
