"""The Kolmogorov-Smirnov statistic is scipy's, with ties, without values, and from cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from enclave.monitor.cells import parts_of, wide
from enclave.monitor.columns import Layout, numeric
from enclave.monitor.detectors.kolmogorov_smirnov import measure

VALUES = st.lists(st.integers(-4, 4) | st.floats(-4, 4), min_size=1, max_size=30)


def brute(one: list[float], two: list[float]) -> float:
    points = np.array(one + two, dtype=float)
    return float(max(abs((np.array(one) <= point).mean() - (np.array(two) <= point).mean()) for point in points))


@given(VALUES, VALUES, VALUES)
def test_it_is_the_largest_distance(reference: list[float], one: list[float], two: list[float]) -> None:
    values = np.array(reference + one + two, dtype=float)
    labels = np.repeat(np.arange(3, dtype=np.int16), [len(reference), len(one), len(two)])
    found = measure(numeric("x", values, 2, exact=True).split(labels, Layout(2)))
    wanted = [brute(reference, chunk) for chunk in (one, two)]
    assert found == pytest.approx(wanted)


def test_it_is_scipys(numbers: Any) -> None:
    random = np.random.default_rng(0)
    reference, chunk = random.normal(size=300), random.normal(0.3, 2, size=80).round(1)
    assert measure(numbers(reference, chunk))[0] == pytest.approx(ks_2samp(reference, chunk, method="asymp").statistic)


def test_an_empty_chunk_has_no_value(numbers: Any) -> None:
    assert np.isnan(measure(numbers([1, 2, 3], [])))[0]
    assert np.isnan(measure(numbers([], [1.0])))[0]
    assert np.isnan(measure(numbers([1.0, 2.0], [np.nan, np.nan])))[0]


def test_cells_come_close() -> None:
    random = np.random.default_rng(1)
    values = np.concatenate([random.normal(size=6000), random.normal(0.2, 1, size=3000), [np.inf, -np.inf, np.nan]])
    labels = np.repeat(np.array([0, 1, 1], dtype=np.int16), [6000, 3000, 3])
    exact = ks_2samp(values[:6000], values[6000:9002]).statistic
    assert measure(wide(values, parts_of(labels, 1), Layout(1)))[0] == pytest.approx(exact, abs=1 / 2000)
