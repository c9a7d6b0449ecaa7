"""Operators after which a row may lack columns: outer joins, `lookup` and `union`. A text that is missing is an empty one, never null.

Sources: learn.microsoft.com/kusto/query/scalar-data-types/null-values: the type string has no null. union-operator: a name that has several
types in its tables becomes a column for each of them, with the type behind the name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from fnmatch import fnmatchcase

import duckdb
import duckdb_kql

from enclave.audit.query_stages import Operator, Relation, Stages
from enclave.audit.query_text import bracketed, identifier, pieces_of
from enclave.errors import InputError

_KIND = re.compile(r"\bkind\s*=\s*(\w+)")
_PARAMETER = re.compile(r"""\s*(?P<name>kind|with_?source|isfuzzy|hint\.\w+)\s*=\s*(?P<value>"[^"]*"|'[^']*'|\w+)""")
_SAME = {"int": "long", "decimal": "real"}
"""Types that are one here: the database counts in wider numbers than Kusto, and nothing but the name of a column depends on it."""


def lacks(name: str, arguments: str) -> bool:
    """Whether columns may be missing after the operator."""
    kind = _KIND.search(arguments.partition("(")[0])
    match name:
        case "join":
            return kind is not None and kind[1] in {"leftouter", "rightouter", "fullouter"}
        case "lookup":
            return kind is None or kind[1] != "inner"
        case "union":
            return True
        case _:
            return False


def outer(operator: str) -> Operator:
    """The operator as the translator has it, and empty texts where there are none."""

    def done(stages: Stages, before: str, arguments: str) -> str:
        found = stages.view(f"{before} | {operator} {arguments}" if before.strip() else f"{operator} {arguments}")
        if "string" not in found.columns.values():
            return found.name
        columns = [
            f"coalesce({identifier(name)}, '') AS {identifier(name)}" if kind == "string" else identifier(name)
            for name, kind in found.columns.items()
        ]
        return stages.make(f"SELECT {', '.join(columns)} FROM {found.name}").name  # noqa: S608

    return done


def union(stages: Stages, before: str, arguments: str) -> str:
    """The operator, with a column for each type that a name has in its tables."""
    place, said = 0, {}
    while (match := _PARAMETER.match(arguments, place)) is not None:
        place, said[match["name"].replace("_", "")] = match.end(), match["value"]
    legs = ([before] if before.strip() else []) + pieces_of(arguments[place:])
    known = [_relations(stages, leg) for leg in legs]
    tables = [found for relations in known for found in relations.values()]
    several = _of_several_types([table.columns for table in tables])
    if not several:
        return outer("union")(stages, before, arguments)
    taken = {f"{name}_{kind}" for name, kinds in several.items() for kind in kinds} & {name for table in tables for name in table.columns}
    source = said.pop("withsource", "").strip("\"'")
    is_named = all(name in stages.tables for relations in known for name in relations)
    if taken or said.get("kind") == "inner" or not all(known) or (source and not is_named):
        told = ", ".join(f"`{name}` ({', '.join(kinds)})" for name, kinds in several.items())
        hint = "convert it in each of them, or leave it out"
        raise InputError(f"`union` of tables where a name has several types, {told}, is not supported", "query", hint)
    apart = [_apart(stages, name, table, several, source) for relations in known for name, table in relations.items()]
    return outer("union")(stages, "", ", ".join(apart))


def _relations(stages: Stages, leg: str) -> dict[str, Relation]:
    """The tables that are meant, by name; none where they are not there or cannot be read, which the operator itself tells."""
    inner = bracketed(leg)
    names = [name for name in stages.tables if fnmatchcase(name, leg)] if inner is None and "*" in leg else [inner or leg]
    found = {}
    for name in names:
        with suppress(InputError, duckdb.Error, duckdb_kql.KqlError):
            found[name] = stages.view(name)
    return found


def _of_several_types(tables: list[dict[str, str]]) -> dict[str, list[str]]:
    """Names that have more than one, with all of them."""
    kinds: dict[str, dict[str, None]] = {}
    for table in tables:
        for name, kind in table.items():
            kinds.setdefault(name, {})[_SAME.get(kind, kind)] = None
    return {name: [*found] for name, found in kinds.items() if len(found) > 1}


def _apart(stages: Stages, name: str, table: Relation, several: Mapping[str, object], source: str) -> str:
    """A table with the type behind such names, and in the first column where its rows come from, if that is asked for."""
    kinds = {column: _SAME.get(kind, kind) for column, kind in table.columns.items() if column in several}
    names = ", ".join(f"{identifier(column)} AS {identifier(f'{column}_{kind}')}" for column, kind in kinds.items())
    rename = f" RENAME ({names})" if names else ""
    first = f"'{name}' AS {identifier(source)}, " if source else ""
    return stages.make(f"SELECT {first}*{rename} FROM {table.name}").name  # noqa: S608
