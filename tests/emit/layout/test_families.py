"""Families: which units share a file, and what the files are called."""

from __future__ import annotations

from collections.abc import Callable

from enclave.emit.layout.entry import Layout
from enclave.graph.model import Ref, Resource

Made = Callable[..., Resource]
LaidOut = Callable[..., Layout]


def test_regions_share_a_file_and_other_scopes_have_their_own(made: Made, laid_out: LaidOut) -> None:
    whole = Resource("A.B/things", "2025-01-01", "x", "", {}, None, "a/b")
    layout = laid_out(made("x"), made("x", "west"), whole)
    assert {family.path: family.is_regional for family in layout.index.families} == {"a/b": True, "a/b-subscription": False}


def test_a_module_of_one_region_of_two_is_called_once(made: Made, laid_out: LaidOut) -> None:
    layout = laid_out(made("x"), made("x", "west"), made("y", module="c/d"))
    assert {family.path: family.is_regional for family in layout.index.families} == {"a/b": True, "c/d": False}


def test_a_module_that_is_cut_by_the_order_keeps_its_name_in_both_parts(made: Made, laid_out: LaidOut) -> None:
    first = made("one")
    second = made("two", module="c/d", body={"properties": {"x": Ref(first.id)}})
    third = made("three", body={"properties": {"x": Ref(second.id)}})
    paths = [family.path for family in laid_out(first, second, third).index.families]
    assert paths == ["a/b", "c/d", "a/b-things"]


def test_the_part_that_holds_what_a_module_is_named_for_has_its_name(made: Made, laid_out: LaidOut) -> None:
    address = made("one", module="net/bastion", kind="A.B/publicAddresses")
    between = made("two", module="c/d", body={"properties": {"x": Ref(address.id)}})
    host = made("three", module="net/bastion", kind="A.B/bastionHosts", body={"properties": {"x": Ref(between.id)}})
    link = made("four", module="net/bastion", kind="A.B/bastionLinks", body={"properties": {"x": Ref(between.id)}})
    paths = [family.path for family in laid_out(address, between, host, link).index.families]
    assert paths == ["net/bastion-public-addresses", "c/d", "net/bastion"]


def test_groups_that_correspond_are_one_place(made: Made, laid_out: LaidOut) -> None:
    more = [Resource("Microsoft.Resources/resourceGroups", "2025-04-01", f"rg-acme-bank-{stamp}-recovery", "",
                     {"tags": {"enclave": "acme-bank"}}, place, "groups", stamp) for stamp, place in (("north", "norwayeast"),
                                                                                                  ("west", "francecentral"))]
    inside = [Resource("A.B/things", "2025-01-01", "x", one.id, {}, one.location, "c/d", one.stamp) for one in more]
    layout = laid_out(made("x"), made("x", "west"), *more, *inside)
    assert {family.path: len(family.units) for family in layout.index.families} == {"a/b": 2, "c/d": 2}
