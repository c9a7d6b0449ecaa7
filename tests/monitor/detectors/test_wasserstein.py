"""The Wasserstein distance is scipy's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import wasserstein_distance

from enclave.monitor.columns import Layout, numeric
from enclave.monitor.detectors.wasserstein import measure

VALUES = st.lists(st.floats(-100, 100), min_size=1, max_size=30)


@given(VALUES, VALUES)
def test_it_is_scipys(reference: list[float], chunk: list[float]) -> None:
    values = np.array(reference + chunk)
    labels = np.repeat(np.arange(2, dtype=np.int16), [len(reference), len(chunk)])
    found = measure(numeric("x", values, 1, exact=True).split(labels, Layout(1)))
    assert found[0] == pytest.approx(wasserstein_distance(reference, chunk), abs=1e-9)


def test_infinities_are_left_out_and_nothing_has_no_value(numbers: Any) -> None:
    assert measure(numbers([1, 2, np.inf], [1, 2, -np.inf], [np.inf])) == pytest.approx([0, np.nan], nan_ok=True)


def test_a_grid_comes_close(numbers: Any) -> None:
    random = np.random.default_rng(2)
    reference, chunk = random.lognormal(size=3000), random.lognormal(0.1, 1, size=1000)
    assert measure(numbers(reference, chunk, exact=False))[0] == pytest.approx(wasserstein_distance(reference, chunk), rel=0.02)
