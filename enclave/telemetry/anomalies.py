"""Callers whose last hour is unlike their own past: volume, refusals, spend; and models that they never used.

An hour's score is how far its count lies above what is usual for that caller at that hour of the day: the exponent of the chance of so
much, of a negative binomial as spread out as the caller's own past (H. Chernoff, Ann. Math. Statist. 23, 1952). A day has the highest
score of its hours, and of six hours together. What tells is how far beyond the three days of the caller's past that were furthest off it
lies, in logarithms, and in units of how far those are from a middling day: a caller of bursts is held against its bursts, one that never
wavers against that.

How often days without anything wrong get so far is seen in all callers' past days, each judged by that caller's other days as if it were
the newest one. Whatever callers are like, as many are told as are asked for, if days to come are like those that were. Beyond what was
seen the tail is an exponential's (J. Pickands, Ann. Statist. 3, 1975; shape 0), fitted without the furthest day of each caller: one
wrong day hides nobody, what comes again is traffic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import exp, floor, inf, log
from typing import Literal, NamedTuple

import msgspec

Kind = Literal["volume", "refusals", "spend"]
KINDS: tuple[Kind, ...] = ("volume", "refusals", "spend")
DAYS_A_MONTH = 30.44
PAST_DAYS = 56
"""Of a past: who has a burst twice a month has none in four weeks one time in seven, in eight one time in fifty."""
LEAST_HOURS = 8 * 24 - 1
"""Of history, of the log and of a caller, before anything is called unlike: a week, and the day that ends with the hour in question."""
USUAL_DAYS = 3
"""What a caller did on so many days, no two of them neighbours, is its usual, however far from its mean: bursts, batches of a week."""
LEAST_UNIT = 0.3
"""In which excesses are told, in logarithms of scores: of a caller whose days are all alike."""
LEAST_DAYS = 20
"""Of all callers together."""
TAIL, LEAST_TAIL = 0.1, 10
"""The share of days, and the number, that make the tail."""
LEAST_KNOWN = 3
"""Days of the tail that are no caller's furthest one: with fewer, those count as well."""
PRIOR_DAYS = 3.0
"""How many days of the mean of all hours an hour of the day is taken together with; so a weekend's with every day's."""
STRETCH = 6
"""Hours that are looked at together, too: work at night, which no single hour shows."""
DAYS_A_STRAY = 12
"""For so many days of a past one, the furthest, says nothing of means and of how much hours are spread."""
NEW_MODEL_CALLS = 50
"""Calls before a model that was never used is worth telling."""


class Hour(msgspec.Struct, frozen=True):
    """What a caller did in an hour."""

    caller: str
    hour: int
    """Unix hour."""
    volume: int
    refusals: int
    spend: int
    """US cents."""
    models: tuple[str, ...] = ()


class Anomaly(msgspec.Struct, frozen=True):
    """One caller whose last hour is unlike."""

    caller: str
    kind: Literal["volume", "refusals", "spend", "new_model"]
    hour: int
    value: float
    usual: float
    """The mean of the caller's past, at those hours of the day."""
    score: float
    bound: float
    """What this caller's scores reach so often as is asked for."""
    model: str = ""
    hours: int = 1
    """That are told together, up to this one."""


def judge(hours: Iterable[Hour], last: int, false_alarms_per_month: float) -> list[Anomaly]:
    """The anomalies of a Unix hour, by the hours before it. Hours that are not told had no call.

    `false_alarms_per_month` is over all callers and kinds together, and holds where the past is like the present but for chance. A caller
    is judged by its hours from its first call on, once those are eight days.
    """
    past: dict[str, list[Hour]] = {}
    now: dict[str, Hour] = {}
    for one in hours:
        if one.hour == last:
            now[one.caller] = one
        elif one.hour < last:
            past.setdefault(one.caller, []).append(one)
    found: list[Anomaly] = []
    grown = {caller: told for caller, told in past.items() if last - min(one.hour for one in told) >= LEAST_HOURS}
    if grown:
        for kind in KINDS:
            found += _unlike(kind, grown, now, last, false_alarms_per_month / len(KINDS))
    return found + _new_models(grown, now)


def _unlike(kind: Kind, past: Mapping[str, Sequence[Hour]], now: Mapping[str, Hour], last: int, rate: float) -> list[Anomaly]:
    chance = rate / (DAYS_A_MONTH * len(past))
    known = {caller: Past({one.hour: _count(one, kind) for one in told}, last) for caller, told in past.items()}
    far = reach([own.excesses() for own in known.values()], chance)
    found = []
    for caller, own in known.items():
        count = _count(now[caller], kind) if caller in now else 0
        if count and (got := own.newest(count)).score > (bound := max(own.bound(far), -log(chance))):
            found.append(Anomaly(caller, kind, last, got.value, got.usual, got.score, bound, hours=got.hours))
    return found


def _count(one: Hour, kind: Kind) -> int:
    return {"volume": one.volume, "refusals": one.refusals, "spend": one.spend}[kind]


def is_weekend(hour: int) -> bool:
    """Of a Unix hour, in UTC."""
    return (hour // 24 + 3) % 7 >= 5


def _place(hour: int) -> int:
    """The hour of the day, and 24 more at weekends."""
    return hour % 24 + 24 * is_weekend(hour)


@lru_cache(512)
def _places(first: int, many: int) -> tuple[int, ...]:
    """Of hours that follow each other; all callers ask for the same."""
    return tuple(_place(hour) for hour in range(first, first + many))


class Span(NamedTuple):
    """An hour, or that hour and those before it."""

    score: float
    hours: int
    value: int
    usual: float


class Past:
    """What one caller did in the days before a Unix hour: whole ones of 24 hours each, back from the day that ends with this hour.

    `counts` by Unix hour, those without any may be left out. The day that ends with `last` says nothing: it is what is judged.
    """

    def __init__(self, counts: Mapping[int, int], last: int) -> None:
        self._last, self._days = last, (last - min(counts) + 1) // 24 - 1
        self._counts: list[list[tuple[int, int]]] = [[] for _ in range(self._days)]
        """By day, with the place that each hour has."""
        self._every = {hour: count for hour, count in counts.items() if count}
        for hour, count in self._every.items():
            if 0 < (last - hour) // 24 <= self._days:
                self._counts[(last - hour) // 24 - 1].append((_place(hour), count))
        self._least = 1.0 / (24 * self._days)
        """What is taken for the mean of an hour that never had a call."""
        self._rhythm = max(1, min(USUAL_DAYS, self._days // 7))
        """Days that are its usual: of two weeks no more than two can show a batch of every week."""
        self._strays: frozenset[int] = frozenset()
        self._learn()
        self._strays = frozenset(sorted(range(self._days), key=lambda day: -self._squares[day])[: self._days // DAYS_A_STRAY])
        self._learn()
        self._scores = [self._highest(day) for day in range(self._days)]

    def _learn(self) -> None:
        """Means of the hours of days and of weekends, and how far each day was off them."""
        kept = [day for day in range(self._days) if day not in self._strays]
        sums, seen = [0.0] * 48, [0] * 48
        for day in kept:
            for place in _places(self._first(day), 24):
                seen[place] += 1
            for place, count in self._counts[day]:
                sums[place] += count
        mean = sum(sums) / (24 * len(kept))
        self._means: list[float] = []
        self._without: list[tuple[float, float]] = []
        """The mean without one count at such an hour is the first less the second for each of the count."""
        for place in range(48):
            both, days = PRIOR_DAYS * mean + sums[place % 24] + sums[place % 24 + 24], seen[place % 24] + seen[place % 24 + 24]
            of_all, own = PRIOR_DAYS + days, PRIOR_DAYS + seen[place]
            self._means.append((PRIOR_DAYS * both / of_all + sums[place]) / own)
            share = PRIOR_DAYS / (of_all - 1)
            self._without.append(((share * both + sums[place]) / (own - 1), (share + 1) / (own - 1)))
        self._squares, self._totals = [], []
        for day, counts in enumerate(self._counts):
            means = [self._means[place] for place in _places(self._first(day), 24)]
            empty = sum([mean * mean for mean in means])
            self._squares.append(empty + sum([count * (count - 2 * self._means[place]) for place, count in counts]))
            self._totals.append(sum(means))
        self._square = sum(self._squares[day] for day in kept)
        self._total = sum(self._totals[day] for day in kept)

    def _first(self, day: int) -> int:
        """The hour with which a day begins."""
        return self._last - 24 * (day + 2) + 1

    def usual(self, hour: int) -> float:
        """The mean at this hour of the day, on such a day."""
        return self._means[_place(hour)]

    def score(self, count: int, hour: int) -> float:
        """Of an hour that is not among them."""
        return score(count, max(self.usual(hour), self._least), spread(self._square, self._total))

    def newest(self, count: int) -> Span:
        """Of the hour that is judged, by itself or with those before it, whichever is more unlike."""
        hours = range(self._last - STRETCH + 1, self._last)
        counts = [*(self._every.get(hour, 0) for hour in hours), count]
        means = [*map(self.usual, hours), self.usual(self._last)]
        return self._furthest(counts, means, spread(self._square, self._total))

    def _highest(self, day: int) -> float:
        """The highest score of a day, by all other days: as if it were the newest one."""
        square, total = self._square, self._total
        first = self._first(day) - STRETCH + 1
        places = _places(first, 24 + STRETCH - 1)
        counts = [self._every.get(hour, 0) for hour in range(first, first + len(places))]
        means = [self._means[place] for place in places]
        if day not in self._strays:
            square, total = square - self._squares[day], total - self._totals[day]
            for at in range(STRETCH - 1, len(places)):
                of_all, each = self._without[places[at]]
                means[at] = of_all - counts[at] * each
        return self._furthest(counts, means, spread(square, total)).score

    def _furthest(self, counts: Sequence[int], means: Sequence[float], wide: float) -> Span:
        """The most unlike of the hours from the sixth on, and of six hours together.

        An hour speaks for those before it only with its part of what they have too much: what is over is told no more.
        """
        best = Span(0.0, 1, counts[-1], means[-1])
        together, usual = sum(counts[: STRETCH - 1]), sum(means[: STRETCH - 1])
        for at in range(STRETCH - 1, len(counts)):
            count, mean = counts[at], means[at]
            together, usual = together + count, usual + mean
            off, all_off = count - mean, together - usual
            if off > 0:
                best = self._further(best, count, mean, 1, wide)
                if off * 2 * STRETCH >= all_off > 0:
                    best = self._further(best, together, usual, STRETCH, wide)
            together, usual = together - counts[at - STRETCH + 1], usual - means[at - STRETCH + 1]
        return best

    def _further(self, best: Span, count: int, mean: float, hours: int, wide: float) -> Span:
        mean = max(mean, self._least)
        # a normal variable of the same mean and variance has the larger exponent: logarithms only where that could be more
        if (count - mean) ** 2 <= 2 * mean * wide * best.score or (found := score(count, mean, wide)) <= best.score:
            return best
        return Span(found, hours, count, mean)

    def bound(self, far: float) -> float:
        """The score that lies so far beyond the days that were furthest off."""
        usual, unit = _usually(self._ranked(), self._rhythm)
        return exp(usual + far * unit)

    def excesses(self) -> list[float]:
        """Of each day how far its score lies beyond the other days that were furthest off."""
        ranked = self._ranked()
        found = [0.0] * self._days
        for place, (value, day) in enumerate(ranked):
            usual, unit = _usually(ranked[:place] + ranked[place + 1 :], self._rhythm)
            found[day] = (value - usual) / unit
        return found

    def _ranked(self) -> list[tuple[float, int]]:
        return sorted(((log(max(found, 1.0)), day) for day, found in enumerate(self._scores)), reverse=True)


def _usually(ranked: Sequence[tuple[float, int]], many: int) -> tuple[float, float]:
    """The mean of so many furthest days of which no two are neighbours (what goes on from one day into the next happened once), and how
    far that is from a middling day: the unit of what lies beyond."""
    kept: list[tuple[float, int]] = []
    for value, day in ranked:
        if all(abs(day - other) > 1 for _, other in kept):
            kept.append((value, day))
            if len(kept) == many:
                break
    usual = sum(value for value, _ in kept) / len(kept)
    return usual, usual - ranked[len(ranked) // 2][0] + LEAST_UNIT


def _new_models(past: Mapping[str, Sequence[Hour]], now: Mapping[str, Hour]) -> list[Anomaly]:
    """No chance is in this: the caller has a past, and a model is not in it."""
    found = []
    for caller, told in past.items():
        if caller in now and sum(one.volume for one in told) >= NEW_MODEL_CALLS:
            known = {model for one in told for model in one.models}
            for model in sorted({*now[caller].models} - known):
                found.append(Anomaly(caller, "new_model", now[caller].hour, now[caller].volume, 0.0, 0.0, 0.0, model))
    return found


def spread(squares: float, means: float) -> float:
    """How much more than a Poisson's the variance is, for each of the mean; 1 at least."""
    return max(1.0, squares / means) if means > 0 else 1.0


def score(count: int, mean: float, wide: float) -> float:
    """The exponent of the chance of so much or more: of a negative binomial, or of a Poisson where nothing is spread. 0 up to the mean."""
    if count <= mean:
        return 0.0
    if wide < 1 + 1e-9:
        return count * log(count / mean) - count + mean
    size = mean / (wide - 1)
    return count * log(count / mean) - (count + size) * log((count + size) / (mean + size))


def reach(callers: Sequence[Sequence[float]], chance: float) -> float:
    """What a day of any caller exceeds with this chance: a rank of those that were seen, or beyond them the tail of an exponential."""
    order = sorted(value for days in callers for value in days)
    if len(order) < LEAST_DAYS:
        return inf
    many = min(max(LEAST_TAIL, floor(TAIL * len(order))), len(order) - 1)
    if chance >= many / len(order):
        return order[max(0, len(order) - 1 - floor(chance * len(order)))]
    threshold = order[-many - 1]
    # the most likely scale when of a caller's furthest day all that is known is that it is further than the next (type II censoring)
    total, known = 0.0, 0
    for days in callers:
        furthest = max(range(len(days)), key=days.__getitem__)
        beyond = sorted(value - threshold for day, value in enumerate(days) if value > threshold and abs(day - furthest) != 1)
        total, known = total + sum(beyond[:-1]) + sum(beyond[-2:-1]), known + max(len(beyond) - 1, 0)
    if known < LEAST_KNOWN:
        total, known = sum(order[-many:]) - many * threshold, many
    return threshold + total / known * log(many / len(order) / chance)
