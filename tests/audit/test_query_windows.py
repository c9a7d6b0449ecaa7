"""Other rows, in their order."""

from __future__ import annotations

import random
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import pytest

from enclave.audit.query import query
from enclave.audit.query_windows import calls_a_window
from enclave.errors import InputError

VALUES = random.Random(3).choices(range(5), k=60)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("windows") / "T.csv"
    path.write_text("i,v\n" + "".join(f"{number},{value}\n" for number, value in reversed(list(enumerate(VALUES)))))
    return lambda kql: query(None, kql, {"T": Path(path)}).rows


def test_before_and_after(ask: Any) -> None:
    made = "p = prev(v), q = next(v * 10, 2, -1), c = row_cumsum(v), n = row_number(100)"
    rows = ask(f"T | sort by i asc | extend {made} | project p, q, c, n")
    before, after = [None, *VALUES], [*(value * 10 for value in VALUES), -1, -1]
    assert rows == [(before[i], after[i + 2], total, 100 + i) for i, total in enumerate(accumulate(VALUES))]


def test_sums_and_numbers_begin_anew_and_ranks_go_by_changes(ask: Any) -> None:
    rows = ask(
        "T | sort by i asc | serialize s = row_cumsum(v, v == 0), n = row_number(1, v == 0), d = row_rank_dense(v), m = row_rank_min(v)"
        " | where v >= 0 | project s, n, d, m"
    )
    expected, s, n, d, m = [], 0, 0, 0, 0
    for place, value in enumerate(VALUES):
        s, n = (value, 1) if value == 0 else (s + value, n + 1)
        if not place or value != VALUES[place - 1]:
            d, m = d + 1, place + 1
        expected.append((s, n, d, m))
    assert rows == expected


def test_one_in_another_and_in_a_condition(ask: Any) -> None:
    assert ask("T | sort by i asc | where v > prev(v, 1, 9) | count") == [(sum(b > a for a, b in pairwise(VALUES)),)]
    rows = ask("T | sort by i asc | project i, x = row_cumsum(iff(v > prev(v, 1, 0), 1, 0)) | top 1 by i")
    assert rows == [(59, sum(b > a for a, b in zip([0, *VALUES], VALUES, strict=False)))]


def test_what_is_not_one(ask: Any) -> None:
    assert not calls_a_window("x = 'prev(n)', previous(n), prev")
    assert calls_a_window("f(prev (n))")
    with pytest.raises(InputError, match="`prev` with 0 arguments"):
        ask("T | extend p = prev()")


def test_sessions_as_documented() -> None:
    times = ("'1', datetime(2024-04-11 10:00)", "'2', datetime(2024-04-11 10:18)", "'1', datetime(2024-04-11 11:00)",
             "'3', datetime(2024-04-11 11:30)", "'2', datetime(2024-04-11 13:30)", "'2', datetime(2024-04-11 10:16)")  # fmt: skip
    rows = query(
        None,
        f"datatable(ID:string, T:datetime)[{', '.join(times)}] | sort by ID asc, T asc"
        " | extend S = row_window_session(T, 1h, 5m, ID != prev(ID)) | project ID, S = format_datetime(S, 'HH:mm')",
    ).rows
    assert rows == [("1", "10:00"), ("1", "11:00"), ("2", "10:16"), ("2", "10:16"), ("2", "13:30"), ("3", "11:30")]
    with pytest.raises(InputError, match="no datetime"):
        query(None, "range x from 1 to 3 step 1 | extend s = row_window_session(x, 1, 1)")
