"""Metrics of regressions by their definitions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.detectors.regression import DETECTORS


def test_means_of_errors(errors: Any) -> None:
    split = errors([1.0, -1.0], [3.0, -4.0, np.nan], [np.nan])
    found = {detector.id: list(detector.measure(split)) for detector in DETECTORS}
    assert found["mae"] == pytest.approx([3.5, np.nan], nan_ok=True)
    assert found["mse"] == pytest.approx([12.5, np.nan], nan_ok=True)
    assert found["rmse"] == pytest.approx([np.sqrt(12.5), np.nan], nan_ok=True)
