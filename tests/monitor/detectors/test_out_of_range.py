"""The share of values that the reference's range does not have."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.cells import parts_of, wide
from enclave.monitor.columns import Layout
from enclave.monitor.detectors.out_of_range import measure


def test_it_counts_below_and_above_and_infinities(numbers: Any) -> None:
    found = measure(numbers([1, 2, 3], [0, 1, 3, 4], [np.inf, 2], [np.nan]))
    assert found == pytest.approx([0.5, 0.5, np.nan], nan_ok=True)
    assert np.isnan(measure(numbers([], [1])))[0]


def test_cells_know_the_same() -> None:
    values = np.array([1.0, 2, 3, 0, 1, 3, 4, 2.5])
    labels = np.array([0, 0, 0, 1, 1, 1, 1, 1], dtype=np.int16)
    assert measure(wide(values, parts_of(labels, 1), Layout(1))) == pytest.approx([0.4])
