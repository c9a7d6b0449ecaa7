"""How badly the reference's principal components describe the rows: changes of how columns go together, which no single column shows."""

from __future__ import annotations

import numpy as np

from enclave.monitor.detector import Detector, Null
from enclave.monitor.rows import RowSplit
from enclave.monitor.source import Floats

EXPLAINED = 0.65
"""Share of the variance that the components that are kept explain."""


def measure(split: RowSplit) -> Floats:
    """(chunks,) mean distances of rows from their projections."""
    table = split.scaled
    return split.means(_distances(table, table[split.labels == 0]))


def judged(split: RowSplit) -> Floats:
    """(chunks,) the same less that of the reference's own rows."""
    table, is_reference = split.scaled, split.labels == 0
    found = _distances(table, table[is_reference])
    return split.means(found) - (found[is_reference].mean() if is_reference.any() else np.nan)


def _distances(table: Floats, reference: Floats) -> Floats:
    if len(reference) < 2:
        return np.full(len(table), np.nan)
    mean = reference.mean(axis=0)
    centred = reference - mean
    variances, vectors = np.linalg.eigh(centred.T @ centred)
    variances, vectors = np.maximum(variances[::-1], 0.0), vectors[:, ::-1]
    if variances.sum() <= 0:
        return np.zeros(len(table))
    kept = int(np.searchsorted(np.cumsum(variances) / variances.sum(), EXPLAINED, side="right")) + 1
    moved = table - mean
    along = moved @ vectors[:, :kept]
    squares = np.einsum("ij,ij->i", moved, moved) - np.einsum("ij,ij->i", along, along)
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)))


DETECTOR = Detector(
    "reconstruction_error",
    "PCA reconstruction error",
    ("rows",),
    measure,
    Null(side="both", is_mean=True, has_heavy_tail=True, handicap=0.6),
    judged=judged,
)
