"""Summaries of parts, merged, are those of the whole; what is none is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enclave.errors import InputError
from enclave.monitor.summaries import (
    MISSING,
    REFERENCE,
    Categories,
    Grid,
    Numbers,
    count,
    grid_of,
    merged,
    read_counts,
    read_grid,
    write_counts,
    write_grid,
)


def written(path: Path, columns: dict[str, Any]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def columns_of(random: Any, rows: int, shift: float = 0.0) -> dict[str, Any]:
    numbers = random.normal(shift, 1, rows)
    numbers[::17] = np.nan
    return {
        "x": numbers, "whole": random.integers(-3, 4, rows), "kind": random.choice(["a", "it's", "b\\c"], rows),
        "truth": random.random(rows) < 0.3,
    }  # fmt: skip


def test_parts_make_the_whole(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    grid = grid_of(written(tmp_path / "reference.parquet", columns_of(random, 3000)))
    assert list(grid.columns) == ["x", "whole", "kind", "truth"]
    analysis = columns_of(random, 1000, 5.0)
    analysis["kind"][:10] = "new"
    whole = count(written(tmp_path / "whole.parquet", analysis), grid)
    parts = [
        count(written(tmp_path / f"{i}.parquet", {name: values[i::3] for name, values in analysis.items()}), grid) for i in range(3)
    ]
    one = {column: cells for columns in whole.values() for column, cells in columns.items()}
    many: dict[str, dict[int, int]] = {}
    for columns in merged([{"": next(iter(part.values()))} for part in parts]).values():
        many |= columns
    assert many == one
    assert one["x"][MISSING] == np.isnan(analysis["x"]).sum()
    assert one["kind"][3] == 10, "the last cell is of categories that the reference does not have"
    assert all(sum(cells.values()) == 1000 for cells in one.values())
    assert all(sum(cells.values()) == 3000 for cells in grid.reference[REFERENCE].values())


def test_files_are_read_as_they_were_written(tmp_path: Path) -> None:
    grid = grid_of(written(tmp_path / "reference.parquet", columns_of(np.random.default_rng(1), 500)))
    write_grid(grid, tmp_path / "grid.json")
    again = read_grid(tmp_path / "grid.json")
    assert again.reference == grid.reference
    for name, cells in grid.columns.items():
        other = again.columns[name]
        if isinstance(cells, Numbers):
            assert isinstance(other, Numbers)
            assert np.array_equal(cells.lefts, other.lefts)
            assert np.array_equal(cells.tenths, other.tenths)
        else:
            assert cells == other
    counts = count(tmp_path / "reference.parquet", again, chunk="200")
    assert list(counts) == ["[0:199]", "[200:399]", "[400:499]"]
    write_counts(counts, tmp_path / "counts.csv")
    assert read_counts(tmp_path / "counts.csv", grid) == counts


def test_what_is_refused(tmp_path: Path) -> None:
    grid = Grid({"x": Categories(("a",))}, {REFERENCE: {"x": {0: 5}}})
    for text in ("column_name,chunk,cell,row_count\nx,all,7,1\n", "y,all,0,1\n", "x,all,0,-1\n", "x,all,0\n", "x,all,zero,1\n"):
        (tmp_path / "c.csv").write_text(text)
        with pytest.raises(InputError):
            read_counts(tmp_path / "c.csv", grid)
    for text in ("", "[]", '{"columns": {"x": {}}}', '{"columns": 3}'):
        (tmp_path / "g.json").write_text(text)
        with pytest.raises(InputError, match="is no grid"):
            read_grid(tmp_path / "g.json")
    with pytest.raises(InputError, match="no column of numbers or categories"):
        grid_of(written(tmp_path / "ids.parquet", {"id": [f"row {i}" for i in range(200)]}))


CELLS = st.dictionaries(st.integers(-1, 3), st.integers(0, 9))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(["x", "y"]), CELLS, min_size=1), max_size=4))
def test_merging_is_addition(parts: list[dict[str, dict[int, int]]]) -> None:
    every = merged({"all": part} for part in parts)
    backwards = merged({"all": part} for part in reversed(parts))
    assert every == backwards
    assert merged([merged([{"all": part}]) for part in parts]) == every
    total = sum(rows for columns in every.values() for cells in columns.values() for rows in cells.values())
    assert total == sum(rows for part in parts for cells in part.values() for rows in cells.values())
