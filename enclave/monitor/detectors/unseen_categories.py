"""The share of rows whose category the reference does not have."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import CategoricalSplit
from enclave.monitor.detector import Detector, Null, plain
from enclave.monitor.source import Floats


def measure(split: CategoricalSplit) -> Floats:
    """(chunks,) shares from 0 to 1; NaN for an empty chunk."""
    fresh = np.where(split.counts[..., :1, :] == 0, split.counts[..., 1:, :], 0.0).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(fresh / split.sizes[..., 1:])


DETECTOR = Detector(
    "unseen_categories",
    "share of categories that are new",
    ("categorical",),
    measure,
    Null(scale=plain, is_share=True),
    azure="OutOfBoundsRate",
)
