"""Confusion counts and errors."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import Layout
from enclave.monitor.outcomes import Errors, Outcomes


def test_confusion_of_chunks() -> None:
    rows = Outcomes("y", np.array([0, 1, 1, 0, -1]), np.array([0, 1, 0, 1, 1], dtype=np.int32), None, 2)
    split = rows.split(np.array([0, 0, 1, 1, 1], dtype=np.int16), Layout(1))
    hits, said, true = split.confusion
    assert split.sizes.tolist() == [2, 2]
    assert (hits.tolist(), said.tolist(), true.tolist()) == ([[1, 1], [0, 0]], [[1, 1], [1, 1]], [[1, 1], [1, 1]])
    assert rows.part(np.array([1])).truth.tolist() == [1]


def test_errors_without_values() -> None:
    assert np.isnan(Errors("y", np.array([1.0, np.nan])).split(np.array([0, 1], dtype=np.int16), Layout(1)).mean(1))[0]
