"""L-infinity (Chebyshev) distance: the largest change of any category's share."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import CategoricalSplit
from enclave.monitor.detector import Detector, Null, plain
from enclave.monitor.shares import proportions
from enclave.monitor.source import Floats


def measure(split: CategoricalSplit) -> Floats:
    """(chunks,) distances from 0 to 1."""
    reference, chunks = proportions(split.counts)
    return np.asarray(np.abs(chunks - reference).max(axis=-1, initial=0.0))


DETECTOR = Detector(
    "l_infinity", "L-infinity distance", ("categorical",), measure, Null(exponent=2, scale=plain, handicap=0.6), azure="ChebyshevDistance"
)
