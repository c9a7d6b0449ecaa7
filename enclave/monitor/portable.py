"""The counts of a summary as SQL with standard expressions only, for ClickHouse, Spark, PostgreSQL, SQLite, DuckDB and others."""

from __future__ import annotations

from typing import Literal

from enclave.monitor.source import Floats
from enclave.monitor.summaries import MISSING, Categories, Grid, Numbers

Dialect = Literal["standard", "clickhouse", "spark"]
LARGEST = "1.7976931348623157e+308"
"""What is larger is infinite, or in most dialects not a number."""


def query(grid: Grid, table: str, chunk: str, dialect: Dialect = "standard") -> str:
    """One query: rows by column, chunk (any expression, as text) and cell. `table` and `chunk` are put in as they are."""
    parts = [
        f"SELECT {_text(name, dialect)} AS column_name, {chunk} AS chunk,\n{_cell(name, cells, dialect)} AS cell FROM {table}"  # noqa: S608
        for name, cells in grid.columns.items()
    ]
    return "\nUNION ALL\n".join(
        f"SELECT column_name, chunk, cell, COUNT(*) AS row_count FROM (\n{part}\n) AS counted GROUP BY column_name, chunk, cell"  # noqa: S608
        for part in parts
    )


def _cell(name: str, cells: Numbers | Categories, dialect: Dialect) -> str:
    column = _name(name, dialect)
    missing = f"CASE WHEN {column} IS NULL THEN {MISSING}"
    if isinstance(cells, Categories):
        if cells.is_truth:
            place = {value: i for i, value in enumerate(cells.names)}
            other = len(cells.names)
            return f"{missing} WHEN {column} THEN {place.get('true', other)} ELSE {place.get('false', other)} END"
        whens = " ".join(f"WHEN {column} = {_text(value, dialect)} THEN {i}" for i, value in enumerate(cells.names))
        return f"{missing} {whens} ELSE {len(cells.names)} END"
    lefts = cells.lefts
    return f"{missing} WHEN {column} <> {column} OR {column} > {LARGEST} THEN {MISSING} ELSE {_tree(column, lefts, 0, len(lefts))} END"


def _tree(column: str, lefts: Floats, first: int, after: int) -> str:
    """The cell among `first` to `after`, halved and halved again."""
    if after - first == 1:
        return str(first)
    middle = (first + after) // 2
    left, right = _tree(column, lefts, first, middle), _tree(column, lefts, middle, after)
    return f"CASE WHEN {column} < {lefts[middle]:.16e} THEN {left} ELSE {right} END"


def _name(name: str, dialect: Dialect) -> str:
    return "`" + name.replace("`", "``") + "`" if dialect == "spark" else '"' + name.replace('"', '""') + '"'


def _text(value: str, dialect: Dialect) -> str:
    if dialect == "standard":
        return "'" + value.replace("'", "''") + "'"
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
