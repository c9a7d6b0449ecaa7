"""Rows in which something stands, wherever: `search`, `find`, and predicates over every column.

Sources: learn.microsoft.com/kusto/query/search-operator, find-operator.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from enclave.audit.query_stages import Relation, Stages
from enclave.audit.query_text import Token, closing, joined, literal, next_of, pieces_of, quoted, tokens, unquoted
from enclave.errors import InputError

FOUND_IN = "source_"
"""What `find` calls the column with the name of the table, when nothing else is said."""
_COMPARISONS = frozenset({
    "has", "has_cs", "contains", "contains_cs", "startswith", "startswith_cs", "endswith", "endswith_cs", "hasprefix", "hassuffix", "==",
    "=~", "matches",
})  # fmt: skip


def search(stages: Stages, before: str, arguments: str) -> str:
    """Rows in which a term stands anywhere, of the tables before it, or named behind it, or of all."""
    kind, arguments = option(arguments, "kind")
    if kind not in {"", "case_insensitive", "default", "case_sensitive"}:
        raise InputError(f"`search` with `kind={kind}` is not supported", "query")
    has = "has_cs" if kind == "case_sensitive" else "has"
    if before:
        return f"{_searched(stages.view(before), arguments, has)}"
    names = stages.tables
    if re.match(r"in\s*\(", arguments):
        names, arguments = _named_tables(arguments)
    parts = [stages.view(_searched(stages.view(name), arguments, has, name)).name for name in names]
    whole = stages.view(f"union {', '.join(parts)}")
    columns = ["$table", *(name for name in whole.columns if name != "$table")]
    return f"{whole.name} | project {', '.join(map(quoted, columns))}"


def find(stages: Stages, _: str, arguments: str) -> str:
    """Rows of several tables that fit, with the columns that are named; what a table does not have is null in its rows."""
    source, arguments = option(arguments, "withsource")
    names = stages.tables
    if re.match(r"in\b", arguments):
        names, arguments = _named_tables(arguments)
    predicate, project, columns = _apart(arguments)
    if project != "project":
        what = "`find` with `project-smart`" if project else "`find` without `project`"
        raise InputError(f"{what} is not supported", "query", "name the columns: `find in (A, B) where ... project TimeGenerated, ...`")
    whole = stages.view(f"union withsource={FOUND_IN} {', '.join(names)}")
    wanted = [_typed(column, whole) for column in columns]
    table = f"{quoted(unquoted(source))} = {FOUND_IN}" if source else FOUND_IN
    return f"{whole.name} | where {anywhere(predicate, whole)} | project {', '.join((table, *wanted))}"


def _named_tables(arguments: str) -> tuple[list[str], str]:
    """The tables behind `in`, and the rest."""
    pieces = tokens(arguments)
    start = next_of(pieces, 1)
    if start == len(pieces) or pieces[start].text != "(":
        raise InputError("`in` without tables in brackets is not supported", "query")
    end = closing(pieces, start)
    return pieces_of(joined(pieces[start + 1 : end])), joined(pieces[end + 1 :]).strip()


def _apart(arguments: str) -> tuple[str, str, list[str]]:
    """Predicate, `project` or `project-smart` or nothing, and the columns."""
    arguments = re.sub(r"^where\b", "", arguments).strip()
    depth = 0
    pieces = tokens(arguments)
    for at, (kind, text) in enumerate(pieces):
        depth += (kind == "mark" and text in "([{") - (kind == "mark" and text in ")]}")
        if depth == 0 and (kind, text) == ("name", "project"):
            rest = joined(pieces[at + 1 :]).strip()
            if rest.startswith("-"):
                return joined(pieces[:at]).strip(), "project-smart", []
            return joined(pieces[:at]).strip(), "project", pieces_of(rest)
    return arguments, "", []


def _typed(column: str, whole: Relation) -> str:
    """A column, `Name: type` or `Name`."""
    name, colon, kind = (part.strip() for part in column.partition(":"))
    plain = unquoted(name)
    if plain not in whole.columns:
        raise InputError(f"there is no column `{plain}`", "query", "`find` shows columns of its tables")
    return f"{quoted(plain)} = to{kind}({quoted(plain)})" if colon else quoted(plain)


def _searched(found: Relation, predicate: str, has: str, name: str = "") -> str:
    """A string alone is a term; `column:"x"` a term in a column."""
    pieces = tokens(predicate)
    said = ""
    place = 0
    while place < len(pieces):
        kind, text = pieces[place]
        behind = next_of(pieces, place + 1)
        if kind == "name" and behind < len(pieces) and pieces[behind].text == ":" and pieces[behind + 1].kind == "string":
            term = pieces[behind + 1].text
            said += _term(_text(found, text), term, has) if text in found.columns else "false"
            place = behind + 2
        elif kind == "string" and _stands_alone(pieces, place):
            said += "(" + " or ".join(_term(_text(found, column), text, has) for column in found.columns) + ")"
            place += 1
        else:
            said += text
            place += 1
    table = f" | extend ['$table'] = {literal(name)}" if name else ""
    return f"{found.name} | where {said}{table}"


def _text(found: Relation, column: str) -> str:
    """A column as a text; the translation of what is one already is much shorter."""
    return quoted(column) if found.columns[column] == "string" else f"tostring({quoted(column)})"


def _term(column: str, term: str, has: str) -> str:
    """`"a*"` begins with, `"*a"` ends with, `"*a*"` contains, `"*"` is there."""
    quote, inner = term[-1], term[term.index(term[-1]) + 1 : -1]
    before, after = inner.startswith("*"), inner.endswith("*")
    core = f"{quote}{inner.strip('*')}{quote}"
    if not inner.strip("*"):
        return f"isnotempty({column})"
    if "*" in inner.strip("*"):
        raise InputError(f"`search` of `{inner}` is not supported", "query", "a `*` can stand at the ends of a term")
    same = "_cs" if has == "has_cs" else ""
    if before and after:
        return f"{column} contains{same} {core}"
    return f"{column} hasprefix{same} {core}" if after else f"{column} hassuffix{same} {core}" if before else f"{column} {has} {core}"


def _stands_alone(pieces: Sequence[Token], place: int) -> bool:
    """Whether a string is a term by itself, and not what a column is compared with."""
    before = [piece.text for piece in pieces[:place] if piece.kind != "space"]
    return not before or before[-1] in {"and", "or", "not", "("}


def anywhere(predicate: str, found: Relation) -> str:
    """The predicate with each `* has "x"` said for every column."""
    pieces = tokens(predicate)
    for at in reversed(stars(predicate)):
        value = _compared(pieces, next_of(pieces, at + 1))
        if value == len(pieces) or pieces[value].text in found.columns:
            raise InputError("`*` is compared with something else than a text, a number, a name or a call", "query")
        comparison = joined(pieces[at + 1 : value + 1]).strip()
        every = " or ".join(f"{_text(found, column)} {comparison}" for column in found.columns)
        pieces[at : value + 1] = tokens(f"({every})")
    return joined(pieces)


def _compared(pieces: Sequence[Token], place: int) -> int:
    """The last piece of what is compared, when the comparison begins at `place`; the end when it is no simple value."""
    while place < len(pieces) and (pieces[place].text in {*_COMPARISONS, "=", "~", "regex"} or pieces[place].kind == "space"):
        place += 1
    if place == len(pieces) or pieces[place].kind not in {"string", "number", "name"}:
        return len(pieces)
    behind = next_of(pieces, place + 1)
    if pieces[place].kind == "name" and behind < len(pieces) and pieces[behind].text == "(":
        place = closing(pieces, behind)
        behind = next_of(pieces, place + 1)
    is_more = behind < len(pieces) and pieces[behind].kind == "mark" and pieces[behind].text in ".[+-*/%"
    return len(pieces) if is_more else place


def stars(predicate: str) -> list[int]:
    """Places of a `*` that stands for every column."""
    pieces = tokens(predicate)
    found = []
    for at, (kind, text) in enumerate(pieces):
        behind = next_of(pieces, at + 1)
        if kind == "mark" and text == "*" and behind < len(pieces):
            follows = pieces[behind].text
            is_comparison = follows in _COMPARISONS or (follows == "=" and pieces[behind + 1].text in {"=", "~"})
            before = [piece for piece in pieces[:at] if piece.kind != "space"]
            if is_comparison and (not before or before[-1].text in {"(", "and", "or", "not"}):
                found.append(at)
    return found


def option(arguments: str, name: str) -> tuple[str, str]:
    """An option `name=value` in front of the rest."""
    match = re.match(rf"{name}\s*=\s*(\w+)\s+", arguments)
    return (match[1], arguments[match.end() :]) if match else ("", arguments)
