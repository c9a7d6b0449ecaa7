"""DDM: an error rate that rises above its lowest by some standard deviations (J. Gama and others, Learning with drift detection, 2004).

It looks after every row at the same limit, so its false alarms add up: `docs/drift-detection.md` says what was measured.
"""

from __future__ import annotations

import math


class Ddm:
    """Takes 1 for an error and 0 for none; `update` says whether the error rate has risen. `is_warning`: it seems to."""

    def __init__(self, least: int = 30, warning: float = 2.0, limit: float = 3.0) -> None:
        self.least, self.warning, self.limit = least, warning, limit
        self._start()

    def _start(self) -> None:
        self._count, self._rate = 0, 0.0
        self._lowest, self._spread = 0.0, math.inf
        self._has_changed = self.is_warning = False

    def update(self, value: float) -> bool:
        """Whether the error rate has risen, by what was seen up to this row."""
        if self._has_changed:
            self._start()
        self._count += 1
        self._rate += (value - self._rate) / self._count
        if self._count <= self.least:
            return False
        spread = math.sqrt(max(self._rate * (1 - self._rate), 0.0) / self._count)
        if self._rate + spread <= self._lowest + self._spread:
            self._lowest, self._spread = self._rate, spread
        self._has_changed = self._rate + spread > self._lowest + self.limit * self._spread
        self.is_warning = not self._has_changed and self._rate + spread > self._lowest + self.warning * self._spread
        return self._has_changed
