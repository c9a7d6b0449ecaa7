"""Wasserstein distance (earth mover's): the area between the distribution functions of reference and chunk."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import Split
from enclave.monitor.detector import Detector, Null
from enclave.monitor.source import Floats


def measure(split: Split) -> Floats:
    """(chunks,) distances in the column's own unit, as `scipy.stats.wasserstein_distance` has them. Infinities are left out."""
    kept = np.isfinite(split.points)
    if kept.all():
        points, apart, sizes = split.points, split.apart, split.sizes
    else:
        points, counts = split.points[kept], split.counts[..., kept]
        sizes = counts.sum(axis=-1)
        shares = np.cumsum(counts, axis=-1) / np.maximum(sizes, 1)[..., None]
        apart = np.abs(shares[..., 1:, :] - shares[..., :1, :])
    with np.errstate(over="ignore", invalid="ignore"):
        found = apart[..., :-1] @ np.diff(points) if len(points) else np.zeros(apart.shape[:-1])
    return np.where((sizes[..., 1:] > 0) & (sizes[..., :1] > 0) & np.isfinite(found), found, np.nan)


DETECTOR = Detector("wasserstein", "Wasserstein distance", ("numeric",), measure, Null(handicap=0.6))
