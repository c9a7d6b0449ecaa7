"""Columns whose names differ only in case: Kusto tells them apart, DuckDB does not. All but one get another name while the query runs.

`CallerIPAddress` of `AzureDiagnostics` and `CallerIpAddress` of `ApiManagementGatewayLogs` are such a pair.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from enclave.audit.query_text import WORDS, Token, joined, next_of, tokens, unquoted
from enclave.errors import InputError

MARK = "__case"
_ALL = re.compile(r"\bunion\b[^|]*\*|\bsearch\b|\bfind\b")
_PATTERN = re.compile(r"\bproject-(?:away|keep|reorder)\b[^|]*\*")
_BY_NAME = frozenset({
    "pack_all", "getschema", "bag_unpack", "narrow", "column_ifexists", "columnifexists", "bag_pack_columns", "buildschema",
})  # fmt: skip
"""What makes data of the names of columns, or columns of data."""


class Renamed(NamedTuple):
    """A query in which no two columns have names that differ only in case."""

    kql: str
    columns: dict[str, dict[str, str]]
    """Table -> column -> its other name."""
    names: dict[str, str]
    """Other name -> name."""

    def told(self, text: str) -> str:
        """A text with the names as they were."""
        for other, name in self.names.items():
            text = text.replace(other, name)
        return text


def apart(kql: str, schema: Mapping[str, Collection[str]]) -> Renamed:
    """The query with other names where two differ only in case. Raises InputError when names are data in it, too."""
    pieces = tokens(kql)
    words = {piece.text for piece in pieces if piece.kind == "name"}
    named = [table for table in schema if table in words or _ALL.search(kql)]
    spellings: dict[str, list[str]] = {}
    for table in named:
        for column in schema[table]:
            _add(spellings, column)
    of_tables = {name for names in spellings.values() if len(names) > 1 for name in names}
    places = _columns(pieces, schema)
    for at in places:
        _add(spellings, unquoted(pieces[at].text))
    several = [names for names in spellings.values() if len(names) > 1]
    if not several:
        return Renamed(kql, {}, {})
    if _BY_NAME & words or _PATTERN.search(kql):
        if of_tables:
            what = f"columns whose names differ only in case, {', '.join(f'`{name}`' for name in sorted(of_tables))}"
            raise InputError(f"{what}, in this query are not supported", "query", "keep one of them: `project-away` the other first")
        return Renamed(kql, {}, {})
    other = {name: f"{name}{MARK}{number}" for names in several for number, name in enumerate(names) if number}
    for at in places:
        name = unquoted(pieces[at].text)
        if name in other:
            pieces[at] = Token("mark", other[name])
    columns = {table: {column: other[column] for column in schema[table] if column in other} for table in named}
    renamed = {table: names for table, names in columns.items() if names}
    return Renamed(joined(pieces), renamed, {new: name for name, new in other.items()})


def _add(spellings: dict[str, list[str]], name: str) -> None:
    known = spellings.setdefault(name.lower(), [])
    if name not in known:
        known.append(name)


def _columns(pieces: list[Token], schema: Mapping[str, Collection[str]]) -> list[int]:
    """Where names of columns stand, and of values that a query names."""
    found = []
    called = {piece.text for at, piece in enumerate(pieces) if piece.kind == "name" and _is_called(pieces, at)}
    for at, piece in enumerate(pieces):
        if piece == ("name", "render"):
            break
        before = [each.text for each in pieces[max(0, at - 3) : at] if each.kind != "space"]
        is_member = bool(before) and before[-1] == "." and not (len(before) > 1 and before[-2] in {"$left", "$right"})
        is_name = piece.kind == "name" and piece.text not in WORDS and piece.text not in schema
        if is_name and not is_member and piece.text not in called:
            found.append(at)
    return found


def _is_called(pieces: list[Token], at: int) -> bool:
    behind = next_of(pieces, at + 1)
    return behind < len(pieces) and pieces[behind].text == "("
