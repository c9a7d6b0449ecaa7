"""The share of values that lie outside of what the reference has: below its smallest, above its largest."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import Split
from enclave.monitor.detector import Detector, Null, plain
from enclave.monitor.source import Floats


def measure(split: Split) -> Floats:
    """(chunks,) shares from 0 to 1; NaN where there is nothing to compare."""
    known = split.counts[..., 0, :] > 0
    first, after = known.argmax(axis=-1)[..., None, None], known.shape[-1] - known[..., ::-1].argmax(axis=-1)[..., None, None]
    below = split.below[..., 1:, :]
    inside = (np.take_along_axis(below, after, axis=-1) - np.take_along_axis(below, first, axis=-1))[..., 0]
    sizes = split.sizes
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sizes[..., :1] > 0, (sizes[..., 1:] - inside) / sizes[..., 1:], np.nan)


DETECTOR = Detector(
    "out_of_range",
    "share of values out of range",
    ("numeric",),
    measure,
    Null(scale=plain, is_share=True, handicap=0.6),
    azure="OutOfBoundsRate",
)
