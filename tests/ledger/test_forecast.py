"""A forecast is what hours of the same kind cost, its interval holds what comes as often as it says, and too little is said to be so."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.ledger.forecast import COVERAGE, DAY, HOUR, WEEK, _student, forecast

START = 20_000 * DAY
"""An hour that begins a day."""


def shape(hour: int) -> float:
    """Busy on working days from eight to eighteen."""
    return (8.0 if 8 <= hour % DAY < 18 else 0.5) * (1.0 if hour // DAY % 7 < 5 else 0.2)


def test_a_rhythm_without_noise_is_told_to_the_cent_and_when_the_ceiling_is_reached() -> None:
    hours = {START + hour: round(shape(START + hour) * 1e9) for hour in range(3 * WEEK + 6)}
    now, end = (START + 3 * WEEK + 6) * HOUR, (START + 3 * WEEK + DAY) * HOUR
    spent = sum(round(shape(START + hour) * 1e9) for hour in range(6))
    day = sum(round(shape(START + hour) * 1e9) for hour in range(DAY))
    found = forecast(hours, START, float(now), float(end), spent, limit=spent + 2_500_000_000)
    assert found is not None
    assert (found.expected, found.low, found.high) == pytest.approx((day, day, day), abs=10)
    assert (found.method, found.days) == ("hour of the week", 21)
    busy = 8 if START // DAY % 7 < 5 else 0
    assert found.reached_at is not None
    if busy:  # half a dollar each in the hours before eight, then eight an hour
        assert found.reached_at == pytest.approx(now + 2 * HOUR + 1.5 / 8 * HOUR)


def test_little_is_said_to_be_little() -> None:
    now = float((START + 2) * HOUR)
    assert forecast({START: 5, START + 1: 5}, START, now, now + 9 * HOUR, 10) is None
    later = float((START + 10) * HOUR)
    found = forecast({START + 1: 10}, START, later, later + 10 * HOUR, 10, limit=12)
    assert found is not None
    assert (found.expected, found.low, found.high, found.method) == (20, None, None, "mean hour")
    assert found.reached_at == pytest.approx(later + 2 * HOUR)
    again = forecast({START: 7}, START, float((START + 4 * DAY) * HOUR), float((START + 5 * DAY) * HOUR), 0)
    assert again is not None
    assert again.method == "hour of the day"
    assert again.high is not None
    assert again.high > again.expected > 0


@pytest.mark.parametrize(("weeks", "rest"), [(4, 3.0), (4, 12.0), (1, 0.6)])
def test_the_interval_holds_what_comes_as_often_as_it_says(weeks: int, rest: float) -> None:
    """Days that are busier or quieter as a whole, hours that waver, a rhythm of the week where that is known."""
    chance, held, runs = random.Random(8), 0, 120
    for _ in range(runs):
        first = START + chance.randrange(WEEK)
        now_hour, length = first + weeks * WEEK, math.ceil(rest * DAY)
        days = {day: chance.lognormvariate(0, 0.35) for day in range(first // DAY, (now_hour + length) // DAY + 1)}
        weekly = weeks > 1
        truth = {
            hour: round(1e9 * shape(hour if weekly else WEEK + hour % DAY) * days[hour // DAY] * chance.gammavariate(2, 0.5))
            for hour in range(first, now_hour + length)
        }
        past = {hour: amount for hour, amount in truth.items() if hour < now_hour}
        found = forecast(past, first, float(now_hour * HOUR), float((now_hour + length) * HOUR), 0)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= sum(truth[hour] for hour in range(now_hour, now_hour + length)) <= found.high
    assert abs(held / runs - COVERAGE) < 0.12, held / runs


@settings(max_examples=20)
@given(
    st.dictionaries(st.integers(0, 3 * WEEK), st.integers(0, 10**12), max_size=60), st.integers(0, 3 * WEEK), st.integers(0, 10**12),
    st.integers(0, 40 * DAY * HOUR), st.none() | st.integers(0, 10**13),
)
def test_it_never_tells_less_than_is_spent(hours: dict[int, int], known: int, spent: int, left: int, limit: int | None) -> None:
    now = float(3 * WEEK * HOUR + 1234)
    found = forecast(hours, 3 * WEEK - known, now, now + left, spent, limit=limit)
    if found is not None:
        assert found.expected >= spent
        if found.low is not None and found.high is not None:
            assert spent <= found.low <= found.expected <= found.high
        if found.reached_at is not None:
            assert limit is not None
            assert now <= found.reached_at <= now + left + 1e-3


def test_students_quantile() -> None:
    for freedom, wanted in ((2, 1.8856), (5, 1.4759), (10, 1.3722), (20, 1.3253), (1e9, 1.2816)):
        assert _student(freedom) == pytest.approx(wanted, rel=0.02)
