"""Two-sample Kolmogorov-Smirnov: the largest distance between the distribution functions of reference and chunk."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import CellSplit, NumericSplit, Split
from enclave.monitor.detector import Detector, Null, stephens
from enclave.monitor.source import Floats


def measure(split: Split) -> Floats:
    """(chunks,) statistics, as `scipy.stats.ks_2samp` has them; of cells when single values are not at hand."""
    return _of_ranks(split) if isinstance(split, NumericSplit) else _of_cells(split)


def _of_cells(split: CellSplit) -> Floats:
    sizes = split.sizes
    shares = np.cumsum(split.counts, axis=1) / np.maximum(sizes, 1)[:, None]
    found = np.abs(shares[1:] - shares[0]).max(axis=1, initial=0.0)
    return np.where((sizes[1:] > 0) & (sizes[0] > 0), found, np.nan)


def _of_ranks(split: NumericSplit) -> Floats:
    """The distance is largest right at a value of the chunk, or just before one; so only those are looked at."""
    ranked, column = split.ranked, split.column
    sizes = split.sizes
    result = np.full(split.chunks, np.nan)
    if not sizes[0] or not sizes[1:].any():
        return result
    before = np.empty(len(ranked) + 1)
    before[0] = 0.0
    np.cumsum(ranked == 0, out=before[1:])
    before /= sizes[0]
    places = np.argsort(ranked, kind="stable")[sizes[0] :]
    begins = np.cumsum(sizes[1:]) - sizes[1:]
    size = np.repeat(sizes[1:], sizes[1:])
    rank = np.arange(len(places)) - np.repeat(begins, sizes[1:])
    firsts, lasts = column.first[places], column.last[places]
    is_first = np.ones(len(places), dtype=bool)
    is_first[1:] = (firsts[1:] != firsts[:-1]) | (rank[1:] == 0)
    is_last = np.append(is_first[1:], True)
    above = np.where(is_last, (rank + 1) / size - before[lasts + 1], 0.0)
    below = np.where(is_first, before[firsts] - rank / size, 0.0)
    kept = sizes[1:] > 0
    result[kept] = np.maximum.reduceat(np.maximum(above, below), begins[kept])
    return result


DETECTOR = Detector(
    "kolmogorov_smirnov",
    "Kolmogorov-Smirnov statistic",
    ("numeric",),
    measure,
    Null(scale=stephens),
    azure="TwoSampleKolmogorovSmirnovTest",
)
