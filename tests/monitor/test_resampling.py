"""Drift of summaries: found where it is, at the stated rate, with the values of the rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enclave.errors import InputError
from enclave.monitor.compare import Question, compare
from enclave.monitor.resampling import judge
from enclave.monitor.summaries import Counts, Grid, count, grid_of


def files_of(folder: Path, random: Any, shift: float = 0.0, rows: int = 400) -> tuple[Grid, Counts, tuple[Path, Path]]:
    paths = folder / "reference.parquet", folder / "analysis.parquet"
    for path, size, moved in ((paths[0], 1000, 0.0), (paths[1], rows, shift)):
        pq.write_table(pa.table({"x": random.normal(moved, 1, size), "kind": random.choice(list("abcd"), size)}), path)
    grid = grid_of(paths[0])
    return grid, count(paths[1], grid, chunk="200"), paths


def test_values_are_those_of_the_rows(tmp_path: Path) -> None:
    grid, counts, paths = files_of(tmp_path, np.random.default_rng(0), 0.5)
    names = ("ks", "js", "psi", "hellinger", "chi2", "l_infinity", "missing_values", "unseen_categories")
    found = {(one.chunk, one.column, one.detector): one for one in judge(grid, counts, detectors=names).results}
    wanted = [one for one in compare(Question(*paths, chunk="200", detectors=names)).results if one.detector != "accumulated"]
    assert len(wanted) == len(found)
    for one in wanted:
        two = found[one.chunk, one.column, one.detector]
        within = 1 / 200 if one.detector == "kolmogorov_smirnov" else 1e-9
        assert two.value == pytest.approx(one.value, abs=within), one
    assert {(one.chunk, one.column) for one in found.values() if one.alert} == {("[0:199]", "x"), ("[200:399]", "x")}


@pytest.mark.long
def test_the_stated_rate_holds(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    rate, runs = 0.3, 60
    hits = sum(judge(*files_of(tmp_path, random)[:2], rate=rate, seed=i).drifted for i in range(runs))
    assert abs(hits / runs - rate) < 3.5 * np.sqrt(rate * (1 - rate) / runs)


def test_what_cannot_be_judged(tmp_path: Path) -> None:
    grid, counts, _ = files_of(tmp_path, np.random.default_rng(2))
    with pytest.raises(InputError, match="no chunk"):
        judge(grid, {})
    with pytest.raises(InputError, match="false-alarm rate"):
        judge(grid, counts, rate=0.0)
    first = next(iter(counts))
    with pytest.raises(InputError, match="numbers of rows"):
        judge(grid, {first: {**counts[first], "x": {0: 1}}})
