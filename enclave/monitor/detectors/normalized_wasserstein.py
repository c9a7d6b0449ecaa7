"""Wasserstein distance in standard deviations of the reference."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import Split
from enclave.monitor.detector import Detector, Null
from enclave.monitor.detectors import wasserstein
from enclave.monitor.source import Floats


def measure(split: Split) -> Floats:
    """(chunks,) distances without a unit; NaN where the reference does not vary."""
    kept = np.isfinite(split.points)
    points, counts = split.points[kept], split.counts[0][kept]
    if not counts.sum():
        return np.full(split.chunks, np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.average(points, weights=counts)
        spread = np.sqrt(np.average((points - mean) ** 2, weights=counts))
    return wasserstein.measure(split) / spread if spread > 0 else np.full(split.chunks, np.nan)


DETECTOR = Detector(
    "normalized_wasserstein",
    "normalised Wasserstein distance",
    ("numeric",),
    measure,
    Null(),
    azure="NormalizedWassersteinDistance",
    default=False,
)
