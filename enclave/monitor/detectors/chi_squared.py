"""Pearson's chi-squared statistic of the table of categories by reference and chunk."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import CategoricalSplit
from enclave.monitor.detector import Detector, Null, constant
from enclave.monitor.source import Floats


def measure(split: CategoricalSplit) -> Floats:
    """(chunks,) statistics, as `scipy.stats.chi2_contingency` has them: with Yates' correction where there are two categories.

    A window is held against the reference and the chunks before it.
    """
    reference, chunks = split.layout.before(split.counts), split.counts[..., 1:, :]
    n, m = reference.sum(axis=-1), chunks.sum(axis=-1)
    both = reference + chunks
    expected = both * (m / np.maximum(n + m, 1))[..., None]
    off = np.abs(chunks - expected)
    two = (np.count_nonzero(both, axis=-1) == 2)[..., None]
    off = np.where(two, off - np.minimum(0.5, off), off)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(both > 0, off**2 / expected + off**2 / (both - expected), 0.0)
    return np.where((m > 0) & (n > 0), terms.sum(axis=-1), np.nan)


DETECTOR = Detector(
    "chi_squared", "chi-squared statistic", ("categorical",), measure, Null(scale=constant, is_before=True), azure="PearsonsChiSquaredTest"
)
