"""`scan`: sequences of rows that match steps, row by row in their order.

Source: learn.microsoft.com/kusto/query/scan-operator, its logic and its examples. Expressions are DuckDB's; only the state is
kept here. What the page leaves open is refused by name: `output=last`, a step behind the first that reads itself, a step that
reads a later one, and declared columns that are read without a step.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from enclave.audit.query_stages import ROW, Stages
from enclave.audit.query_text import Token, assignment, closing, identifier, joined, next_of, pieces_of, quoted, split, tokens, unquoted
from enclave.audit.query_windows import calls_a_window
from enclave.errors import InputError

MOST_ROWS = 20_000
"""That a `scan` is given: each takes about half a millisecond for a question of a step."""
_HOW = "write `scan declare (n: long = 0) with (step s1: Column > 1 => n = s1.n + 1;)`"
_FORM = re.compile(
    r"(?:with_match_id\s*=\s*(?P<id>[A-Za-z_]\w*)\s*)?(?:declare\s*\((?P<declare>.*?)\)\s*)?with\s*\((?P<steps>.*)\)", re.DOTALL
)
_STEP = re.compile(r"step\s+(?P<name>[A-Za-z_]\w*)(?:\s+output\s*=\s*(?P<output>\w+))?\s*:(?P<rest>.*)", re.DOTALL)
_TYPES = frozenset({"string", "long", "int", "real", "double", "bool", "datetime", "timespan"})

_ALIKE = {"int": "long", "double": "real"}


class _Step(NamedTuple):
    name: str
    is_shown: bool
    condition: str
    assigned: dict[str, str]
    """Column -> expression."""


class _Question(NamedTuple):
    """What a step asks of a row: a query with the values that it reads as parameters; what they are is told by step and column."""

    sql: str
    reads: tuple[tuple[str, str], ...]
    """The step is empty for the row itself."""


class _Rows(NamedTuple):
    """What is scanned."""

    stages: Stages
    name: str
    kinds: dict[str, str]
    """Of the declared columns."""
    types: dict[str, str]
    """Of all columns, in SQL."""


_Record = dict[str, Any]
_State = dict[str, _Record]


def scan(stages: Stages, before: str, arguments: str) -> str:
    """The whole operator."""
    match = _FORM.fullmatch(arguments)
    if match is None or calls_a_window(arguments):
        raise InputError("this `scan` is not supported", "query", _HOW)
    found = stages.ordered(before)
    columns = [name for name in found.columns if name != ROW]
    kinds, defaults = _declared(match["declare"] or "")
    steps = _steps(match["steps"], kinds)
    ours = [*kinds, *([match["id"]] if match["id"] else [])]
    if len({name.lower() for name in [*columns, *ours]}) < len(columns) + len(ours):
        raise InputError("`scan` would make a second column of the same name", "query", "rename the first before: `project-rename`")
    [[count]] = stages.rows(f"SELECT count(*) FROM {found.name}")  # noqa: S608
    if not isinstance(count, int) or count > MOST_ROWS:
        raise InputError(f"`scan` of more than {MOST_ROWS} rows is not supported", "query", "narrow it with `where` or `partition`")
    made = ", ".join(f"{quoted(name)} = {value}" for name, value in defaults.items())
    typed = stages.view(f"{found.name} | extend {made}" if made else found.name).name
    for name, kind in stages.view(typed).columns.items():
        if name in kinds and _ALIKE.get(kind, kind) != _ALIKE.get(kinds[name], kinds[name]):
            raise InputError(f"`scan` with `{defaults[name]}` for `{name}`, which is no {kinds[name]}, is not supported", "query")
    types = {str(name): str(kind) for name, kind, *_ in stages.rows(f"DESCRIBE SELECT * FROM {typed}")}  # noqa: S608
    scanned = _Rows(stages, typed, kinds, types)
    asks = [_questions(scanned, step, [each.name for each in steps[: at or 1]]) for at, step in enumerate(steps)]
    names = list(types)
    empty = stages.rows(f"SELECT * FROM {stages.view('print ' + made).name}")[0] if made else ()  # noqa: S608
    start: _Record = dict.fromkeys(columns) | dict(zip(kinds, empty, strict=True))
    texts = {name for name in columns if found.columns[name] == "string"}
    start |= dict.fromkeys(texts, "")
    rows = stages.rows(f"SELECT {', '.join(map(identifier, names))} FROM {typed} ORDER BY {ROW}")  # noqa: S608
    records = [dict(zip(names, row, strict=True)) for row in rows]
    shown = _matched(stages, steps, asks, records, start)
    into = stages.make(
        f"SELECT *, CAST(NULL AS BIGINT) AS _kql_at, CAST(NULL AS BIGINT) AS _kql_id FROM {typed} LIMIT 0", is_table=True  # noqa: S608
    ).name
    for at, (record, number) in enumerate(shown):
        marks = ", ".join([*(f"CAST(? AS {types[name]})" for name in names), "?", "?"])
        stages.rows_of(f"INSERT INTO {into} VALUES ({marks})", [*(record[name] for name in names), at, number])  # noqa: S608
    last = [*map(identifier, [*columns, *kinds]), *([f"_kql_id AS {identifier(match['id'])}"] if match["id"] else [])]
    return stages.make(f"SELECT {', '.join(last)} FROM {into} ORDER BY _kql_at", is_table=True).name  # noqa: S608


def _declared(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Types and defaults of the columns that are declared."""
    kinds, defaults = {}, {}
    for part in pieces_of(text):
        match = re.fullmatch(r"(?P<name>[A-Za-z_]\w*)\s*:\s*(?P<type>\w+)\s*(?:=\s*(?P<default>.+))?", part, re.DOTALL)
        if match is None or match["type"] not in _TYPES or match["name"] in kinds:
            raise InputError(f"`scan` with the column `{part}` is not supported", "query", f"types: {', '.join(sorted(_TYPES))}")
        kind = match["type"]
        null = '""' if kind == "string" else f"{kind}(null)"
        kinds[match["name"]] = kind
        defaults[match["name"]] = match["default"] or null
    return kinds, defaults


def _steps(text: str, kinds: dict[str, str]) -> list[_Step]:
    steps: list[_Step] = []
    for part in filter(None, map(str.strip, split(text, ";"))):
        match = _STEP.fullmatch(part)
        if match is None or match["output"] not in {None, "all", "none"} or match["name"] in {step.name for step in steps}:
            said = re.sub(r"\['(\w+)'\]", r"\1", part)
            raise InputError(f"the step `{said}` of `scan` is not supported", "query", _HOW)
        pieces = tokens(match["rest"])
        arrow = next((at for at, piece in enumerate(pieces) if piece.text == "=" and joined(pieces[at : at + 2]) == "=>"), len(pieces))
        assigned = dict(map(assignment, pieces_of(joined(pieces[arrow + 2 :]))))
        for name in assigned:
            if name not in kinds:
                raise InputError(f"`scan` of a column `{name}` that is not declared is not supported", "query", _HOW)
        if not joined(pieces[:arrow]).strip():
            raise InputError(f"the step `{part}` of `scan` has no condition", "query", _HOW)
        steps.append(_Step(match["name"], match["output"] != "none", joined(pieces[:arrow]).strip(), assigned))
    if not steps:
        raise InputError("`scan` without a step", "query", _HOW)
    return steps


def _questions(rows: _Rows, step: _Step, readable: list[str]) -> tuple[_Question, _Question | None]:
    """The condition, and what is assigned; `readable` are the steps that the expressions may name."""
    return _question(rows, {"": step.condition}, readable), _question(rows, step.assigned, readable) if step.assigned else None


def _question(rows: _Rows, made: dict[str, str], readable: list[str]) -> _Question:
    reads: list[tuple[str, str]] = []
    said = [_read(value, readable, rows, reads) for value in made.values()]
    reads = list(dict.fromkeys(reads))
    every = ", ".join(["*", *(f"{identifier(name)} AS {_column(step, name)}" for step, name in reads)])
    holder = rows.stages.make(f"SELECT {every} FROM {rows.name}").name  # noqa: S608
    found = rows.stages.view(f"{holder} | project {', '.join(f'_kql_m{at} = {value}' for at, value in enumerate(said))}")
    for name, kind in zip(made, found.columns.values(), strict=True):
        wanted = rows.kinds[name] if name else "bool"
        if _ALIKE.get(kind, kind) != _ALIKE.get(wanted, wanted):
            what = f"`{made[name]}` for `{name}`" if name else f"the condition `{made[name]}`"
            raise InputError(f"`scan` with {what}, which is no {wanted}, is not supported", "query", f"write `to{wanted}(...)`")
    # the text names the holder, which is now one row of what is given
    sql = rows.stages.sql_of(f"{holder} | project {', '.join(f'_kql_m{at} = {value}' for at, value in enumerate(said))}")
    given = [*(("", name) for name in rows.types if name not in rows.kinds and name != ROW), *reads]
    values = ", ".join(f"CAST(? AS {rows.types[name]}) AS {_column(step, name) if step else identifier(name)}" for step, name in given)
    return _Question(f"WITH {holder} AS (SELECT {values}) SELECT * FROM ({sql})", tuple(given))  # noqa: S608


def _column(step: str, name: str) -> str:
    return identifier(f"_kql_of_{step}_{name}")


def _read(text: str, readable: list[str], rows: _Rows, reads: list[tuple[str, str]]) -> str:
    """The expression with `step.column` as one name; what is read is added to `reads`."""
    pieces = tokens(text)
    done: list[Token] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        is_member = bool(done) and done[-1].text == "."
        if piece.kind == "name" and piece.text in readable and not is_member and joined(pieces[at + 1 : at + 2]) == ".":
            end = closing(pieces, at + 2) if joined(pieces[at + 2 : at + 3]) == "[" else at + 2
            name = unquoted(joined(pieces[at + 2 : end + 1]))
            if name not in rows.types or name == ROW:
                near = ", ".join(column for column in rows.types if column != ROW)
                raise InputError(f"there is no column `{piece.text}.{name}`", "query", f"near it: {near}")
            reads.append((piece.text, name))
            done.append(Token("name", quoted(f"_kql_of_{piece.text}_{name}")))
            at = end + 1
            continue
        if piece.kind == "name" and piece.text in rows.kinds and not is_member and joined(pieces[next_of(pieces, at + 1) :][:1]) != "(":
            raise InputError(f"`{piece.text}` without a step in `scan` is not supported", "query", f"write `step.{piece.text}`")
        done.append(piece)
        at += 1
    return joined(done)


def _matched(
    stages: Stages, steps: list[_Step], asks: list[tuple[_Question, _Question | None]], records: list[_Record], start: _Record
) -> list[tuple[_Record, int]]:
    """The records that steps show, with the number of their sequence; the state is as in the page."""
    states: list[_State] = [{} for _ in steps]
    numbers = [-1] * len(steps)
    last = -1
    shown: list[tuple[_Record, int]] = []
    for record in records:
        for at in range(len(steps) - 1, -1, -1):
            condition, assigned = asks[at]
            name = steps[at].name
            if at and states[at - 1] and _asked(stages, condition, record, states[at - 1], start)[0] is True:
                states[at], states[at - 1] = states[at - 1], {}
                numbers[at] = numbers[at - 1]
            elif not ((states[at] or not at) and _asked(stages, condition, record, states[at], start)[0] is True):
                continue
            elif not at and not states[at]:
                last += 1
                numbers[at] = last
            made = record
            if assigned is not None:
                made = record | dict(zip(steps[at].assigned, _asked(stages, assigned, record, states[at], start), strict=True))
            states[at] = states[at] | {name: made}
            if steps[at].is_shown:
                shown.append((made, numbers[at]))
    return shown


def _asked(stages: Stages, question: _Question, record: _Record, state: _State, start: _Record) -> tuple[Any, ...]:
    values = [(state.get(step, start) if step else record)[name] for step, name in question.reads]
    return stages.rows_of(question.sql, values)[0]
