"""Two-sample Kolmogorov-Smirnov: the largest distance between the distribution functions of reference and chunk."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import Split
from enclave.monitor.detector import Detector, Null, stephens
from enclave.monitor.source import Floats


def measure(split: Split) -> Floats:
    """(chunks,) statistics, as `scipy.stats.ks_2samp` has them where every different value is a cell."""
    sizes = split.sizes
    return np.where((sizes[..., 1:] > 0) & (sizes[..., :1] > 0), split.apart.max(axis=-1, initial=0.0), np.nan)


DETECTOR = Detector(
    "kolmogorov_smirnov",
    "Kolmogorov-Smirnov statistic",
    ("numeric",),
    measure,
    Null(scale=stephens, handicap=0.6),
    azure="TwoSampleKolmogorovSmirnovTest",
)
