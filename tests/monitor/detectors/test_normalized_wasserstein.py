"""The normalised Wasserstein distance has no unit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from enclave.monitor.detectors.normalized_wasserstein import measure


def test_it_is_in_standard_deviations_of_the_reference(numbers: Any) -> None:
    reference, chunk = np.arange(50.0), np.arange(50.0) + 7
    assert measure(numbers(reference, chunk)) == pytest.approx([wasserstein_distance(reference, chunk) / reference.std()])
    assert measure(numbers(reference * 1000, chunk * 1000)) == pytest.approx(measure(numbers(reference, chunk)))


def test_a_constant_reference_has_none(numbers: Any) -> None:
    assert np.isnan(measure(numbers([3, 3, 3], [4, 5])))[0]
    assert np.isnan(measure(numbers([], [4, 5])))[0]
