"""`find` looks into several tables, and shows of each what it has; `search` is tried with the published queries."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.audit.query import query
from enclave.errors import InputError


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "a.csv").write_text("id,who,n\n1,ada,5\n2,bob,6\n")
    (folder / "b.csv").write_text("id,what\n2,bob's\n3,none\n")
    return {"A": folder / "a.csv", "B": folder / "b.csv"}


def test_rows_of_all_tables_that_fit(tables: dict[str, Path]) -> None:
    for kql, rows in (
        ("find in (A, B) where id == 2 project id, who, what", [("A", 2, "bob", ""), ("B", 2, "", "bob's")]),
        ("find in (A, B) where * has 'bob' project id", [("A", 2), ("B", 2)]),
        ("find withsource=T in (A, B) where n > 5 or id == 3 project id: string", [("A", "2"), ("B", "3")]),
        ("find in (B) id == 3 project id | extend x = id + 1", [("B", 3, 4)]),
        ("let found = find in (A) where id < 9 project id; found | count", [(2,)]),
    ):
        assert sorted(query(None, kql, tables).rows) == rows, kql


def test_what_is_not_supported_is_said(tables: dict[str, Path]) -> None:
    for kql, what in (
        ("find 'bob'", "`find` without `project`"),
        ("find in (A) where id == 1", "`find` without `project`"),
        ("find in (A) where id == 1 project-smart", "`project-smart`"),
        ("find in A where id == 1 project id", "in brackets"),
        ("find in (A) where id == 1 project nothing", "no column `nothing`"),
    ):
        with pytest.raises(InputError, match=what):
            query(None, kql, tables)
