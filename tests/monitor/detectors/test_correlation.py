"""Correlations see how columns go together, which no column shows by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import rankdata

from enclave.monitor import rows as room
from enclave.monitor.columns import Layout
from enclave.monitor.detectors.correlation import measure
from enclave.monitor.rows import Rows


def scored(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.asarray(ndtri(rankdata(values) / (len(values) + 1)))


@pytest.fixture
def table() -> np.ndarray[Any, Any]:
    """400 rows of three columns; in the last 200 two go together."""
    found = np.random.default_rng(1).normal(size=(400, 3))
    found[200:, 1] = 0.6 * found[200:, 0] + 0.8 * found[200:, 1]
    return found


LABELS = np.repeat(np.arange(4, dtype=np.int16), 100)


def test_it_is_fishers_z_of_the_pair_that_changed_most(table: np.ndarray[Any, Any]) -> None:
    found = measure(Rows("*", table, ()).split(LABELS, Layout(3, ((1, 3),))))
    scores = [scored(column) for column in table.T]
    for k, (rows, before) in enumerate(
        [(slice(100 * i, 100 * i + 100), slice(0, 100)) for i in (1, 2, 3)] + [(slice(200, 400), slice(0, 200))]
    ):
        changes = [
            abs(np.arctanh(np.corrcoef(a[rows], b[rows])[0, 1]) - np.arctanh(np.corrcoef(a[before], b[before])[0, 1]))
            for a, b in ((scores[0], scores[1]), (scores[0], scores[2]), (scores[1], scores[2]))
        ]
        assert found[k] == pytest.approx(max(changes), rel=1e-4)
    assert found[3] > 0.5


def test_heavy_tails_missing_values_and_categories(table: np.ndarray[Any, Any]) -> None:
    odd = np.exp(5 * table[:, :2])
    odd[::50, 0], odd[3, 1] = np.nan, np.inf
    codes = (table[:, 2] > 1).astype(np.int32)
    codes[7] = -1
    found = measure(Rows("*", odd, (codes,)).split(LABELS, Layout(3)))
    assert found[0] < 0.4 < found[1]
    assert found[1] == pytest.approx(measure(Rows("*", table, ()).split(LABELS, Layout(3)))[1], abs=0.25)


def test_columns_that_repeat_each_other_or_never_vary_and_chunks_of_few_rows() -> None:
    column = np.random.default_rng(2).normal(size=50)
    same = np.stack([column, column, np.full(50, 7.0)], axis=1)
    labels = np.repeat(np.arange(4, dtype=np.int16), [25, 20, 5, 0])
    found = measure(Rows("*", same, ()).split(labels, Layout(3)))
    assert found[0] == 0
    assert np.isnan(found[1:]).all()


def test_of_many_columns_those_that_go_together_most_are_looked_at(table: np.ndarray[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_PAIRED", 2)
    wide = np.concatenate([np.random.default_rng(3).normal(size=(400, 5)), table], axis=1)
    pair = measure(Rows("*", table[:, :2], ()).split(LABELS, Layout(3)))
    assert measure(Rows("*", wide, ()).split(LABELS, Layout(3))) == pytest.approx(pair)
