"""Operators over a small table, one query for several things each: reading one takes the translator a third of a second."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from enclave.audit.query import query
from enclave.audit.query_groups import split_by
from enclave.audit.query_operators import OPERATORS, needs
from enclave.errors import InputError

ROWS: list[dict[str, Any]] = [
    {"k": "a", "n": 1, "d": 2.5, "bag": '{"x":1,"y":"q","z":{"u":1}}', "l": "[3,1]", "it's": True},
    {"k": "b", "n": 2, "d": 3.5, "bag": '{"x":2.5}', "l": "[2]", "it's": False},
    {"k": "a", "n": 3, "d": 4.5, "bag": '{"y":7,"b \\" c":true}', "l": "[]", "it's": None},
    {"k": "a", "n": 5, "d": None, "bag": None, "l": None, "it's": True},
]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("operators") / "T.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS))
    return lambda kql: query(None, kql, {"T": Path(path)})


def test_bags_become_columns_with_the_types_of_their_values(ask: Any) -> None:
    table = ask("T | project n, b = parse_json(bag) | evaluate bag_unpack(b, 'p_') | order by n asc")
    assert table.columns == ("n", 'p_b " c', "p_x", "p_y", "p_z")
    assert table.types == ("long", "bool", "real", "dynamic", "dynamic")
    assert table.rows == [
        (1, None, 1.0, "q", {"u": 1}), (2, None, 2.5, None, None), (3, True, None, 7, None), (5, None, None, None, None),
    ]  # fmt: skip


def test_pivot_has_a_column_for_each_value(ask: Any) -> None:
    table = ask('T | evaluate pivot(k, max(n), ["it\'s"]) | order by a asc')
    assert table.columns == ("it's", "a", "b")
    assert sorted(table.rows, key=repr) == sorted([(True, 5, None), (False, None, 2), (None, 3, None)], key=repr)


def test_columns_by_pattern(ask: Any) -> None:
    assert ask("T | project-reorder l, b* desc, * | project-away k*, d").columns == ("l", "bag", "n", "it's")
    assert ask('T | project-keep ["it\'s"], b*').columns == ("bag", "it's")
    with pytest.raises(InputError, match="no column is left"):
        ask("T | project-keep nothing*")


def test_terms_anywhere(ask: Any) -> None:
    assert ask("T | search 'q' and not(k == 'b') | project n").rows == [(1,)]
    assert ask("search kind=case_sensitive in (T) 'A' or k:'b' | project n").rows == [(2,)]
    assert ask("search 'tru*' | project ['$table'], n | order by n asc").rows == [("T", 1), ("T", 3), ("T", 5)]
    with pytest.raises(InputError, match="`search` of `a\\*b`"):
        ask("T | search 'a*b'")


def test_groups_within_groups(ask: Any) -> None:
    table = ask("T | top-nested 1 of k by sum(n), top-nested 2 of Even = n % 2 by Most = max(n)")
    assert table.columns == ("k", "aggregated_k", "Even", "Most")
    assert table.rows == [("a", 9, 1, 5)]


def test_parts_and_elements(ask: Any) -> None:
    assert ask("T | partition hint.strategy=native by k (top 1 by n | project k, n) | order by k asc").rows == [("a", 5), ("b", 2)]
    rows = ask(
        "T | where n < 3 | extend l = parse_json(l) | mv-apply x = l to typeof(long) on (where x > 1 | summarize s = sum(x), c = count())"
        " | project n, s, c"
    )
    assert rows.rows == [(1, 3, 1), (2, 2, 1)]
    with pytest.raises(InputError, match="where a row has no elements left"):
        ask("T | extend l = parse_json(l) | mv-apply x = l to typeof(long) on (where x > 1 | summarize s = sum(x))")
    assert ask("T | where n > 9 | partition by k (take 1) | count").rows == [(0,)]


def test_some_rows_and_all_columns(ask: Any) -> None:
    assert ask("T | sample 3 | as X | count").rows == [(3,)]
    assert ask("union T, T | distinct * | summarize take_any(*) by k | count").rows == [(2,)]


def test_what_stands_before_can_be_named_and_packed(ask: Any) -> None:
    named = "T | where n > 1 | as hint.materialized=true Big | summarize m = max(n) | extend rows = toscalar(Big | count)"
    assert ask(named).rows == [(5, 3)]
    assert ask("T | as T2 | join kind=inner (T2 | where n == 5) on n | count").rows == [(1,)]
    [(bag, keys)] = ask("T | where n == 5 | project k, n | extend b = pack_all() | project b, c = bag_keys(pack_all(false))").rows
    assert (bag, sorted(keys)) == ({"k": "a", "n": 5}, ["b", "k", "n"])
    assert ask("T | project k, n | where tostring(pack_all()) has 'b' | count").rows == [(1,)]
    assert ask("declare query_parameters(least:long = 2, one:string = 'a');\nT | where n > least and k == one | count").rows == [(2,)]
    assert ask("T | extend k2 = column_ifexists('k2', 'none') | distinct k2").rows == [("none",)]


def test_ranges_are_of_whole_numbers_and_times(ask: Any) -> None:
    assert ask("range x from 7 to 1 step -3 | summarize make_list(x)").rows == [([7, 4, 1],)]
    assert ask("let n = 2; range t from datetime(2026-01-01) to datetime(2026-01-02) step n * 12h | count").rows == [(2,)]
    for kql in (
        "range x from 1 to 2 step 0.5", "print a = toscalar(range x from 0.0 to 9 step 1 | count)",
        "T | join (range n from 1 to 3.0 step 1) on n",
    ):  # fmt: skip
        with pytest.raises(InputError, match="`range` of numbers that are not whole"):
            ask(kql)


def test_what_an_operator_does_not_take_is_refused_by_name(ask: Any) -> None:
    for kql, said in (
        ("T | evaluate bag_unpack(k)", "no dynamic column"),
        ("T | extend b = parse_json(bag), x = 1 | evaluate bag_unpack(b)", "second column `x`"),
        ("T | evaluate pivot(nope)", "no column `nope`"), ("T | project-reorder k granny-asc", "granny-asc"),
        ("T | partition by nope (take 1)", "no column `nope`"), ("T | top-nested 2 of k with others = 'x' by count()", "top-nested"),
        ("T | as T", "`as T`"), ("T | extend p = pack_all(true)", "pack_all"), ("T | project nope", "no column `nope`"),
        ("declare query_parameters(x:long);\nT | take x", "no value"),
        ("T | sample n", "`sample n`"),
            ("T | extend l = parse_json(l) | mv-apply l on (join T on k)", "inside of `mv-apply`"), ("T | where * has k", "compared with"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=said):
            ask(kql)


def test_only_what_the_translator_lacks_is_done_here() -> None:
    for name, text, expected in (
        ("where", "where n * 2 == 4", ""), ("where", "where a * b has 'x'", ""), ("where", "where * has 'x'", "where"),
        ("where", "where (* == 'x')", "where"), ("distinct", "distinct k", ""), ("distinct", "distinct *", "distinct"),
        ("summarize", "summarize take_any(n)", ""), ("summarize", "summarize any(*) by k", "summarize"),
        ("extend", "extend p = 'prev(n)'", ""), ("extend", "extend p = prev(n)", "extend with windows"), ("take", "take 1", ""),
        ("project-away", "project-away a, b", ""), ("project-away", "project-away a*", "project-away"),
    ):  # fmt: skip
        assert needs(name, text) == expected, text
    assert {*OPERATORS} >= {"make-series", "evaluate", "search"}
    assert split_by("count(), sum(by) by bin(x, 1h), y") == ("count(), sum(by)", "bin(x, 1h), y")


def test_the_most_frequent_values_are_counted_and_not_estimated() -> None:
    values = "datatable(k:string, n:long)['a', 1, 'b', 5, 'a', 2, 'c', 1]"
    found = query(None, f"{values} | top-hitters 1 of k")
    assert (found.columns, found.rows) == (("k", "approximate_count_k"), [("a", 2)])
    found = query(None, f"{values} | top-hitters 2 of k by n")
    assert (found.columns, found.rows) == (("k", "approximate_sum_k"), [("b", 5), ("a", 3)])


def test_first_and_last_may_be_names_of_columns() -> None:
    kql = "range x from 1 to 3 step 1 | summarize first = min(x), last = max(x) | where last > first | project d = last - first, first"
    assert query(None, kql).rows == [(2, 1)]
    assert query(None, "datatable(last:long)[2, long(null), 1] | order by last asc nulls last | project last").rows == [(1,), (2,), (None,)]


@pytest.mark.long
def test_an_array_ends_where_kustos_does(ask: Any) -> None:
    assert ask("print r = range(1, 1000000000) | mv-expand r | count").rows == [(2**20,)], "its page's own example"


def test_what_is_long_is_not_made_at_once(ask: Any) -> None:
    assert ask("range x from 5 to 30000004 step 10 | summarize count(), min(x), max(x)").rows == [(3_000_000, 5, 29_999_995)]
    assert ask("range x from 3000000 to 1 step -1 | take 1").rows == [(3_000_000,)]
    kql = "range t from datetime(2026-01-01) to datetime(2026-01-02) step 50ms | summarize count(), max(t)"
    assert ask(kql).rows == [(1_728_001, "2026-01-02T00:00:00.000000Z")]
    assert ask("range x from 0 to 1000000000000 step 1 | take 2").rows == [(0,), (1,)]
    assert ask("range t from 0s to 1h step 1ms | summarize count(), max(t)").rows == [(3_600_001, "01:00:00")]
    for kql, message in (
        ("print repeat('a', 2000000)", "`repeat` of more than"),
        ("print strrep('a', 1025)", "`strrep` of more than"), ("print strrep('a', 1025, '.')", "`strrep` of more than"),
        ("print parse_json(strcat(strrep(strrep('[', 100), 100), strrep(strrep(']', 100), 100)))", "nested too deeply"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=message):
            ask(kql)
    assert ask("print repeat(1, 2), repeat(1, 0), repeat(1, -1), strrep('ab', 1024) == strrep(strrep('ab', 32), 32)").rows == [
        ([1, 1], [], None, True)
    ]
