"""Terms in Terraform: ids as texts, items of loops, data in Terraform's names, types."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.emit.layout.terms import At, Choice, DictOf, Field, FullId, IdOf, Join, ListOf, ObjectOf, Param, Scope
from enclave.emit.terraform.spelling import Spelling
from enclave.emit.terraform.terms import Context, Terms, text_of
from enclave.emit.terraform.text import inline, spread
from enclave.emit.values import Expression, Interpolated

ITEM = ObjectOf("itemType", "An item.", {"skuName": (Choice(("a", "b")), "Name of the SKU."), "portList": (ListOf("int"), "Ports.")})


def said(term: Any) -> str:
    return inline(Terms(Spelling()).value(term, Context()))


@pytest.mark.parametrize(("term", "written"), [
    (Param("accountName"), "var.account_name"), (Param("source"), "var.source_value"), (Field(Param("x"), "skuName"), "var.x.sku_name"),
    (At(Param("x"), "y"), "var.x.y"), (At(Param("x"), "a-b"), 'var.x["a-b"]'),
    (At(Param("x"), Param("k")), "var.x[var.k]"), (Join(("a-", Param("b"), "${")), '"a-${var.b}$${"'),
    (FullId("/subscriptions/1"), '"/subscriptions/1"'),
    (IdOf("A.B/c/d", ("x", Param("y")), Scope("group", "g")),
     '"/subscriptions/${var.subscription_id}/resourceGroups/g/providers/A.B/c/x/d/${var.y}"'),
    (IdOf("A.B/c", ("x",), Scope("tenant")), '"/providers/A.B/c/x"'),
    (IdOf("A.B/c", ("x",), Scope("management-group", "corp")), '"/providers/Microsoft.Management/managementGroups/corp/providers/A.B/c/x"'),
    (IdOf("A.B/c", ("x",), Scope("resource", on=IdOf("D.E/f", ("y",), Scope("tenant")))), '"/providers/D.E/f/y/providers/A.B/c/x"'),
])
def test_terms_are_said_on_one_line(term: Any, written: str) -> None:
    assert said(term) == written


def test_what_is_used_is_noted() -> None:
    terms = Terms(Spelling())
    terms.value([Param("x"), IdOf("", (), Scope("subscription"))], Context(arguments={"y": Expression("z")}))
    assert terms.mentioned == {"x"}
    assert list(terms.used) == ["subscription"]
    assert terms.value(Param("y"), Context(arguments={"y": Expression("z")})) == Expression("z")
    assert terms.mentioned == {"x"}


def test_data_and_types_have_the_same_names() -> None:
    terms = Terms(Spelling())
    assert spread(terms.data([{"skuName": "a", "portList": [1, 2]}], ListOf(ITEM)), 0).split("\n") == [
        "[", "  {", '    sku_name = "a"', "    port_list = [", "      1,", "      2,", "    ]", "  },", "]"]
    assert spread(terms.type(ListOf(ITEM)), 0).split("\n") == [
        "list(object({", "  sku_name  = string", "  port_list = list(number)", "}))"]
    assert spread(terms.type(DictOf()), 0) == "map(string)"
    assert terms.described(ListOf(ITEM)) == ["- sku_name: Name of the SKU.", "- port_list: Ports."]


def test_pieces_of_text_become_one() -> None:
    assert text_of(["a", "b", Expression("c"), "", "d", "e"]) == Interpolated(("ab", Expression("c"), "de"))
    assert text_of([Expression("c")]) == Expression("c")
    assert text_of([]) == ""
