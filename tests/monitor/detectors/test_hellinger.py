"""The Hellinger distance by its definition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.detectors.hellinger import measure


def test_of_categories(categories: Any) -> None:
    wanted = np.sqrt(((np.sqrt([0.5, 0.5, 0]) - np.sqrt([0.25, 0, 0.75])) ** 2).sum() / 2)
    assert measure(categories([0, 1], [0, 2, 2, 2])) == pytest.approx([wanted])


def test_of_numbers(numbers: Any) -> None:
    assert measure(numbers([1, 2, 3, 4], [1, 2, 3, 4], [9, 9])) == pytest.approx([0, 1])
