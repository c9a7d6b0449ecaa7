"""The discrepancy is near nothing without drift, and not with it."""

from __future__ import annotations

from typing import Any

import numpy as np

from enclave.monitor.detectors.maximum_mean_discrepancy import DETECTOR


def test_it_tells_moved_and_stretched_rows(table_rows: Any) -> None:
    random = np.random.default_rng(0)
    same, moved, wide = random.normal(size=(500, 5)), random.normal(0.7, 1, size=(500, 5)), random.normal(0, 2, size=(500, 5))
    found = DETECTOR.measure(table_rows(random.normal(size=(1000, 5)), same, moved, wide, same[:0]))
    assert found[0] * 10 < min(found[1], found[2])
    assert np.isnan(found[3])
