"""Cuts the rows of the analysis into chunks: by month, week, day or hour of a time, by a number of rows, or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from enclave.errors import InputError
from enclave.monitor.columns import Labels
from enclave.monitor.source import Table, is_number, quoted

Period = Literal["hour", "day", "week", "month", "quarter", "year"]
PERIODS: dict[str, Period] = {
    "hour": "hour", "h": "hour", "day": "day", "d": "day", "week": "week", "w": "week", "month": "month", "m": "month",
    "quarter": "quarter", "q": "quarter", "year": "year", "y": "year",
}  # fmt: skip
MOST_CHUNKS = 10_000
FORMATS = (
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M", "%m/%d/%Y", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y",
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%d%H%M%S", "%d %b %Y %H:%M:%S",
    "%d %b %Y",
    "%b %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%a, %d %b %Y %H:%M:%S GMT", "%a, %d %b %Y %H:%M:%S", "%Y-%m",
    "%Y-%m-%d %H", "%Y-%m-%dT%H",
)  # fmt: skip
"""Ways to write a time beside ISO 8601, tried in this order: what fits most rows, then that in which rows ascend, then the first."""
EPOCHS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3), (0.0, 1.0))
"""Numbers from which on an epoch is in nano-, micro-, milliseconds or seconds."""

Times = NDArray[np.int64]
NEVER = np.iinfo(np.int64).min
"""A row without a time."""


@dataclass(frozen=True)
class Chunk:
    """A part of the analysis. `start` and `end` are ISO 8601 (`end` excluded), or the first and the last row (`end` included)."""

    name: str
    start: str | int
    end: str | int
    rows: int


@dataclass(frozen=True)
class Chunks:
    """The chunks, and for each row of the analysis the number of its chunk from 1; 0: in none, since it has no time."""

    chunks: tuple[Chunk, ...]
    of_row: Labels
    sequence: NDArray[np.int64]
    """Rows in the order of time."""
    untimed: int = 0
    unsorted: bool = False


def cut(table: Table, timestamp: str | None, chunk: str | None) -> Chunks:
    """Chunks of an analysis. Raises InputError for a column that is not there or holds no times, or a chunk that is none."""
    times = read_times(table, timestamp) if timestamp is not None else None
    untimed = int((times == NEVER).sum()) if times is not None else 0
    rows = np.arange(table.rows)
    if times is not None:
        rows = rows[times != NEVER]
        rows = rows[np.argsort(times[rows], kind="stable")]
    is_unsorted = times is not None and bool((np.diff(rows) < 0).any())
    size = _size(chunk)
    if isinstance(size, int):
        found, of_row = _by_rows(rows, table.rows, size, times)
    elif size is None:
        found, of_row = _by_rows(rows, table.rows, max(len(rows), 1), times)
    elif times is None:
        raise InputError(
            f"`--chunk {chunk}` needs `--timestamp`, the column with the times", hint="or give a number of rows, `--chunk 1000`"
        )
    else:
        found, of_row = _by_period(times, size)
    return Chunks(found, of_row, rows, untimed, is_unsorted)


def _size(chunk: str | None) -> int | Period | None:
    if chunk is None:
        return None
    words = chunk.strip().lower().split()
    number = words[0] if words and (len(words) == 1 or words[1:] in (["rows"], ["row"])) else ""
    if re.fullmatch("0*[1-9][0-9]{,17}", number):
        return int(number)
    if len(words) == 1 and words[0] in PERIODS:
        return PERIODS[words[0]]
    raise InputError(f"`{chunk}` is no chunk", hint="use `month`, `week`, `day`, `hour`, `quarter`, `year`, or a number of rows, `1000`")


def _by_rows(rows: NDArray[np.int64], total: int, size: int, times: Times | None) -> tuple[tuple[Chunk, ...], Labels]:
    count = -(-len(rows) // size)
    _check(count)
    of_row = np.zeros(total, dtype=np.int16)
    of_row[rows] = np.arange(len(rows)) // size + 1
    found = []
    for i in range(count):
        first, last = i * size, min((i + 1) * size, len(rows)) - 1
        start: str | int = first if times is None else _iso(int(times[rows[first]]))
        end: str | int = last if times is None else _iso(int(times[rows[last]]))
        found.append(Chunk(f"[{first}:{last}]", start, end, last - first + 1))
    return tuple(found), of_row


def _by_period(times: Times, period: Period) -> tuple[tuple[Chunk, ...], Labels]:
    """Every period from the first to the last, those without any row too."""
    of_row = np.zeros(len(times), dtype=np.int16)
    known = times[times != NEVER]
    if not len(known):
        return (), of_row
    first, last = _moment(int(known.min())), _moment(int(known.max()))
    edges = [_floor(first, period)]
    while edges[-1] <= last:
        edges.append(_next(edges[-1], period))
        _check(len(edges) - 1, f", from {first:%Y-%m-%d} to {last:%Y-%m-%d}")
    micros = np.array([_micros(edge) for edge in edges], dtype=np.int64)
    of_row[times != NEVER] = np.searchsorted(micros, known, side="right")
    counts = np.bincount(of_row, minlength=len(edges))
    found = tuple(
        Chunk(_name(edges[i], edges[i + 1], period), edges[i].isoformat(), edges[i + 1].isoformat(), int(counts[i + 1]))
        for i in range(len(edges) - 1)
    )
    return found, of_row


def _check(count: int, span: str = "") -> None:
    if count > MOST_CHUNKS:
        raise InputError(f"that would be more than {MOST_CHUNKS} chunks{span}", hint="choose larger ones with `--chunk`")


def _floor(moment: datetime, period: Period) -> datetime:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "hour":
        return moment.replace(minute=0, second=0, microsecond=0)
    if period == "week":
        return day - timedelta(days=day.weekday())
    if period == "month":
        return day.replace(day=1)
    if period == "quarter":
        return day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
    return day.replace(day=1, month=1) if period == "year" else day


def _next(moment: datetime, period: Period) -> datetime:
    months = {"month": 1, "quarter": 3, "year": 12}.get(period)
    if months is None:
        return moment + {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}[period]
    month = moment.month - 1 + months
    return moment.replace(year=moment.year + month // 12, month=month % 12 + 1)


def _name(start: datetime, end: datetime, period: Period) -> str:
    """As pandas names its periods."""
    if period == "week":
        return f"{start:%Y-%m-%d}/{end - timedelta(days=1):%Y-%m-%d}"
    if period == "quarter":
        return f"{start.year}Q{(start.month - 1) // 3 + 1}"
    return start.strftime({"hour": "%Y-%m-%d %H:00", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[period])


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _moment(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _iso(micros: int) -> str:
    return _moment(micros).isoformat()


CALENDAR = _micros(datetime(1, 1, 1, tzinfo=UTC)), _micros(datetime(9999, 1, 1, tzinfo=UTC))
"""Microseconds from which on, and before which, there are times: `9999-12-31` is what databases write for never."""


def read_times(table: Table, name: str) -> Times:
    """Microseconds since 1970 of each row, UTC where nothing else is written; NEVER where there is no time, or none of the calendar.

    Raises InputError when the column is not there, or when less than half of its values are times.
    """
    if name not in table.types:
        raise InputError(
            f"has no column `{name}`", str(table.path), f"its columns are {', '.join(f'`{one}`' for one in list(table.types)[:20])}"
        )
    column, type_ = quoted(name), table.types[name]
    if type_.startswith(("TIMESTAMP", "DATE")):
        expression = f"epoch_us({column})" if "TIME ZONE" in type_ else f"epoch_us(CAST({column} AS TIMESTAMP))"
    elif is_number(type_):
        expression = _epoch(column)
    else:
        expression = _best(table, name)
    array = np.ma.asarray(table.arrays(value=f"CAST({expression} AS BIGINT)")["value"])
    times = np.asarray(array.filled(NEVER), dtype=np.int64)
    times = np.where((times >= CALENDAR[0]) & (times < CALENDAR[1]), times, NEVER)
    present = int(table.one(f"count({column})") or 0)
    if present and int((times != NEVER).sum()) * 2 < present:
        raise InputError(f"the column `{name}` holds no times", str(table.path), "write them as ISO 8601, `2026-11-21T09:30:00Z`")
    return times


def _epoch(number: str) -> str:
    cases = " ".join(f"WHEN abs({number}) >= {limit:.0f} THEN {number} * {1e6 / unit:.6f}" for limit, unit in EPOCHS)
    return f"TRY_CAST(round(CASE {cases} END) AS BIGINT)"


def _best(table: Table, name: str) -> str:
    """SQL for the way to read a column of text that fits best."""
    column = quoted(name)
    iso = f"epoch_us(TRY_CAST({column} AS TIMESTAMPTZ))"
    ways = [iso, *(f"epoch_us(try_strptime({column}, '{form}'))" for form in FORMATS), _epoch(f"TRY_CAST({column} AS DOUBLE)")]
    fits = table.rows_of([f"count({way})" for way in ways])[0]
    best = [way for way, fit in zip(ways, fits, strict=True) if fit == max(fits)]
    if fits[0] == max(fits) or len(best) == 1:
        return best[0]
    for way in best:
        values = np.ma.asarray(table.arrays(value=way)["value"]).compressed()
        if (np.diff(values) >= 0).all():
            return way
    return best[0]
