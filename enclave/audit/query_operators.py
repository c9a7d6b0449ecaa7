"""Operators of KQL that the translator lacks, each said in KQL over a view whose columns are known. `OPERATORS` is the whole list.

Sources: learn.microsoft.com/kusto/query, the page of each operator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType

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
    word,
)
from enclave.audit.query_windows import calls_a_window, windowed
from enclave.errors import InputError

MOST_COLUMNS = 500
"""That `pivot` and `bag_unpack` may make."""
MOST_PARTS = 64
"""Of `partition`, as in Kusto."""
TYPES: Mapping[frozenset[str], str] = MappingProxyType({
    frozenset({"BIGINT"}): "BIGINT", frozenset({"UBIGINT"}): "BIGINT", frozenset({"BIGINT", "UBIGINT"}): "BIGINT",
    frozenset({"DOUBLE"}): "DOUBLE", frozenset({"VARCHAR"}): "VARCHAR", frozenset({"BOOLEAN"}): "BOOLEAN",
    frozenset({"DOUBLE", "BIGINT"}): "DOUBLE", frozenset({"DOUBLE", "UBIGINT"}): "DOUBLE",
    frozenset({"DOUBLE", "UBIGINT", "BIGINT"}): "DOUBLE",
})
"""JSON types of the values of one key -> type of its column; anything else stays dynamic."""


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


def evaluate(stages: Stages, before: str, arguments: str) -> str:
    """Plugins: `pivot` and `bag_unpack`."""
    match = re.fullmatch(r"(?:hint\.\w+\s*=\s*\w+\s+)*(?P<plugin>\w+)\s*\((?P<inside>.*)\)(?P<schema>\s*:.*)?", arguments, re.DOTALL)
    plugin = match["plugin"] if match else arguments.partition("(")[0].strip()
    if match is None or plugin not in {"pivot", "bag_unpack"}:
        raise InputError(f"`evaluate {plugin}` is not supported", "query", "known: pivot, bag_unpack")
    inside = pieces_of(match["inside"])
    return _pivot(stages, stages.view(before), inside) if plugin == "pivot" else _bag_unpack(stages, stages.view(before), inside)


def _pivot(stages: Stages, found: Relation, arguments: list[str]) -> str:
    """A column for each value of the first argument, with an aggregate of the rows that have it."""
    column = unquoted(arguments[0]) if arguments else ""
    if column not in found.columns:
        raise InputError(f"there is no column `{column}`", "query", f"near it: {', '.join(found.columns)}")
    call = arguments[1] if len(arguments) > 1 else "count()"
    match = re.fullmatch(r"(?P<name>\w+)\s*\((?P<inside>.*)\)", call, re.DOTALL)
    conditional = {"count": "countif", "sum": "sumif", "avg": "avgif", "min": "minif", "max": "maxif", "dcount": "dcountif",
                   "take_any": "take_anyif", "any": "take_anyif", "make_list": "make_list_if", "make_set": "make_set_if"}  # fmt: skip
    if match is None or match["name"] not in conditional:
        raise InputError(f"`pivot` of `{call}` is not supported", "query", f"known: {', '.join(conditional)}")
    values = stages.view(f"{found.name} | summarize by _kql_value = tostring({quoted(column)})")
    names = sorted(str(value) for (value,) in stages.rows(f"SELECT _kql_value FROM {values.name} LIMIT {MOST_COLUMNS + 1}"))  # noqa: S608
    if len(names) > MOST_COLUMNS:
        raise InputError(f"`pivot` would make more than {MOST_COLUMNS} columns", "query", "narrow it with `where` or `top`")
    used = {*(piece.text for piece in tokens(match["inside"]) if piece.kind == "name")}
    by = [unquoted(name) for name in arguments[2:]] or [name for name in found.columns if name != column and name not in used]
    inside = f"{match['inside']}, " if match["inside"].strip() else ""
    made = [f"{quoted(name)} = {conditional[match['name']]}({inside}tostring({quoted(column)}) == {literal(name)})" for name in names]
    return f"{found.name} | summarize {', '.join(made)}" + (f" by {', '.join(map(quoted, by))}" if by else "")


def _bag_unpack(stages: Stages, found: Relation, arguments: list[str]) -> str:
    """A column for each key of the bags in a column, in its place behind the others, in the order of the alphabet."""
    column = unquoted(arguments[0]) if arguments else ""
    if found.columns.get(column) != "dynamic":
        raise InputError(f"`bag_unpack` of `{column}`, which is no dynamic column", "query", "make it one with `parse_json`")
    prefix = arguments[1].strip("'\"") if len(arguments) > 1 and "=" not in arguments[1] else ""
    if len(arguments) > 2 or (len(arguments) == 2 and "=" in arguments[1]):
        raise InputError("`bag_unpack` with options is not supported", "query", "write `bag_unpack(column, 'prefix')`")
    bag = identifier(column)
    path = "'$.\"' || replace(k, '\"', '\\\"') || '\"'"
    whole = f"SELECT to_json({bag}) AS b FROM {found.name} WHERE json_type(to_json({bag})) = 'OBJECT'"  # noqa: S608
    pairs = stages.rows(
        f"SELECT k, list_sort(list(DISTINCT json_type(b, {path}))) FROM (SELECT b, unnest(json_keys(b)) AS k FROM ({whole})) "  # noqa: S608
        f"GROUP BY k ORDER BY k LIMIT {MOST_COLUMNS + 1}"
    )
    if len(pairs) > MOST_COLUMNS:
        raise InputError(f"`bag_unpack` would make more than {MOST_COLUMNS} columns", "query", "keep the keys that you need")
    others = [name for name in found.columns if name != column]
    made = []
    for key, kinds in pairs:
        name = f"{prefix}{key}"
        if name in others:
            raise InputError(f"`bag_unpack` would make a second column `{name}`", "query", "name a prefix: `bag_unpack(column, 'p_')`")
        path = "'$.\"' || " + _sql_text(str(key).replace('"', '\\"')) + " || '\"'"
        kind = TYPES.get(frozenset(map(str, kinds)) - {"NULL"} if isinstance(kinds, list) else frozenset())
        bag_json = f"to_json({bag})"
        value = f"TRY_CAST({bag_json} ->> ({path}) AS {kind})" if kind else f"{bag_json} -> ({path})"
        made.append(f"{value} AS {identifier(name)}")
    return stages.make(f"SELECT {', '.join([*map(identifier, others), *made]) or 'NULL'} FROM {found.name}").name  # noqa: S608


def summarize(stages: Stages, before: str, arguments: str) -> str:
    """`take_any(*)`: of every column that is not grouped by."""
    found = stages.view(before)
    pieces = split_by(arguments)
    by = {assignment(part)[1] for part in pieces_of(pieces[1])}
    made = []
    for part in pieces_of(pieces[0]):
        if re.fullmatch(r"(take_any|any)\s*\(\s*\*\s*\)", part):
            others = [quoted(name) for name in found.columns if not {name, quoted(name)} & by]
            made += [f"{name} = take_any({name})" for name in others]
        else:
            made.append(part)
    return f"{found.name} | summarize {', '.join(made)}" + (f" by {pieces[1]}" if pieces[1] else "")


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


def partition(stages: Stages, before: str, arguments: str) -> str:
    """A query over the rows of each value of a column, put together."""
    match = re.fullmatch(r"(?:hint\.\w+\s*=\s*\w+\s+)*by\s+(?P<by>\S+)\s*\((?P<inside>.*)\)", arguments, re.DOTALL)
    if match is None:
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
        parts.append(stages.view(stages.expression(f"{part.name} | {match['inside']}")).name)
    if not parts:
        empty = stages.view(f"{found.name} | project-away {ROW}")
        return stages.expression(f"{empty.name} | {match['inside']}")
    return stages.make(" UNION ALL BY NAME ".join(f"SELECT * FROM {name}" for name in parts)).name  # noqa: S608


def name_it(stages: Stages, before: str, arguments: str) -> str:
    """`as`: a name for what stands before it, also in the operators behind it; `search` and `union withsource` would show it, and are not
    supported there."""
    match = re.fullmatch(r"(hint\.materialized\s*=\s*\w+\s+)?(?P<name>[A-Za-z_]\w*)", arguments)
    if match is None or match["name"] in stages.tables:
        raise InputError(f"`as {arguments}` is not supported", "query")
    return stages.call(match["name"], stages.view(before))


def numbers(stages: Stages, _: str, arguments: str) -> str:
    """`range` as the translator has it, of whole numbers and times. It would round others."""
    match = re.fullmatch(r"\w+\s+from\s+(?P<low>.+?)\s+to\s+(?P<high>.+?)\s+step\s+(?P<step>.+)", arguments, re.DOTALL)
    if match is not None:
        kinds = {*stages.view("print " + ", ".join(f"_kql_{name} = {value}" for name, value in match.groupdict().items())).columns.values()}
        if kinds & {"real", "decimal"}:
            raise InputError("`range` of numbers that are not whole is not supported", "query", "take whole ones, and divide them")
    return f"range {arguments}"


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


def mv_apply(stages: Stages, before: str, arguments: str) -> str:
    """A query over the elements of an array, for each row by itself."""
    match = re.fullmatch(r"(?P<items>.+?)\s+on\s*\((?P<inside>.*)\)", arguments, re.DOTALL)
    if match is None:
        raise InputError("this `mv-apply` is not supported", "query", "write `mv-apply x = Array on (where x > 1)`")
    found = stages.ordered(before)
    expanded = stages.view(f"{found.name} | mv-expand {match['items']}")
    new = [name for name in expanded.columns if name not in found.columns]
    new += [unquoted(part.split(" to ")[0].strip()) for part in pieces_of(match["items"]) if "=" not in part]
    current = expanded.name
    for operator in split(match["inside"], "|"):
        current = _for_each_row(stages, stages.view(current), operator.strip())
    inner = stages.view(current)
    made = [name for name in inner.columns if name != ROW and (name not in found.columns or name in new)]
    kept = [name for name in found.columns if name not in made and name != ROW]
    columns = ", ".join([*(f"o.{identifier(name)}" for name in kept), *(f"i.{identifier(name)}" for name in made)])
    return stages.make(
        f"SELECT {columns} FROM {found.name} o JOIN (SELECT *, row_number() OVER () AS _kql_at FROM {inner.name}) i "  # noqa: S608
        f"ON o.{ROW} = i.{ROW} ORDER BY o.{ROW}, i._kql_at"
    ).name


def _for_each_row(stages: Stages, current: Relation, operator: str) -> str:
    """One operator inside of `mv-apply`, kept to the elements of each row."""
    name, rest = word(operator), operator[len(word(operator)) :].strip()
    match name:
        case "where" | "extend" | "filter":
            return f"{current.name} | {operator}"
        case "project":
            return f"{current.name} | project {rest}, {ROW}"
        case "distinct":
            return f"{current.name} | distinct {rest}, {ROW}"
        case "summarize":
            what, by = split_by(rest)
            return f"{current.name} | summarize {what} by {by + ', ' if by else ''}{ROW}"
        case "top":
            sort = re.fullmatch(r"(?P<count>\d+)\s+by\s+(?P<by>.+?)(?:\s+(?P<order>asc|desc))?", rest, re.DOTALL)
            if sort is not None:
                keyed = stages.view(f"{current.name} | extend _kql_key = {sort['by']}")
                order = "ASC" if sort["order"] == "asc" else "DESC"
                placed = f"SELECT *, row_number() OVER (PARTITION BY {ROW} ORDER BY _kql_key {order}) AS _kql_place FROM {keyed.name}"  # noqa: S608
                most = f"WHERE _kql_place <= {sort['count']} ORDER BY {ROW}, _kql_place"
                return stages.make(f"SELECT * EXCLUDE (_kql_key, _kql_place) FROM ({placed}) {most}").name  # noqa: S608
    raise InputError(f"`{name}` inside of `mv-apply` is not supported", "query", "known: where, extend, project, distinct, summarize, top")


def windows(stages: Stages, before: str, arguments: str) -> str:
    """`serialize`."""
    return windowed(stages, before, "extend", arguments) if arguments else _in_order(stages, before)


def _in_order(stages: Stages, before: str) -> str:
    found = stages.ordered(before)
    return stages.make(f"SELECT * EXCLUDE ({ROW}) FROM {found.name} ORDER BY {ROW}", is_table=True).name  # noqa: S608


def _with_windows(operator: str) -> Operator:
    return lambda stages, before, arguments: windowed(stages, before, operator, arguments)


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
            return name if re.search(r"\b(take_any|any)\s*\(\s*\*\s*\)", rest) else ""
        case _:
            return name if name in OPERATORS else ""


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


def _project(found: Relation, columns: list[str]) -> str:
    if not columns:
        raise InputError("no column is left", "query")
    return f"{found.name} | project {', '.join(map(quoted, columns))}"


def _is_like(name: str, pattern: str) -> bool:
    pattern = unquoted(pattern.strip())
    return fnmatchcase(name, pattern.replace("[", "[[]")) if "*" in pattern else name == pattern


def _sql_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
