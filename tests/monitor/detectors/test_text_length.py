"""Lengths of texts are compared as numbers are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.detectors.text_length import DETECTOR


def test_it_is_the_largest_distance_of_lengths(numbers: Any) -> None:
    assert DETECTOR.measure(numbers([10, 20, 30, 40], [30, 40, 50, 60], np.array([]))) == pytest.approx([0.5, np.nan], nan_ok=True)
