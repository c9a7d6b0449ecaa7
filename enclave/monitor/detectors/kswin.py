"""KSWIN: Kolmogorov-Smirnov of the newest values against a sample of those before (C. Raab and others, Neurocomputing 416, 2020).

`alpha` is the chance of a false alarm of one test, and a test is made at every row: `docs/drift-detection.md` says what was measured.
"""

from __future__ import annotations

import random
import warnings
from collections import deque

from scipy.stats import ks_2samp

LEAST = 0.1
"""A distance that is smaller is none, however sure."""


class Kswin:
    """Takes numbers one by one; `update` says whether the newest are distributed otherwise."""

    def __init__(self, alpha: float = 0.005, window: int = 100, newest: int = 30, seed: int | None = None) -> None:
        self.alpha, self.window, self.newest, self.seed = alpha, window, newest, seed
        self._start()

    def _start(self) -> None:
        self._values: deque[float] = deque(maxlen=self.window)
        self._random = random.Random(self.seed)  # noqa: S311
        self._has_changed = False

    def update(self, value: float) -> bool:
        """Whether the distribution has changed, by what was seen up to this value."""
        if self._has_changed:
            self._start()
        self._values.append(value)
        if len(self._values) < self.window:
            return False
        values = list(self._values)
        before = [values[i] for i in self._random.sample(range(self.window - self.newest), self.newest)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            found = ks_2samp(before, values[-self.newest :], method="auto")
        self._has_changed = bool(found.pvalue <= self.alpha and found.statistic > LEAST)
        return self._has_changed
