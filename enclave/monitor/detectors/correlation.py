"""The largest change of how any two columns go together: Fisher's z of the correlation of their normal scores."""

from __future__ import annotations

import numpy as np

from enclave.monitor.detector import Detector, Null
from enclave.monitor.rows import RowSplit
from enclave.monitor.source import Floats

LEAST = 10
"""Rows of a chunk."""
SURE = 0.999
"""Correlations beyond are taken for that: columns that repeat each other."""


def measure(split: RowSplit) -> Floats:
    """(chunks,) largest change of any pair; of windows against the reference and the chunks before. NaN with fewer than 10 rows."""
    own, before = split.pairs()
    changes = np.abs(_fisher(own) - _fisher(before))
    largest = np.max(changes, axis=1, initial=0.0, where=np.isfinite(changes))
    return np.where((split.sizes >= LEAST) & ((split.labels == 0).sum() >= LEAST), largest, np.nan)


def _fisher(correlations: Floats) -> Floats:
    return np.asarray(np.arctanh(np.clip(correlations, -SURE, SURE)))


DETECTOR = Detector("correlation", "largest change of a correlation", ("rows",), measure, Null(is_before=True, handicap=0.6))
