"""The share of values that lie outside of what the reference has: below its smallest, above its largest."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import NumericSplit, Split
from enclave.monitor.detector import Detector, Null, plain
from enclave.monitor.source import Floats


def measure(split: Split) -> Floats:
    """(chunks,) shares from 0 to 1; NaN where there is nothing to compare."""
    if isinstance(split, NumericSplit):
        known = np.flatnonzero(split.ranked == 0)
        if not len(known):
            return np.full(split.chunks, np.nan)
        column, ranked = split.column, split.ranked
        outside = np.concatenate([ranked[: column.first[known[0]]], ranked[column.last[known[-1]] + 1 :]])
        sizes = split.sizes[1:]
        found = np.bincount(outside, minlength=split.chunks + 1)[1:]
    else:
        cells = np.flatnonzero(split.counts[0])
        if not len(cells):
            return np.full(split.chunks, np.nan)
        sizes = split.sizes[1:]
        found = sizes - split.counts[1:, cells[0] : cells[-1] + 1].sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(found / sizes)


DETECTOR = Detector(
    "out_of_range", "share of values out of range", ("numeric",), measure, Null(scale=plain, is_share=True), azure="OutOfBoundsRate"
)
