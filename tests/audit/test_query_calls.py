"""Functions with a query for a body: the examples of Kusto's own page, and what must not be guessed."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.audit.query import query
from enclave.audit.query_calls import inlined
from enclave.errors import InputError

T = "let T = range x from 1 to 10 step 1;"

# the documentation's examples, with the rows that it shows or that follow from its words
RUN: tuple[tuple[str, list[tuple[Any, ...]]], ...] = (
    ("let MyFilter = (T:(x:long), v:long) { T | where x >= v }; MyFilter((range x from 1 to 10 step 1), 9)", [(9,), (10,)]),
    ("let tenNumbers = () { range x from 1 to 10 step 1 }; tenNumbers | extend y = x + 7 | summarize sum(y)", [(125,)]),
    ("let MyDistinct = (T:(*)) { T | distinct * }; MyDistinct((range x from 1 to 3 step 1)) | summarize sum(x)", [(6,)]),
    ('let f = (T:(a:string), what:string) { T | extend a = strcat(a, " ", what) };'
     ' datatable (a:string) ["sad", "really", "sad"] | invoke f(":-)")', [("sad :-)",), ("really :-)",), ("sad :-)",)]),
    (f"{T} let f = (a:long, b:long = 7) {{ T | where x between (a .. b) | count }}; union f(5), f(b = 3, a = 1), f(9, 9)",
     [(3,), (3,), (1,)]),
    # an integer for a real one is not divided as an integer
    (f"{T} let f = (n:real) {{ let half = n / 2; T | where x > half | count }}; f(5)", [(8,)]),
    # a function of functions, with a bracket around what it is given
    (f"{T} let g = (T2:(*)) {{ T2 | summarize c = count() }}; let f = (low:long) {{ g((T | where x > low)) }}; f(4 + 1) | project c",
     [(5,)]),
    ("let f = (n:long) { range x from 1 to n step 1 | count }; print toscalar(f(5)), 1", [(5, 1)]),
    ("let f = view () { range x from 1 to 2 step 1 }; f() | count", [(2,)]),
    # a source in brackets
    ("(range x from 1 to 9 step 1 | where x > 3) | count", [(6,)]),
    ("let a = (range x from 1 to 9 step 1 | where x > 3); a | count", [(6,)]),
)  # fmt: skip


def _wrong(chosen: tuple[tuple[str, list[tuple[Any, ...]]], ...]) -> list[Any]:
    return [(kql, rows) for kql, expected in chosen if (rows := query(None, kql).rows) != expected]


# to read a query takes the translator a part of a second
def test_a_call_is_the_body_with_its_arguments() -> None:
    assert _wrong(RUN[::5]) == []


@pytest.mark.long
def test_all_calls_are_the_body_with_its_arguments() -> None:
    assert _wrong(RUN) == []


@pytest.mark.parametrize(
    ("kql", "why"),
    [
        ("let f = (TotalTokens:long) { A | where TotalTokens > TotalTokens }; f(3)", "is a column, too"),
        ("let f = (n:long) { A | extend n = n + 1 }; f(3)", "is a column, too"),
        ("let f = () { A | take 2 }; f | extend f = 1 | summarize sum(f)", "is a column, too"),
        ("let f = () { let ModelName = 'x'; A | where ModelName == ModelName }; f()", "is a column, too"),
        ("let f = view () { A | take 1 }; union f*", "`view` beside names with wildcards"),
        ("let f = (n) { A | take n }; f(1)", "the parameter `n` is not supported"),
        ("let f = (n:long) { A | take n }; f()", "`f` needs `n`"),
        ("let f = (n:long) { A | take n }; f(1, 2)", "cannot be called with `2`"),
        ("let f = (n:long) { A | take n }; f(m = 2)", "cannot be called with `m = 2`"),
        ("let f = () { let g = (x:long) { x }; A | take g(1) }; f()", "in the body of `f` is not supported"),
    ],
)
def test_what_could_mean_two_things_is_refused(kql: str, why: str) -> None:
    with pytest.raises(InputError, match=why.replace("(", r"\(")):
        inlined(kql, {"A": ["TotalTokens", "ModelName"]})


def test_functions_that_double_each_other_end_soon() -> None:
    many = "let f0 = () { A | take 1 };" + "".join(f"let f{n} = () {{ union f{n - 1}, f{n - 1} }};" for n in range(1, 40))
    with pytest.raises(InputError, match="characters with its functions in their places"):
        inlined(f"{many} f39", {"A": []})


def test_functions_whose_body_is_an_expression_are_left_alone() -> None:
    for kql in ("let f = (x:long) { x * 2 }; print f(3)", "A | take 1", "let f = (x:long) { let y = x + 1; y * 2 }; print f(3)"):
        assert inlined(kql, {"A": ["x2"]}) == kql
