"""Groups: rows that stay whole, constants, timespans and times."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.audit.query import query
from enclave.audit.query_groups import needs_groups, split_by
from enclave.errors import InputError

SPANS = (
    "datatable(k:string, d:timespan, t:datetime)"
    "['a', 1h, datetime(2026-01-01), 'a', 2h, datetime(2026-01-03), 'b', 30m, datetime(2026-02-01)]"
)


def test_any_row_stays_whole(tmp_path: Path) -> None:
    (tmp_path / "T.jsonl").write_text('{"k":1,"a":"x","b":null}\n{"k":1,"a":"y","b":5}\n{"k":1,"a":null,"b":6}\n')
    for call in ("take_any(*)", "take_any(a, b)", "any(a, b)"):
        [row] = query(None, f"T | summarize {call} by k | project a, b", {"T": tmp_path / "T.jsonl"}).rows
        assert row in {("x", None), ("y", 5), ("", 6)}


def test_constants_stand_in_their_places() -> None:
    kql = "let n = 7; range x from 1 to 4 step 1 | summarize a = n, s = sum(x), b = 'z' by even = x % 2 == 0 | order by s asc"
    table = query(None, kql)
    assert (table.columns, table.rows) == (("even", "a", "s", "b"), [(False, 7, 4, "z"), (True, 7, 6, "z")])
    with pytest.raises(InputError, match="`x` in `summarize` is not supported"):
        query(None, "range x from 1 to 4 step 1 | summarize x")


def test_sums_and_averages_of_timespans_and_times() -> None:
    table = query(None, f"{SPANS} | summarize sum(d), avg(d), sumif(d, d > 1h), n = count(), max(t) - min(t), avg(t) by k | order by k asc")
    assert table.columns[:4] == ("k", "sum_d", "avg_d", "sumif_d")
    assert table.rows == [
        ("a", "03:00:00", "01:30:00", "02:00:00", 2, "2.00:00:00", "2026-01-02T00:00:00.000000Z"),
        ("b", "00:30:00", "00:30:00", "00:00:00", 1, "00:00:00", "2026-02-01T00:00:00.000000Z"),
    ]
    assert query(None, f"{SPANS} | summarize s = sum(d) / 1h, a = avg(t - datetime(2026-01-01)) by k | top 1 by s").rows == [
        ("a", 3.0, "1.00:00:00")
    ]


def test_weights() -> None:
    kql = "datatable(n:int, size:int)[8, 10, 6, 20, 3, 30, 1, 40] | summarize percentilesw(size, n, 50, 75, 99.9)"
    table = query(None, kql)
    assert (table.columns, table.rows) == (("percentile_size_50", "percentile_size_75", "percentile_size_99_9"), [(20, 20, 40)])


def test_text() -> None:
    assert split_by("a = count(), b = f(x by y) by k, l") == ("a = count(), b = f(x by y)", "k, l")
    texts = ("count() by k", "by k", "take_any(x)", "take_any(*)", "a = 1, b = count()", "a = -1 + count()")
    assert [needs_groups(text) for text in texts] == [False, False, False, True, True, False]
