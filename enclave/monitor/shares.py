"""Counts of bins and categories as shares of the reference and of each chunk."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import CategoricalSplit, Ints, Split
from enclave.monitor.source import Floats


def proportions(counts: Ints) -> tuple[Floats, Floats]:
    """(1 + chunks, B) counts -> (B,) and (chunks, B) shares; NaN where nothing was counted."""
    sizes = counts.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = counts / sizes[:, None]
    if not sizes[0]:
        shares[1:] = np.nan
    return shares[0], shares[1:]


def shares_of(split: Split | CategoricalSplit) -> tuple[Floats, Floats]:
    """Shares of categories, or of equal bins of the reference's range."""
    return proportions(split.counts if isinstance(split, CategoricalSplit) else split.doane)
