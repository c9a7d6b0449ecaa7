"""Normal scores see where values lie, in any unit and however they spread."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import rankdata

from enclave.monitor.columns import Layout, numeric
from enclave.monitor.detectors.van_der_waerden import measure


def scored(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    scores = ndtri(rankdata(values) / (len(values) + 1))
    return np.asarray((scores - scores.mean()) / scores.std())


def test_it_is_the_difference_of_mean_normal_scores_ties_too(numbers: Any) -> None:
    random = np.random.default_rng(1)
    parts = [random.poisson(3, size).astype(float) for size in (60, 40, 25)]
    reference, *chunks = np.split(scored(np.concatenate(parts)), [60, 100])
    assert measure(numbers(*parts)) == pytest.approx([chunk.mean() - reference.mean() for chunk in chunks])


def test_any_rising_change_of_unit_is_none(numbers: Any) -> None:
    random = np.random.default_rng(2)
    parts = [random.normal(size=50), random.normal(0.5, 1, 30)]
    assert measure(numbers(*map(np.exp, parts))) == pytest.approx(measure(numbers(*parts)))


def test_a_window_is_held_against_what_came_before() -> None:
    random = np.random.default_rng(3)
    values, labels = random.normal(size=100), np.repeat(np.arange(4, dtype=np.int16), 25)
    found = measure(numeric("x", values, 3, exact=True).split(labels, Layout(3, ((0, 2), (1, 3)))))
    scores = scored(values)
    assert found[3] == pytest.approx(scores[25:75].mean() - scores[:25].mean())
    assert found[4] == pytest.approx(scores[50:].mean() - scores[:50].mean())


def test_nothing_and_what_never_varies_have_no_value(numbers: Any) -> None:
    assert np.isnan(measure(numbers([1, 2, 3], [], [np.nan, np.nan]))).all()
    assert np.isnan(measure(numbers([7, 7, 7], [7, 7]))).all()
    assert np.isfinite(measure(numbers([1, 2, np.inf], [-np.inf, 5]))).all()
