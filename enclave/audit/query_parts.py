"""Operators with a query inside, for each part of the rows by itself: `partition`, and `mv-apply` for the elements of an array.

Sources: learn.microsoft.com/kusto/query/partition-operator, mv-apply-operator.
"""

from __future__ import annotations

import re

from enclave.audit.query_groups import split_by
from enclave.audit.query_stages import ROW, Relation, Stages
from enclave.audit.query_text import closing, identifier, joined, next_of, pieces_of, split, tokens, unquoted, word
from enclave.errors import InputError

MOST_PARTS = 64
"""Of `partition`, as in Kusto."""
_AT = "_kql_at"
"""Column with the place of an element among those of its row."""
_KNOWN = "known: where, extend, project, project-away, distinct, summarize, count, order, take, top"


def partition(stages: Stages, before: str, arguments: str) -> str:
    """A query over the rows of each value of a column, put together."""
    match = re.fullmatch(
        r"(?:hint\.\w+\s*=\s*\w+\s+)*by\s+(?P<by>\w+|\[[^\]]*\])\s*(?:\((?P<inside>.*)\)|\{(?P<braces>.*)\})", arguments, re.DOTALL
    )
    inside = (match["inside"] or match["braces"] or "").strip() if match is not None else ""
    if match is None or not inside:
        raise InputError("this `partition` is not supported", "query", "write `partition by Column (top 3 by Other)`")
    found = stages.ordered(before)
    by = unquoted(match["by"])
    if by not in found.columns:
        raise InputError(f"there is no column `{by}`", "query", f"near it: {', '.join(found.columns)}")
    column = identifier(by)
    count = stages.rows(f"SELECT count(DISTINCT {column}) + count(DISTINCT {column} IS NULL) FROM {found.name}")[0][0]  # noqa: S608
    if isinstance(count, int) and count > MOST_PARTS + 1:
        raise InputError(f"`partition` has more than {MOST_PARTS} parts", "query", "narrow it with `where`, or use `summarize`")
    places = stages.make(f"SELECT DISTINCT dense_rank() OVER (ORDER BY {column}) AS p, {column} AS v FROM {found.name}", is_table=True)  # noqa: S608
    parts = []
    for (place,) in stages.rows(f"SELECT p FROM {places.name} ORDER BY p"):  # noqa: S608
        part = stages.make(
            f"SELECT * EXCLUDE ({ROW}) FROM {found.name} WHERE {column} IS NOT DISTINCT FROM "  # noqa: S608
            f"(SELECT v FROM {places.name} WHERE p = {place}) ORDER BY {ROW}"
        )
        parts.append(stages.view(stages.expression(f"{part.name} | {inside}")).name)
    if not parts:
        empty = stages.view(f"{found.name} | project-away {ROW}")
        return stages.expression(f"{empty.name} | {inside}")
    return stages.make(" UNION ALL BY NAME ".join(f"SELECT * FROM {name}" for name in parts)).name  # noqa: S608


def mv_apply(stages: Stages, before: str, arguments: str) -> str:
    """A query over the elements of an array, for each row by itself."""
    items, inside = _apart(arguments)
    found = stages.ordered(before)
    expanded = stages.view(f"{found.name} | mv-expand {items}")
    new = [name for name in expanded.columns if name not in found.columns]
    named = re.sub(r"^\s*(?:\w+\s*=\s*\w+\s+)*(?=\w+\s*=|\w+)", "", items) if re.match(r"\s*(with_itemindex|kind)\b", items) else items
    new += [unquoted(part.split(" to ")[0].strip()) for part in pieces_of(named) if "=" not in part]
    numbered = stages.make(f"SELECT *, row_number() OVER () AS {_AT} FROM {expanded.name}", is_table=True)  # noqa: S608
    current = numbered.name
    for operator in split(inside, "|"):
        current = _for_each_row(stages, found, stages.view(current), operator.strip())
    inner = stages.view(current)
    made = [name for name in inner.columns if name not in {ROW, _AT} and (name not in found.columns or name in new)]
    kept = [name for name in found.columns if name not in made and name != ROW]
    columns = ", ".join([*(f"o.{identifier(name)}" for name in kept), *(f"i.{identifier(name)}" for name in made)])
    return stages.make(f"SELECT {columns} FROM {found.name} o JOIN {inner.name} i ON o.{ROW} = i.{ROW} ORDER BY o.{ROW}, i.{_AT}").name  # noqa: S608


def _apart(arguments: str) -> tuple[str, str]:
    """What is expanded, and the query behind `on`."""
    pieces = tokens(arguments)
    for at, piece in enumerate(pieces):
        opening = next_of(pieces, at + 1)
        if piece == ("name", "on") and joined(pieces[opening : opening + 1]) == "(" and closing(pieces, opening) == len(pieces) - 1:
            return joined(pieces[:at]).strip(), joined(pieces[opening + 1 : -1]).strip()
    raise InputError("this `mv-apply` is not supported", "query", "write `mv-apply x = Array on (where x > 1)`")


def _for_each_row(stages: Stages, found: Relation, current: Relation, operator: str) -> str:
    """One operator inside of `mv-apply`, kept to the elements of each row."""
    name, rest = word(operator), operator[len(word(operator)) :].strip()
    match name:
        case "where" | "extend" | "filter" | "project-away":
            return f"{current.name} | {operator}"
        case "project":
            return f"{current.name} | project {rest}, {ROW}, {_AT}"
        case "distinct":
            return _numbered(stages, f"{current.name} | distinct {rest}, {ROW}")
        case "count":
            return _summarized(stages, found, current, "Count = count()", "")
        case "summarize":
            return _summarized(stages, found, current, *split_by(rest))
        case "order" | "sort":
            return _numbered(stages, f"{current.name} | order by {ROW} asc, {re.sub(r'^by', '', rest).strip()}")
        case "take" | "limit" if rest.isdigit():
            return _first(stages, current, int(rest))
        case "top" if (sort := re.fullmatch(r"(?P<count>\d+)\s+by\s+(?P<by>.+)", rest, re.DOTALL)) is not None:
            ordered = _numbered(stages, f"{current.name} | order by {ROW} asc, {sort['by']}")
            return _first(stages, stages.view(ordered), int(sort["count"]))
    raise InputError(f"`{operator.split('(', maxsplit=1)[0].strip()}` inside of `mv-apply` is not supported", "query", _KNOWN)


def _numbered(stages: Stages, kql: str) -> str:
    """The rows of a query with their places anew."""
    rows = stages.ordered_as(kql, _AT)
    return rows.name


def _first(stages: Stages, current: Relation, count: int) -> str:
    place = f"row_number() OVER (PARTITION BY {ROW} ORDER BY {_AT})"
    return stages.make(f"SELECT * FROM {current.name} QUALIFY {place} <= {count} ORDER BY {_AT}").name  # noqa: S608


def _summarized(stages: Stages, found: Relation, current: Relation, what: str, by: str) -> str:
    """The groups of each row. Whether a row has one without keys when no element is left of it, the documentation does not say."""
    groups = stages.view(stages.expression(f"{current.name} | summarize {what} by {by + ', ' if by else ''}{ROW}"))
    if not by and stages.rows(f"SELECT 1 FROM {found.name} WHERE {ROW} NOT IN (SELECT {ROW} FROM {groups.name}) LIMIT 1"):  # noqa: S608
        what = "`summarize` inside of `mv-apply` where a row has no elements left"
        raise InputError(f"{what} is not supported", "query", "take `countif`, `sumif`, `make_list_if`, or leave such rows out before")
    return _numbered(stages, groups.name)
