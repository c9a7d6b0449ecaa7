"""Jensen-Shannon distance, base 2: categories, or equal bins of the reference's range and one for what lies outside."""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy

from enclave.monitor.columns import CategoricalSplit, Split
from enclave.monitor.detector import Detector, Null, plain
from enclave.monitor.shares import shares_of
from enclave.monitor.source import Floats


def measure(split: Split | CategoricalSplit) -> Floats:
    """(chunks,) distances from 0 to 1, as `scipy.spatial.distance.jensenshannon(base=2)` has them."""
    reference, chunks = shares_of(split)
    middle = (reference + chunks) / 2
    entropies = xlogy(chunks, chunks) + xlogy(reference, reference) - 2 * xlogy(middle, middle)
    return np.asarray(np.sqrt(np.maximum(entropies.sum(axis=-1) / (2 * np.log(2)), 0.0)))


DETECTOR = Detector(
    "jensen_shannon",
    "Jensen-Shannon distance",
    ("numeric", "categorical"),
    measure,
    Null(exponent=2, scale=plain, handicap=0.6),
    azure="JensenShannonDistance",
)
