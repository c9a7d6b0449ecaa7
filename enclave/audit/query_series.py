"""`make-series`: values of aggregates in steps of time or of a number, as arrays without gaps.

Source: learn.microsoft.com/kusto/query/make-series-operator: `from` is the first step, `to` is not in it; without them, from the first to
the last step that each series has. `in range(start, stop, step)` is the older form: `stop` is in it, and steps are those of `bin`.
"""

from __future__ import annotations

import re

from enclave.audit.query_stages import Relation, Stages
from enclave.audit.query_text import assignment, closing, identifier, joined, pieces_of, quoted, tokens
from enclave.errors import InputError

MOST_POINTS = 1_048_576
"""Of a series, as in Kusto."""
_WORDS = ("on", "from", "to", "step", "in", "by")
_STEP, _PLACE = "_kql_step", "_kql_place"
_NEVER_EMPTY = "kind=nonempty"
_YEAR_1 = "-62135596800000000"
"""Where steps of time begin when nobody says it, as those of `bin`: microseconds from 1970."""
_HOW = "write `make-series n = count() default = 0 on TimeGenerated from ago(1d) to now() step 1h by Column`"


def make_series(stages: Stages, before: str, arguments: str) -> str:
    """The whole operator."""
    parts = _parts(arguments)
    if "in" in parts:
        parts |= _range(stages, parts.pop("in"))
    if "on" not in parts or "step" not in parts:
        raise InputError("this `make-series` is not supported", "query", _HOW)
    name, value = assignment(parts["on"])
    axis = name or value
    found = stages.view(f"{before} | extend {quoted(axis)} = {value}" if name else before)
    if axis not in found.columns:
        raise InputError(f"there is no column `{axis}`", "query", f"near it: {', '.join(found.columns)}")
    is_time = found.columns[axis] == "datetime"
    made = [_aggregate(part) for part in pieces_of(parts[""])]
    by = [assignment(part) for part in pieces_of(parts.get("by", ""))]
    keys = [name or value for name, value in by]
    low, high, step = _bounds(stages, parts, found.columns[axis])
    at = _number(identifier(axis), is_time)
    first = low or (_YEAR_1 if is_time else "0")
    limits = [f"{at} >= {low}"] if low else [f"{at} IS NOT NULL"]
    limits += [f"{at} < {high}"] if high else []
    placed = stages.make(
        f"SELECT *, CAST(floor(({at} - {first}) / {step}) AS BIGINT) AS {_PLACE} FROM {found.name} "  # noqa: S608
        f"WHERE {' AND '.join(limits)}"
    )
    sums = ", ".join(f"_kql_a{number} = {call}" for number, (_, call, _) in enumerate(made))
    grouped = stages.view(f"{placed.name} | summarize {sums} by {', '.join([*_by(by), _PLACE])}")
    defaults = stages.values(default for _, _, default in made)
    series = [(name, default) for (name, _, _), default in zip(made, defaults, strict=True)]
    is_never_empty = _NEVER_EMPTY in parts and bool(low and high)
    return _arrays(stages, grouped, keys, series, _Axis(axis, is_time, low, high, step), is_never_empty=is_never_empty)


def _range(stages: Stages, text: str) -> dict[str, str]:
    """The bounds of `range(start, stop, step)`. Where `start` is no step of `bin`, Kusto does not say what the series has: refused."""
    match = re.fullmatch(r"range\s*\((?P<inside>.*)\)", text, re.DOTALL)
    given = pieces_of(match["inside"]) if match is not None else []
    if len(given) != 3:
        raise InputError("this `make-series` is not supported", "query", _HOW)
    start, stop, step = given
    [aligned] = stages.values([f"iff(bin({start}, {step}) == {start} and {stop} >= {start}, 1, 0)"])
    if stages.rows(f"SELECT {aligned}") != [(1,)]:
        raise InputError("this range of `make-series` is not supported", "query", "begin it with a whole step, `bin(start, step)`")
    return {"from": start, "to": f"(bin({stop}, {step}) + {step})", "step": step}


class _Axis:
    """Where the steps stand."""

    def __init__(self, name: str, is_time: bool, low: str, high: str, step: str) -> None:
        self.name, self.low, self.step = name, low or (_YEAR_1 if is_time else "0"), step
        self.first = "0" if low else f"min({_PLACE})"
        self.last = f"CAST(ceil(({high} - {self.low}) / {step}) AS BIGINT) - 1" if high else f"max({_PLACE})"
        value = f"{self.low} + e.{_STEP} * {step}"
        self.value = f"strftime(make_timestamp(CAST({value} AS BIGINT)), '%Y-%m-%dT%H:%M:%S.%f') || '0Z'" if is_time else value


def _arrays(
    stages: Stages, grouped: Relation, keys: list[str], series: list[tuple[str, str]], axis: _Axis, *, is_never_empty: bool
) -> str:
    """`series`: name and default of each."""
    columns = [identifier(key) for key in keys]
    group = ", ".join(columns)
    bounds = f"SELECT {group + ', ' if group else ''}{axis.first} AS a, {axis.last} AS b FROM {grouped.name}"  # noqa: S608
    if is_never_empty and not group:
        spans = stages.make(f"SELECT {axis.first} AS a, {axis.last} AS b")
    else:
        spans = stages.make(bounds + (f" GROUP BY {group}" if group else " HAVING count(*) > 0"))
    longest = stages.rows(f"SELECT max(b - a) FROM {spans.name}")[0][0]  # noqa: S608
    if isinstance(longest, int) and longest >= MOST_POINTS:
        raise InputError(f"`make-series` would have more than {MOST_POINTS} steps", "query", "make the step longer")
    same = " AND ".join([f"g.{_PLACE} = e.{_STEP}", *(f"g.{column} IS NOT DISTINCT FROM e.{column}" for column in columns)])
    made = [
        f"to_json(list(coalesce(g._kql_a{number}, {default}) ORDER BY e.{_STEP})) AS {identifier(name)}"
        for number, (name, default) in enumerate(series)
    ]
    made.append(f"to_json(list({axis.value} ORDER BY e.{_STEP})) AS {identifier(axis.name)}")
    of = "".join(f"e.{column}, " for column in columns)
    steps = f"SELECT *, unnest(generate_series(a, b)) AS {_STEP} FROM {spans.name}"  # noqa: S608
    tail = f" GROUP BY {', '.join(f'e.{column}' for column in columns)} ORDER BY ALL" if columns else " HAVING count(*) > 0"
    sql = f"SELECT {of}{', '.join(made)} FROM ({steps}) e LEFT JOIN {grouped.name} g ON {same}"  # noqa: S608
    return stages.make(sql + tail, is_table=True).name


def _bounds(stages: Stages, parts: dict[str, str], kind: str) -> tuple[str, str, str]:
    """First step, end and length in SQL: microseconds, or numbers."""
    given = [name for name in ("from", "to") if name in parts]
    values = dict(zip(given, stages.values(parts[name] for name in given), strict=True))
    [step], is_time = stages.values([parts["step"]]), kind == "datetime"
    [[length]] = stages.rows(f"SELECT {_length(step, is_time)}")
    if not isinstance(length, int | float) or length <= 0:
        raise InputError("the step of `make-series` is not longer than nothing", "query", _HOW)
    if kind in {"int", "long"} and float(length).is_integer():
        length = int(length)  # whole numbers stay whole
    low, high = (_number(values[name], is_time) if name in values else "" for name in ("from", "to"))
    return low, high, str(length)


def _number(value: str, is_time: bool) -> str:
    return f"epoch_us({value})" if is_time else value


def _length(value: str, is_time: bool) -> str:
    return f"epoch_us({value})" if is_time else f"CAST({value} AS DOUBLE)"


def _aggregate(part: str) -> tuple[str, str, str]:
    """Name, call and default of one series."""
    pieces = tokens(part)
    for at, piece in enumerate(pieces):
        if piece == ("name", "default"):
            part, default = joined(pieces[:at]), joined(pieces[at + 1 :]).strip().removeprefix("=").strip()
            break
    else:
        default = "0"
    name, call = assignment(part)
    if not name:
        match = re.fullmatch(r"(?P<function>\w+)\s*\(\s*(?P<of>\w*)\s*\)", call)
        if match is None:
            raise InputError(f"`make-series {call}` has no name", "query", "write `name = ...`")
        # as `summarize` names it
        name = f"{match['function']}_{match['of']}"
    return name, call, default


def _by(by: list[tuple[str, str]]) -> list[str]:
    return [f"{quoted(name)} = {value}" if name else value for name, value in by]


def _parts(arguments: str) -> dict[str, str]:
    """What stands behind each word; behind none of them the aggregates."""
    pieces = tokens(arguments)
    found: dict[str, str] = {}
    current, start, place = "", 0, 0
    while place < len(pieces):
        kind, text = pieces[place]
        if kind == "mark" and text in "([{":
            place = closing(pieces, place)
        elif kind == "name" and text in _WORDS and _WORDS.index(text) >= (_WORDS.index(current) + 1 if current else 0):
            found[current] = joined(pieces[start:place]).strip()
            current, start = text, place + 1
        place += 1
    found[current] = joined(pieces[start:]).strip()
    aggregates = re.sub(r"^kind\s*=\s*nonempty\s+", "", found.get("", ""))
    if aggregates != found.get("", ""):
        found |= {"": aggregates, _NEVER_EMPTY: ""}
    return found
