"""Rows come in the same order each time."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from enclave.audit import query_order
from enclave.audit.query import opened, query
from enclave.audit.query_order import steadied

GROUPED = "range n from 1 to 300 step 1 | summarize count() by m = n % 60"


@pytest.mark.parametrize("kql", [
    GROUPED,
    f"{GROUPED} | where m > 2 | extend k = m * 2 // a | sort by m\n| render timechart",
    f"let groups = {GROUPED};\nlet same = groups;\nsame | project m",
    f"({GROUPED}) | where m != 1",
    "range n from 1 to 300 step 1 | sort by n | distinct m = n % 60",
    "range n from 1 to 9 step 1 | where n in ((range k from 1 to 9 step 1 | sort by k | project k)) | summarize by n",
])  # fmt: skip
def test_groups_are_sorted(kql: str) -> None:
    rows = query(None, kql.replace("distinct m = n % 60", "extend m = n % 60 | distinct m")).rows
    assert len(rows) > 5
    assert rows == sorted(rows)


@pytest.mark.parametrize("kql", [
    f"{GROUPED} | sort by m desc",
    f"{GROUPED} | top 9 by m | where m > 1",
    f"let a = {GROUPED} | order by m desc; a | extend x = 'summarize'",
    "range n from 60 to 1 step -1",
    "print x = 1 | where x in ((range n from 1 to 3 step 1 | summarize by n))",
    "let a = a; a",
    "",
])  # fmt: skip
def test_an_order_that_is_said_stays(kql: str) -> None:
    assert steadied("SQL", kql) == "SQL"
    if "n" in kql:
        rows = query(None, kql).rows
        assert rows == sorted(rows, reverse=True)


OPEN = (
    "T | sort by k asc | project n | take 300",
    "T | top 20 by k | project n",
    "T | where k == 3 | join kind=leftouter (T | where k == 3 | project k, m = n % 7) on k | project n, m | take 50",
    "T | where k < 4 | summarize make_list(n, 5) by k",
    "T | summarize avg(x), sum(x) by k",
)
"""What Kusto leaves open, and threads change."""
ROWS = 500_000
"""So many that several threads would share them."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "t.parquet"
    with duckdb.connect() as db:
        db.execute(f"COPY (SELECT n, n % 1000 k, sqrt(n) x FROM range({ROWS}) r(n)) TO '{path}'")
    return path


def test_what_a_query_leaves_open_is_the_same_each_time(file: Path) -> None:
    with opened(None, {"T": file}) as ask:
        for kql in OPEN:
            first, *others = (ask(kql, 60).rows for _ in range(4))
            assert first
            assert all(rows == first for rows in others)


@pytest.mark.parametrize(("most", "threads"), [(ROWS, 1), (ROWS - 1, 3)])
def test_many_rows_get_all_threads(file: Path, monkeypatch: pytest.MonkeyPatch, most: int, threads: int) -> None:
    monkeypatch.setattr(query_order, "ONE_THREAD_RECORDS", most)
    with duckdb.connect(config={"threads": 3}) as db:
        db.execute(f"CREATE TABLE t AS FROM '{file}'")
        query_order.threads(db)
        assert db.execute("SELECT current_setting('threads')").fetchall() == [(threads,)]
