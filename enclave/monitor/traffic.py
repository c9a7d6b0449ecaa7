"""Did the calls of a deployment change? Out of the log, without any telemetry: how long prompts and answers are, how long they took, what
was refused and why, what was found in them. Each day is compared with the days before it, and judged by how far those are from each other:
days differ far more than rows that were exchanged would, so permutations of rows would call every Sunday a drift.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
from scipy.optimize import nnls
from scipy.special import stdtrit, xlogy

from enclave.audit.tables import load_log
from enclave.errors import EnclaveError
from enclave.monitor.calibration import to_losses, to_scores, to_values
from enclave.monitor.detector import Null
from enclave.monitor.source import Floats
from enclave.monitor.watching import GRACE, Found

DONE = Path("monitor") / "calls-day"
"""The last day that was looked at."""
DAYS = 28
"""Before a day, that it is compared with."""
LEAST_DAYS = 14
LEAST_CALLS = 50
"""Of a day that is judged, or that others are compared with."""
MOST_LEFT_OUT = DAYS // 4
"""Days that drifted are nobody's usual, until there are more of them than this: then it is usual."""
MOST_CATEGORIES = 30
STEPS = 4
"""Cells of numbers for each doubling."""
FAR = 4.0
"""Doublings by which one call may be off."""
RATE = 1 - 0.95 ** (1 / 365)
"""The chance of a false alarm of one deployment on one day: one in twenty in a year."""

LEAST_MEAN, LEAST_SPREAD = 0.5, 0.35
"""Of days' distances in units of what is usual: four weeks alone may look as if days never differed."""
TOO_LITTLE = f"too little to tell: it needs {LEAST_CALLS} calls on the day, and {LEAST_DAYS} such days before"
NUMBERS = {
    "prompt_tokens": "nullif(prompt_tokens, 0)",
    "answer_tokens": "CASE WHEN kind = 'completed' THEN nullif(completion_tokens, 0) END",
    "duration_ms": "CASE WHEN kind = 'completed' THEN nullif(duration_ms, 0) END",
    "time_to_first_token_ms": "CASE WHEN kind = 'completed' THEN nullif(time_to_first_token_ms, 0) END",
    # one minus it: from 0.99 to 0.95 is five times as unsure
    "uncertainty": "CASE WHEN kind = 'completed' THEN greatest(1 - confidence, 0.0001) END",
}
"""Columns of numbers above 0, and what they are in a record."""
_VERDICTS = """from_json(verdicts, '[{{"stage":"VARCHAR","findings":"MAP(VARCHAR,BIGINT)"}}]')"""
_FOUND = f"array_to_string(list_sort(map_keys(list_filter({_VERDICTS}, lambda v: v.stage = '{{stage}}')[1].findings)), ', ')"
CATEGORIES = {
    "outcome": "CASE WHEN kind = 'completed' THEN 'answered' ELSE concat(stage, ': ', split_part(reason, ':', 1)) END",
    "finish": """CASE WHEN kind = 'completed' THEN
 nullif(array_to_string(list_sort(list_distinct(from_json(finish_reasons, '["VARCHAR"]'))), ', '), '') END""",
    "found_in_prompt": f"coalesce({_FOUND.format(stage='dlp')}, '')",
    "found_in_answer": f"CASE WHEN kind = 'completed' THEN coalesce({_FOUND.format(stage='answer')}, '') END",
}
"""Columns of words of the program."""
NULL = Null()
DETECTORS = dict.fromkeys(NUMBERS, "wasserstein") | dict.fromkeys(CATEGORIES, "jensen_shannon")

ALL = "calls"
"""A column that every call has."""

Cells = Mapping[str, int]
"""Rows of each cell of a column on one day: a number's place on the scale of logarithms, or a category."""


@dataclass(frozen=True)
class Day:
    """The calls of one deployment on one day, by column."""

    calls: int
    columns: Mapping[str, Cells]


@dataclass(frozen=True)
class Drift:
    """One column that is further from the days before than those are from each other."""

    column: str
    value: float
    threshold: float


def days_of(data: Path, first: date, last: date) -> dict[tuple[str, str], dict[date, Day]]:
    """By project and deployment, the days from the first to the last. Raises EnclaveError when the log cannot be read."""
    columns = {name: _cell(sql) for name, sql in NUMBERS.items()} | CATEGORIES | {ALL: "''"}
    counted: dict[tuple[str, str], dict[date, dict[str, dict[str, int]]]] = {}
    try:
        with duckdb.connect(config={"memory_limit": "1GB", "threads": 2}) as db:
            load_log(db, data, ())
            # cells only: a month of records with their verdicts would not fit
            cells = ", ".join(f'CAST({sql} AS VARCHAR) AS "{name}"' for name, sql in columns.items())
            db.execute(
                f"CREATE TEMP TABLE calls AS SELECT project, deployment, CAST(time AS DATE) AS day, {cells} FROM log.record"  # noqa: S608
                " WHERE kind IN ('completed', 'refused') AND project <> '' AND model <> '' AND time >= $1 AND time < $2",
                [_midnight(first), _midnight(last + timedelta(days=1))],
            )
            for name in columns:
                query = f'SELECT project, deployment, day, "{name}", count(*) FROM calls GROUP BY ALL'  # noqa: S608
                for project, deployment, day, cell, count in db.execute(query).fetchall():
                    if cell is not None:
                        counted.setdefault((project, deployment), {}).setdefault(day, {}).setdefault(name, {})[cell] = count
    except duckdb.Error as error:
        raise EnclaveError(f"the log's calls cannot be counted: {type(error).__name__}", str(data)) from error
    return {key: {day: Day(told.pop(ALL)[""], told) for day, told in days.items()} for key, days in counted.items()}


def _cell(sql: str) -> str:
    return f"CAST(floor({STEPS} * log2({sql})) AS INTEGER)"


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  (the log's columns are UTC without a zone)


def judge(past: Iterable[Day], newest: Day, rate: float) -> list[Drift] | None:
    """What drifted of the newest day, with that chance of any false alarm; None where there is too little to tell.

    `past` are days that are as exchangeable with it as days are with each other.
    """
    known = [day for day in past if day.calls >= LEAST_CALLS]
    if len(known) < LEAST_DAYS or newest.calls < LEAST_CALLS:
        return None
    days = [*known, newest]
    names, tables = _tables(days)
    if not names:
        return None
    sizes = np.array([day.calls for day in days], dtype=np.float64)
    chance = rate / len(names)
    bound = float(-stdtrit(len(known) - 1, chance) * np.sqrt(1 + 1 / len(known)))
    found = []
    for name in names:
        null = [NULL]
        # each day before by the others, as the newest is by all of them
        measure = _distances if name in NUMBERS else _divergences
        past, seen = measure(tables[name][:-1]), float(measure(tables[name])[-1])
        usual = _usual(past, sizes[:-1], sizes, FAR if name in NUMBERS else 0.0)
        losses = to_losses((past / usual[:-1])[:, None], null)
        mean, spread = np.maximum(losses.mean(axis=0), LEAST_MEAN), np.maximum(losses.std(axis=0, ddof=1), LEAST_SPREAD)
        if to_scores(to_losses(np.array([seen / usual[-1]]), null), mean, spread, null)[0] > bound:
            threshold = float(to_values(bound, mean, spread, null, np.array([seen]))[0] * usual[-1])
            found.append(Drift(name, seen, threshold))
    return found


def _usual(past: Floats, before: Floats, sizes: Floats, far: float) -> Floats:
    """(days,) how far days of these sizes are from others: what days differ by, and what chance adds with so many calls.

    Squares of distances are a + b (1/n + 1/rest), a and b not below 0, by least squares; never less than one call can make of it.
    """
    rest = before.sum() - before
    chance = 1 / before + 1 / rest
    (days, calls), _ = nnls(np.column_stack([np.ones_like(chance), chance]), past**2)
    least = (far / sizes) ** 2 if far else 0.5 / sizes
    return np.asarray(np.sqrt(np.maximum(days + calls * (1 / sizes + 1 / before.sum()), least)))


def _tables(days: list[Day]) -> tuple[list[str], dict[str, Floats]]:
    """The columns that every day has, and of each (days, cells) shares; of numbers in the order of their cells, gaps included."""
    tables: dict[str, Floats] = {}
    for name in DETECTORS:
        counts = [day.columns.get(name, {}) for day in days]
        if not all(counts):
            continue
        if name in NUMBERS:
            places = [int(cell) for each in counts for cell in each]
            cells = [str(place) for place in range(min(places), max(places) + 1)]
        else:
            totals: dict[str, int] = {}
            for each in counts:
                for cell, rows in each.items():
                    totals[cell] = totals.get(cell, 0) + rows
            cells = sorted(totals, key=lambda cell: (-totals[cell], cell))[:MOST_CATEGORIES]
        table = np.array([[each.get(cell, 0) for cell in cells] for each in counts], dtype=np.float64)
        rest = np.array([sum(each.values()) for each in counts]) - table.sum(axis=1)
        table = np.column_stack([table, rest]) if name in CATEGORIES else table
        tables[name] = table / table.sum(axis=1, keepdims=True)
    return list(tables), tables


def _others(table: Floats) -> Floats:
    """(days, cells) the mean of all other days."""
    return np.asarray((table.sum(axis=0) - table) / (len(table) - 1))


def _distances(table: Floats) -> Floats:
    """(days,) Wasserstein distances from the other days, in doublings."""
    return np.asarray(np.abs(np.cumsum(table - _others(table), axis=1)).sum(axis=1) / STEPS)


def _divergences(table: Floats) -> Floats:
    """(days,) Jensen-Shannon distances from the other days, base 2."""
    others = _others(table)
    middle = (table + others) / 2
    entropies = xlogy(table, table) + xlogy(others, others) - 2 * xlogy(middle, middle)
    return np.asarray(np.sqrt(np.maximum(entropies.sum(axis=1) / (2 * np.log(2)), 0.0)))


def look_at_day(data: Path, day: date, now: datetime, before: Iterable[Found], rate: float = RATE) -> list[Found]:
    """What one day showed of each deployment that was called on it. `rate` is the chance of a false alarm of one of them on one day."""
    drifted: dict[tuple[str, str], set[date]] = {}
    for one in before:
        if one.drift:
            drifted.setdefault((one.project, one.model), set()).add(datetime.fromisoformat(one.period).date())
    found = []
    for (project, deployment), told in sorted(days_of(data, day - timedelta(days=DAYS), day).items()):
        newest = told.pop(day, None)
        if newest is None:
            continue
        strays = drifted.get((project, title(deployment)), set()) & set(told)
        past = [one for when, one in told.items() if len(strays) > MOST_LEFT_OUT or when not in strays]
        seen = judge(past, newest, rate)
        alerts = [{**vars(one), "detector": DETECTORS[one.column]} for one in seen or ()]
        period = datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat()
        about = (now.isoformat(), project, title(deployment), period, newest.calls)
        found.append(Found(*about, bool(alerts), rate, tuple(alerts), error="" if seen is not None else TOO_LITTLE))
    return found


def title(deployment: str) -> str:
    """How a deployment's calls are named beside models that send telemetry: no such model can have this name."""
    return f"calls of {deployment}"


def due_day(data: Path, now: datetime) -> date | None:
    """The day that is over, unless it was looked at."""
    day = (now.astimezone(UTC) - GRACE).date() - timedelta(days=1)
    try:
        done = (data / DONE).read_text(encoding="ascii").strip()
    except OSError:
        done = ""
    return day if done < day.isoformat() else None


def remember(data: Path, day: date) -> None:
    """That a day was looked at. A day that is looked at twice has the same answer."""
    path = data / DONE
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(day.isoformat(), encoding="ascii")
    draft.replace(path)
