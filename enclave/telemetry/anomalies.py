"""Callers whose last hour is unlike their own past: volume, refusals, spend; and models that they never used.

An hour's score is how unlikely so much is for that caller at that hour of the day, by a negative binomial that is as spread out as the
caller's own past. How far scores reach when nothing is wrong is taken from the scores of all callers in all hours before, and the tail
that lies beyond them is an exponential's (J. Pickands, Statistical Inference Using Extreme Order Statistics, Ann. Statist. 3, 1975: the
exceedances over a high threshold; shape 0). So the rate of false alarms is the one that is asked for, whatever the traffic is like.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import floor, inf, lgamma, log, log1p
from typing import Literal

import msgspec

Kind = Literal["volume", "refusals", "spend"]
KINDS: tuple[Kind, ...] = ("volume", "refusals", "spend")
HOURS_A_MONTH = 730.5
LEAST_HOURS = 168
"""Of history, of the log and of a caller, before anything is called unlike: a week."""
USUAL_DAYS = 3
ALIKE = 0.5
"""What a caller did on so many days before, or this share of it, is its usual however far from its mean: bursts, batches of a week."""
LEAST_SCORES = 500
"""Of all callers together."""
TAIL = 0.99
"""Scores above this share of all make the tail."""
PRIOR_DAYS = 3.0
"""How many days of the mean of all hours an hour of the day is taken together with."""
TRIMMED = 0.02
"""Of a caller's hours, that may be strays and say nothing of spread when strays are looked for."""
MOST_STRAYS = 0.1
"""Of a caller's hours, that may be left out as strays."""
MOST_TERMS = 20_000
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
    """The mean of the caller's past, at that hour of the day."""
    score: float
    bound: float
    """What scores reach so often as is asked for; it grows with the traffic's own spread."""
    model: str = ""


def judge(hours: Iterable[Hour], last: int, false_alarms_per_month: float) -> list[Anomaly]:
    """The anomalies of a Unix hour, by the hours before it. Hours that are not told had no call.

    `false_alarms_per_month` is over all callers and kinds together, and holds where the past is like the present but for chance. A caller
    is judged by its hours from its first call on, once those are a week.
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
    chance = rate / (HOURS_A_MONTH * len(past))
    known: dict[str, Past] = {}
    for caller, told in past.items():
        first = min(one.hour for one in told)
        counts = [0] * (last - first)
        for one in told:
            counts[one.hour - first] = _count(one, kind)
        known[caller] = Past(counts, first, is_trimmed=True)
    bound = _bound(known, chance)
    # hours that would have been told are nobody's usual: else the first hour of a loop would hide all that come after it
    cleared = {caller: own.without(bound) for caller, own in known.items()}
    bound = _bound(cleared, chance)
    found = []
    for caller, own in cleared.items():
        count = _count(now[caller], kind) if caller in now else 0
        if count and not own.has_done(count) and (got := own.score(count, last)) > bound:
            found.append(Anomaly(caller, kind, last, count, own.usual(last), got, bound))
    return found


def _bound(known: Mapping[str, Past], chance: float) -> float:
    return reach([score for own in known.values() for score in own.scores().values()], chance)


def _count(one: Hour, kind: Kind) -> int:
    return {"volume": one.volume, "refusals": one.refusals, "spend": one.spend}[kind]


class Past:
    """What one caller did, hour by hour from a Unix hour on.

    `skipped`: places that are not to count. `is_trimmed`: the hours that are furthest off say nothing of how much hours are spread, so
    that strays, of which each would make the others look usual, are seen as such.
    """

    def __init__(self, counts: Sequence[int], first: int, skipped: frozenset[int] = frozenset(), *, is_trimmed: bool = False) -> None:
        self._counts, self._first, self._skipped = counts, first, skipped
        kept = [(place, count) for place, count in enumerate(counts) if place not in self._skipped]
        mean = sum(count for _, count in kept) / max(1, len(kept))
        self._sums, self._days = [PRIOR_DAYS * mean] * 24, [PRIOR_DAYS] * 24
        for place, count in kept:
            self._sums[(first + place) % 24] += count
            self._days[(first + place) % 24] += 1
        means = [self.usual(hour) for hour in range(24)]
        squares = sorted((count - means[(first + place) % 24]) ** 2 for place, count in kept)
        used = len(squares) if not is_trimmed else max(1, round(len(squares) * (1 - TRIMMED)))
        self._squares, self._furthest = sum(squares[:used]), squares[used - 1]
        self._total = sum(means[(first + place) % 24] for place, _ in kept)
        self._scores: dict[int, float] = {}

    def without(self, bound: float) -> Past:
        """The same without hours whose score is above a bound, unless that is more than a tenth: then it is a change, and no stray."""
        strays = frozenset(place for place, score in self.scores().items() if score > bound)
        return Past(self._counts, self._first, strays if len(strays) <= len(self._counts) * MOST_STRAYS else frozenset())

    def usual(self, hour: int) -> float:
        """The mean at this hour of the day, with a few days of the mean of all hours."""
        return self._sums[hour % 24] / self._days[hour % 24]

    def has_done(self, count: int) -> bool:
        """Whether there was about as much on so many days that it is no news, strays among them."""
        return len({(self._first + place) // 24 for place, one in enumerate(self._counts) if one >= count * ALIKE}) >= USUAL_DAYS

    def score(self, count: int, hour: int) -> float:
        """Of an hour that is not among them."""
        return score(count, self.usual(hour), self._spread(0.0, 0.0))

    def scores(self) -> dict[int, float]:
        """Of each place among them, by all the others: as if it had not been known."""
        if self._scores:
            return self._scores
        memory: dict[tuple[int, int], float] = {}
        for place, count in enumerate(self._counts):
            if place in self._skipped:
                continue
            key = (count, (self._first + place) % 24)
            if key not in memory:
                mean = self.usual(key[1])
                others = (self._sums[key[1]] - count) / (self._days[key[1]] - 1)
                memory[key] = score(count, others, self._spread((count - mean) ** 2, mean))
            self._scores[place] = memory[key]
        return self._scores

    def _spread(self, square: float, mean: float) -> float:
        """How much more than a Poisson's the variance is, for each of the mean, without one hour; 1 at least."""
        total = self._total - mean
        return max(1.0, (self._squares - (square if square <= self._furthest else 0.0)) / total) if total > 0 else 1.0


def _new_models(past: Mapping[str, Sequence[Hour]], now: Mapping[str, Hour]) -> list[Anomaly]:
    """No chance is in this: the caller has a past, and a model is not in it."""
    found = []
    for caller, told in past.items():
        if caller in now and sum(one.volume for one in told) >= NEW_MODEL_CALLS:
            known = {model for one in told for model in one.models}
            for model in sorted({*now[caller].models} - known):
                found.append(Anomaly(caller, "new_model", now[caller].hour, now[caller].volume, 0.0, 0.0, 0.0, model))
    return found


def score(count: int, mean: float, spread: float) -> float:
    """Minus the logarithm of the chance of so much or more: of a negative binomial, or of a Poisson where nothing is spread."""
    if count <= 0:
        return 0.0
    if mean <= 0:
        mean = 1e-6
    if count <= mean:
        return 0.7  # what is usual needs no exact number
    size = mean / (spread - 1) if spread > 1 + 1e-9 else inf
    if size is inf:
        term = count * log(mean) - mean - lgamma(count + 1)
    else:
        term = lgamma(count + size) - lgamma(size) - lgamma(count + 1) - size * log(spread) + count * log1p(-1 / spread)
    total, share = 1.0, 1.0
    for step in range(count, count + MOST_TERMS):
        share *= mean / (step + 1) if size is inf else (step + size) / (step + 1) * (1 - 1 / spread)
        total += share
        if share < total * 1e-9:
            break
    return -(term + log(total))


def reach(scores: Sequence[float], chance: float) -> float:
    """What a score exceeds with this chance: a rank of those that were seen, or beyond them the tail of an exponential."""
    if len(scores) < LEAST_SCORES:
        return inf
    order = sorted(scores)
    cut = min(len(order) - 2, floor(TAIL * len(order)))
    threshold = order[cut]
    beyond = [value - threshold for value in order[cut + 1 :] if value > threshold]
    if not beyond:
        return max(threshold, -log(chance))
    share = len(beyond) / len(order)
    if chance >= share:
        return order[max(0, len(order) - 1 - floor(chance * len(order)))]
    return threshold + sum(beyond) / len(beyond) * log(share / chance)
