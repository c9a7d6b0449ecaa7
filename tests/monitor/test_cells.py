"""Long columns are counted in cells."""

from __future__ import annotations

import numpy as np

from enclave.monitor.cells import wide
from enclave.monitor.columns import numeric
from enclave.monitor.detectors import hellinger, jensen_shannon, population_stability


def test_histograms_are_those_of_ranked_values() -> None:
    random = np.random.default_rng(0)
    values = random.lognormal(size=9000)
    values[::50] = np.nan
    labels = (np.arange(9000) // 3000).astype(np.int16)
    cells, ranked = wide(values, labels, 2), numeric("x", values, 2, exact=True).split(labels, 2)
    assert cells.sizes.tolist() == ranked.sizes.tolist()
    for module in (jensen_shannon, hellinger, population_stability):
        assert np.allclose(module.measure(cells), module.measure(ranked)), module


def test_nothing_in_the_reference() -> None:
    split = wide(np.array([np.nan, 1.0]), np.array([0, 1], dtype=np.int16), 1)
    assert split.sizes.tolist() == [0, 1]


def test_what_is_constant() -> None:
    split = wide(np.array([2.0, 2.0, 2.0, 2.0, 3.0]), np.array([0, 0, 0, 1, 1], dtype=np.int16), 1)
    assert jensen_shannon.measure(split)[0] > 0
