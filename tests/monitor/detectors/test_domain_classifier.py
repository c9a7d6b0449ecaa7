"""A classifier that tells chunk from reference is right half of the time without drift."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.detectors.domain_classifier import measure


def test_it_tells_moved_and_stretched_rows(table_rows: Any) -> None:
    random = np.random.default_rng(0)
    same, moved, wide = random.normal(size=(600, 4)), random.normal(0.7, 1, size=(600, 4)), random.normal(0, 2, size=(600, 4))
    found = measure(table_rows(random.normal(size=(1500, 4)), same, moved, wide, same[:5]))
    assert found[0] == pytest.approx(0.5, abs=0.05)
    assert found[1] > 0.8
    assert found[2] > 0.7
    assert np.isnan(found[3])
