"""The population stability index by its definition: tenths of the reference."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.detectors.population_stability import FLOOR, measure


def test_of_categories_with_an_empty_one(categories: Any) -> None:
    wanted = (0.75 - 0.5) * np.log(1.5) + (0.25 - 0.5) * np.log(0.5)
    assert measure(categories([0, 1], [0, 0, 0, 1])) == pytest.approx([wanted])
    assert measure(categories([0, 1], [0, 0]))[0] == pytest.approx(0.5 * np.log(2) + (FLOOR - 0.5) * np.log(FLOOR / 0.5))


def test_of_tenths(numbers: Any) -> None:
    reference = np.arange(1000.0)
    assert measure(numbers(reference, reference, reference[:500]))[0] == pytest.approx(0, abs=1e-9)
    wanted = 5 * (0.2 - 0.1) * np.log(2) + 5 * (FLOOR - 0.1) * np.log(FLOOR / 0.1)
    assert measure(numbers(reference, reference[:500]))[0] == pytest.approx(wanted, rel=1e-6)


def test_without_drift_it_is_small_where_there_are_many_rows(numbers: Any) -> None:
    random = np.random.default_rng(0)
    found = measure(numbers(random.normal(size=20_000), random.normal(size=20_000), random.normal(1, 1, size=500)))
    assert found[0] < 0.005 < 0.3 < found[1]
