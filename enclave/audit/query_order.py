"""The order of rows that no operator says: Kusto leaves it open, and the database's threads change it from one run to the next.

Threads also change which of equal rows `top` takes, the order inside of `make_list`, and the last digit of an average.
"""

from __future__ import annotations

import duckdb

from enclave.audit.query_text import bracketed, split, tokens, uncommented, word

_MIXING = frozenset({"summarize", "distinct"})
"""Whose rows come out of a hash table."""
_ORDERING = frozenset({
    "sort", "order", "top", "top-nested", "top-hitters", "serialize", "scan", "count", "make-series", "evaluate", "reduce",
})  # fmt: skip

ONE_THREAD_RECORDS = 1_000_000
"""Over so many records a query has one thread, and the same answer each time. It takes a second there at the most that two would halve."""


def threads(db: duckdb.DuckDBPyConnection) -> None:
    """Keep the database to one thread where that is quick enough. Call it when the tables are there."""
    counts = "SELECT coalesce(sum(estimated_size), 0) FROM duckdb_tables() WHERE schema_name = 'main'"
    [(rows,)] = db.execute(counts).fetchall()
    if db.execute("SELECT count(*) FROM duckdb_views() WHERE schema_name = 'log'").fetchall() != [(0,)]:
        [(records,)] = db.execute("SELECT count(*) FROM log.record").fetchall()
        rows += records
    if rows <= ONE_THREAD_RECORDS:
        db.execute("SET threads = 1")


def steadied(sql: str, kql: str) -> str:
    """The translation of a query, its rows sorted by all columns where the query groups them and says no order afterwards."""
    return f"SELECT * FROM ({sql}) ORDER BY ALL" if _is_open(kql) else sql  # noqa: S608


def _is_open(kql: str) -> bool:
    lets: dict[str, str] = {}
    last = ""
    for statement in split(kql, ";"):
        pieces = [piece for piece in tokens(uncommented(statement)) if piece.kind != "space"]
        if len(pieces) > 3 and pieces[0].text == "let" and pieces[2].text == "=":
            lets[pieces[1].text] = uncommented(statement).partition("=")[2].strip()
        elif pieces:
            last = statement
    return _mixes(last, lets)


def _mixes(kql: str, lets: dict[str, str]) -> bool:
    """Whether the last of a pipeline's operators that touch the order of its rows leaves it open."""
    source, *operators = split(bracketed(kql) or kql, "|")
    for operator in reversed(operators):
        name = word(uncommented(operator))
        if name in _MIXING | _ORDERING:
            return name in _MIXING
    named = uncommented(source)
    inner = lets.get(named) or bracketed(named)
    # a name stands for what was said before it: not for itself
    return inner is not None and _mixes(inner, {name: value for name, value in lets.items() if name != named})
