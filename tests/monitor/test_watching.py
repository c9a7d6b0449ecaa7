"""Periods that are over are joined with their labels, compared once, and remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enclave.monitor import watching
from enclave.monitor.store import write
from enclave.monitor.watching import Found, History, Watch, due, join, look, together

DAY = datetime(2026, 11, 20, tzinfo=UTC)


def said(place: Path, day: datetime, count: int, shift: float = 0.0, first: int = 0) -> None:
    random = np.random.default_rng(first + 5)
    times = pa.array([day + timedelta(seconds=i) for i in range(count)], pa.timestamp("us", "UTC"))
    x = random.normal(shift, 1, count)
    ids = [f"{day:%d}-{first + i}" for i in range(count)]
    table = pa.table({"id": ids, "time": times, "received": times, "version": [""] * count, "x": x, "prediction": (x > 0) * 1.0})
    write(place / "predictions" / f"{day:%Y-%m-%d}", table)


def came(place: Path, rows: list[tuple[str, str, datetime]]) -> None:
    times = pa.array([time for _, _, time in rows], pa.timestamp("us", "UTC"))
    table = pa.table({"id": [one[0] for one in rows], "label": [one[1] for one in rows], "time": times, "received": times})
    write(place / "labels" / "2026-11-21", table)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    reference = tmp_path / "reference.parquet"
    random = np.random.default_rng(9)
    x = random.normal(size=600)
    pq.write_table(pa.table({"x": x, "prediction": (x > 0) * 1.0}), reference)
    return Watch("risk", "m", reference, rate=0.2, days=5, detectors=("ks", "js", "missing_values"))


def test_a_period_is_due_once_it_is_over(watch: Watch, tmp_path: Path) -> None:
    place = tmp_path / "telemetry" / "risk" / "m"
    for offset in (0, 1):
        said(place, DAY + timedelta(days=offset), 3)
    found = list(due(watch, tmp_path, DAY + timedelta(days=1, hours=1), set()))
    assert found == [(DAY, DAY + timedelta(days=1))]
    assert list(due(watch, tmp_path, DAY + timedelta(days=9), {DAY.isoformat()})) == [(DAY + timedelta(days=1), DAY + timedelta(days=2))]
    week = Watch("risk", "m", watch.reference, every="week")
    assert [start.isoformat()[:10] for start, _ in due(week, tmp_path, DAY + timedelta(days=9), set())] == ["2026-11-16"]


def test_the_rate_is_shared_by_the_periods(watch: Watch) -> None:
    assert 1 - (1 - watch.period_rate) ** 5 == pytest.approx(0.2)


def test_drift_is_found_and_none_is_not(watch: Watch, tmp_path: Path) -> None:
    place = tmp_path / "telemetry" / "risk" / "m"
    said(place, DAY, 300)
    said(place, DAY + timedelta(days=1), 300, shift=1.0)
    now = DAY + timedelta(days=3)
    first, second = (look(watch, tmp_path, DAY + timedelta(days=i), DAY + timedelta(days=i + 1), now) for i in (0, 1))
    assert (first.drift, first.rows, first.error) == (False, 300, "")
    assert second.drift
    assert {one["column"] for one in second.alerts} <= {"x", "prediction"}


def test_a_small_drift_is_found_over_several_periods(watch: Watch, tmp_path: Path) -> None:
    place = tmp_path / "telemetry" / "risk" / "m"
    days = [DAY + timedelta(days=i) for i in range(4)]
    for i, day in enumerate(days):
        said(place, day, 120, shift=0.2, first=100 * i)
    now = DAY + timedelta(days=30)
    history: list[Found] = []
    for day in days:
        history.append(look(watch, tmp_path, day, day + timedelta(days=1), now, since=together(watch, day, history)))
    first = next(one for one in history if one.drift)
    assert first.rows == 120
    assert {one["detector"] for one in first.alerts} == {"accumulated"}
    assert all(one["since"] < first.period[:10] and one["by"] for one in first.alerts)
    assert history[0].period < first.period
    assert together(watch, days[1], history[:1]) == days[0]
    assert together(watch, days[-1] + timedelta(days=1), history) == days[-1] + timedelta(days=1), "evidence is used once"


def test_whoever_looks_again_sees_the_same_rows_in_the_same_order(tmp_path: Path) -> None:
    place = tmp_path / "telemetry" / "risk" / "m"
    for number in range(6):
        said(place, DAY, 400, first=400 * number)
    seen = []
    for number in range(8):
        join(place, DAY, DAY + timedelta(days=1), target := tmp_path / f"{number}.parquet")
        seen.append(pq.read_table(target))
    assert all(one.equals(seen[0]) for one in seen[1:])
    assert seen[0].column_names == ["time", "x", "prediction", "label"]


def test_what_cannot_be_compared_says_why(watch: Watch, tmp_path: Path) -> None:
    place = tmp_path / "telemetry" / "risk" / "m"
    said(place, DAY, 5)
    watch.reference.write_bytes(b"PAR1 broken")
    found = look(watch, tmp_path, DAY, DAY + timedelta(days=1), DAY)
    assert "cannot be read as Parquet" in found.error
    assert not found.drift


def test_labels_that_are_unknown_duplicate_or_late(tmp_path: Path) -> None:
    said(tmp_path, DAY, 3)
    said(tmp_path, DAY, 3)
    noon, later = DAY + timedelta(hours=12), DAY + timedelta(days=2)
    came(tmp_path, [("20-0", "1", noon), ("20-0", "0", later), ("20-1", "1", noon), ("nobody", "1", noon)])
    target = tmp_path / "joined.parquet"
    rows, labels, _ = join(tmp_path, DAY, DAY + timedelta(days=1), target)
    assert (rows, labels) == (3, {"joined": 2, "unknown": 1, "duplicate": 1, "late": 1})
    assert sorted(str(one) for one in pq.read_table(target)["label"].to_pylist()) == ["0", "1", "None"]
    assert join(tmp_path, DAY - timedelta(days=5), DAY - timedelta(days=4), target)[0] == 0


def test_damaged_labels_and_days_are_left_out_and_named(watch: Watch, tmp_path: Path) -> None:
    """One bad file must not end all looking: until retention deletes it nothing would be found."""
    place = tmp_path / "telemetry" / "risk" / "m"
    for i in range(3):
        said(place, DAY + timedelta(days=i), 200)
    came(place, [("22-1", "1", DAY + timedelta(days=2)), ("nobody", "1", DAY)])
    came(place, [("22-2", "1", DAY + timedelta(days=2))])
    labels, old = sorted((place / "labels").glob("*/*"))[1], next((place / "predictions" / f"{DAY:%Y-%m-%d}").iterdir())
    for path in (labels, old):
        path.write_bytes(path.read_bytes()[:-20])
    day = DAY + timedelta(days=2)
    found = look(watch, tmp_path, day, day + timedelta(days=1), day + timedelta(days=2))
    assert (found.error, found.rows, dict(found.labels)) == ("", 200, {"joined": 1, "unknown": 1, "duplicate": 0, "late": 0})
    assert [note for note in found.notes if "damaged" in note] == [
        f"`{path.relative_to(place)}` is damaged and left out" for path in (labels, old)
    ]
    assert old.name in look(watch, tmp_path, DAY, DAY + timedelta(days=1), day).error, "its own day cannot be compared"


def test_what_says_nothing_about_the_period_is_tried_again(watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "telemetry" / "risk" / "m"
    said(place, DAY, 5)

    def after(error: Exception) -> Found:
        def broken(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(watching, "_joined", broken)
        return look(watch, tmp_path, DAY, DAY + timedelta(days=1), DAY)

    for error in (duckdb.IOException("no space"), OSError(28, "No space left on device"), MemoryError()):
        with pytest.raises((OSError, MemoryError)):
            after(error)
    assert "an error in the comparison: ValueError: odd" in after(ValueError("odd")).error
    assert "cannot be joined: OutOfMemoryException" in after(duckdb.OutOfMemoryException("600MB")).error


def test_history_outlives_a_torn_line(tmp_path: Path) -> None:
    history = History(tmp_path)
    found: dict[str, Any] = {
        "time": DAY.isoformat(),
        "project": "risk",
        "model": "m",
        "period": "p",
        "rows": 1,
        "drift": False,
        "rate": 0.1,
    }
    assert history.all() == []
    history.add(Found(**found))
    with history.path.open("a", encoding="utf-8") as stream:
        stream.write('{"time": "torn')
    with history.path.open("ab") as raw:
        raw.write(b'\n\xff\xfe\x00\n[]\n{"time": 1}')
    history.add(Found(**{**found, "period": "q"}))
    assert [one.period for one in history.all()] == ["p", "q"]
