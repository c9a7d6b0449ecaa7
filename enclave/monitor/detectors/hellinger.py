"""Hellinger distance: categories, or equal bins of the reference's range and one for what lies outside."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import CategoricalSplit, Split
from enclave.monitor.detector import Detector, Null, plain
from enclave.monitor.shares import shares_of
from enclave.monitor.source import Floats


def measure(split: Split | CategoricalSplit) -> Floats:
    """(chunks,) distances from 0 to 1."""
    reference, chunks = shares_of(split)
    return np.asarray(np.sqrt(((np.sqrt(chunks) - np.sqrt(reference)) ** 2).sum(axis=-1) / 2))


DETECTOR = Detector(
    "hellinger", "Hellinger distance", ("numeric", "categorical"), measure, Null(exponent=2, scale=plain, handicap=0.6), default=False
)
