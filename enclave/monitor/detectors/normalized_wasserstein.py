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
    points, counts = split.points[kept], split.counts[..., 0, :][..., kept]
    size = np.maximum(counts.sum(axis=-1), 1)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        mean = counts @ points / size
        spread = np.sqrt((counts * (points - mean[..., None]) ** 2).sum(axis=-1) / size)[..., None]
        return np.where((spread > 0) & np.isfinite(spread), wasserstein.measure(split) / spread, np.nan)


DETECTOR = Detector(
    "normalized_wasserstein",
    "normalised Wasserstein distance",
    ("numeric",),
    measure,
    Null(handicap=0.6),
    azure="NormalizedWassersteinDistance",
    default=False,
)
