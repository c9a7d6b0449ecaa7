"""Gradient boosting of stumps on binned columns: a small model of how large errors are, made of additions only."""

from __future__ import annotations

import numpy as np

from enclave.monitor.source import Floats

ROUNDS, RATE, BINS = 80, 0.15, 32


class Stumps:
    """A sum of step functions of single columns, fitted by least squares to (rows,) targets of a (rows, F) table."""

    def __init__(self, table: Floats, target: Floats) -> None:
        self.base = float(target.mean())
        quantiles = np.linspace(0, 1, BINS + 1)[1:-1]
        self.edges = [np.unique(np.quantile(column, quantiles)) for column in table.T]
        binned = self._binned(table)
        self.steps = [np.zeros(len(edges) + 1) for edges in self.edges]
        rest = target - self.base
        for _ in range(ROUNDS):
            best, gain, step = -1, 1e-12, np.empty(0)
            for f, bins in enumerate(binned):
                size = len(self.edges[f]) + 1
                sums, counts = np.bincount(bins, weights=rest, minlength=size), np.bincount(bins, minlength=size)
                left, above = np.cumsum(sums)[:-1], np.cumsum(counts)[:-1]
                right, below = sums.sum() - left, counts.sum() - above
                gains = left**2 / np.maximum(above, 1) + right**2 / np.maximum(below, 1)
                if len(gains) and gains.max() > gain:
                    at = int(gains.argmax())
                    best, gain = f, float(gains[at])
                    step = np.where(np.arange(size) <= at, left[at] / max(above[at], 1), right[at] / max(below[at], 1))
            if best < 0:
                break
            self.steps[best] += RATE * step
            rest = rest - RATE * step[binned[best]]

    def _binned(self, table: Floats) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
        return [np.searchsorted(edges, column, side="right") for edges, column in zip(self.edges, table.T, strict=True)]

    def __call__(self, table: Floats) -> Floats:
        """(rows,) estimates."""
        found = np.full(len(table), self.base)
        for bins, steps in zip(self._binned(table), self.steps, strict=True):
            found += steps[bins]
        return found
