"""Population stability index: over categories, or over tenths of the reference."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import CategoricalSplit, Split
from enclave.monitor.detector import Detector, Null, plain
from enclave.monitor.shares import proportions
from enclave.monitor.source import Floats

FLOOR = 1e-4
"""The share that an empty bin counts as: without one the index is infinite."""


def measure(split: Split | CategoricalSplit) -> Floats:
    """(chunks,) indices: the sum of (p - q) ln(p / q). No drift: about (1/n + 1/m) times chi-squared of bins - 1."""
    counts = split.counts if isinstance(split, CategoricalSplit) else split.tenths
    reference, chunks = proportions(counts)
    reference, chunks = np.maximum(reference, FLOOR), np.maximum(chunks, FLOOR)
    return np.asarray(((chunks - reference) * np.log(chunks / reference)).sum(axis=-1))


DETECTOR = Detector(
    "population_stability",
    "population stability index",
    ("numeric", "categorical"),
    measure,
    Null(scale=plain, handicap=0.6),
    azure="PopulationStabilityIndex",
    default=False,
)
