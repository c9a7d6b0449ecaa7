"""Expressions: the grammar, its limits, and the brackets that make a text one."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.errors import InputError
from enclave.importers.expressions import DEEPEST, LONGEST, Call, Get, Literal, SyntaxProblem, is_expression, parse, unescaped


def test_the_grammar() -> None:
    node = parse("[ Concat( 'it''s' , parameters('x').y[0]['z'].?w , -3 )[?copyIndex()] ]", "x")
    inner = Get(Get(Get(Get(Call("parameters", (Literal("x"),)), Literal("y"), False), Literal(0), False), Literal("z"), False),
                Literal("w"), True)
    assert node == Get(Call("concat", (Literal("it's"), inner, Literal(-3))), Call("copyindex", ()), True)


def test_functions_of_the_template_have_a_namespace() -> None:
    assert parse("[contoso.uniqueName('a')]", "x") == Call("contoso.uniquename", (Literal("a"),))


@pytest.mark.parametrize("text", [
    "[a(]", "[a)]", "[a(1]", "['a]", "[ ]", "[a(1,)]", "[a[1)]", "[1,2]", "[a(b(1)]", "[a]", "[a.b]", "[a()b()]", "[a()..b]", "[(1)]",
    "[{}]", "[a(1))]", "[a()[1]", "[a().]", "[1 2]", "[a('x' 'y')]",
])
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(SyntaxProblem):
        parse(text, "x")


@pytest.mark.parametrize(("text", "yes", "plain"), [
    ("[a()]", True, ""), ("[[a()]", False, "[a()]"), ("[a()", False, "[a()"), ("[]", False, "[]"), ("a()]", False, "a()]"),
    ("", False, ""), ("[[", False, "[["), ("[[a", False, "[[a"), ("[[[a]", False, "[[a]"),
])
def test_what_counts_as_an_expression(text: str, yes: bool, plain: str) -> None:
    assert is_expression(text) is yes
    assert yes or unescaped(text) == plain


@pytest.mark.parametrize("depth", [DEEPEST + 1, 3_000])
def test_calls_nested_too_deeply_are_refused(depth: int) -> None:
    with pytest.raises(InputError, match="levels deep") as caught:
        parse("[" + "a(" * depth + "1" + ")" * depth + "]", "here")
    assert caught.value.where == "here"


def test_as_deep_as_allowed_and_a_long_chain_of_properties() -> None:
    assert parse("[" + "a(" * DEEPEST + "1" + ")" * DEEPEST + "]", "x")
    assert parse("[a()" + ".b" * 10_000 + "]", "x")


def test_an_expression_that_is_too_long_is_refused() -> None:
    with pytest.raises(InputError, match="characters"):
        parse("['" + "a" * LONGEST + "']", "x")


@given(st.text("a1'()[].,? ", max_size=40))
def test_never_fails_in_another_way(text: str) -> None:
    with contextlib.suppress(SyntaxProblem, InputError):
        parse(f"[{text}]", "x")
