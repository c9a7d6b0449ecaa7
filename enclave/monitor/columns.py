"""Columns ready to be split into the reference and chunks, again and again: values are ordered and binned once, labels change.

A labelling gives each row 0 for the reference or 1..K for a chunk. A split is a column under one labelling, or under several at once
(the first axis): counts of the reference, of every chunk and of every window of chunks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from enclave.monitor.source import Codes, Floats, Mask

Labels = NDArray[np.int16]
Ints = NDArray[np.int64]

DECILES = 10
CELLS = 256
"""Of a column's grid, when it has more different values."""
TAIL = 64
"""The smallest and the largest values of a grid are cells of their own."""
EXACT_CELLS = 4_000_000
"""Chunks times different values up to which every different value is a cell of its own."""
LENGTHS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
"""Of windows, in chunks. A window begins at every chunk, or at every fourth part of its length; of one chunk, not at the first one,
which has nothing before it but the reference."""
MOST_WINDOWED = 128
"""Chunks of an analysis up to which they are looked at in windows, too."""


@dataclass(frozen=True)
class Layout:
    """The chunks of an analysis, and the windows of several neighbouring ones: first chunk from 0, and the one after the last."""

    chunks: int
    windows: tuple[tuple[int, int], ...] = ()

    @property
    def total(self) -> int:
        """Chunks and windows."""
        return self.chunks + len(self.windows)

    @cached_property
    def _members(self) -> Floats:
        """(windows, chunks) 1 where a chunk is in a window."""
        chunk = np.arange(self.chunks)
        return np.array([(chunk >= first) & (chunk < after) for first, after in self.windows], dtype=np.float64)

    def pool(self, each: NDArray[Any]) -> Floats:
        """(..., 1 + chunks, G) counts or sums of the reference and of every chunk -> (..., 1 + total, G) with those of the windows."""
        pooled = np.empty((*each.shape[:-2], 1 + self.total, each.shape[-1]))
        pooled[..., : 1 + self.chunks, :] = each
        if self.windows:
            with np.errstate(over="ignore", invalid="ignore"):
                np.matmul(self._members, pooled[..., 1 : 1 + self.chunks, :], out=pooled[..., 1 + self.chunks :, :])
        return pooled

    def before(self, pooled: NDArray[Any]) -> NDArray[Any]:
        """(..., 1 + total, G) counts or sums -> (..., total, G) of what each is held against: of a chunk the reference, of a window
        the reference and all chunks before it."""
        return np.take(np.cumsum(pooled[..., : 1 + self.chunks, :], axis=-2), self.starts, axis=-2)

    @cached_property
    def starts(self) -> Ints:
        """(total,) how many chunks come before those that each is held against: `before` by number."""
        return np.array([0] * self.chunks + [first for first, _ in self.windows], dtype=np.int64)

    def counted(self, labels: Labels, of_row: Ints | Codes, size: int) -> Floats:
        """(..., rows) labels and (rows,) numbers below `size` -> (..., 1 + total, size) counts."""
        rows = self.chunks + 1
        flat = labels * np.int64(size) + of_row
        if labels.ndim == 1:
            return self.pool(np.bincount(flat, minlength=rows * size).reshape(rows, size))
        flat += (np.arange(len(labels)) * (rows * size))[:, None]
        return self.pool(np.bincount(flat.ravel(), minlength=len(labels) * rows * size).reshape(len(labels), rows, size))

    def sized(self, labels: Labels | Ints) -> Floats:
        """(rows,) labels -> (1 + total,) rows."""
        return self.pool(np.bincount(labels, minlength=self.chunks + 1)[:, None])[:, 0]


def windowed(chunks: int) -> Layout:
    """Chunks with windows of growing lengths, so that a small drift that lasts is seen in several chunks together."""
    if chunks > MOST_WINDOWED:
        return Layout(chunks)
    steps = [(length, max(length // 4, 1)) for length in LENGTHS]
    return Layout(
        chunks,
        tuple(
            (first, first + length)
            for length, step in steps
            for first in range(1 if length == 1 else chunks % step, chunks - length + 1, step)
        ),
    )


@dataclass(frozen=True)
class Numeric:
    """Numbers of one column in cells: `rows` are those that are not missing, `cells` the cell of each.

    `points` (G,) stand for the cells, `lefts` (G,) are their left edges, ascending.
    """

    name: str
    rows: Ints
    cells: Ints
    points: Floats
    lefts: Floats

    @property
    def width(self) -> int:
        """Cells."""
        return len(self.points)

    @cached_property
    def powers(self) -> Floats | None:
        """(3, G) first, second and third powers of the standardised points; None where they are too large."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            counts = np.bincount(self.cells, minlength=len(self.points))
            finite = np.where(np.isfinite(self.points), self.points, 0.0)
            mean = finite @ counts / max(len(self.cells), 1)
            spread = np.sqrt((finite - mean) ** 2 @ counts / max(len(self.cells), 1))
            first = (finite - mean) / spread
            powers = np.stack([first, first**2, first**3])
        return powers if np.isfinite(powers).all() else None

    def split(self, labels: Labels, layout: Layout) -> CellSplit:
        """The column under a labelling."""
        counts = layout.counted(labels[..., self.rows], self.cells, len(self.points))
        return CellSplit(self.points, self.lefts, counts, layout, powers=self.powers)


class CellSplit:
    """Counts of the reference and of every chunk (and window) in the cells of a column: (..., 1 + chunks, G).

    `edges` are the reference's equal bins and tenths where the cells were made for them; else they follow from the counts.
    """

    def __init__(
        self,
        points: Floats,
        lefts: Floats,
        counts: Floats,
        layout: Layout,
        *,
        edges: tuple[Floats, Floats] | None = None,
        powers: Floats | None = None,
    ) -> None:
        self.points = points
        self.counts = counts
        self.layout = layout
        self.chunks = counts.shape[-2] - 1
        self._lefts = lefts
        self._edges = edges
        self._powers = powers

    @cached_property
    def below(self) -> Floats:
        """(..., 1 + chunks, 1 + G) values in the cells before each."""
        sums = np.zeros((*self.counts.shape[:-1], len(self.points) + 1))
        np.cumsum(self.counts, axis=-1, out=sums[..., 1:])
        return sums

    @cached_property
    def apart(self) -> Floats:
        """(..., chunks, G) distances of the chunks' distribution functions from the reference's, at the end of each cell."""
        shares = self.below[..., 1:] / np.maximum(self.sizes, 1)[..., None]
        apart = np.subtract(shares[..., 1:, :], shares[..., :1, :])
        return np.asarray(np.abs(apart, out=apart))

    @property
    def sizes(self) -> Floats:
        """(..., 1 + chunks) values that are not missing."""
        return self.below[..., -1]

    @cached_property
    def scores(self) -> Floats:
        """(G,) normal scores of the cells' ranks among all values, the same under every labelling; NaN when nothing varies.

        Mean 0, mean square 1 (B. L. van der Waerden, 1952).
        """
        every = self.counts.reshape(-1, *self.counts.shape[-2:])[0, : 1 + self.layout.chunks].sum(axis=0)
        middle = np.cumsum(every) - every / 2 + 0.5
        return standardised(np.where(every > 0, ndtri(middle / (every.sum() + 1)), 0.0), every)

    def means(self, scores: Floats) -> tuple[Floats, Floats]:
        """(G,) scores of cells -> (..., total) means of each chunk and window, and of what it is held against; NaN where nothing is."""
        sums = np.stack([self.counts @ scores, self.sizes], axis=-1)
        before, own = self.layout.before(sums), sums[..., 1:, :]
        with np.errstate(divide="ignore", invalid="ignore"):
            return own[..., 0] / own[..., 1], before[..., 0] / before[..., 1]

    @cached_property
    def doane(self) -> Floats:
        """(..., 1 + chunks, bins + 1) values in equal bins of the reference's range; the last are those outside."""
        if self._edges is not None:
            return self._histogram(self._edges[0])
        return self._of_references(self._doane)

    @cached_property
    def tenths(self) -> Floats:
        """(..., 1 + chunks, up to 11) values in tenths of the reference; what lies outside belongs to the outer ones."""
        if self._edges is not None:
            return self._histogram(self._edges[1])
        return self._of_references(lambda kept, counts, _: decile_edges(self.points[kept], counts[kept]))

    def _of_references(self, edges_of: Callable[[Ints, Floats, Floats | None], Floats]) -> Floats:
        """A histogram with the edges of each reference: bins that only another one has hold nothing."""
        finite = np.isfinite(self.points)
        references = (self.counts[..., 0, :] * finite).reshape(-1, len(self.points))
        moments = references @ self._powers.T if self._powers is not None else None
        found = []
        for i, counts in enumerate(references):
            kept = np.flatnonzero(counts)
            found.append(edges_of(kept, counts, None if moments is None else moments[i]) if len(kept) else np.empty(0))
        edges = np.full((len(found), max(map(len, found), default=0)), np.inf)
        for row, each in zip(edges, map(half_open, found), strict=True):
            row[: len(each)] = each
            row[len(each) :] = each[-1] if len(each) else np.inf
        return self._histogram(edges.reshape(*self.counts.shape[:-2], -1))

    def _doane(self, kept: Ints, counts: Floats, moments: Floats | None) -> Floats:
        size = int(counts.sum())
        span = float(self._lefts[kept[0]]), float(max(self._lefts[kept[-1]], self.points[kept[-1]]))
        if moments is None:
            return doane(size, *span, skewness(self.points[kept], counts[kept]))
        first, second, third = (float(moment) / size for moment in moments)
        variance = second - first**2
        skew = (third - 3 * first * second + 2 * first**3) / variance**1.5 if variance > 1e-12 * second else np.nan
        return doane(size, *span, skew)

    def _histogram(self, edges: Floats) -> Floats:
        """edges: (..., bins + 1), the last one of which is out."""
        places = np.searchsorted(self._lefts, edges)
        taken = np.take_along_axis(self.below, np.broadcast_to(places, edges.shape)[..., None, :], axis=-1)
        inside = np.diff(taken, axis=-1) if edges.shape[-1] > 1 else taken[..., :0]
        return np.concatenate([inside, self.sizes[..., None] - inside.sum(axis=-1, keepdims=True)], axis=-1)


Split = CellSplit


@dataclass(frozen=True)
class Categorical:
    """Categories of one column: `codes` (rows,), -1 where missing, below `size`."""

    name: str
    codes: Codes
    size: int

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.codes)

    @property
    def width(self) -> int:
        """Cells."""
        return self.size + 1

    def split(self, labels: Labels, layout: Layout) -> CategoricalSplit:
        """The column under a labelling."""
        return CategoricalSplit(layout.counted(labels, self.codes + 1, self.size + 1)[..., 1:], layout)


@dataclass(frozen=True)
class CategoricalSplit:
    """(..., 1 + chunks, size) rows of each category."""

    counts: Floats
    layout: Layout

    @cached_property
    def sizes(self) -> Floats:
        """(..., 1 + chunks) rows that are not missing."""
        return np.asarray(self.counts.sum(axis=-1))


@dataclass(frozen=True)
class Flag:
    """A yes or no of each row: missing, of another type, a refusal."""

    name: str
    what: str
    marks: Mask

    @property
    def width(self) -> int:
        """Cells."""
        return 2

    def split(self, labels: Labels, layout: Layout) -> FlagSplit:
        """The flag under a labelling."""
        counts = layout.counted(labels, self.marks.astype(np.int64), 2)
        return FlagSplit(counts.sum(axis=-1), counts[..., 1])


@dataclass(frozen=True)
class FlagSplit:
    """(..., 1 + chunks) rows, and rows that are marked."""

    sizes: Floats
    marked: Floats


def standardised(scores: Floats, counts: Floats) -> Floats:
    """Scores with mean 0 and mean square 1, each as often as `counts` says; NaN when they do not vary."""
    size = max(float(counts.sum()), 1.0)
    off = scores - scores @ counts / size
    spread = np.sqrt(off**2 @ counts / size)
    return np.asarray(off / spread) if spread > 1e-9 else np.full(len(scores), np.nan)


def numeric(name: str, values: Floats, chunks: int, exact: bool) -> Numeric:
    """Put a column into cells. `values` (rows,), NaN where missing.

    `exact` asks for a cell for every different value where that is possible; else a grid of a few hundred cells.
    """
    rows = np.flatnonzero(~np.isnan(values))
    known = values[rows]
    distinct, cells = np.unique(known, return_inverse=True)
    if len(distinct) <= (EXACT_CELLS // (chunks + 1) if exact else CELLS + 2 * TAIL):
        return Numeric(name, rows, cells, distinct, distinct)
    ordered = np.sort(known)
    lefts = np.unique(
        np.concatenate([distinct[:TAIL], distinct[-TAIL:], ordered[np.linspace(0, len(ordered) - 1, CELLS).astype(np.int64)]])
    )
    cells = np.searchsorted(lefts, distinct, side="right")[cells] - 1
    return Numeric(name, rows, cells, middles(known, cells, lefts), lefts)


def cell_edges(values: Floats, cells: int) -> tuple[Floats, Floats, Floats]:
    """Left edges of a grid for values in ascending order that are too many to be counted one by one, and its equal bins and tenths.

    No cell lies in two bins; what is below the first edge falls into a cell of its own.
    """
    doane, tenths = doane_edges(values), decile_edges(values)
    quantiles = values[np.linspace(0, len(values) - 1, cells).astype(np.int64)] if len(values) else values
    return np.unique(np.concatenate([[-np.inf], quantiles, half_open(doane), tenths[1:-1], [np.inf]])), doane, tenths


def middles(values: Floats, cells: Ints, lefts: Floats) -> Floats:
    """The mean of the values of each cell."""
    with np.errstate(invalid="ignore", over="ignore"):
        sums = np.bincount(cells, weights=values, minlength=len(lefts))
        counts = np.bincount(cells, minlength=len(lefts))
        return np.where((counts > 0) & np.isfinite(sums), sums / np.maximum(counts, 1), lefts)


def half_open(edges: Floats) -> Floats:
    """Edges of bins that contain their left edge and not their right one: the last bin of a histogram contains both."""
    return np.append(edges[:-1], np.nextafter(edges[-1], np.inf)) if len(edges) else edges


def doane_edges(values: Floats) -> Floats:
    """Equal bins of values in ascending order by Doane's rule, as `numpy.histogram_bin_edges` has them; none when there is no value."""
    return doane(len(values), float(values[0]), float(values[-1]), skewness(values)) if len(values) else values


def doane(size: int, low: float, high: float, skew: float) -> Floats:
    """Edges of equal bins from the lowest to the highest of so many values, by how skew they are (NaN where nobody knows)."""
    if low == high:
        return np.array([low - 0.5, high + 0.5])
    bins = 1.0
    if size > 2 and np.isfinite(skew):
        sigma = np.sqrt(6.0 * (size - 2) / ((size + 1.0) * (size + 3)))
        bins = 1.0 + np.log2(size) + np.log2(1.0 + abs(skew) / sigma)
    edges = np.linspace(low, high, int(np.ceil(bins)) + 1) if np.isfinite(high - low) else np.array([low, high])
    return edges if (edges[1:] > edges[:-1]).all() else np.array([low, high])


def skewness(values: Floats, counts: Floats | None = None) -> float:
    """Of values, each as often as `counts` says; NaN where they do not spread, or are too large."""

    def mean(each: Floats) -> float:
        return float(each.mean() if counts is None else each @ counts / counts.sum())

    with np.errstate(over="ignore", invalid="ignore"):
        off = values - mean(values)
        square = off * off
        spread = np.sqrt(mean(square))
        return mean(square * off) / float(spread) ** 3 if 0 < spread < np.inf else np.nan


def decile_edges(values: Floats, counts: Floats | None = None) -> Floats:
    """Tenths of values in ascending order; fewer where many are equal. What lies outside belongs to the outer ones."""
    if not len(values):
        return np.empty(0)
    size = len(values) if counts is None else int(counts.sum())
    places = np.arange(1, DECILES) * (size - 1) / DECILES
    lower = places.astype(np.int64)
    upper = np.minimum(lower + 1, size - 1)
    share = places - lower
    if counts is not None:
        sums = np.cumsum(counts)
        lower, upper = np.searchsorted(sums, lower, side="right"), np.searchsorted(sums, upper, side="right")
    inner = values[lower] + (values[upper] - values[lower]) * share
    return np.concatenate([[-np.inf], inner[np.append(True, inner[1:] != inner[:-1])], [np.inf]])
