"""What an outer join, a lookup or a union leaves empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.audit.query import query
from enclave.audit.query_joins import lacks
from enclave.errors import InputError

LEFT = 'datatable(k:int, v:string)[1, "a", 2, "c"]'
RIGHT = '(datatable(k:int, w:string, n:int)[1, "x", 7, 3, "z", 9])'


def test_a_text_that_is_missing_is_empty_and_equal_to_nothing() -> None:
    for kind, rows in (("leftouter", 1), ("fullouter", 1), ("rightouter", 0)):
        kql = f'{LEFT} | join kind={kind} {RIGHT} on k | where w == "" and not(isnull(w)) and isnull(n) | count'
        assert query(None, kql).rows == [(rows,)], kind
    assert query(None, f'{LEFT} | lookup {RIGHT} on k | summarize count() by w | order by w asc').rows == [("", 1), ("x", 1)]
    assert query(None, 'union (print a = "x"), (print b = 1) | where a == "" | project a, b').rows == [("", 1)]
    assert query(None, f'{LEFT} | union (print z = 1) | summarize dcount(v)').rows == [(3,)]


def test_where_nothing_can_be_missing_the_translator_does_it() -> None:
    assert [lacks("join", text) for text in ("(T) on k", "kind=inner (T) on k", "kind = leftouter (T) on k", "(T | x kind=leftouter)")] == [
        False, False, True, False,
    ]  # fmt: skip
    assert [lacks("lookup", "(T) on k"), lacks("lookup", "kind=inner (T) on k"), lacks("union", "kind=inner T"), lacks("union", "T")] == [
        True, False, True, True,
    ]  # fmt: skip
    assert not lacks("where", "x")


ONE, TWO = "(print a = 1, b = 'x')", "(print a = 'y', b = 'z')"


@pytest.mark.parametrize("kql", [f"union {ONE}, {TWO}", f"{ONE[1:-1]} | union isfuzzy=true {TWO}", f"let t = {TWO[1:-1]}; union {ONE}, t"])
def test_a_name_of_several_types_is_a_column_for_each(kql: str) -> None:
    found = query(None, f"{kql} | order by b asc")
    assert dict(zip(found.columns, found.types, strict=True)) == {"a_long": "long", "a_string": "string", "b": "string"}
    assert [{name: row[name] for name in ("a_long", "a_string", "b")} for row in found.documents()] == [
        {"a_long": 1, "a_string": "", "b": "x"}, {"a_long": None, "a_string": "y", "b": "z"},
    ]  # fmt: skip


def test_numbers_of_several_types_are_apart_too_and_of_one_kind_together() -> None:
    assert query(None, "union (print a = 1), (print a = 1.5) | summarize sum(a_long), sum(a_real)").rows == [(1, 1.5)]
    assert query(None, "union (print a = 1), (print a = toint(2)) | summarize sum(a)").rows == [(3,)]
    assert sorted(query(None, f"union kind=inner {ONE}, (print a = 7) | project a").rows) == [(1,), (7,)]


@pytest.mark.parametrize("kql", [
    f"union kind=inner {ONE}, {TWO}", f"union withsource=s {ONE}, {TWO}", f"union isfuzzy=true {ONE}, {TWO}, NotThere",
    f"union {ONE}, {TWO}, (print a_long = 1)",
])  # fmt: skip
def test_what_several_types_leave_open_is_refused(kql: str) -> None:
    with pytest.raises(InputError, match=r"`union` of tables where a name has several types, `a` \(long, string\), is not supported"):
        query(None, kql)


def test_a_table_that_is_named_twice_counts_twice() -> None:
    assert query(None, f"union {ONE}, {ONE}, {TWO} | summarize count(), sum(a_long)").rows == [(3, 2)]


def test_names_that_are_guessed_at_are_not_there() -> None:
    with pytest.raises(InputError, match="`a`"):
        query(None, f"union {ONE}, {TWO} | project a")


def test_tables_of_several_types_by_a_pattern_and_with_their_names(tmp_path: Path) -> None:
    tables = {"Ta": tmp_path / "a.csv", "Tb": tmp_path / "b.csv"}
    for path, text in zip(tables.values(), ("k,v\n1,x\n", "k,w\none,y\n"), strict=True):
        path.write_text(text)
    found = query(None, "union withsource = From T* | order by From asc", tables)
    assert found.columns == ("From", "k_long", "v", "k_string", "w")
    assert found.rows == [("Ta", 1, "x", "", ""), ("Tb", None, "", "one", "y")]
    assert query(None, "union * | summarize count(), sum(k_long)", tables).rows == [(2, 1)]


def test_ids_in_a_file_are_texts_as_they_are_in_a_workspace(tmp_path: Path) -> None:
    file = tmp_path / "signins.jsonl"
    file.write_text('{"AppId": "1a2b3c4d-1111-2222-3333-444455556666"}\n{"AppId": null}\n', encoding="utf-8")
    found = query(None, "union SignIns, (datatable(AppId:string)['another'])", {"SignIns": file})
    assert (found.columns, found.types) == (("AppId",), ("string",))
    assert sorted(found.rows) == [("",), ("1a2b3c4d-1111-2222-3333-444455556666",), ("another",)]
