"""The stated false-alarm rate holds, and what is stated of the scale."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor import calibration
from enclave.monitor.calibration import (
    Group,
    Limits,
    limits,
    measure,
    nulls,
    permutations,
    rescaled,
    shuffler,
    to_losses,
    to_scores,
    to_values,
)
from enclave.monitor.columns import Categorical, Layout, numeric, windowed
from enclave.monitor.detector import Null, plain
from enclave.monitor.detectors import chi_squared, jensen_shannon, kolmogorov_smirnov, van_der_waerden


def groups_of(random: Any, rows: int, chunks: int) -> list[Group]:
    return [
        Group(numeric("a", random.standard_cauchy(rows), chunks, exact=False), (kolmogorov_smirnov.DETECTOR, jensen_shannon.DETECTOR)),
        Group(Categorical("b", random.integers(0, 4, rows).astype(np.int32), 4), (chi_squared.DETECTOR, jensen_shannon.DETECTOR)),
    ]


def test_without_drift_the_rate_is_the_stated_one() -> None:
    random = np.random.default_rng(3)
    labels = np.repeat(np.arange(4, dtype=np.int16), [60, 20, 20, 20])
    hits, runs, rate = 0, 150, 0.3
    for seed in range(runs):
        groups = groups_of(random, len(labels), 3)
        layout = windowed(3)
        limit = limits(groups, layout, rate, 29, shuffler(labels, np.arange(len(labels)), 1, seed))
        shapes = nulls(groups, layout)
        hits += bool((to_scores(to_losses(measure(groups, labels, layout), shapes), limit.mean, limit.spread, shapes) > limit.score).any())
    assert abs(hits / runs - rate) < 4 * np.sqrt(rate * (1 - rate) / runs)


def test_tests_that_are_judged_part_by_part_have_the_limits_of_all_together(monkeypatch: pytest.MonkeyPatch) -> None:
    labels, layout = np.repeat(np.arange(4, dtype=np.int16), [60, 20, 20, 20]), windowed(3)
    groups = groups_of(np.random.default_rng(4), len(labels), 3)
    found = []
    for part in (calibration.PART, 1):
        monkeypatch.setattr(calibration, "PART", part)
        found.append(limits(groups, layout, 0.3, 29, shuffler(labels, np.arange(len(labels)), 1, 0)))
    whole, parts = found
    assert whole.score == pytest.approx(parts.score)
    np.testing.assert_allclose(parts.mean, whole.mean)
    np.testing.assert_allclose(parts.spread, whole.spread)


def test_data_that_was_shuffled_with_the_same_seed_does_not_meet_its_own_order_again() -> None:
    """Else the first permutation would put the smallest values of such a file into its reference, and every limit would be far off."""
    labels, rows = np.repeat(np.arange(4, dtype=np.int16), [60, 20, 20, 20]), np.arange(120)
    for seed in range(3):
        first = shuffler(labels, rows, 1, seed)()
        assert (first != labels[np.random.default_rng(seed).permutation(120)]).any()
        assert (first == shuffler(labels, rows, 1, seed)()).all()


def test_how_many_permutations() -> None:
    for rate in (0.5, 0.2, 0.1, 0.05, 0.01):
        count = permutations(rate, 500)
        assert 1 <= count <= 999
        assert rate * (count + 1) == pytest.approx(round(rate * (count + 1)), abs=1e-6)


def test_a_chunk_against_the_reference_alone_and_windows_stand_back_behind_a_chunk_against_all_before_it() -> None:
    column = numeric("a", np.arange(90.0), 3, exact=True)
    both = [Group(column, (van_der_waerden.DETECTOR, kolmogorov_smirnov.DETECTOR))]
    shift, distance = (one.DETECTOR.null.handicap for one in (van_der_waerden, kolmogorov_smirnov))
    layout = windowed(3)
    assert layout.windows == ((1, 2), (2, 3), (0, 2), (1, 3), (0, 3))
    alone = shift + van_der_waerden.DETECTOR.null.alone
    again, late = alone + calibration.BESIDE, shift + calibration.LATE
    far = distance + calibration.LATE
    told = [alone, again, again, alone, alone, late, late, late, *[distance] * 5, far, far, far]
    assert [shape.handicap for shape in nulls(both, layout)] == pytest.approx(told)
    # with nothing beside it, or where only what is newest may alert, each is as its detector has it
    plain_ones = [shift] * layout.total + [distance] * layout.total
    assert [shape.handicap for shape in nulls(both, layout, is_newest=True)] == plain_ones
    assert [shape.handicap for shape in nulls(both, Layout(3))] == [shift] * 3 + [distance] * 3


@pytest.mark.parametrize("side", ["high", "low", "both"])
def test_a_threshold_is_the_value_of_its_score(side: Any) -> None:
    shapes = [Null(exponent=2, side=side)] if side == "high" else [Null(side=side)]
    mean, spread = np.array([0.3]), np.array([0.05])
    value = to_values(3.0, mean, spread, shapes, np.array([0.9]))
    assert to_scores(to_losses(value, shapes), mean, spread, shapes) == pytest.approx([3.0])


def test_what_cannot_vary_never_alerts() -> None:
    shapes = [Null()]
    assert to_scores(np.array([0.0]), np.array([0.0]), np.array([0.0]), shapes)[0] == -np.inf
    assert np.isnan(to_values(3.0, np.array([0.0]), np.array([0.0]), shapes, np.array([0.0])))[0]
    assert limits([], Layout(2), 0.05, 9, lambda: np.zeros(3, dtype=np.int16)).score == np.inf


def test_blocks_stay_together() -> None:
    labels = np.repeat(np.arange(5, dtype=np.int16), 20)
    fresh = shuffler(labels, np.arange(100), 20, 0)()
    assert sorted(fresh) == sorted(labels)
    assert (np.diff(fresh) != 0).sum() == 4
    assert (np.diff(shuffler(labels, np.arange(100), 1, 0)()) != 0).sum() > 40


def test_limits_of_a_sample_fit_all_rows() -> None:
    shapes = [Null(scale=plain), Null(is_mean=True)]
    limit = Limits(np.array([0.2, 0.5]), np.array([0.1, 0.1]), 3.0)
    few, many = (np.array([100.0, 100.0]), np.array([100.0, 100.0])), (np.array([400.0, 400.0]), np.array([400.0, 400.0]))
    found = rescaled(limit, shapes, few, many)
    assert found.mean.tolist() == pytest.approx([0.05, 0.5])
    assert found.spread.tolist() == pytest.approx([0.025, 0.05])
