"""Terms: everything inside of one is found."""

from __future__ import annotations

from enclave.emit.layout.terms import At, Entries, Field, IdOf, Join, Known, Param, Scope, parts


def test_every_part_is_found_at_any_depth() -> None:
    inner = At(Param("ids"), Field(Param("item"), "name"))
    term = Entries((("a", [Join(("x-", Param("region"))), inner]), (IdOf("A.B/c", (Param("name"),), Scope("group", Param("group"))), 1)))
    found = {one.name for one in parts(term) if isinstance(one, Param)}
    assert found == {"ids", "item", "region", "name", "group"}
    assert inner in list(parts(term))


def test_ids_that_extend_ids_and_parts_of_what_is_known_are_looked_into() -> None:
    below = IdOf("A.B/c", (Param("below"),), Scope("here"))
    on_top = IdOf("D.E/f", (Param("on top"),), Scope("resource", on=below))
    term = [on_top, Known(None, "id", (("subnets", Param("subnet")),), Param("key"))]
    assert {one.name for one in parts(term) if isinstance(one, Param)} == {"below", "on top", "subnet", "key"}


def test_plain_values_have_no_parts() -> None:
    assert list(parts("x")) == ["x"]
    assert list(parts(None)) == [None]
