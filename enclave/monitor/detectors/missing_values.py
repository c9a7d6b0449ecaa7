"""The share of rows in which a column has no value, against the reference's."""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import FlagSplit
from enclave.monitor.detector import Detector, Null
from enclave.monitor.source import Floats


def measure(split: FlagSplit) -> Floats:
    """(chunks,) shares from 0 to 1; NaN for an empty chunk."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(split.marked[..., 1:] / split.sizes[..., 1:])


DETECTOR = Detector(
    "missing_values",
    "share of missing values",
    ("missing",),
    measure,
    Null(is_mean=True, is_level=True, is_share=True),
    azure="NullValueRate",
)
