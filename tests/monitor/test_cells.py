"""Long columns are counted in cells."""

from __future__ import annotations

import numpy as np

from enclave.monitor.cells import parts_of, wide
from enclave.monitor.columns import Layout, numeric
from enclave.monitor.detectors import hellinger, jensen_shannon, population_stability


def test_histograms_are_those_of_ranked_values() -> None:
    random = np.random.default_rng(0)
    values = random.lognormal(size=9000)
    values[::50] = np.nan
    labels = (np.arange(9000) // 3000).astype(np.int16)
    cells, ranked = wide(values, parts_of(labels, 2), Layout(2)), numeric("x", values, 2, exact=True).split(labels, Layout(2))
    assert cells.sizes.tolist() == ranked.sizes.tolist()
    for module in (jensen_shannon, hellinger, population_stability):
        assert np.allclose(module.measure(cells), module.measure(ranked)), module


def test_nothing_in_the_reference() -> None:
    split = wide(np.array([np.nan, 1.0]), [slice(0, 1), slice(1, 2)], Layout(1))
    assert split.sizes.tolist() == [0, 1]


def test_what_is_constant() -> None:
    split = wide(np.array([2.0, 2.0, 2.0, 2.0, 3.0]), [slice(0, 3), slice(3, 5)], Layout(1))
    assert jensen_shannon.measure(split)[0] > 0


def test_parts_are_slices_where_rows_lie_together() -> None:
    labels = np.array([0, 0, 2, 1, 2, 1], dtype=np.int16)
    parts = parts_of(labels, 3)
    assert [np.arange(6)[part].tolist() for part in parts] == [[0, 1], [3, 5], [2, 4], []]
    assert isinstance(parts[0], slice)
