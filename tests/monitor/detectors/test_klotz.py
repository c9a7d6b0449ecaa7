"""Squared normal scores see how far values are apart, and no shift."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import rankdata

from enclave.monitor.detectors.klotz import measure


def test_it_is_the_change_of_the_root_mean_square_in_its_own_deviations(numbers: Any) -> None:
    random = np.random.default_rng(1)
    parts = [random.normal(size=200), random.normal(0, 1.5, 100)]
    scores = ndtri(rankdata(np.concatenate(parts)) / 301)
    squares = ((scores - scores.mean()) / scores.std()) ** 2
    wanted = 2 * (np.sqrt(squares[200:].mean()) - np.sqrt(squares[:200].mean())) / squares.std()
    assert measure(numbers(*parts)) == pytest.approx([wanted])
    assert wanted > 0.3


def test_it_wavers_as_one_over_n_plus_one_over_m_says(numbers: Any) -> None:
    random = np.random.default_rng(2)
    found = np.concatenate([measure(numbers(*np.split(random.permutation(500) * 1.0, [300, 400]))) for _ in range(400)])
    assert found.std() == pytest.approx(np.sqrt(1 / 300 + 1 / 100), rel=0.1)
    assert found.mean() == pytest.approx(0, abs=0.02)


def test_what_has_two_values_or_one_has_no_spread_of_its_own(numbers: Any) -> None:
    for parts in (([1, 1, 2, 2], [1, 2]), ([7, 7], [7]), ([1, 2, 3], [])):
        found = measure(numbers(*parts))
        assert np.isnan(found).all() or np.abs(found).max() < 1
