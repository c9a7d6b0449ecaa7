"""Quantiles are as near as they say, whatever is seen and however it is split."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.telemetry.sketch import ACCURACY, MOST_BINS, Sketch, merged

NUMBERS = st.lists(st.floats(min_value=1e-8, max_value=1e7, allow_nan=False), min_size=1, max_size=60)
SLACK = ACCURACY + 1e-9


def seen(values: list[float]) -> Sketch:
    sketch = Sketch()
    for value in values:
        sketch.add(value)
    return sketch


@given(NUMBERS, st.floats(0, 1))
def test_every_quantile_is_within_one_per_cent_of_the_number_of_that_rank(values: list[float], share: float) -> None:
    real = sorted(values)[math.floor(share * (len(values) - 1))]
    told = seen(values).quantile(share)
    assert told is not None
    assert abs(told - real) <= SLACK * real


@given(NUMBERS, NUMBERS)
def test_two_that_are_merged_are_one_that_saw_both(one: list[float], other: list[float]) -> None:
    together = merged([seen(one), seen(other)])
    assert together == seen([*one, *other])
    assert together.count == len(one) + len(other)


def test_of_a_hundred_thousand_latencies() -> None:
    chance = random.Random(7)
    values = [chance.lognormvariate(-1, 1.5) for _ in range(100_000)]
    sketch = seen(values)
    values.sort()
    for share in (0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0):
        real = values[math.floor(share * (len(values) - 1))]
        assert abs((sketch.quantile(share) or 0) - real) <= SLACK * real
    assert len(sketch.bins) < 1000


def test_what_is_no_latency() -> None:
    sketch = seen([math.nan, math.inf, -1.0, -math.inf])
    assert sketch.count == 0
    assert sketch.quantile(0.5) is None
    sketch = seen([0.0, 0.0, 5.0])
    assert sketch.quantile(0) == sketch.quantile(0.5) == 0.0
    assert sketch.quantile(1) == pytest.approx(5.0, rel=ACCURACY)
    for wrong in (-0.1, 1.1):
        with pytest.raises(ValueError, match="no share"):
            sketch.quantile(wrong)


def test_bins_are_bounded_and_high_quantiles_keep_their_error() -> None:
    values = [10 ** (power / 80) for power in range(-700, 24_000, 8)]
    sketch = seen(values)
    assert len(sketch.bins) <= MOST_BINS
    assert sketch.count == len(values)
    top = max(values)
    assert abs((sketch.quantile(1) or 0) - top) <= SLACK * top
