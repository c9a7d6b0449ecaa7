"""The order of rows that no operator says: Kusto leaves it open, and the database's threads change it from one run to the next."""

from __future__ import annotations

from enclave.audit.query_text import bracketed, split, tokens, uncommented, word

_MIXING = frozenset({"summarize", "distinct"})
"""Whose rows come out of a hash table."""
_ORDERING = frozenset({
    "sort", "order", "top", "top-nested", "top-hitters", "serialize", "scan", "count", "make-series", "evaluate", "reduce",
})  # fmt: skip


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
