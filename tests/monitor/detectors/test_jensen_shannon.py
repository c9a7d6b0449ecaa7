"""The Jensen-Shannon distance is scipy's, over categories and over numpy's bins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from enclave.monitor.detectors.jensen_shannon import measure


def test_of_categories(categories: Any) -> None:
    found = measure(categories([0, 0, 1, 1, 2], [0, 1, 1, 3], [-1, -1]))
    assert found[0] == pytest.approx(jensenshannon([2 / 5, 2 / 5, 1 / 5, 0], [1 / 4, 2 / 4, 0, 1 / 4], base=2))
    assert np.isnan(found[1])


def test_of_numbers_with_what_lies_outside(numbers: Any) -> None:
    random = np.random.default_rng(0)
    for reference in (random.normal(size=500), random.standard_cauchy(500), np.ones(20), random.poisson(1, 300).astype(float)):
        chunk = np.concatenate([random.normal(0.5, 2, size=200), [99.0, -99.0, np.inf]])
        edges = np.histogram_bin_edges(reference, bins="doane")
        shares = np.histogram(chunk, edges)[0] / len(chunk)
        wanted = jensenshannon(
            np.append(np.histogram(reference, edges)[0] / len(reference), 0), np.append(shares, 1 - shares.sum()), base=2
        )
        assert measure(numbers(reference, chunk))[0] == pytest.approx(wanted)


def test_the_same_data_has_no_distance_and_other_data_all(numbers: Any) -> None:
    assert measure(numbers([1, 2, 3, 4], [1, 2, 3, 4], [50, 60]))[[0, 1]] == pytest.approx([0, 1], abs=1e-7)
