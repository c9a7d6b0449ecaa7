"""Many forms of KQL by their rows: functions and operators as Kusto's pages show them, and what follows from their words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from enclave.audit.query import opened, query
from enclave.audit.query_python import PYTHON
from enclave.errors import InputError

FORMS = [json.loads(line) for line in (Path(__file__).parent / "kql_forms.jsonl").read_text("utf-8").splitlines()]


def _wrong(forms: list[dict[str, Any]]) -> list[Any]:
    found = []
    with opened(None) as ask:
        for form in forms:
            rows = json.loads(json.dumps([list(row) for row in ask(form["kql"], 60.0).rows]))
            if not _same(rows, form["rows"]):
                found.append((form["kql"], rows, form["rows"]))
    return found


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) and isinstance(other, float | int):
        return one == pytest.approx(other, rel=1e-9)
    return type(one) is type(other) and one == other


# to read a query takes the translator a part of a second
def test_forms_have_the_rows_that_they_must_have() -> None:
    assert _wrong(FORMS[::40]) == []


@pytest.mark.long
def test_all_forms_have_the_rows_that_they_must_have() -> None:
    assert len(FORMS) > 450
    assert _wrong(FORMS) == []


def test_functions_in_python_take_columns_and_nulls() -> None:
    kql = 'datatable(a:string, d:dynamic)["1.2", dynamic([1]), "", dynamic(null)] | project parse_version(a), treepath(d)'
    with opened(None) as ask:
        # twice: the second query finds them known
        for _ in range(2):
            assert ask(kql, 60.0).rows == [("1000000020000000000000000", ["[0]"]), (None, None)]


def test_a_function_that_is_called_wrongly_is_refused_by_name() -> None:
    for kql, said in (
        ("print translate('a')", "`function:translate` is not supported"),
        ("print format_ipv4('1.1.1.1', 24, 3)", "`function:format_ipv4` is not supported"),
        ("print parse_urlquery('a=%20')", "`parse_urlquery` of encoded, repeated or empty parameters is not supported"),
    ):
        with pytest.raises(InputError, match=said.replace("(", r"\(")):
            query(None, kql)


def test_what_a_function_is_given_is_said() -> None:
    assert {letter for row in PYTHON.values() for letter in row.given} <= {*"tjirsdkIB?*"}
    assert {row.made for row in PYTHON.values()} <= {*"tjirbdnIT"}
