"""Estimated errors are means of what a second model expects."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.detectors.estimated_regression import DETECTORS


def test_they_are_means(errors: Any) -> None:
    found = {detector.id: list(detector.measure(errors([1.0], [3.0, 4.0]))) for detector in DETECTORS}
    assert found == {"estimated_mae": pytest.approx([3.5]), "estimated_rmse": pytest.approx([np.sqrt(12.5)])}
