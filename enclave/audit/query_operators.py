"""Operators of KQL that the translator lacks, each said in KQL over a view whose columns are known. `OPERATORS` is the whole list.

Sources: learn.microsoft.com/kusto/query, the page of each operator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType

from enclave.audit.query_groups import needs_groups, summarize, timed
from enclave.audit.query_joins import lacks, outer, union
from enclave.audit.query_pairs import parse_kv
from enclave.audit.query_parts import mv_apply, partition
from enclave.audit.query_plugins import evaluate
from enclave.audit.query_scan import scan
from enclave.audit.query_search import anywhere, find, search, stars
from enclave.audit.query_series import make_series
from enclave.audit.query_several import makes_several, several
from enclave.audit.query_stages import ROW, Operator, Relation, Stages
from enclave.audit.query_text import (
    Token,
    assignment,
    closing,
    identifier,
    joined,
    literal,
    next_of,
    pieces_of,
    quoted,
    split,
    tokens,
    unquoted,
)
from enclave.audit.query_windows import calls_a_window, windowed
from enclave.errors import InputError


def project_keep(stages: Stages, before: str, arguments: str) -> str:
    """The columns that any pattern names, in the order in which they stand."""
    found = stages.view(before)
    kept = [name for name in found.columns if any(_is_like(name, pattern) for pattern in pieces_of(arguments))]
    return _project(found, kept)


def project_away(stages: Stages, before: str, arguments: str) -> str:
    """The columns that no pattern names."""
    found = stages.view(before)
    return _project(found, [name for name in found.columns if not any(_is_like(name, pattern) for pattern in pieces_of(arguments))])


def project_reorder(stages: Stages, before: str, arguments: str) -> str:
    """The named columns first, those of a pattern in their order, or sorted; then the others."""
    found = stages.view(before)
    first: list[str] = []
    for argument in pieces_of(arguments):
        pattern, _, order = argument.partition(" ")
        if order.strip() not in {"", "asc", "desc"}:
            raise InputError(f"`project-reorder` with `{order.strip()}` is not supported", "query")
        named = [name for name in found.columns if _is_like(name, pattern) and name not in first]
        first += sorted(named, reverse=order.strip() == "desc") if order else named
    return _project(found, [*first, *(name for name in found.columns if name not in first)])


def distinct(stages: Stages, before: str, _: str) -> str:
    """`distinct *`."""
    found = stages.view(before)
    return f"{found.name} | distinct {', '.join(map(quoted, found.columns))}"


def where(stages: Stages, before: str, arguments: str) -> str:
    """A predicate over every column, `* has "x"`."""
    found = stages.view(before)
    return f"{found.name} | where {anywhere(arguments, found)}"


def top_nested(stages: Stages, before: str, arguments: str) -> str:
    """The greatest groups, and of each of them the greatest groups within."""
    levels = [level.strip().removeprefix("top-nested").strip() for level in split(arguments, ",")]
    found, keys, shown = stages.view(before), list[str](), list[str]()
    rows = found
    for level in levels:
        match = re.fullmatch(r"(?P<count>\d+)?\s*of\s+(?P<of>.+?)\s+by\s+(?P<by>.+?)(?:\s+(?P<order>asc|desc))?", level, re.DOTALL)
        if match is None or " with " in match["of"]:
            raise InputError(f"`top-nested {level}` is not supported", "query", "write `top-nested 3 of Column by count()`")
        name, value = assignment(match["of"])
        name = name or unquoted(value)
        total, call = assignment(match["by"])
        total = total or f"aggregated_{name}"
        rows = stages.view(f"{rows.name} | extend {quoted(name)} = {value}")
        groups = stages.view(f"{rows.name} | summarize {quoted(total)} = {call} by {', '.join(map(quoted, [*keys, name]))}")
        part = f"PARTITION BY {', '.join(map(identifier, keys))} " if keys else ""
        order = "ASC" if match["order"] == "asc" else "DESC"
        most = f"WHERE {ROW} <= {match['count']}" if match["count"] else ""
        best = stages.make(
            f"SELECT * EXCLUDE ({ROW}) FROM (SELECT *, row_number() OVER ({part}ORDER BY {identifier(total)} {order}, {identifier(name)}) "  # noqa: S608
            f"AS {ROW} FROM {groups.name}) {most}"
        )
        keys.append(name)
        shown += [name, total]
        same = " AND ".join(f"r.{identifier(key)} IS NOT DISTINCT FROM b.{identifier(key)}" for key in keys)
        kept = ", ".join(f"b.{identifier(earlier)}" for earlier in [total] if earlier not in rows.columns)
        rows = stages.make(f"SELECT r.*{', ' + kept if kept else ''} FROM {rows.name} r JOIN {best.name} b ON {same}")  # noqa: S608
    # of the last level there is a row for each group
    return stages.make(
        f"SELECT DISTINCT {', '.join(map(identifier, shown))} FROM {rows.name} ORDER BY "  # noqa: S608
        + ", ".join(f"{identifier(total)} DESC, {identifier(name)}" for name, total in zip(shown[::2], shown[1::2], strict=True))
    ).name


def sample(stages: Stages, before: str, arguments: str) -> str:
    """Some rows, chosen by chance."""
    if not arguments.isdigit():
        raise InputError(f"`sample {arguments}` is not supported", "query", "write a number")
    return stages.make(f"SELECT * FROM {stages.view(before).name} USING SAMPLE reservoir({arguments} ROWS)", is_table=True).name  # noqa: S608


def sample_distinct(stages: Stages, before: str, arguments: str) -> str:
    """Some values of a column; which, is not said."""
    match = re.fullmatch(r"(?P<count>\d+)\s+of\s+(?P<of>.+)", arguments, re.DOTALL)
    if match is None:
        raise InputError(f"`sample-distinct {arguments}` is not supported", "query", "write `sample-distinct 10 of Column`")
    return f"{stages.view(before).name} | distinct {match['of']} | take {match['count']}"


def top_hitters(stages: Stages, before: str, arguments: str) -> str:
    """The most frequent values, or those with the greatest sum: exact here, where Kusto estimates."""
    match = re.fullmatch(r"(?P<count>\d+)\s+of\s+(?P<of>\w+)(?:\s+by\s+(?P<by>.+))?", arguments, re.DOTALL)
    if match is None:
        raise InputError(f"`top-hitters {arguments}` is not supported", "query", "write `top-hitters 10 of Column by Other`")
    name = f"approximate_{'sum' if match['by'] else 'count'}_{match['of']}"
    call = f"sum({match['by']})" if match["by"] else "count()"
    return f"{stages.view(before).name} | summarize {name} = {call} by {match['of']} | top {match['count']} by {name} desc"


def name_it(stages: Stages, before: str, arguments: str) -> str:
    """`as`: a name for what stands before it, also in the operators behind it; `search` and `union withsource` would show it, and are not
    supported there."""
    match = re.fullmatch(r"(hint\.materialized\s*=\s*\w+\s+)?(?P<name>[A-Za-z_]\w*)", arguments)
    if match is None or match["name"] in stages.tables:
        raise InputError(f"`as {arguments}` is not supported", "query")
    return stages.call(match["name"], stages.view(before))


def numbers(stages: Stages, _: str, arguments: str) -> str:
    """`range` as the translator has it, of whole numbers and times. It would round others, and make a list of all of them at once."""
    match = re.fullmatch(r"(?P<name>\w+)\s+from\s+(?P<low>.+?)\s+to\s+(?P<high>.+?)\s+step\s+(?P<step>.+)", arguments, re.DOTALL)
    if match is None:
        return f"range {arguments}"
    values = {name: value for name, value in match.groupdict().items() if name != "name"}
    found = stages.view("print " + ", ".join(f"_kql_{name} = {value}" for name, value in values.items()))
    low, high, step = found.columns.values()
    if {low, high, step} & {"real", "decimal"}:
        raise InputError("`range` of numbers that are not whole is not supported", "query", "take whole ones, and divide them")
    bounds = "_kql_low, _kql_high, _kql_step"
    if {low, high, step} == {"timespan"}:
        bounds = "epoch_us(_kql_low), epoch_us(_kql_high), epoch_us(_kql_step)"
    elif (low, high, step) != ("datetime", "datetime", "timespan") and not {low, high, step} <= {"int", "long"}:
        hint = "numbers, timespans, or times with a timespan as the step"
        raise InputError(f"`range` from {low} to {high} in steps of {step} is not supported", "query", hint)
    [[nothing]] = stages.rows(f"SELECT _kql_step = _kql_step - _kql_step FROM {found.name}")  # noqa: S608
    if nothing:
        raise InputError("`range` in steps of nothing is not supported", "query", "write a step above zero, or below")
    value = "to_microseconds(generate_series)" if low == "timespan" else "generate_series"
    # in a row of its own it would be a list of all of them at once
    limits = ", ".join(f"(SELECT {bound} FROM {found.name})" for bound in bounds.split(", "))  # noqa: S608
    made = stages.make(f"SELECT {value} AS {identifier(match['name'])} FROM generate_series({limits})")  # noqa: S608
    return f"{made.name} | project {quoted(match['name'])}"  # behind `in`, a name alone would be a column


def packed(operator: str) -> Operator:
    """`pack_all()` in an operator: a bag of all columns that stand before it."""

    def done(stages: Stages, before: str, arguments: str) -> str:
        found = stages.view(before)
        bag = f"bag_pack({', '.join(f'{literal(name)}, {quoted(name)}' for name in found.columns)})"
        pieces = tokens(arguments)
        while (at := next((at for at, piece in enumerate(pieces) if piece == ("name", "pack_all")), None)) is not None:
            opening = next_of(pieces, at + 1)
            if joined(pieces[opening : closing(pieces, opening) + 1]).replace(" ", "") not in {"()", "(false)"}:
                raise InputError("`pack_all` that leaves out what is empty is not supported", "query")
            pieces[at : closing(pieces, opening) + 1] = [Token("mark", bag)]
        return stages.expression(f"{found.name} | {operator} {joined(pieces)}")

    return done


def windows(stages: Stages, before: str, arguments: str) -> str:
    """`serialize`."""
    return windowed(stages, before, "extend", arguments) if arguments else _in_order(stages, before)


def _in_order(stages: Stages, before: str) -> str:
    found = stages.ordered(before)
    return stages.make(f"SELECT * EXCLUDE ({ROW}) FROM {found.name} ORDER BY {ROW}", is_table=True).name  # noqa: S608


def _with_windows(operator: str) -> Operator:
    return lambda stages, before, arguments: windowed(stages, before, operator, arguments)


def refused(operator: str) -> Operator:
    """What the grammar does not read, or what has several answers, by its name."""

    def done(stages: Stages, before: str, arguments: str) -> str:
        raise InputError(f"`{operator}` is not supported", "query")

    return done


OPERATORS: Mapping[str, Operator] = MappingProxyType({
    "make-series": make_series,
    "evaluate": evaluate,
    "serialize": windows,
    "project-keep": project_keep,
    "project-away": project_away,
    "project-reorder": project_reorder,
    "top-nested": top_nested,
    "range": numbers,
    "search": search,
    "find": find,
    "sample": sample,
    "sample-distinct": sample_distinct,
    "partition": partition,
    "mv-apply": mv_apply,
    "as": name_it,
    "distinct": distinct,
    "where": where,
    "summarize": summarize,
    "summarize by type": timed,
    **{operator: outer(operator) for operator in ("join", "lookup")},
    "union": union,
    "parse-kv": parse_kv,
    "scan": scan,
    "facet": refused("facet"),
    "fork": refused("fork"),
    "consume": refused("consume"),
    "extend with windows": _with_windows("extend"),
    "where with windows": _with_windows("where"),
    "project with windows": _with_windows("project"),
    "extend several": several("extend"),
    "project several": several("project"),
    "top-hitters": top_hitters,
    **{f"{operator} with pack_all": packed(operator) for operator in ("extend", "project", "where", "summarize")},
})
"""By the name that a query uses; of those that the translator knows, too, only the forms that it lacks (`needs`)."""


def needs(name: str, text: str) -> str:
    """Which of `OPERATORS` an operator needs; none when the translator knows it."""
    rest = text[len(name) :].strip()
    if name in {"extend", "where", "project", "summarize"} and ("name", "pack_all") in tokens(rest):
        return f"{name} with pack_all"
    if name in {"extend", "project"} and makes_several(rest):
        return f"{name} several"
    if name in {"extend", "where", "project"} and calls_a_window(rest):
        return f"{name} with windows"
    match name:
        case "distinct":
            return name if rest == "*" else ""
        case "project-away":
            return name if "*" in rest else ""
        case "where":
            return name if stars(rest) else ""
        case "summarize":
            return name if needs_groups(rest) else ""
        case "join" | "lookup" | "union":
            return name if lacks(name, rest) else ""
        case _:
            return name if name in OPERATORS else ""


def needs_types(name: str, text: str) -> str:
    """The same for a query that has sums or averages of timespans or times somewhere."""
    needed = needs(name, text)
    return "summarize by type" if name == "summarize" and needed in {"", "summarize"} else needed


def _project(found: Relation, columns: list[str]) -> str:
    if not columns:
        raise InputError("no column is left", "query")
    return f"{found.name} | project {', '.join(map(quoted, columns))}"


def _is_like(name: str, pattern: str) -> bool:
    pattern = unquoted(pattern.strip())
    return fnmatchcase(name, pattern.replace("[", "[[]")) if "*" in pattern else name == pattern
