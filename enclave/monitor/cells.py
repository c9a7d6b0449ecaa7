"""Counts of long columns in cells between fixed edges: made a chunk at a time, mergeable by addition, the same in SQL."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import CellSplit, Labels, cell_edges
from enclave.monitor.source import Floats

CELLS = 2_048
"""Of the reference's quantiles: a distance of distribution functions is exact to 1/2048."""
QUANTILE_ROWS = 200_000
"""Of the reference, from which edges are made."""


def wide(values: Floats, labels: Labels, chunks: int) -> CellSplit:
    """A split of many values (rows,), NaN where missing: each chunk is sorted by itself and counted at the edges."""
    known = values[labels == 0]
    known = np.sort(known[np.isfinite(known)])
    lefts, doane, tenths = cell_edges(known, CELLS)
    counts = np.zeros((chunks + 1, len(lefts)), dtype=np.int64)
    sums = np.zeros(len(lefts))
    order = np.argsort(labels, kind="stable")
    bounds = np.append(0, np.cumsum(np.bincount(labels, minlength=chunks + 1)))
    for label in range(chunks + 1):
        part = np.sort(values[order[bounds[label] : bounds[label + 1]]])
        part = part[: np.searchsorted(part, np.inf, side="right")]
        places = np.append(np.searchsorted(part, lefts), len(part))
        counts[label] = np.diff(places)
        with np.errstate(invalid="ignore", over="ignore"):
            total = np.append(0.0, np.cumsum(np.where(np.isfinite(part), part, 0.0)))
        sums += np.diff(total[places])
    totals = counts.sum(axis=0)
    points = np.where(totals > 0, sums / np.maximum(totals, 1), lefts)
    points[[0, -1]] = np.where(np.isfinite(points[[0, -1]]), points[[0, -1]], lefts[[0, -1]])
    return CellSplit(points, lefts, counts, doane, tenths)
