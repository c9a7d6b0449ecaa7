"""How many rows go together: from autocorrelations of the reference, where the analysis has them as well.

Rows that depend on those before are exchanged in blocks, or a comparison alarms on nothing. What has to be long enough are the blocks: of
neighbours in blocks of b rows, a mean wavers less than it should by the share G / (b g) of its variance, g the sum of all
autocorrelations and G that of each times its lag (Politis and White 2004, Automatic block-length selection for the dependent bootstrap,
with their rule of where autocorrelations end and their flat-top weights).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

from enclave.monitor.source import Codes, Floats, Mask

LOOKED = 16_384
"""Rows of each file that are looked at: the first ones."""
LEAST = 50
"""Rows, and of a yes or no at least so many divided by MARKED on either side, below which nothing is told."""
MARKED = 2.5
SHORT = 0.02
"""Share of the variance that blocks may lose."""
PIECES = 20
"""Blocks that there have to be at least."""
LAGS = 1_024
MOST_CATEGORIES = 3
Rows = NDArray[np.int64]


@dataclass
class Dependence:
    """Collects what columns tell. `reference` and `analysis` are rows in the order in which they came."""

    reference: Rows
    analysis: Rows
    _longest: float = field(default=1.0, init=False)

    def __post_init__(self) -> None:
        self.reference, self.analysis = self.reference[:LOOKED], self.analysis[:LOOKED]

    def numbers(self, values: Floats) -> None:
        """A column of both files, NaN where missing: by its normal scores, and by how far out they lie."""
        sides = [_scores(values[rows]) for rows in (self.reference, self.analysis)]
        self._add(*sides)
        self._add(*(side**2 for side in sides))

    def categories(self, codes: Codes) -> None:
        """The same of categories: by each of the most frequent ones."""
        known = codes[self.reference]
        often = np.argsort(-np.bincount(known[known >= 0], minlength=1), kind="stable")[:MOST_CATEGORIES]
        for code in often:
            self.marks(codes == code)

    def marks(self, marks: Mask) -> None:
        """The same of a yes or no."""
        sides = [marks[rows].astype(np.float64) for rows in (self.reference, self.analysis)]
        if min(min(side.sum(), len(side) - side.sum()) for side in sides) * MARKED >= LEAST:
            self._add(*sides)

    def block(self, rows: int) -> int:
        """Neighbours to exchange together among so many rows; 1 where nothing tells that any go together."""
        return max(min(math.ceil(self._longest), rows // PIECES), 1)

    @property
    def is_too_long(self) -> bool:
        """Whether blocks that are long enough would be too few."""
        return self._longest > (len(self.reference) + len(self.analysis)) / PIECES

    def _add(self, reference: Floats, analysis: Floats) -> None:
        if len(reference) < LEAST:
            return
        length = needed(reference)
        # a file that was sorted shows what its rows do not have; what drifts shows it in the analysis alone
        if length > self._longest and (len(analysis) < LEAST or needed(analysis) > 1.0):
            self._longest = length


def needed(series: Floats) -> float:
    """The length of blocks that lose no more than SHORT of the variance of a mean; 1 where rows do not go together."""
    rows = len(series)
    found = autocorrelations(series, min(LAGS, rows // 4))
    if not len(found):
        return 1.0
    rare = 2.0 * math.sqrt(math.log10(rows) / rows)
    run = max(5, math.ceil(math.sqrt(math.log10(rows))))
    large = np.flatnonzero(np.abs(found) > rare)
    gaps = np.diff(np.concatenate([[-1], large, [len(found) + run]]))
    ends = int(np.argmax(gaps > run))  # the first large one after which so many are small
    if ends == 0:
        return 1.0
    most = min(2 * (int(large[ends - 1]) + 1), len(found))
    lags = np.arange(1, most + 1)
    weights = np.minimum(1.0, 2.0 * (1.0 - lags / (most + 1)))
    each = weights * found[:most]
    whole = 1.0 + 2.0 * float(each.sum())
    off = 2.0 * float((lags * each).sum())
    if off <= 0 or whole <= 1.0:
        return 1.0  # neighbours that differ make means waver less
    return max(off / (SHORT * whole), 1.0)


def autocorrelations(series: Floats, most: int) -> Floats:
    """(most,) of lags 1 on; nothing of what does not vary."""
    centred = series - series.mean() if len(series) else series
    size = 1 << (2 * len(centred)).bit_length()
    spectrum = np.fft.rfft(centred, size)
    found = np.fft.irfft(spectrum * np.conj(spectrum), size)[: most + 1]
    if most < 1 or not found[0] > 1e-12 * len(centred):
        return np.empty(0)
    return np.asarray(found[1:] / found[0])


def _scores(values: Floats) -> Floats:
    """Normal scores of those that are there."""
    known = values[~np.isnan(values)]
    return np.asarray(ndtri(rankdata(known) / (len(known) + 1)))
