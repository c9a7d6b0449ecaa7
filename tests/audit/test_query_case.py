"""Names that differ only in case."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.audit.query import query
from enclave.audit.query_case import apart
from enclave.errors import InputError

SCHEMA = {"A": ["Id", "CallerIP", "Kind"], "B": ["Id", "CallerIp"], "C": ["Region"]}


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "A.csv").write_text("Id,CallerIP,Kind\n1,10.0.0.1,x\n2,10.0.0.2,y\n")
    (tmp_path / "B.csv").write_text("Id,CallerIp\n1,8.8.8.8\n3,8.8.4.4\n")
    return {"A": tmp_path / "A.csv", "B": tmp_path / "B.csv"}


def test_columns_of_two_tables_stay_two(tables: dict[str, Path]) -> None:
    for kql, columns, rows in (
        ("A | join kind=inner B on Id | project CallerIP, CallerIp", ("CallerIP", "CallerIp"), [("10.0.0.1", "8.8.8.8")]),
        ("union A, B | where CallerIp == '8.8.4.4' | project Id, CallerIP, CallerIp", ("Id", "CallerIP", "CallerIp"), [(3, "", "8.8.4.4")]),
        ("union A, B | summarize dcount(CallerIp) by Kind | order by Kind asc | where Kind != ''", ("Kind", "dcount_CallerIp"),
         [("x", 1), ("y", 1)]),
        ("union * | summarize a = countif(CallerIP != ''), b = countif(CallerIp != '')", ("a", "b"), [(2, 2)]),
        ("A | join B on $left.Id == $right.Id | extend callerip = 1 | project callerip, CallerIP", ("callerip", "CallerIP"),
         [(1, "10.0.0.1")]),
        ("search '8.8.4.4' | project CallerIp, CallerIP", ("CallerIp", "CallerIP"), [("8.8.4.4", "")]),
    ):  # fmt: skip
        table = query(None, kql, tables)
        assert (table.columns, table.rows) == (columns, rows), kql


def test_one_that_the_query_makes_stands_beside_one_of_a_table(tables: dict[str, Path]) -> None:
    table = query(None, "A | extend id = Id * 10, p = dynamic({'kind': 'member'}) | project Id, id, m = p.kind, Kind | take 1", tables)
    assert (table.columns, table.rows) == (("Id", "id", "m", "Kind"), [(1, 10, "member", "x")])


def test_words_of_the_language_members_and_other_tables_are_left_alone() -> None:
    for kql in ("A | join kind=inner (A) on Id", "A | extend x = p.id, y = Id", "A | where Id > 1 | render timechart with (kind=stacked)",
                "B | extend region = 1", "A | summarize count() by Id",
                "let region = (x:long) { x * 2 }; C | extend n = region(2) | where Region != ''"):  # fmt: skip
        assert apart(kql, SCHEMA).kql == kql
    assert apart("C | extend region = 1 | where region > Region", SCHEMA).kql == (
        "C | extend region__case1 = 1 | where region__case1 > Region"
    )
    assert apart("union A, B", SCHEMA).columns == {"B": {"CallerIp": "CallerIp__case1"}}


def test_what_makes_data_of_such_names_is_refused(tables: dict[str, Path]) -> None:
    for kql in ("union A, B | extend b = pack_all()", "union A, B | getschema", "A | join B on Id | project-away Caller*"):
        with pytest.raises(InputError, match="differ only in case, `CallerIP`, `CallerIp`, in this query are not supported"):
            query(None, kql, tables)
    with pytest.raises(InputError, match="there is no column `KIND`"):
        query(None, "A | where KIND == 'x'", tables)
    with pytest.raises(InputError, match="only in case is not supported"):
        query(None, "print Region = 'x', d = dynamic({'region': 'y'}) | evaluate bag_unpack(d)")
