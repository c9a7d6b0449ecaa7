"""What columns become for detectors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.monitor.columns import Layout, decile_edges, doane_edges, numeric, windowed


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=80))
def test_bins_are_numpys(values: list[float]) -> None:
    ordered = np.sort(np.array(values))
    edges = doane_edges(ordered)
    wanted = np.histogram_bin_edges(ordered, bins="doane")
    if len(edges) == len(wanted):
        assert edges == pytest.approx(wanted)
    else:  # numpy has no rule for values that are hardly apart
        assert np.ptp(ordered) < 1e-3 * max(1, np.abs(ordered).max())
    assert (
        decile_edges(ordered)[1:-1] == pytest.approx(np.unique(np.quantile(ordered, np.arange(1, 10) / 10)), abs=1e-6) or len(values) < 80
    )


def test_missing_values_are_left_out_and_counts_add_up() -> None:
    values = np.array([3.0, np.nan, 1.0, 2.0, 2.0, np.inf, np.nan])
    labels = np.array([0, 0, 0, 1, 1, 1, 1], dtype=np.int16)
    split = numeric("x", values, 1, exact=True).split(labels, Layout(1))
    assert split.sizes.tolist() == [2, 3]
    assert split.counts.tolist() == [[1, 0, 1, 0], [0, 2, 0, 1]]
    assert split.doane.sum(axis=1).tolist() == [2, 3]


def test_a_grid_keeps_the_counts() -> None:
    values = np.random.default_rng(0).normal(size=5000)
    labels = (np.arange(5000) % 3).astype(np.int16)
    split = numeric("x", values, 2, exact=False).split(labels, Layout(2))
    assert len(split.points) < 500
    assert split.counts.sum(axis=1).tolist() == np.bincount(labels).tolist()
    assert (np.diff(split.points) > 0).all()


def test_windows_are_sums_of_neighbouring_chunks() -> None:
    layout = windowed(5)
    assert set(layout.windows) == {(i, i + n) for n in (1, 2, 3, 4) for i in range(6 - n)} - {(0, 1)}
    pooled = layout.pool(np.arange(12).reshape(6, 2))
    assert pooled[:6].tolist() == np.arange(12).reshape(6, 2).tolist()
    for (first, after), row in zip(layout.windows, pooled[6:], strict=True):
        assert row.tolist() == pooled[1 + first : 1 + after].sum(axis=0).tolist()
    assert {after - first for first, after in windowed(40).windows if after == 40} >= {2, 4, 8, 16, 32}
    assert windowed(1).windows == windowed(500).windows == ()


@pytest.mark.filterwarnings("error")
def test_bins_of_a_range_that_no_number_holds() -> None:
    assert doane_edges(np.array([-1.7e308, 0.0, 1.7e308])).tolist() == [-1.7e308, 1.7e308]
