"""Plugins of `evaluate`: `pivot`, `bag_unpack` and `narrow`.

Sources: learn.microsoft.com/kusto/query/pivot-plugin, bag-unpack-plugin, narrow-plugin.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from enclave.audit.query_stages import ROW, Relation, Stages
from enclave.audit.query_text import assignment, identifier, literal, pieces_of, quoted, tokens, unquoted
from enclave.errors import InputError

MOST_COLUMNS = 500
"""That `pivot` and `bag_unpack` may make."""
TYPES: Mapping[frozenset[str], str] = MappingProxyType({
    frozenset({"BIGINT"}): "BIGINT", frozenset({"UBIGINT"}): "BIGINT", frozenset({"BIGINT", "UBIGINT"}): "BIGINT",
    frozenset({"DOUBLE"}): "DOUBLE", frozenset({"VARCHAR"}): "VARCHAR", frozenset({"BOOLEAN"}): "BOOLEAN",
    frozenset({"DOUBLE", "BIGINT"}): "DOUBLE", frozenset({"DOUBLE", "UBIGINT"}): "DOUBLE",
    frozenset({"DOUBLE", "UBIGINT", "BIGINT"}): "DOUBLE",
})
"""JSON types of the values of one key -> type of its column; anything else stays dynamic."""


_PLUGIN = re.compile(
    r"(?:hint\.\w+\s*=\s*\w+\s+)*(?P<plugin>\w+)\s*\((?P<inside>.*?)\)\s*(?::\s*\((?P<schema>[^()]*)\)\s*)?", re.DOTALL
)


def evaluate(stages: Stages, before: str, arguments: str) -> str:
    """One plugin."""
    match = _PLUGIN.fullmatch(arguments)
    plugin = match["plugin"] if match else arguments.partition("(")[0].strip()
    inside = pieces_of(match["inside"]) if match else []
    schema = match["schema"] if match else None
    match plugin:
        case "pivot" if match and schema is None:
            return _pivot(stages, stages.view(before), inside)
        case "bag_unpack" if match:
            return _bag_unpack(stages, stages.view(before), inside, schema)
        case "narrow" if match and not inside and schema is None:
            return _narrow(stages, before)
        case "pivot" | "narrow" | "bag_unpack":
            raise InputError(f"this form of `evaluate {plugin}` is not supported", "query")
    raise InputError(f"`evaluate {plugin}` is not supported", "query", "known: pivot, bag_unpack, narrow")


def _narrow(stages: Stages, before: str) -> str:
    """A row for each value: the number of its row, the name of its column, and its text."""
    found = stages.ordered(before)
    names = [name for name in found.columns if name != ROW]
    made = ", ".join(f"_kql_v{at} = tostring({quoted(name)})" for at, name in enumerate(names))
    texts = stages.view(f"{found.name} | project {ROW}, {made}")
    columns, values = ", ".join(map(_sql_text, names)), ", ".join(f"_kql_v{at}" for at in range(len(names)))
    return stages.make(
        f"SELECT {ROW} - 1 AS \"Row\", unnest([{columns}]) AS \"Column\", unnest([{values}]) AS \"Value\" FROM {texts.name} ORDER BY {ROW}",  # noqa: S608
        is_table=True,
    ).name


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
    for name in by:
        if name not in found.columns:
            raise InputError(f"`pivot` by `{name}`, which is no column, is not supported", "query", "make it one first: `extend`")
    inside = f"{match['inside']}, " if match["inside"].strip() else ""
    made = [f"{quoted(name)} = {conditional[match['name']]}({inside}tostring({quoted(column)}) == {literal(name)})" for name in names]
    return f"{found.name} | summarize {', '.join(made)}" + (f" by {', '.join(map(quoted, by))}" if by else "")


def _bag_unpack(stages: Stages, found: Relation, arguments: list[str], schema: str | None) -> str:
    """A column for each key of the bags in a column, in its place behind the others, in the order of the alphabet."""
    column, prefix, conflict, ignored = _options(stages, arguments)
    if found.columns.get(column) != "dynamic":
        raise InputError(f"`bag_unpack` of `{column}`, which is no dynamic column", "query", "make it one with `parse_json`")
    others = [name for name in found.columns if name != column]
    if schema is not None:
        return _by_schema(found, column, prefix, others, schema)
    bag = identifier(column)
    path = "'$.\"' || replace(k, '\"', '\\\"') || '\"'"
    whole = f"SELECT to_json({bag}) AS b FROM {found.name} WHERE json_type(to_json({bag})) = 'OBJECT'"  # noqa: S608
    pairs = stages.rows(
        f"SELECT k, list_sort(list(DISTINCT json_type(b, {path}))) FROM (SELECT b, unnest(json_keys(b)) AS k FROM ({whole})) "  # noqa: S608
        f"GROUP BY k ORDER BY k LIMIT {MOST_COLUMNS + 1}"
    )
    if len(pairs) > MOST_COLUMNS:
        raise InputError(f"`bag_unpack` would make more than {MOST_COLUMNS} columns", "query", "keep the keys that you need")
    made = []
    for key, kinds in pairs:
        name = f"{prefix}{key}"
        if str(key) in ignored:
            continue
        if name in others:
            if conflict == "keep_source":
                continue
            if conflict != "replace_source":
                raise InputError(f"`bag_unpack` would make a second column `{name}`", "query", "name a prefix: `bag_unpack(column, 'p_')`")
            others.remove(name)
        if name.lower() in {other.lower() for other in (*others, *(str(known) for known, _ in pairs if known is not key))}:
            raise InputError(f"`bag_unpack` with columns that differ from `{name}` only in case is not supported", "query", "name a prefix")
        path = "'$.\"' || " + _sql_text(str(key).replace('"', '\\"')) + " || '\"'"
        kind = TYPES.get(frozenset(map(str, kinds)) - {"NULL"} if isinstance(kinds, list) else frozenset())
        bag_json = f"to_json({bag})"
        value = f"TRY_CAST({bag_json} ->> ({path}) AS {kind})" if kind else f"{bag_json} -> ({path})"
        made.append(f"{value} AS {identifier(name)}")
    return stages.make(f"SELECT {', '.join([*map(identifier, others), *made]) or 'NULL'} FROM {found.name}").name  # noqa: S608


def _options(stages: Stages, arguments: list[str]) -> tuple[str, str, str, list[str]]:
    """Column, prefix, what is done about names that are there, and keys to leave out; by place, or by name."""
    names = ("", "OutputColumnPrefix", "columnsConflict", "ignoredProperties")
    said: dict[str, str] = {}
    for place, argument in enumerate(arguments):
        name, value = assignment(argument)
        name = name or (names[place] if place < len(names) else "?")
        if name not in names or name in said:
            raise InputError(f"`bag_unpack` with `{argument}` is not supported", "query", "write `bag_unpack(column, 'prefix')`")
        said[name] = value
    ignored: list[str] = []
    if "ignoredProperties" in said:
        [keys] = stages.values([said["ignoredProperties"]])
        ignored = [str(key) for (key,) in stages.rows(f"SELECT unnest(CAST({keys} AS VARCHAR[]))")]
    prefix, conflict = (said.get(name, "").strip("'\"") for name in ("OutputColumnPrefix", "columnsConflict"))
    return unquoted(said.get("", "")), prefix, conflict, ignored


def _by_schema(found: Relation, column: str, prefix: str, others: list[str], schema: str) -> str:
    """The columns that are said, and no others."""
    made: list[str] = []
    for part in pieces_of(schema):
        if part == "*":
            made += [quoted(name) for name in others]
            continue
        name, colon, kind = (text.strip() for text in part.partition(":"))
        name = unquoted(name)
        if not colon or not name.startswith(prefix):
            raise InputError(f"`{part}` in the columns of `bag_unpack` is not supported", "query", "write `name: type`")
        if name in others:
            made.append(quoted(name))
        else:
            value = f"{quoted(column)}[{literal(name.removeprefix(prefix))}]"
            made.append(f"{quoted(name)} = {value if kind == 'dynamic' else f'to{kind}({value})'}")
    return f"{found.name} | project {', '.join(made)}"


def _sql_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
