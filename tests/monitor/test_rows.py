"""Whole rows on the reference's scale."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import Layout
from enclave.monitor.rows import Rows


def test_categories_become_their_frequency_and_missing_values_the_mean() -> None:
    numbers = np.array([[1.0], [3.0], [np.nan], [5.0]])
    codes = np.array([0, 0, 1, -1], dtype=np.int32)
    labels = np.array([0, 0, 0, 1], dtype=np.int16)
    scaled = Rows("*", numbers, (codes,)).split(labels, Layout(1)).scaled
    assert np.allclose(scaled[:3].mean(axis=0), 0)
    assert scaled[2, 0] == 0
    assert scaled[3, 1] == scaled[0, 1] > scaled[2, 1]
    assert Rows("*", numbers, (codes,)).part(np.array([0, 3])).numbers.tolist() == [[1.0], [5.0]]
