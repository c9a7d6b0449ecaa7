"""Terms in Bicep: ids by the scope that a file is for, loops where they may stand, types."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.emit.bicep.terms import Context, Terms, type_text
from enclave.emit.bicep.text import inline
from enclave.emit.layout.terms import PAIR, At, Choice, DictOf, Field, FullId, IdOf, Join, ListOf, ObjectOf, Param, Scope
from enclave.emit.values import Interpolated


def said(term: Any, kind: str = "group") -> str:
    return inline(Terms(kind).value(term, Context(kind)))


@pytest.mark.parametrize(("term", "kind", "written"), [
    (IdOf("A.B/c", ("x",), Scope("here")), "group", "resourceId('A.B/c', 'x')"),
    (IdOf("A.B/c/d", ("x", Param("y")), Scope("group", "g")), "group", "resourceId('g', 'A.B/c/d', 'x', y)"),
    (IdOf("A.B/c", ("x",), Scope("group", "g")), "subscription", "resourceId(subscription().subscriptionId, 'g', 'A.B/c', 'x')"),
    (IdOf("A.B/c", ("x",), Scope("subscription")), "group", "subscriptionResourceId('A.B/c', 'x')"),
    (IdOf("A.B/c", ("x",), Scope("subscription")), "tenant", "subscriptionResourceId(subscriptionId, 'A.B/c', 'x')"),
    (IdOf("A.B/c", ("x",), Scope("tenant")), "group", "tenantResourceId('A.B/c', 'x')"),
    (IdOf("A.B/c", ("x",), Scope("resource", on=IdOf("D.E/f", ("y",), Scope("here")))), "group",
     "extensionResourceId(resourceId('D.E/f', 'y'), 'A.B/c', 'x')"),
    (IdOf("", (), Scope("here")), "group", "resourceGroup().id"),
    (IdOf("", (), Scope("subscription")), "group", "subscription().id"),
    (FullId("/subscriptions/1"), "group", "'/subscriptions/1'"),
])
def test_ids_are_said_by_functions(term: Any, kind: str, written: str) -> None:
    assert said(term, kind) == written


@pytest.mark.parametrize(("term", "written"), [
    (Param("x"), "x"), (Field(Param("x"), "y"), "x.y"), (At(Param("x"), "y"), "x.y"), (At(Param("x"), "a-b"), "x['a-b']"),
    (At(Param("x"), Param("k")), "x[k]"), (At(Param("x"), 1), "x[1]"), (Join(("a-", Param("b"), "'")), r"'a-${b}\''"),
    ("/providers/Microsoft.Authorization/policyDefinitions/p", "tenantResourceId('Microsoft.Authorization/policyDefinitions', 'p')"),
])
def test_terms_are_said_on_one_line(term: Any, written: str) -> None:
    assert said(term) == written


def test_a_text_with_parts_is_interpolated() -> None:
    assert isinstance(Terms("group").value(Join(("a", Param("b"))), Context("group")), Interpolated)


@pytest.mark.parametrize(("kind", "written"), [
    ("string", "string"), (Choice(("a", "b")), "'a' | 'b'"), (ListOf("int"), "int[]"), (ListOf(Choice(("a", "b"))), "('a' | 'b')[]"),
    (DictOf(), "{ *: string }"), (ObjectOf("x", ""), "x"), (ListOf(ListOf(ObjectOf("x", ""))), "x[][]"), (ListOf(PAIR), "pairType[]"),
])
def test_types(kind: Any, written: str) -> None:
    assert type_text(kind) == written
