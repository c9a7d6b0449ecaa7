"""ADWIN: the mean of a stream over a window that shrinks when two parts of it differ (A. Bifet and R. Gavaldà, SDM 2007).

Variance and the normal bound as in MOA and river; after a change it starts anew, as river does. `delta` bounds the chance of a false
cut at one moment, by a bound that is not tight: `docs/drift-detection.md` says what was measured.
"""

from __future__ import annotations

import math


class Adwin:
    """Takes numbers one by one; `update` says whether the mean has changed. Buckets of 2**i values are kept, newest first."""

    def __init__(self, delta: float = 0.002, clock: int = 32, buckets: int = 5, least: int = 5, grace: int = 10) -> None:
        self.delta, self.clock, self.buckets, self.least, self.grace = delta, clock, buckets, least, grace
        self._start()

    def _start(self) -> None:
        # of each size: sums and summed squares of deviations, the oldest bucket first
        self._rows: list[list[tuple[float, float]]] = [[]]
        self._count, self._total, self._variance, self._ticks = 0, 0.0, 0.0, 0
        self._has_changed = False

    @property
    def mean(self) -> float:
        """Of the window; 0 without values."""
        return self._total / self._count if self._count else 0.0

    def update(self, value: float) -> bool:
        """Whether the mean has changed, by what was seen up to this value."""
        if self._has_changed:
            self._start()
        if self._count:
            self._variance += self._count * (value - self._total / self._count) ** 2 / (self._count + 1)
        self._count += 1
        self._total += value
        self._rows[0].append((value, 0.0))
        self._merge()
        self._ticks += 1
        self._has_changed = self._ticks % self.clock == 0 and self._count > self.grace and self._differs()
        return self._has_changed

    def _merge(self) -> None:
        size = 1
        for i, row in enumerate(self._rows):
            if len(row) <= self.buckets:
                return
            (one, one_spread), (two, two_spread) = row[:2]
            del row[:2]
            if i + 1 == len(self._rows):
                self._rows.append([])
            self._rows[i + 1].append((one + two, one_spread + two_spread + (one - two) ** 2 / (2 * size)))
            size *= 2

    def _differs(self) -> bool:
        bound = math.log(2 * math.log(self._count) / self.delta)
        spread = 2 * bound * self._variance / self._count
        before, first = 0, 0.0
        for i in range(len(self._rows) - 1, -1, -1):
            for total, _ in self._rows[i]:
                before, first = before + 2**i, first + total
                after = self._count - before
                if before < self.least or after < self.least:
                    continue
                share = 1 / (before - self.least + 1) + 1 / (after - self.least + 1)
                if abs(first / before - (self._total - first) / after) > math.sqrt(share * spread) + 2 / 3 * bound * share:
                    return True
        return False
