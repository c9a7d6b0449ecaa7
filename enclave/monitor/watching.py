"""Looks at every period of every watched model once it is over: predictions joined with labels, compared with the reference, remembered."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from enclave.errors import EnclaveError
from enclave.monitor.compare import Answer, Question, compare
from enclave.monitor.source import Table
from enclave.monitor.store import files
from enclave.monitor.subjects import Problem, Roles

Every = Literal["hour", "day", "week"]
LENGTHS: dict[Every, timedelta] = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
GRACE = timedelta(minutes=10)
"""How long after its end a period is looked at, so that clients have sent what they hold."""
MONDAY = datetime(2018, 1, 1, tzinfo=UTC)
TOGETHER = 7
"""Periods before one that are looked at together with it, as long as nothing was found in them."""
MOST_ALERTS = 50
"""Of one period, that are remembered one by one."""
NO_LABELS: Mapping[str, int] = MappingProxyType({"joined": 0, "unknown": 0, "duplicate": 0, "late": 0})


@dataclass(frozen=True)
class Watch:
    """One model, and how it is watched. The stated rate is that of any false alarm in `days`."""

    project: str
    model: str
    reference: Path
    every: Every = "day"
    rate: float = 0.05
    days: int = 365
    detectors: tuple[str, ...] = ()
    problem: Problem | None = None

    @property
    def period_rate(self) -> float:
        """The chance of a false alarm that one period may have."""
        return 1 - float((1 - self.rate) ** (LENGTHS[self.every] / timedelta(days=self.days)))


@dataclass(frozen=True)
class Found:
    """What one period showed. `labels` counts those of its predictions: joined, unknown, duplicate, late."""

    time: str
    project: str
    model: str
    period: str
    rows: int
    drift: bool
    rate: float
    alerts: tuple[dict[str, Any], ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    error: str = ""
    triggers: Mapping[str, str] = field(default_factory=dict)
    left: Literal["", "log", "fire"] = ""
    """What was still to be done when the line was written: the log to be told, triggers to be set off."""


Line = tuple[int, int]
"""Where a line of a file begins, and its bytes without its end."""


class History:
    """What was found, a line each, in `DATA/monitor/history.jsonl`."""

    def __init__(self, data: Path) -> None:
        self.path = data / "monitor" / "history.jsonl"

    def all(self) -> list[Found]:
        """Everything, oldest first; lines that are torn or damaged are left out."""
        return [found for _, found in self.lines()]

    def lines(self) -> list[tuple[Line, Found]]:
        """The same, with where each stands."""
        if not self.path.is_file():
            return []
        found, at = [], 0
        for line in self.path.read_bytes().split(b"\n"):
            with suppress(ValueError, TypeError):
                found.append(((at, len(line)), Found(**json.loads(line))))
            at += len(line) + 1
        return found

    def add(self, found: Found, room: int = 0) -> Line:
        """One more line, durable when this returns, with so many bytes to spare."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(vars(found)).encode() + b" " * room
        with self.path.open("ab+") as stream:
            end = stream.seek(0, os.SEEK_END)
            if end and (stream.seek(end - 1), stream.read())[1] != b"\n":  # torn
                stream.write(b"\n")
                end += 1
            stream.write(text + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        return end, len(text)

    def change(self, line: Line, found: Found) -> None:
        """Write a line anew in its place, which needs nothing more of a disk that is full; durable when this returns.

        Raises ValueError when it was not given enough to spare.
        """
        at, size = line
        text = json.dumps(vars(found)).encode()
        if len(text) > size:
            raise ValueError("the line has no room for that")
        with self.path.open("rb+", buffering=0) as stream:
            stream.seek(at)
            stream.write(text.ljust(size))
            os.fsync(stream.fileno())


def due(watch: Watch, data: Path, now: datetime, done: set[str]) -> Iterator[tuple[datetime, datetime]]:
    """Periods with telemetry that are over and were not looked at, oldest first."""
    place = data / "telemetry" / watch.project / watch.model
    length = LENGTHS[watch.every]
    seen = set()
    for day in sorted({path.parent.name for path in files(place, "predictions")}):
        try:
            start = datetime.fromisoformat(day).replace(tzinfo=UTC)
        except ValueError:  # no day: nobody wrote it here
            continue
        first = MONDAY + (start - MONDAY) // length * length
        while first < start + timedelta(days=1):
            if first not in seen and first + length + GRACE <= now and first.isoformat() not in done:
                seen.add(first)
                yield first, first + length
            first += length


def together(watch: Watch, start: datetime, before: Sequence[Found]) -> datetime:
    """The first of the periods that a period is looked at together with: those right before it in which nothing was found."""
    length = LENGTHS[watch.every]
    quiet = {one.period for one in before if not one.drift and not one.error}
    first = start
    while (first - length).isoformat() in quiet and start - first < TOGETHER * length:
        first -= length
    return first


def look(watch: Watch, data: Path, start: datetime, end: datetime, now: datetime, *, since: datetime | None = None) -> Found:
    """Compare one period, by itself and with those from `since` on. What cannot be compared is remembered with why, and not tried again.

    Raises OSError and MemoryError: a disk that is full today says nothing about the period.
    """
    place = data / "telemetry" / watch.project / watch.model
    about = (now.isoformat(), watch.project, watch.model, start.isoformat())
    with tempfile.TemporaryDirectory(prefix="enclave-monitor-") as folder:
        target = Path(folder) / "period.parquet"
        try:
            rows, labels, notes = join(place, start, end, target, since)
            if not rows:
                return Found(*about, 0, False, watch.period_rate, labels=labels)
            answer = compare(_question(watch, target, has_labels=labels["joined"] > 0, newest=since is not None and since < start))
        except EnclaveError as error:
            return Found(*about, 0, False, watch.period_rate, error=": ".join(filter(None, (error.where, error.message))))
        except (ArithmeticError, LookupError, TypeError, ValueError, duckdb.Error, pa.ArrowException) as error:
            # a fault of ours in these data: remembered as it is, or no later period would be looked at
            return Found(*about, 0, False, watch.period_rate, error=f"an error in the comparison: {type(error).__name__}: {error}"[:300])
    return Found(*about, rows, answer.drifted, watch.period_rate, _alerts(answer), labels, (*notes, *answer.notes))


def _alerts(answer: Answer) -> tuple[dict[str, Any], ...]:
    found = [one for one in answer.results if one.alert]
    return tuple(
        {
            "column": one.column, "detector": one.detector, "value": one.value, "threshold": one.threshold,
            **({"since": one.since, "by": one.by} if one.since else {}),
        }
        for one in found[:MOST_ALERTS]
    )  # fmt: skip


def _question(watch: Watch, analysis: Path, *, has_labels: bool, newest: bool) -> Question:
    names = set(Table(watch.reference).types)
    target = "label" if "label" in names else None
    roles = Roles(
        "prediction" if "prediction" in names else None, target if has_labels or "score" in names else None,
        "score" if "score" in names else None, watch.problem,
    )  # fmt: skip
    question = Question(watch.reference, analysis, roles=roles, detectors=watch.detectors, rate=watch.period_rate)
    return replace(question, timestamp="time", chunk=watch.every, newest=True) if newest else question


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


def join(
    place: Path, start: datetime, end: datetime, target: Path, since: datetime | None = None
) -> tuple[int, dict[str, int], tuple[str, ...]]:
    """Predictions of a period with their labels, as Parquet: the first of an id, its newest label. Rows, what labels did, and notes.

    The file has those from `since` on, too; rows and labels are counted of the period.
    `unknown` labels name no prediction at all, `duplicate` ones repeat an id, `late` ones came after the period was over.
    Labels, and predictions of other days, that are damaged are left out and noted: one bad file must not end all looking.
    Raises EnclaveError when the period's own predictions cannot be read, OSError when it may go well the next time.
    """
    begin = since or start
    first, last = begin.date().isoformat(), (end - timedelta(microseconds=1)).date().isoformat()
    every, labels = files(place, "predictions"), files(place, "labels")
    within = [path for path in every if first <= path.parent.name <= last]
    if not within:
        return 0, dict(NO_LABELS), ()
    spans, broken = (begin, start, end), set[Path]()
    try:
        return *_joined(within, labels, every, spans, target), ()
    except duckdb.Error as error:
        if own := next((path for path in within if not _is_whole(path)), None):
            raise EnclaveError(f"telemetry cannot be read: {type(error).__name__}", str(own)) from error
        broken |= {path for path in (*labels, *every) if not _is_whole(path)}
        if not broken:
            raise _unjoined(error, place) from error
    notes = tuple(f"`{path.relative_to(place)}` is damaged and left out" for path in sorted(broken)[:10])
    whole = [path for path in labels if path not in broken], [path for path in every if path not in broken]
    try:
        return *_joined(within, *whole, spans, target), notes
    except duckdb.Error as error:
        raise _unjoined(error, place) from error


def _unjoined(error: duckdb.Error, place: Path) -> Exception:
    """Of whole files: a disk that is full, which is tried again, or what would be so the next time."""
    said = f"telemetry cannot be joined: {type(error).__name__}: {str(error).partition(chr(10))[0][:200]}"
    return OSError(said) if isinstance(error, duckdb.IOException) else EnclaveError(said, str(place))


def _joined(
    within: list[Path], labels: list[Path], every: list[Path], times: tuple[datetime, datetime, datetime], target: Path
) -> tuple[int, dict[str, int]]:
    """`join` of these files. times: from when rows are taken, from when they count, and the end. Raises duckdb.Error."""
    begin, start, end = (f"TIMESTAMPTZ '{time.isoformat()}'" for time in times)
    within_period = f"time >= {start}"
    counts = dict(NO_LABELS)
    connection = duckdb.connect(config={"memory_limit": "600MB", "threads": 2})
    try:
        connection.execute(
            # rows of one batch were received in one moment: `version`, which nothing else is called, is the order in which they came
            f"CREATE TEMP TABLE said AS SELECT * FROM (SELECT * REPLACE (row_number() OVER () AS version)"  # noqa: S608
            f" FROM read_parquet({_listed(within)}, union_by_name=true)) WHERE time >= {begin} AND time < {end}"
            " QUALIFY row_number() OVER (PARTITION BY id ORDER BY received, version) = 1"
        )
        if labels:
            connection.execute(f"CREATE TEMP TABLE came AS SELECT *, row_number() OVER () AS place FROM read_parquet({_listed(labels)})")  # noqa: S608
            row = connection.execute(
                "SELECT count(*) FILTER (id NOT IN (SELECT id FROM read_parquet("  # noqa: S608
                f"{_listed(every)}, union_by_name=true))), count(*) - count(DISTINCT id),"
                f" count(*) FILTER (id IN (SELECT id FROM said WHERE {within_period}) AND received >= {end}) FROM came"
            ).fetchone()
            counts |= dict(zip(("unknown", "duplicate", "late"), row or (0, 0, 0), strict=True))
        newest = (
            "(SELECT id, label FROM came QUALIFY row_number() OVER (PARTITION BY id ORDER BY received DESC, place DESC) = 1)"
            if labels
            else "(SELECT '' AS id, '' AS label WHERE false)"
        )
        connection.execute(
            "CREATE TEMP TABLE joined_rows AS SELECT said.* EXCLUDE (received, version), label"  # noqa: S608
            f" FROM said LEFT JOIN {newest} AS newest USING (id)"
        )
        counted = f"SELECT count(*), count(label) FROM joined_rows WHERE {within_period}"  # noqa: S608
        rows, joined = connection.execute(counted).fetchone() or (0, 0)
        # in one order: whoever looks again sees the same
        ordered = "SELECT * EXCLUDE (id) FROM joined_rows ORDER BY time, id"
        connection.execute(f"COPY ({ordered}) TO '{_escaped(target)}' (FORMAT parquet)")
    finally:
        connection.close()
    return int(rows), {**counts, "joined": int(joined)}


def _is_whole(path: Path) -> bool:
    try:
        pq.read_table(path)
    except (pa.ArrowException, OSError):
        return False
    return True


def _listed(paths: list[Path]) -> str:
    return "[" + ", ".join(f"'{_escaped(path)}'" for path in paths) + "]"
