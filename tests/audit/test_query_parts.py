"""Queries inside of queries: the examples of Kusto's pages, by their rows."""

from __future__ import annotations

import pytest

from enclave.audit.query import query
from enclave.errors import InputError

DATA = "datatable(index:int, Arr:dynamic)[0, dynamic([5, 1, 3]), 1, dynamic([4, 10, 8, 7])]"


def test_elements_as_documented() -> None:
    top = "mv-apply e = Arr to typeof(long) on"
    for kql, rows in (
        (f"{DATA} | {top} (top 1 by e) | project index, e", [(0, 5), (1, 10)]),
        (f"{DATA} | {top} (top 2 by e | summarize Top2 = make_list(e)) | project Top2", [([5, 3],), ([10, 8],)]),
        (f"{DATA} | {top} (order by e asc | take 2 | summarize l = make_list(e)) | project l", [([1, 3],), ([4, 7],)]),
        (f"{DATA} | {top} (count) | project index, Count", [(0, 3), (1, 4)]),
        (f"{DATA} | mv-apply with_itemindex=i v = Arr to typeof(long) on (where i >= 2) | project index, v, i",
         [(0, 3, 2), (1, 8, 2), (1, 7, 3)]),
        (f"{DATA} | {top} (where e > 4 | extend twice = e * 2 | project-away twice | distinct e) | count", [(4,)]),
        ("datatable(Val:int, A:dynamic, B:dynamic)[1, dynamic(['A1','A2']), dynamic(['B1','B2','B3'])]"
         " | mv-apply T1 = A, T2 = B on (extend Out = strcat(T1, '_', T2) | summarize Out = make_list(Out)) | project Out",
         [(["A1_B1", "A2_B2", "_B3"],)]),
    ):  # fmt: skip
        assert query(None, kql).rows == rows, kql


def test_parts_in_either_bracket_and_with_hints() -> None:
    rows = "datatable(k:string, n:int)['p', 1, 'p', 2, 'q', 3]"
    for part in ("by k (top 1 by n)", "by k {top 1 by n}", "hint.strategy=native by ['k'] (order by n desc | take 1)"):
        assert query(None, f"{rows} | partition {part} | order by n asc").rows == [("p", 2), ("q", 3)], part


def test_what_is_not_said_is_refused() -> None:
    for kql, said in (
        (f"{DATA} | mv-apply e = Arr to typeof(long) on (where e > 9 | summarize c = count())", "where a row has no elements left"),
        (f"{DATA} | mv-apply e = Arr on (join (print e = 1) on e)", "inside of `mv-apply` is not supported"),
        (f"{DATA} | mv-apply e = Arr", "mv-apply"),
        ("print k = 1 | partition by k", "partition"),
    ):
        with pytest.raises(InputError, match=said):
            query(None, kql)
