"""Counts of bins and categories as shares of the reference and of each chunk."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import CategoricalSplit, Split
from enclave.monitor.source import Floats


def proportions(counts: Floats) -> tuple[Floats, Floats]:
    """(..., 1 + chunks, B) counts -> (..., 1, B) and (..., chunks, B) shares; NaN where nothing was counted."""
    sizes = counts.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = counts / sizes
    reference, chunks = shares[..., :1, :], shares[..., 1:, :]
    return reference, np.where(np.isnan(reference), np.nan, chunks)


def shares_of(split: Split | CategoricalSplit) -> tuple[Floats, Floats]:
    """Shares of categories, or of equal bins of the reference's range."""
    return proportions(split.counts if isinstance(split, CategoricalSplit) else split.doane)
