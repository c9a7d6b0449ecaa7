"""Columns: what is the same is written, what only differs by region is spelled, the rest becomes a parameter or a property."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.emit.layout.facts import Facts
from enclave.emit.layout.levels import File, Hint, Loop, Shared, joined, kind_of, nothing, same, with_known
from enclave.emit.layout.terms import Choice, Field, Join, ListOf, Param
from enclave.emit.units import plan
from enclave.graph.model import Graph, Resource

TAGS = {"tags": {"enclave": "acme-bank"}}
GROUPS = tuple(Resource("Microsoft.Resources/resourceGroups", "2025-04-01", f"rg-acme-bank-{stamp}", "", TAGS, place, "groups", stamp)
               for stamp, place in (("north", "northeurope"), ("west", "westeurope")))
HINT = Hint("size", "Size of the thing.")
NAME = Hint("thingName", "Name of the thing.", True)


@pytest.fixture
def file() -> File:
    graph = Graph(GROUPS)
    return File(Shared(Facts(graph, plan(graph))), ["north", "west"], None)


def test_what_is_the_same_is_written_as_it_is(file: File) -> None:
    assert file.text(["x", "x"], HINT) == "x"
    assert file.data([1, 1], "int", HINT) == 1
    assert file.params == {}


def test_what_differs_by_region_is_spelled_with_it(file: File) -> None:
    assert file.text(["vnet-acme-bank-north", "vnet-acme-bank-west"], NAME) == Join(("vnet-", Param("enclave"), "-", Param("region")))
    assert file.text(["northeurope", "westeurope"], HINT) == Param("location")
    assert file.text(["acme-bank", "acme-bank"], HINT) == "acme-bank"


def test_what_differs_otherwise_is_one_parameter_for_all_that_have_its_values(file: File) -> None:
    assert file.text(["Small", "Large"], HINT) == Param("size")
    assert file.text(["Small", "Large"], Hint("other", "")) == Param("size")
    assert file.params["size"].type == Choice(("Large", "Small"))
    assert file.text(["Small", "Huge"], HINT) == Param("size2")
    assert file.text(["db-Small-1", "db-Large-1"], NAME) == Join(("db-", Param("size"), "-1"))
    assert file.data([1, 2], "int", Hint("adminPassword", "")) == Param("adminItem")


def test_items_of_a_loop_have_properties_but_for_what_their_instance_says(file: File) -> None:
    loop = Loop(file, file, [2, 1], "thing")
    name = loop.text(["a-1", "a-2", "b-1"], Hint("name", "Name."))
    assert isinstance(name, Field)
    assert (name.name, name.base.loop) == ("name", loop)
    loop.text(["x1", "x2", "x3"], Hint("key", "Key."))
    assert loop.text(["Small", "Small", "Large"], HINT) == Param("size")
    assert loop.text(["same", "same", "same"], HINT) == "same"
    loop.finish(Hint("things", "Things to deploy."), "thingType", "A thing.")
    assert loop.source == Param("things")
    assert file.params["things"].type == ListOf(file.types["thingType"])
    assert list(file.types["thingType"].fields) == ["name", "key"]


def test_a_loop_of_one_text_is_a_plain_list(file: File) -> None:
    loop = Loop(file, file, [1, 2], "thing")
    loop.text(["p1", "q1", "q2"], NAME)
    loop.finish(Hint("names", "Names."), "thingType", "A thing.")
    assert loop.is_plain
    assert file.types == {}
    assert file.params["names"].type == ListOf("string")


@pytest.mark.parametrize(("values", "kind"), [
    (["Small", "Large"], Choice(("Large", "Small"))), (["a-b", "c"], "string"), ([f"W{chr(97 + number)}" for number in range(7)], "string"),
])
def test_words_are_a_choice_and_texts_are_not(values: list[str], kind: Any) -> None:
    assert kind_of(values, HINT) == kind
    assert kind_of(values, NAME) == "string"
    assert nothing(kind) == ("Large" if kind != "string" else "")


@given(st.lists(st.sampled_from(["", "a", "b-", Param("x"), Join(("c", Param("y"))), Join((Param("z"), "d"))]), max_size=6))
def test_joining_says_the_same_and_leaves_no_neighbouring_texts(pieces: list[Any]) -> None:
    def said(term: Any) -> str:
        return "".join(map(said, term.parts)) if isinstance(term, Join) else f"<{term.name}>" if isinstance(term, Param) else term

    found = joined(pieces)
    assert said(found) == "".join(map(said, pieces))
    inner = found.parts if isinstance(found, Join) else ()
    assert not any(isinstance(one, str) and isinstance(other, str) for one, other in pairwise(inner))


def test_a_known_text_is_found_only_as_a_word_of_its_own() -> None:
    assert with_known(["x-risk-1", "x-care-1"], ["risk", "care"], Param("p")) == Join(("x-", Param("p"), "-1"))
    assert with_known(["xrisk", "xcare"], ["risk", "care"], Param("p")) is None
    assert with_known(["a1", "a2"], ["1", "2"], Param("p")) is None
    assert same([1, 1])
    assert not same([1, True])
