"""Page-Hinkley: the sum of deviations from the mean so far, against its lowest and highest point (E. S. Page, Biometrika 41, 1954).

With forgetting, as river has it. The threshold is in the stream's own unit times rows, so the same one says nothing of two streams:
`docs/drift-detection.md` says what was measured.
"""

from __future__ import annotations

import math


class PageHinkley:
    """Takes numbers one by one; `update` says whether the mean went up or down."""

    def __init__(self, least: int = 30, delta: float = 0.005, threshold: float = 50.0, memory: float = 0.9999) -> None:
        self.least, self.delta, self.threshold, self.memory = least, delta, threshold, memory
        self._start()

    def _start(self) -> None:
        self._count, self._mean = 0, 0.0
        self._up, self._down = 0.0, 0.0
        self._lowest, self._highest = math.inf, -1.0
        self._has_changed = False

    def update(self, value: float) -> bool:
        """Whether the mean has changed, by what was seen up to this value."""
        if self._has_changed:
            self._start()
        self._count += 1
        self._mean += (value - self._mean) / self._count
        off = value - self._mean
        self._up = self.memory * self._up + off - self.delta
        self._down = self.memory * self._down + off + self.delta
        self._lowest = min(self._lowest, self._up)
        self._highest = max(self._highest, self._down)
        self._has_changed = self._count >= self.least and (
            self._up - self._lowest > self.threshold or self._highest - self._down > self.threshold
        )
        return self._has_changed
