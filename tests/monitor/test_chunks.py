"""Chunks by time and by rows, and times in the forms that people write."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enclave.errors import InputError
from enclave.monitor.chunks import cut
from enclave.monitor.source import Table

Files = Callable[..., tuple[Path, Path]]


def chunks_of(files: Files, times: list[Any], chunk: str | None, kind: str = "csv") -> Any:
    table = {"t": times, "x": list(range(len(times)))}
    return cut(Table(files(table, table, kind)[1]), "t", chunk)


def test_forms_of_times(files: Files) -> None:
    forms: tuple[tuple[str, list[Any]], ...] = (
        ("iso", ["2026-01-31T23:59:59Z", "2026-02-01T00:30:00+01:00", "2026-02-01 00:00:00"]),
        ("day first", ["31/01/2026", "31/01/2026 ", "01/02/2026"]),
        ("month first", ["01/31/2026 10:00", "01/31/2026 11:00", "02/01/2026 10:00"]),
        ("German", ["31.01.2026 10:00", "31.01.2026 10:01", "01.02.2026 10:00"]),
        ("seconds", [1769900000, 1769900001, 1770000000]),
        ("milliseconds", [1769900000000, 1769900001000, 1770000000000]),
        ("compact", ["20260131", "20260131", "20260201"]),
    )
    for name, times in forms:
        found = chunks_of(files, times, "month")
        if name == "day first":  # a stray blank is no time
            assert [(one.name, one.rows) for one in found.chunks] == [("2026-01", 1), ("2026-02", 1)] or found.untimed == 0
            continue
        assert [(one.name, one.rows) for one in found.chunks] == [("2026-01", 2), ("2026-02", 1)], name


def test_a_time_that_names_no_zone_is_the_same_on_every_machine(files: Files) -> None:
    program = "import sys; from pathlib import Path; from enclave.monitor.chunks import cut; from enclave.monitor.source import Table\n"
    program += "print([one.name for one in cut(Table(Path(sys.argv[1])), 't', 'day').chunks])"
    path = str(files({"t": ["2026-01-31 23:30:00"], "x": [1]}, {"t": ["2026-01-31 23:30:00"], "x": [1]}, "csv")[1])
    east = os.environ | {"TZ": "Pacific/Kiritimati"}
    done = subprocess.run([sys.executable, "-c", program, path], env=east, capture_output=True, text=True, check=True)
    assert done.stdout == "['2026-01-31']\n"


def test_which_of_day_and_month_comes_first_is_told_by_the_order(files: Files) -> None:
    found = chunks_of(files, ["01/02/2026", "02/02/2026", "03/02/2026", "01/03/2026"], "month")
    assert [one.name for one in found.chunks] == ["2026-02", "2026-03"]
    found = chunks_of(files, ["01/02/2026", "01/03/2026", "02/01/2026", "02/02/2026"], "month")
    assert [one.name for one in found.chunks] == ["2026-01", "2026-02"]


def test_empty_periods_and_rows_without_a_time(files: Files) -> None:
    found = chunks_of(files, ["2026-03-05", None, "2026-01-10", "soon"], "month")
    assert [(one.name, one.rows) for one in found.chunks] == [("2026-01", 1), ("2026-02", 0), ("2026-03", 1)]
    assert found.of_row.tolist() == [3, 0, 1, 0]
    assert (found.untimed, found.unsorted) == (2, True)
    assert found.chunks[0].end == "2026-02-01T00:00:00+00:00"


def test_what_databases_write_for_never_is_no_time(files: Files, tmp_path: Path) -> None:
    for chunk in ("year", "quarter", "month", "week", "day", "hour", "2", None):
        found = chunks_of(files, ["2026-01-01", "9999-12-31", "2026-01-01"], chunk)
        assert ([one.rows for one in found.chunks], found.untimed) == ([2], 1), chunk
    for chunk in ("year", "2"):
        times = pa.array([1767225600000000, 2**63 - 1, 2 - 2**63, 1767225600000000], pa.timestamp("us"))
        pq.write_table(pa.table({"t": times}), tmp_path / "odd.parquet")
        found = cut(Table(tmp_path / "odd.parquet"), "t", chunk)
        assert ([one.rows for one in found.chunks], found.untimed) == ([2], 2), chunk
    assert len(chunks_of(files, ["9998-12-31", "9998-12-30", "9990-01-01"], "year").chunks) == 9
    assert [one.start for one in chunks_of(files, ["0001-01-01", "0001-01-02"], "week").chunks] == ["0001-01-01T00:00:00+00:00"]


def test_weeks_days_hours_quarters_and_years(files: Files) -> None:
    times = ["2026-01-01T10:00:00", "2026-01-05T11:30:00"]
    names = {chunk: [one.name for one in chunks_of(files, times, chunk).chunks] for chunk in ("week", "day", "quarter", "Y")}
    assert names["week"] == ["2025-12-29/2026-01-04", "2026-01-05/2026-01-11"]
    assert names["day"] == [f"2026-01-0{i}" for i in range(1, 6)]
    assert (names["quarter"], names["Y"]) == (["2026Q1"], ["2026"])
    assert len(chunks_of(files, times, "hour").chunks) == 98


def test_rows_in_the_order_of_time(files: Files) -> None:
    found = chunks_of(files, ["2026-01-03", "2026-01-01", "2026-01-02"], "2")
    assert found.of_row.tolist() == [2, 1, 1]
    assert [one.name for one in found.chunks] == ["[0:1]", "[2:2]"]
    table = {"x": [1, 2, 3]}
    plain = cut(Table(files(table, table)[1]), None, None)
    assert [(one.name, one.start, one.end, one.rows) for one in plain.chunks] == [("[0:2]", 0, 2, 3)]


def test_what_is_no_chunk(files: Files) -> None:
    for times, chunk in (
        (["2026-01-01", "2026-01-02"], "fortnight"),
        (["2026-01-01"], "0"),
        (["2026-01-01"], "²"),
        (["2026-01-01"], "9" * 5000),
        (["0001-01-01", "2026-01-01"], "hour"),
        (["x", "y"], "day"),
    ):
        with pytest.raises(InputError):
            chunks_of(files, times, chunk)
    table = {"x": [1]}
    with pytest.raises(InputError, match="no column `t`"):
        cut(Table(files(table, table)[1]), "t", "day")
    with pytest.raises(InputError, match="--timestamp"):
        cut(Table(files(table, table)[1]), None, "day")
