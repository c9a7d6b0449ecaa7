"""Functions that look at other rows, in the order in which the rows stand: `WINDOWS`.

What they are given becomes a column first, then the function a window over the rows' places.
Source: learn.microsoft.com/kusto/query/window-functions.
"""

from __future__ import annotations

import re

from enclave.audit.query_stages import ROW, Stages
from enclave.audit.query_text import closing, identifier, joined, next_of, pieces_of, tokens
from enclave.errors import InputError

WINDOWS = frozenset({"prev", "next", "row_number", "row_cumsum", "row_rank_dense", "row_rank_min", "row_window_session"})
_ORDER = f"OVER (ORDER BY {ROW})"
_OURS = re.compile(rf"_kql_w\d+(_\d+)?|{ROW}")
_CALL = re.compile(rf"\b({'|'.join(sorted(WINDOWS))})\s*\(")


def calls_a_window(text: str) -> bool:
    """Whether a window function is called in it."""
    return bool(_CALL.search("".join(piece.text for piece in tokens(text) if piece.kind != "string")))


def windowed(stages: Stages, before: str, operator: str, arguments: str) -> str:
    """`extend`, `where` or `project` with calls of window functions."""
    rows = stages.ordered(before).name
    plain = list(stages.view(f"{rows} | project-away {ROW}").columns)
    made = 0
    while (call := _innermost(arguments)) is not None:
        start, end, name, inside = call
        made += 1
        rows = _over(stages, rows, name, pieces_of(inside), f"_kql_w{made}")
        pieces = tokens(arguments)
        arguments = joined(pieces[:start]) + f"_kql_w{made}" + joined(pieces[end + 1 :])
    done = stages.view(f"{rows} | {operator} {arguments}" + (f", {ROW}" if operator == "project" else ""))
    kept = [name for name in done.columns if name in plain or not _OURS.fullmatch(name)]
    return stages.make(f"SELECT {', '.join(map(identifier, kept))} FROM {done.name} ORDER BY {ROW}", is_table=True).name  # noqa: S608


def _over(stages: Stages, rows: str, name: str, given: list[str], column: str) -> str:
    """A view of the rows with one column more: the function of what it is given."""
    values = [f"{column}_{at}" for at in range(len(given))]
    if values:
        rows = stages.view(f"{rows} | extend {', '.join(f'{new} = {value}' for new, value in zip(values, given, strict=True))}").name
    match name, values:
        case "prev" | "next", [value, *rest] if len(rest) <= 2:
            # the distance must be a number of its own row, for SQL as for Kusto
            distance = f"CAST({rest[0]} AS BIGINT)" if rest else "1"
            default = f", {rest[1]}" if len(rest) > 1 else ""
            return _with(stages, rows, column, f"{'lag' if name == 'prev' else 'lead'}({value}, {distance}{default}) {_ORDER}")
        case "row_number", [] | [_] | [_, _]:
            part, rows = _part(stages, rows, column, values[1] if len(values) > 1 else "")
            return _with(stages, rows, column, f"row_number() OVER ({part} ORDER BY {ROW}) - 1 + {values[0] if values else 1}")
        case "row_cumsum", [value] | [value, _]:
            part, rows = _part(stages, rows, column, values[1] if len(values) > 1 else "")
            return _with(stages, rows, column, f"coalesce(sum({value}) OVER ({part} ORDER BY {ROW}), 0)")
        case "row_rank_dense" | "row_rank_min", [value] | [value, _]:
            part, rows = _part(stages, rows, column, values[1] if len(values) > 1 else "")
            over = f"OVER ({part} ORDER BY {ROW})"
            rows = _with(stages, rows, f"{column}_8", f"{value} IS DISTINCT FROM lag({value}) {over} OR row_number() {over} = 1")
            rows = _with(stages, rows, f"{column}_9", f"CASE WHEN {column}_8 THEN row_number() {over} END")
            rank = f"sum({column}_8::INT) {over}" if name == "row_rank_dense" else f"max({column}_9) {over}"
            return _with(stages, rows, column, f"CAST({rank} AS BIGINT)")
        case "row_window_session", [value, longest, gap] | [value, longest, gap, _]:
            if stages.view(rows).columns[value] != "datetime":
                raise InputError(f"`{name}` of `{given[0]}`, which is no datetime, is not supported", "query")
            return _sessions(stages, rows, column, (value, longest, gap, values[3] if len(values) > 3 else "false"))
    raise InputError(f"`{name}` with {len(given)} arguments is not supported", "query")


def _sessions(stages: Stages, rows: str, column: str, given: tuple[str, str, str, str]) -> str:
    """`given`: the times, how long a session may be, how long nothing may come, and what begins one."""
    *spans, restart = given
    spans = [f"list(epoch_us({each}) ORDER BY {ROW})" for each in spans]
    call = f"kql_py_kql_sessions({', '.join(spans)}, list(coalesce({restart}, false) ORDER BY {ROW}))"
    whole = f"SELECT list({ROW} ORDER BY {ROW}) AS r, {call} AS s FROM {rows} HAVING count(*) > 0"  # noqa: S608
    starts = stages.make(f"SELECT unnest(r) AS r, unnest(s) AS s FROM ({whole})", is_table=True)  # noqa: S608
    return stages.make(f"SELECT t.*, make_timestamp(s.s) AS {column} FROM {rows} t JOIN {starts.name} s ON t.{ROW} = s.r").name  # noqa: S608


def _part(stages: Stages, rows: str, column: str, restart: str) -> tuple[str, str]:
    """What divides the rows: a part begins where `restart` is true."""
    if not restart:
        return "", rows
    return f"PARTITION BY {column}_7", _with(stages, rows, f"{column}_7", f"sum(coalesce({restart}, false)::INT) {_ORDER}")


def _with(stages: Stages, rows: str, column: str, sql: str) -> str:
    return stages.make(f"SELECT *, {sql} AS {column} FROM {rows}").name  # noqa: S608


def _innermost(text: str) -> tuple[int, int, str, str] | None:
    """The first call of a window function that has none inside: its first and last piece, its name and its arguments."""
    pieces = tokens(text)
    for at, piece in enumerate(pieces):
        if piece.kind == "name" and piece.text in WINDOWS:
            opening = next_of(pieces, at + 1)
            if opening < len(pieces) and pieces[opening].text == "(":
                end = closing(pieces, opening)
                inside = joined(pieces[opening + 1 : end])
                if not calls_a_window(inside):
                    return at, end, piece.text, inside
    return None
