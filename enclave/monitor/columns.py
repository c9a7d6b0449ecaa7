"""Columns ready to be split into the reference and chunks, again and again: values are ordered and binned once, labels change.

A labelling gives each row 0 for the reference or 1..K for a chunk. A split is a column under one labelling.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True)
class Numeric:
    """Numbers of one column in ascending order, `ordered`. Missing values are not among them.

    `order` are their rows, `cells` the cell of each; `points` (G,) stand for the cells.
    """

    name: str
    ordered: Floats
    order: Ints
    first: Ints
    """Position of the first of the equal values that each position is among."""
    last: Ints
    cells: Ints
    points: Floats

    def split(self, labels: Labels, chunks: int) -> NumericSplit:
        """The column under a labelling."""
        return NumericSplit(self, chunks, labels[self.order])


class NumericSplit:
    """Counts and ranks of the reference and of every chunk; `ranked` are the labels in ascending order of the values."""

    has_ranks = True

    def __init__(self, column: Numeric, chunks: int, ranked: Labels) -> None:
        self.points = column.points
        self.chunks = chunks
        self.column = column
        self.ranked = ranked

    @cached_property
    def counts(self) -> Ints:
        """(1 + chunks, G) values of each cell."""
        return self._counted(self.column.cells, len(self.points))

    @cached_property
    def sizes(self) -> Ints:
        """(1 + chunks,) values that are not missing."""
        return np.bincount(self.ranked, minlength=self.chunks + 1)

    @cached_property
    def reference(self) -> Floats:
        """The finite values of the reference in ascending order."""
        values = cast(Floats, self.column.ordered[self.ranked == 0])
        return values if not len(values) or (np.isfinite(values[0]) and np.isfinite(values[-1])) else values[np.isfinite(values)]

    @cached_property
    def doane(self) -> Ints:
        """(1 + chunks, bins + 1) values in equal bins of the reference's range; the last are those outside."""
        return self.histogram(doane_edges(self.reference))

    @cached_property
    def tenths(self) -> Ints:
        """(1 + chunks, up to 11) values in tenths of the reference; what lies outside belongs to the outer ones."""
        return self.histogram(decile_edges(self.reference))

    def histogram(self, edges: Floats) -> Ints:
        """(1 + chunks, bins + 1) values between edges; the last are those outside of all."""
        bins = max(len(edges) - 1, 0)
        places = np.searchsorted(self.column.ordered, _half_open(edges)) if bins else np.zeros(1, dtype=np.int64)
        of_value = np.full(len(self.ranked), bins, dtype=np.int64)
        of_value[places[0] : places[-1]] = np.repeat(np.arange(bins), np.diff(places))
        return self._counted(of_value, bins + 1)

    def _counted(self, of_value: Ints, size: int) -> Ints:
        flat = np.bincount(self.ranked * np.int64(size) + of_value, minlength=(self.chunks + 1) * size)
        return flat.reshape(self.chunks + 1, size)


class CellSplit:
    """The same from counts alone, for columns that are too long to be ranked, and for summaries of several machines."""

    has_ranks = False

    def __init__(self, points: Floats, lefts: Floats, counts: Ints, doane: Floats, tenths: Floats) -> None:
        self.points = points
        self.counts = counts
        self.chunks = len(counts) - 1
        self._lefts = lefts
        self._edges = doane, tenths

    @cached_property
    def sizes(self) -> Ints:
        """(1 + chunks,) values that are not missing."""
        return cast(Ints, self.counts.sum(axis=1))

    @cached_property
    def doane(self) -> Ints:
        """(1 + chunks, bins + 1) values in equal bins of the reference's range; the last are those outside."""
        return self._histogram(self._edges[0])

    @cached_property
    def tenths(self) -> Ints:
        """(1 + chunks, up to 11) values in tenths of the reference."""
        return self._histogram(self._edges[1])

    def _histogram(self, edges: Floats) -> Ints:
        bins = max(len(edges) - 1, 0)
        place = np.searchsorted(_half_open(edges), self._lefts, side="right") - 1 if bins else np.zeros(len(self._lefts), dtype=np.int64)
        place = np.where((place < 0) | (place >= bins), bins, place)
        return np.stack([np.bincount(place, weights=row, minlength=bins + 1) for row in self.counts]).astype(np.int64)


Split = NumericSplit | CellSplit


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

    def split(self, labels: Labels, chunks: int) -> CategoricalSplit:
        """The column under a labelling."""
        kept = self.codes >= 0
        flat = np.bincount(labels[kept].astype(np.int64) * self.size + self.codes[kept], minlength=(chunks + 1) * self.size)
        return CategoricalSplit(self, flat.reshape(chunks + 1, self.size))


@dataclass(frozen=True)
class CategoricalSplit:
    """(1 + chunks, size) rows of each category."""

    column: Categorical
    counts: Ints

    @cached_property
    def sizes(self) -> Ints:
        """(1 + chunks,) rows that are not missing."""
        return cast(Ints, self.counts.sum(axis=1))


@dataclass(frozen=True)
class Flag:
    """A yes or no of each row: missing, of another type, a refusal."""

    name: str
    what: str
    marks: Mask

    def split(self, labels: Labels, chunks: int) -> FlagSplit:
        """The flag under a labelling."""
        return FlagSplit(self, np.bincount(labels, minlength=chunks + 1), np.bincount(labels[self.marks], minlength=chunks + 1))


@dataclass(frozen=True)
class FlagSplit:
    """(1 + chunks,) rows, and rows that are marked."""

    column: Flag
    sizes: Ints
    marked: Ints


def numeric(name: str, values: Floats, chunks: int, exact: bool) -> Numeric:
    """Order a column. `values` (rows,), NaN where missing.

    `exact` asks for a cell for every different value where that is possible; else a grid of a few hundred cells.
    """
    order = np.argsort(values, kind="stable")[: int(np.count_nonzero(~np.isnan(values)))]
    ordered = values[order]
    starts = np.ones(len(ordered), dtype=bool)
    starts[1:] = ordered[1:] != ordered[:-1]
    number = np.cumsum(starts) - 1
    begins = np.flatnonzero(starts)
    ends = np.append(begins[1:], len(ordered)) - 1 if len(ordered) else begins
    distinct = ordered[begins]
    if len(distinct) <= (EXACT_CELLS // (chunks + 1) if exact else CELLS):
        return Numeric(name, ordered, order, begins[number], ends[number], number, distinct)
    lefts = np.unique(
        np.concatenate([distinct[:TAIL], distinct[-TAIL:], ordered[np.linspace(0, len(ordered) - 1, CELLS).astype(np.int64)]])
    )
    cells = np.searchsorted(lefts, ordered, side="right") - 1
    return Numeric(name, ordered, order, begins[number], ends[number], cells, middles(ordered, cells, lefts))


def cell_edges(values: Floats, cells: int) -> tuple[Floats, Floats, Floats]:
    """Left edges of a grid for values in ascending order that are too many to be ranked, and its equal bins and tenths.

    No cell lies in two bins; what is below the first edge falls into a cell of its own.
    """
    doane, tenths = doane_edges(values), decile_edges(values)
    quantiles = values[np.linspace(0, len(values) - 1, cells).astype(np.int64)] if len(values) else values
    return np.unique(np.concatenate([[-np.inf], quantiles, _half_open(doane), tenths[1:-1], [np.inf]])), doane, tenths


def middles(ordered: Floats, cells: Ints, lefts: Floats) -> Floats:
    """The mean of the values of each cell."""
    with np.errstate(invalid="ignore", over="ignore"):
        sums = np.bincount(cells, weights=ordered, minlength=len(lefts))
        counts = np.bincount(cells, minlength=len(lefts))
        return np.where(counts > 0, sums / np.maximum(counts, 1), lefts)


def _half_open(edges: Floats) -> Floats:
    """Edges of bins that contain their left edge and not their right one: the last bin of a histogram contains both."""
    return np.append(edges[:-1], np.nextafter(edges[-1], np.inf)) if len(edges) else edges


def doane_edges(values: Floats) -> Floats:
    """Equal bins of values in ascending order by Doane's rule, as `numpy.histogram_bin_edges` has them; none when there is no value."""
    size = len(values)
    if not size:
        return np.empty(0)
    low, high = float(values[0]), float(values[-1])
    if low == high:
        return np.array([low - 0.5, high + 0.5])
    bins = 1.0
    if size > 2:
        with np.errstate(over="ignore", invalid="ignore"):
            spread = float(values.std())
        if 0 < spread < np.inf:
            sigma = np.sqrt(6.0 * (size - 2) / ((size + 1.0) * (size + 3)))
            skew = float((((values - values.mean()) / spread) ** 3).mean())
            bins = 1.0 + np.log2(size) + np.log2(1.0 + abs(skew) / sigma)
    edges = np.linspace(low, high, int(np.ceil(bins)) + 1) if np.isfinite(high - low) else np.array([low, high])
    return edges if (np.diff(edges) > 0).all() else np.array([low, high])


def decile_edges(values: Floats) -> Floats:
    """Tenths of values in ascending order; fewer where many are equal. What lies outside belongs to the outer ones."""
    if not len(values):
        return np.empty(0)
    places = np.arange(1, DECILES) * (len(values) - 1) / DECILES
    lower = places.astype(np.int64)
    upper = np.minimum(lower + 1, len(values) - 1)
    inner = values[lower] + (values[upper] - values[lower]) * (places - lower)
    return np.concatenate([[-np.inf], inner[np.append(True, inner[1:] != inner[:-1])], [np.inf]])
