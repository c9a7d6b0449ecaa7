"""Klotz's squared normal scores: whether the values of a chunk are further apart than the reference's, or closer together.

J. Klotz, Nonparametric tests for scale, Annals of Mathematical Statistics 33, 1962.
"""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import Split
from enclave.monitor.detector import Detector, Null
from enclave.monitor.source import Floats


def measure(split: Split) -> Floats:
    """(chunks,) change of the root mean square of normal scores, twice, in the deviation of a squared score.

    So it wavers as a shift of normal scores does: by the root of 1/n + 1/m, however many values are equal.
    """
    squares = split.scores**2
    every = split.counts.reshape(-1, *split.counts.shape[-2:])[0, : 1 + split.layout.chunks].sum(axis=0)
    spread = np.sqrt(((squares - 1) ** 2) @ every / max(float(every.sum()), 1.0))
    own, before = split.means(squares)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(2 * (np.sqrt(own) - np.sqrt(before)) / spread)


DETECTOR = Detector("klotz", "change of spread", ("numeric",), measure, Null(side="both", is_before=True, handicap=0.3))
