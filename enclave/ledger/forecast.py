"""What will have been spent at the end of a window, from what each hour of the last weeks cost: a sum, an interval, and how they were got.

An hour that is still to come is expected to cost what hours of its kind did: of the same hour of the week (two weeks known), of the
same hour of the day (three days), or any (three hours; no interval then). How far whole days were off that tells how far the sum may
be: residuals of one day belong together, so days are what is counted, not hours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from statistics import NormalDist

import msgspec

HOUR, DAY, WEEK = 3600, 24, 168
KEPT_HOURS = 4 * WEEK
"""Of the past: what is older says little of next week."""
COVERAGE = 0.8
"""Of ten intervals eight should hold what comes."""
WEEKLY, DAILY, LEAST = 2 * WEEK, 3 * DAY, 3
"""Hours that must be known for each way."""
METHODS = ("hour of the week", "hour of the day", "mean hour")


class Hours(msgspec.Struct, frozen=True):
    """What each hour cost, by project; nano-dollars."""

    first: int = 0
    """The earliest Unix hour of which everything is known; 0: nothing is."""
    projects: Mapping[str, Mapping[int, int]] = {}

    def of(self, scope: str) -> dict[int, int]:
        """Of a scope of the ledger: `hub`, the whole enclave, or `project/<name>`. Other scopes have none."""
        found: dict[int, int] = {}
        for project, hours in self.projects.items():
            if scope in ("hub", f"project/{project}"):
                for hour, amount in hours.items():
                    found[hour] = found.get(hour, 0) + amount
        return found


class Forecast(msgspec.Struct, frozen=True):
    """What a window will have cost at its end. Amounts are nano-dollars, times Unix seconds."""

    expected: int
    low: int | None
    high: int | None
    """Between these lies what comes in eight cases of ten, as far as the weeks before tell; None: too little is known."""
    method: str
    days: int
    """Whole days of the past that it rests on."""
    reached_at: float | None
    """When the ceiling is reached, if things go as expected and it is before the end."""


def forecast(
    hours: Mapping[int, int], first: int, now: float, end: float, spent: int, *, limit: int | None = None
) -> Forecast | None:
    """`hours`: Unix hour -> what it cost, 0 where it is not there; `first`: the earliest hour that is known whole.

    None: fewer than three hours are known. `spent` is what the window cost until `now`.
    """
    last = int(now // HOUR)
    first = max(first, last - KEPT_HOURS)
    known = last - first
    if known < LEAST:
        return None
    period = WEEK if known >= WEEKLY else DAY if known >= DAILY else 1
    past = {hour: hours.get(hour, 0) for hour in range(first, last)}
    profile = _profile(past, period)
    expected, reached_at = float(spent), now if limit is not None and spent >= limit > 0 else None
    for hour, share, until in _rest(now, end):
        before, expected = expected, expected + profile[hour % period] * share
        if reached_at is None and limit is not None and expected >= limit > 0:
            reached_at = until - (expected - limit) / (expected - before) * HOUR * share
    method, days = METHODS[(WEEK, DAY, 1).index(period)], known // DAY
    if period == 1:
        return Forecast(round(expected), None, None, method, days, reached_at)
    spread = _spread(past, profile, period, expected - spent)
    return Forecast(round(expected), max(spent, round(expected - spread)), round(expected + spread), method, days, reached_at)


def _profile(past: Mapping[int, int], period: int) -> list[float]:
    sums, counts = [0] * period, [0] * period
    for hour, amount in past.items():
        sums[hour % period] += amount
        counts[hour % period] += 1
    return [total / count for total, count in zip(sums, counts, strict=True)]


def _rest(now: float, end: float) -> Iterator[tuple[int, float, float]]:
    """The hours until the end: each with the part of it that is left, and when that part is over."""
    at = now
    while at < end:
        hour = int(at // HOUR)
        until = min(end, (hour + 1) * HOUR)
        yield hour, (until - at) / HOUR, until
        at = until


def _spread(past: Mapping[int, int], profile: list[float], period: int, rest: float) -> float:
    """Half of the interval: how far days were off, for as many days of usual spend as are still to come, and for the profile itself."""
    hours = sorted(past)
    off = [past[hour] - profile[hour % period] for hour in hours]
    blocks = [sum(off[start : start + DAY]) for start in range(len(off) % DAY, len(off), DAY)]
    repeats = len(hours) / period
    freedom = len(blocks) * (1 - 1 / repeats)
    variance = sum(block * block for block in blocks) / freedom
    usual = sum(profile) / (period / DAY)
    days = rest / usual if usual > 0 else 0.0
    own = max(days, days * days / (period / DAY)) / repeats
    return _student(freedom) * math.sqrt(variance * (days + own))


def _student(freedom: float) -> float:
    """Student's quantile for COVERAGE, by the expansion of Abramowitz and Stegun 26.7.5: to 2 % from two degrees on."""
    z = NormalDist().inv_cdf((1 + COVERAGE) / 2)
    terms = (
        (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )  # fmt: skip
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))
