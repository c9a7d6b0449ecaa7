"""A query in steps: where they stand, and what they leave alone."""

from __future__ import annotations

import duckdb
import pytest

from enclave.audit.query_stages import MOST, Stages
from enclave.errors import InputError


def made(*, known: str = "odd") -> tuple[Stages, list[str]]:
    """Stages whose one operator is written down, over a translator that passes SQL on."""
    db = duckdb.connect()
    db.execute("CREATE TABLE T AS SELECT 1 AS a, 'x' AS b")
    seen: list[str] = []

    def odd(stages: Stages, before: str, arguments: str) -> str:
        seen.append(f"{before.strip()} >> {arguments}")
        return f"done{len(seen)} "

    needs = {known: known}
    return Stages(db, {"T": ["a", "b"]}, lambda kql, _: f"SELECT * FROM {kql}", {known: odd}, lambda name, _: needs.get(name, "")), seen


def test_an_operator_takes_what_stands_before_it() -> None:
    stages, seen = made()
    assert stages.run("T | where a > 1 | odd x, 'y | z' | take 1") == "done1 | take 1"
    assert seen == ["T | where a > 1 >> x, 'y | z'"]


def test_what_stands_in_brackets_and_in_lets_comes_first() -> None:
    stages, seen = made()
    done = stages.run("let u = T | odd 1;\nlet n = 5;\nu | join (T | odd 2 | project a) on a | where b in ((T | odd 3)) | odd 4")
    assert seen == ["T >> 1", "T >> 2", "T >> 3", "u | join (done2 | project a) on a | where b in ((done3 )) >> 4"]
    assert done.startswith("let u = done1")
    assert done.endswith("done4 ")


def test_what_is_no_query_is_left_as_it_is() -> None:
    stages, seen = made()
    for kql in (
        "T | where a == 'odd | odd' // | odd", "let f = (x:long) { T | odd x }; f(1)", "T | mv-apply b on (where a | odd 1)",
        "set notruncation; T", "T | extend odd = 1",
    ):
        assert stages.run(kql).split() == kql.split()
    assert seen == []


def test_views_know_their_columns_and_there_are_only_so_many() -> None:
    stages, _ = made()
    first = stages.view("T")
    assert first.columns == {"a": "int", "b": "string"}
    assert stages.view(first.name) == first
    ordered = stages.ordered("T")
    assert list(ordered.columns) == ["a", "b", "_kql_row"]
    while len(stages._made) < MOST:
        stages.make("SELECT 1 AS a")
    with pytest.raises(InputError, match="steps"):
        stages.make("SELECT 1 AS a")
