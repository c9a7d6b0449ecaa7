"""Counts of long columns in cells between fixed edges: made a chunk at a time, mergeable by addition, the same in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from enclave.monitor.columns import CellSplit, Ints, Labels, Layout, cell_edges, half_open
from enclave.monitor.source import Floats

CELLS = 2_048
"""Of the reference's quantiles: a distance of distribution functions is exact to 1/2048."""

Part = slice | Ints


def parts_of(labels: Labels, chunks: int) -> list[Part]:
    """The rows of the reference and of each chunk: slices where they lie together."""
    order = np.argsort(labels, kind="stable")
    bounds = np.append(0, np.cumsum(np.bincount(labels, minlength=chunks + 1)))
    parts: list[Part] = []
    for first, after in pairwise(bounds):
        rows = order[first:after]
        is_run = len(rows) > 0 and rows[-1] - rows[0] == len(rows) - 1
        parts.append(slice(int(rows[0]), int(rows[-1]) + 1) if is_run else rows)
    return parts


def wide(values: Floats, parts: Sequence[Part], layout: Layout) -> CellSplit:
    """A split of many values (rows,), NaN where missing: each part is sorted by itself and counted at the edges."""
    known = _ordered(values[parts[0]])
    finite = known[np.searchsorted(known, -np.inf, side="right") : np.searchsorted(known, np.inf)]
    lefts, doane, tenths = cell_edges(finite, CELLS)
    counts = np.zeros((len(parts), len(lefts)), dtype=np.int64)
    sums = np.zeros(len(lefts))
    for i, part in enumerate(parts):
        ordered = known if i == 0 else _ordered(values[part])
        places = np.append(np.searchsorted(ordered, lefts), len(ordered))
        counts[i] = np.diff(places)
        if not len(ordered):
            continue
        if not (np.isfinite(ordered[0]) and np.isfinite(ordered[-1])):
            ordered = np.where(np.isfinite(ordered), ordered, 0.0)
        held = np.flatnonzero(counts[i])
        with np.errstate(invalid="ignore", over="ignore"):
            sums[held] += np.add.reduceat(ordered, places[held])
    totals = counts.sum(axis=0)
    points = np.where((totals > 0) & np.isfinite(sums), sums / np.maximum(totals, 1), lefts)
    points[-1] = lefts[-1]
    return CellSplit(points, lefts, layout.pool(counts), layout, edges=(half_open(doane), half_open(tenths)))


def _ordered(values: Floats) -> Floats:
    """Sorted, without those that are missing."""
    ordered = np.sort(values)
    return ordered[: np.searchsorted(ordered, np.inf, side="right")]
