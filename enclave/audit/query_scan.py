"""`scan`: sequences of rows that match steps, row by row in their order.

Source: learn.microsoft.com/kusto/query/scan-operator, its logic and its examples. What an expression takes from the row alone is a
column that DuckDB makes for all rows at once; what joins it with the state is a Python function (`query_compiled`), or, where that
does not know it, a question to DuckDB for each row. What the page leaves open is refused by name: `output=last`, a step behind the first
that reads itself, a step that reads a later one, and declared columns that are read without a step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from enclave.audit.query_compiled import WHOLE, Function, Node, Unknown, Values, compiled, leaves, parsed, whole
from enclave.audit.query_stages import ROW, Stages
from enclave.audit.query_text import Token, assignment, closing, identifier, joined, next_of, pieces_of, quoted, split, tokens, unquoted
from enclave.audit.query_windows import calls_a_window
from enclave.errors import InputError

MOST_ASKED = 20_000
"""Rows of a `scan` with an expression that DuckDB is asked for row by row: each takes about half a millisecond."""
AT_ONCE = 20_000
"""Rows that are in Python's memory."""
_HOW = "write `scan declare (n: long = 0) with (step s1: Column > 1 => n = s1.n + 1;)`"
_FORM = re.compile(
    r"(?:with_match_id\s*=\s*(?P<id>[A-Za-z_]\w*)\s*)?(?:declare\s*\((?P<declare>.*?)\)\s*)?with\s*\((?P<steps>.*)\)", re.DOTALL
)
_STEP = re.compile(r"step\s+(?P<name>[A-Za-z_]\w*)(?:\s+output\s*=\s*(?P<output>\w+))?\s*:(?P<rest>.*)", re.DOTALL)
_TYPES = frozenset({"string", "long", "int", "real", "double", "bool", "datetime", "timespan"})
_ALIKE = {"int": "long", "double": "real"}
_OUT = {"TIMESTAMP": "epoch_us({})", "INTERVAL": "epoch_us({})"}
_IN = {"TIMESTAMP": "make_timestamp(CAST({} AS BIGINT))", "INTERVAL": "to_microseconds(CAST({} AS BIGINT))"}
"""Type in SQL -> how a value of it leaves DuckDB, and comes back; others as they are."""
_ONE = {"TIMESTAMP": "BIGINT", "INTERVAL": "BIGINT"}


class _Step(NamedTuple):
    name: str
    is_shown: bool
    condition: str
    assigned: dict[str, str]
    """Column -> expression."""


class _Question(NamedTuple):
    """An expression of a step, in which columns of their own stand for what is remembered."""

    said: str
    type: str
    """In SQL, of what it must be."""
    reads: tuple[tuple[str, str], ...]
    """Step and column of what is remembered."""
    sql: str
    """The same for one row: its parameters are `reads` and the row's place."""


class _Rows(NamedTuple):
    """What is scanned."""

    stages: Stages
    name: str
    kinds: dict[str, str]
    """Of the declared columns."""
    types: dict[str, str]
    """Of all columns, in SQL."""


class _Asked(NamedTuple):
    """A step as functions of a row and of the state."""

    is_shown: bool
    condition: Function
    assigned: list[tuple[int, Function]]
    """Place among the declared columns, and what comes there."""
    kept: list[tuple[int, int, bool]]
    """Of what others read of this step: its place in the state, the place of its value, and whether that is among the declared."""


class _Shown(NamedTuple):
    """A row that a step showed."""

    row: int
    declared: list[Any]
    sequence: int


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
    made = ", ".join(f"{quoted(name)} = {value}" for name, value in defaults.items())
    typed = stages.view(f"{found.name} | extend {made}" if made else found.name).name
    for name, kind in stages.view(typed).columns.items():
        if name in kinds and _ALIKE.get(kind, kind) != _ALIKE.get(kinds[name], kinds[name]):
            raise InputError(f"`scan` with `{defaults[name]}` for `{name}`, which is no {kinds[name]}, is not supported", "query")
    types = {str(name): str(kind) for name, kind, *_ in stages.rows(f"DESCRIBE SELECT * FROM {typed}")}  # noqa: S608
    scanned = _Rows(stages, typed, kinds, types)
    start = dict.fromkeys(columns) | {name: "" for name in columns if found.columns[name] == "string"}
    if made:
        given = ", ".join(_out(identifier(name), types[name]) for name in kinds)
        start |= dict(zip(kinds, stages.rows(f"SELECT {given} FROM {stages.view('print ' + made).name}")[0], strict=True))  # noqa: S608
    scanner = _Scanner(scanned, steps, start)
    return _scanned(scanned, scanner, found.name, columns, match["id"])


def _scanned(rows: _Rows, scanner: _Scanner, table: str, columns: list[str], numbered: str | None) -> str:
    """The result: chunk by chunk, so that few rows are in Python's memory."""
    stages, kinds = rows.stages, list(rows.kinds)
    parts = [*map(identifier, columns), *(f"CAST(NULL AS {rows.types[name]}) AS {identifier(name)}" for name in kinds)]
    into = stages.make(
        f"SELECT {', '.join(parts)}, CAST(NULL AS BIGINT) AS _kql_id, CAST(NULL AS BIGINT) AS _kql_at FROM {table} LIMIT 0",  # noqa: S608
        is_table=True,
    ).name
    [[count]] = stages.rows(f"SELECT count(*) FROM {table}")  # noqa: S608
    if not isinstance(count, int) or (scanner.asks and count > MOST_ASKED):
        said = f"`scan` of more than {MOST_ASKED} rows with `{scanner.asks}`"
        raise InputError(f"{said} is not supported", "query", "narrow it with `where` or `partition`, or say it in simpler functions")
    types = [rows.types[name] for name in kinds]
    lists = [f"unnest(CAST(? AS {_ONE.get(kind, kind)}[])) AS d{at}" for at, kind in enumerate(types)]
    given = ", ".join(["unnest(CAST(? AS BIGINT[])) AS r", "unnest(CAST(? AS BIGINT[])) AS i", "unnest(CAST(? AS BIGINT[])) AS a", *lists])
    values = [*(f"t.{identifier(name)}" for name in columns), *(_in(f"v.d{at}", kind) for at, kind in enumerate(types)), "v.i", "v.a"]
    done = 0
    for first in range(1, count + 1, AT_ONCE):
        bounds = f"{ROW} BETWEEN {first} AND {first + AT_ONCE - 1}"
        shown = scanner.scanned(stages.rows(f"{scanner.sql} WHERE {bounds} ORDER BY {ROW}"))
        wanted: list[object] = [[each.row for each in shown], [each.sequence for each in shown], list(range(done, done + len(shown)))]
        wanted += [[each.declared[at] for each in shown] for at in range(len(kinds))]
        stages.rows_of(
            f"INSERT INTO {into} SELECT {', '.join(values)} FROM (SELECT {given}) v JOIN "  # noqa: S608
            f"(SELECT * FROM {table} WHERE {bounds}) t ON t.{ROW} = v.r ORDER BY v.a",
            wanted,
        )
        done += len(shown)
    last = [*map(identifier, [*columns, *kinds]), *([f"_kql_id AS {identifier(numbered)}"] if numbered else [])]
    return stages.make(f"SELECT {', '.join(last)} FROM {into} ORDER BY _kql_at").name  # noqa: S608


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


def _question(rows: _Rows, name: str, expression: str, readable: list[str]) -> _Question:
    """What is assigned to a column; a condition has none. `readable` are the steps that it may name."""
    reads: list[tuple[str, str]] = []
    said = _read(expression, readable, rows, reads)
    reads = list(dict.fromkeys(reads))
    every = ", ".join(["*", *(f"{identifier(column)} AS {identifier(_column(step, column))}" for step, column in reads)])
    holder = rows.stages.make(f"SELECT {every} FROM {rows.name}").name  # noqa: S608
    projected = f"{holder} | project _kql_m = {said}"
    kind = rows.stages.view(projected).columns["_kql_m"]
    wanted = rows.kinds[name] if name else "bool"
    if _ALIKE.get(kind, kind) != _ALIKE.get(wanted, wanted):
        what = f"`{expression}` for `{name}`" if name else f"the condition `{expression}`"
        raise InputError(f"`scan` with {what}, which is no {wanted}, is not supported", "query", f"write `to{wanted}(...)`")
    # the text names the holder, which is now one row and what is given
    given = [f"{_in('?', rows.types[column], cast=True)} AS {identifier(_column(step, column))}" for step, column in reads]
    kind = rows.types[name] if name else "BOOLEAN"
    one = f"SELECT {', '.join(['*', *given])} FROM {rows.name} WHERE {ROW} = ?"  # noqa: S608
    answer = f"WITH {holder} AS ({one}) SELECT {_out('_kql_m', kind)} FROM ({rows.stages.sql_of(projected)})"  # noqa: S608
    return _Question(said, kind, tuple(reads), answer)


def _column(step: str, name: str) -> str:
    return f"_kql_of_{step}_{name}"


def _out(value: str, kind: str) -> str:
    return _OUT.get(kind, "{}").format(value)


def _in(value: str, kind: str, *, cast: bool = False) -> str:
    return _IN.get(kind, f"CAST({{}} AS {kind})" if cast else "{}").format(value)


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
            done.append(Token("name", f"({quoted(_column(piece.text, name))})"))  # the grammar knows no minus before a quoted name
            at = end + 1
            continue
        if piece.kind == "name" and piece.text in rows.kinds and not is_member and joined(pieces[next_of(pieces, at + 1) :][:1]) != "(":
            raise InputError(f"`{piece.text}` without a step in `scan` is not supported", "query", f"write `step.{piece.text}`")
        done.append(piece)
        at += 1
    return joined(done)


class _Scanner:
    """The steps, and what they remember from row to row."""

    def __init__(self, rows: _Rows, steps: list[_Step], start: Mapping[str, Any]) -> None:
        self._rows = rows
        self.asks = ""
        """An expression that DuckDB is asked for row by row, if there is one."""
        readable = [[each.name for each in steps[: at or 1]] for at in range(len(steps))]
        every = [
            [_question(rows, "", step.condition, names), *(_question(rows, *pair, names) for pair in step.assigned.items())]
            for step, names in zip(steps, readable, strict=True)
        ]
        questions = [question for of_step in every for question in of_step]
        slots = list(dict.fromkeys(read for question in questions for read in question.reads))
        self._slots = {slot: at for at, slot in enumerate(slots)}
        self._fetched = [ROW, *dict.fromkeys(name for _, name in slots if name not in rows.kinds)]
        nodes = {question: node for question in questions if (node := _node(question)) is not None}
        self._leaves, self.sql = self._fetching(list(nodes.values()))
        self._steps = [
            self._asked(step, [self._function(question, nodes.get(question)) for question in of_step])
            for step, of_step in zip(steps, every, strict=True)
        ]
        self._start = [start[name] for _, name in slots]
        self._defaults = [start[name] for name in rows.kinds]
        self._states: list[list[Any] | None] = [None] * len(steps)
        self._numbers = [-1] * len(steps)
        self._last = -1

    def scanned(self, rows: Sequence[Values]) -> list[_Shown]:
        """What the steps show of the rows that come next; the state is as in the page."""
        states, numbers, steps = self._states, self._numbers, self._steps
        backwards = range(len(steps) - 1, -1, -1)
        shown: list[_Shown] = []
        for row in rows:
            for at in backwards:
                step = steps[at]
                before, own = states[at - 1] if at else None, states[at]
                if before is not None and step.condition(row, before) is True:
                    states[at] = own = before
                    states[at - 1] = None
                    numbers[at] = numbers[at - 1]
                elif (own is None and at) or step.condition(row, self._start if own is None else own) is not True:
                    continue
                elif own is None:
                    self._last += 1
                    numbers[at] = self._last
                state = self._start if own is None else own
                declared = self._defaults
                if step.assigned:
                    declared = declared.copy()
                    for place, call in step.assigned:
                        declared[place] = call(row, state)
                state = state.copy()
                for slot, place, is_declared in step.kept:
                    state[slot] = declared[place] if is_declared else row[place]
                states[at] = state
                if step.is_shown:
                    shown.append(_Shown(row[0], declared, numbers[at]))
        return shown

    def _fetching(self, nodes: list[Node]) -> tuple[dict[str, tuple[int, str]], str]:
        """Place and type of each leaf in a row as it is fetched, and the query for the rows."""
        rows, texts = self._rows, list(dict.fromkeys(text for node in nodes for text in leaves(node)))
        name, types = rows.name, rows.types
        if texts:
            name = rows.stages.view(f"{name} | extend {', '.join(f'_kql_l{at} = {text}' for at, text in enumerate(texts))}").name
            types = {str(column): str(kind) for column, kind, *_ in rows.stages.rows(f"DESCRIBE SELECT * FROM {name}")}  # noqa: S608
        names = [*self._fetched, *(f"_kql_l{at}" for at in range(len(texts)))]
        places = {text: (len(self._fetched) + at, types[f"_kql_l{at}"]) for at, text in enumerate(texts)}
        return places, f"SELECT {', '.join(_out(identifier(each), types[each]) for each in names)} FROM {name}"  # noqa: S608

    def _asked(self, step: _Step, functions: list[Function]) -> _Asked:
        declared = list(self._rows.kinds)
        places = [declared.index(name) for name in step.assigned]
        kept = [
            (at, declared.index(name), True) if name in self._rows.kinds else (at, self._fetched.index(name), False)
            for (of, name), at in self._slots.items() if of == step.name
        ]  # fmt: skip
        return _Asked(step.is_shown, functions[0], list(zip(places, functions[1:], strict=True)), kept)

    def _function(self, question: _Question, node: Node | None) -> Function:
        of_state = {_column(*slot): (at, self._rows.types[slot[1]]) for slot, at in self._slots.items()}
        try:
            if node is not None and _fits((made := compiled(node, self._leaves, of_state)).type, question.type):
                return made.call if made.type == question.type else _held(made.call, question.type)
        except Unknown:
            pass
        self.asks = self.asks or _plain_text(question.said)
        return self._by_the_database(question)

    def _by_the_database(self, question: _Question) -> Function:
        places = [self._slots[read] for read in question.reads]
        stages = self._rows.stages
        return lambda row, state: stages.rows_of(question.sql, [*(state[place] for place in places), row[0]])[0][0]


def _node(question: _Question) -> Node | None:
    """The expression taken apart, or None when it is of a form that is not known."""
    try:
        return parsed(question.said, frozenset(_column(*read) for read in question.reads))
    except Unknown:
        return None


def _fits(found: str, wanted: str) -> bool:
    return found == wanted or {found, wanted} <= WHOLE


def _held(call: Function, kind: str) -> Function:
    def held(row: Values, state: Values) -> Any:
        value = call(row, state)
        return None if value is None else whole(value, kind)

    return held


def _plain_text(said: str) -> str:
    return re.sub(r"""\(\[["']_kql_of_(\w+?)_(\w+)["']\]\)""", r"\1.\2", said)
