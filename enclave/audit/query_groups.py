"""Forms of `summarize` that the translator lacks: several columns of one row, constants, and sums and averages of timespans and times.

Sources: learn.microsoft.com/kusto/query/summarize-operator, take-any-aggregation-function, sum-aggregation-function.
"""

from __future__ import annotations

import re

from enclave.audit.query_stages import Relation, Stages
from enclave.audit.query_text import Token, assignment, closing, joined, next_of, pieces_of, quoted, tokens
from enclave.errors import InputError

_ANY = re.compile(r"(?:take_any|any)\s*\((?P<inside>.*)\)", re.DOTALL)
_TIMED = frozenset({"sum", "sumif", "avg", "avgif"})


def needs_groups(arguments: str) -> bool:
    """Whether the translator lacks this `summarize`."""
    made, _ = split_by(arguments)
    return any(_several(value) or _is_constant(value) for _, value in map(assignment, pieces_of(made)))


def summarize(stages: Stages, before: str, arguments: str) -> str:
    """`take_any(*)`, of every column that is not grouped by; `take_any(a, b)`; and constants."""
    found = stages.view(before)
    pieces = split_by(arguments)
    keys = [assignment(part) for part in pieces_of(pieces[1])]
    by = {value for _, value in keys}
    made: list[str] = []
    constants: list[str] = []
    for part in pieces_of(pieces[0]):
        name, value = assignment(part)
        if (several := _several(value)) is not None:
            others = [quoted(each) for each in found.columns if not {each, quoted(each)} & by] if several == ["*"] else several
            if name or not all(re.fullmatch(r"\w+|\[.*\]", each) for each in others):
                raise InputError(f"`{part}` is not supported", "query", "name the columns, `take_any(a, b)`")
            made += [f"{each} = kql_first({each})" for each in others]
        elif _is_constant(value):
            if not name or value in found.columns:
                raise InputError(f"`{part}` in `summarize` is not supported", "query", "it is no aggregate")
            constants.append(f"{name} = {value}")
            made.append(f"{name} = count()")
        else:
            made.append(part)
    grouped = f"{found.name} | summarize {', '.join(made)}" + (f" by {pieces[1]}" if pieces[1] else "")
    return f"{grouped} | extend {', '.join(constants)}" if constants else grouped


def timed(stages: Stages, before: str, arguments: str) -> str:
    """Sums and averages by the type of what they are of: SQL has none of intervals, nor of times."""
    if needs_groups(arguments):
        return summarize(stages, before, arguments)
    found = stages.view(before)
    made, by = split_by(arguments)
    pieces = tokens(made)
    for at, piece in enumerate(pieces):
        opening = next_of(pieces, at + 1)
        if piece.kind == "name" and piece.text in _TIMED and opening < len(pieces) and pieces[opening].text == "(":
            inside = pieces_of(joined(pieces[opening + 1 : closing(pieces, opening)]))
            kind = _type(stages, found, inside[0]) if inside else ""
            if kind == "timespan" or (kind == "datetime" and piece.text.startswith("avg")):
                pieces[at] = Token("name", f"kql_{piece.text}_{'span' if kind == 'timespan' else 'time'}")
    return f"{found.name} | summarize {joined(pieces)}" + (f" by {by}" if by else "")


def _type(stages: Stages, found: Relation, value: str) -> str:
    return stages.view(f"{found.name} | project _kql_value = {value}").columns["_kql_value"]


def _several(value: str) -> list[str] | None:
    """The columns of `take_any` of more than one."""
    match = _ANY.fullmatch(value)
    inside = pieces_of(match["inside"]) if match is not None else []
    return inside if len(inside) > 1 or inside == ["*"] else None


def _is_constant(value: str) -> bool:
    """Whether it is one word, number or text."""
    return [piece.kind for piece in tokens(value)] in (["name"], ["number"], ["string"])


def split_by(arguments: str) -> tuple[str, str]:
    """What stands before and behind the `by` of a `summarize`."""
    pieces = tokens(arguments)
    place = 0
    while place < len(pieces):
        if pieces[place].kind == "mark" and pieces[place].text in "([{":
            place = closing(pieces, place)
        elif pieces[place] == ("name", "by"):
            return joined(pieces[:place]).strip(), joined(pieces[place + 1 :]).strip()
        place += 1
    return arguments.strip(), ""
