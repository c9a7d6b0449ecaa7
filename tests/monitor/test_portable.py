"""The query counts what `count` counts, in DuckDB and SQLite, and is SQL for ClickHouse, Spark and PostgreSQL."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot

from enclave.monitor.portable import Dialect, query
from enclave.monitor.summaries import Counts, Grid, count, grid_of, merged


def made(folder: Path) -> tuple[Grid, Path, pa.Table]:
    random = np.random.default_rng(0)

    def table(rows: int, shift: float) -> pa.Table:
        numbers = random.lognormal(shift, 2, rows)
        whole = [None if i % 9 == 0 else int(x) for i, x in enumerate(random.integers(-5, 5, rows))]
        return pa.table({
            'a "b"': numbers, "whole": pa.array(whole, pa.int64()), "kind": random.choice(["it's", "b\\c", "d"], rows),
            "truth": random.random(rows) < 0.5,
        })  # fmt: skip

    pq.write_table(table(900, 0.0), folder / "reference.parquet")
    analysis = table(500, 1.0).to_pydict()
    analysis['a "b"'][:6] = [math.nan, math.inf, -math.inf, None, 0.0, 1e308]
    analysis["kind"][:2] = ["new", None]
    whole = pa.table(analysis)
    pq.write_table(whole, folder / "analysis.parquet")
    return grid_of(folder / "reference.parquet"), folder / "analysis.parquet", whole


def counts_of(rows: list[tuple[Any, ...]]) -> Counts:
    return merged({chunk: {column: {int(cell): int(number)}}} for column, chunk, cell, number in rows)


def test_databases_count_the_same(tmp_path: Path) -> None:
    grid, path, table = made(tmp_path)
    wanted = {"all": next(iter(count(path, grid).values()))}
    connection = duckdb.connect()
    found = connection.execute(query(grid, f"read_parquet('{path}')", "'all'")).fetchall()
    connection.close()
    assert counts_of(found) == wanted
    database = sqlite3.connect(":memory:")
    database.execute('CREATE TABLE t ("a ""b""" REAL, whole INTEGER, kind TEXT, truth INTEGER)')
    database.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", zip(*table.to_pydict().values(), strict=True))
    assert counts_of(database.execute(query(grid, "t", "'all'")).fetchall()) == wanted
    halves = counts_of(database.execute(query(grid, "t", "CASE WHEN rowid <= 250 THEN 'one' ELSE 'two' END")).fetchall())
    database.close()
    assert set(halves) == {"one", "two"}
    assert {"all": merged([{"": part} for part in halves.values()])[""]} == wanted


def test_other_databases_can_read_it(tmp_path: Path) -> None:
    grid = made(tmp_path)[0]
    dialects: tuple[tuple[str, Dialect], ...] = (("clickhouse", "clickhouse"), ("spark", "spark"), ("postgres", "standard"))
    for name, dialect in dialects:
        parsed = sqlglot.parse_one(query(grid, "telemetry", "'all'", dialect), read=name)
        columns = {column.name for column in parsed.find_all(sqlglot.exp.Column)}
        assert {'a "b"', "whole", "kind", "truth"} <= columns, name
        texts = {literal.this for literal in parsed.find_all(sqlglot.exp.Literal) if literal.is_string}
        assert {"it's", "b\\c", "d", "all"} <= texts, name
        functions = {type(node).__name__ for node in parsed.find_all(sqlglot.exp.Func)}
        assert functions <= {"Count", "Case", "If", "Or", "And"}, name
