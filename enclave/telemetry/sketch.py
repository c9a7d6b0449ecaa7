"""Quantiles with a stated relative error, of numbers that were seen one by one, on several machines: DDSketch.

Source: C. Masson, J. E. Rim, H. K. Lee, DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees,
PVLDB 12(12), 2019, sections 2.1 and 2.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, inf, log

import msgspec

ACCURACY = 0.01
"""Any quantile is at most this share away from the number that really stands there."""
GAMMA = (1 + ACCURACY) / (1 - ACCURACY)
FACTOR = 1 / log(GAMMA)
LEAST = 1e-9
"""Numbers up to this one count as nothing: a nanosecond."""
MOST_BINS = 2048
"""The lowest bins become one when there are more: from a nanosecond on, these reach to 10**8."""


class Sketch(msgspec.Struct, array_like=True):
    """How many numbers fell into each bin. Bin `i` holds those above `GAMMA**(i-1)`, up to `GAMMA**i`."""

    bins: dict[int, int] = {}
    zeros: int = 0

    @property
    def count(self) -> int:
        """Numbers that were seen."""
        return self.zeros + sum(self.bins.values())

    def add(self, value: float) -> None:
        """One number. What is no number, infinite or below nothing was not seen."""
        if LEAST < value < inf:
            bins, index = self.bins, ceil(log(value) * FACTOR)
            seen = bins.get(index)
            if seen is None:
                bins[index] = 1
                if len(bins) > MOST_BINS:
                    self._collapse()
            else:
                bins[index] = seen + 1
        elif 0 <= value <= LEAST:
            self.zeros += 1

    def merge(self, other: Sketch) -> None:
        """All that another one saw, as if it had been seen here."""
        bins = self.bins
        for index, count in other.bins.items():
            bins[index] = bins.get(index, 0) + count
        self.zeros += other.zeros
        if len(bins) > MOST_BINS:
            self._collapse()

    def quantile(self, share: float) -> float | None:
        """The number below which this share of all lies; None when there is none. Raises ValueError outside 0 to 1."""
        if not 0 <= share <= 1:
            raise ValueError(f"{share} is no share")
        count = self.count
        if not count:
            return None
        rank = share * (count - 1)
        seen = self.zeros
        if seen > rank:
            return 0.0
        order = sorted(self.bins)
        for index in order:
            seen += self.bins[index]
            if seen > rank:
                break
        return 2 * GAMMA**index / (GAMMA + 1)

    def _collapse(self) -> None:
        """Put the lowest bins together (section 2.2): high quantiles keep their error."""
        order = sorted(self.bins)
        for index in order[: len(order) - MOST_BINS]:
            self.bins[order[len(order) - MOST_BINS]] += self.bins.pop(index)


def merged(sketches: Iterable[Sketch]) -> Sketch:
    """One that saw what all of them saw."""
    whole = Sketch()
    for sketch in sketches:
        whole.merge(sketch)
    return whole
