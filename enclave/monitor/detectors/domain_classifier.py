"""How well a classifier tells rows of a chunk from rows of the reference: its area under the curve, a half when there is no difference.

A linear discriminant on the columns and their squares, fitted to one half of the rows and judged on the other, both ways.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

from enclave.monitor.detector import Detector, Null
from enclave.monitor.rows import RowSplit
from enclave.monitor.source import Floats

RIDGE = 1e-2
LEAST = 20
"""Rows of a chunk."""


def measure(split: RowSplit) -> Floats:
    """(chunks,) areas; NaN with fewer than 20 rows, and for windows of chunks."""
    table = np.clip(split.scaled, -6, 6)
    table = np.concatenate([table, table**2], axis=1)
    reference = table[split.labels == 0]
    found = np.full(split.chunks, np.nan)
    for k in range(split.layout.chunks):
        chunk = table[split.labels == k + 1]
        if len(chunk) >= LEAST and len(reference) >= LEAST:
            found[k] = (
                _area(reference[::2], chunk[::2], reference[1::2], chunk[1::2])
                + _area(reference[1::2], chunk[1::2], reference[::2], chunk[::2])
            ) / 2
    return found


def _area(known: Floats, fresh: Floats, known_test: Floats, fresh_test: Floats) -> float:
    both = np.concatenate([known - known.mean(axis=0), fresh - fresh.mean(axis=0)])
    spread = both.T @ both / len(both) + RIDGE * np.eye(both.shape[1])
    direction = np.linalg.solve(spread, fresh.mean(axis=0) - known.mean(axis=0))
    ranks = rankdata(np.concatenate([known_test @ direction, fresh_test @ direction]))
    n, m = len(known_test), len(fresh_test)
    return float((ranks[n:].sum() - m * (m + 1) / 2) / (n * m))


DETECTOR = Detector(
    "domain_classifier", "domain classifier's ROC AUC", ("rows", "embedding"), measure, Null(exponent=1, is_mean=True), default=False
)
