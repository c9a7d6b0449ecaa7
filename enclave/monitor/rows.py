"""Whole rows as vectors: numbers as they are, categories as how often the reference has them, everything scaled by the reference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

from enclave.monitor.columns import Ints, Labels, Layout
from enclave.monitor.source import Codes, Floats

MOST_PAIRED = 128
"""Columns of which every two are held against each other."""
PAIRS = 10_000_000
"""Of two columns in a chunk or window, that are held at once."""


@dataclass(frozen=True)
class Rows:
    """(rows, F) numbers, NaN where missing, and (rows,) codes of each categorical column, -1 where missing."""

    name: str
    numbers: Floats
    codes: tuple[Codes, ...]

    @property
    def width(self) -> int:
        """It takes one labelling at a time."""
        return 0

    def split(self, labels: Labels, layout: Layout) -> RowSplit:
        """The rows under a labelling."""
        return RowSplit(self, labels, layout)

    def part(self, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Rows:
        """Some of the rows."""
        return Rows(self.name, self.numbers[rows], tuple(codes[rows] for codes in self.codes))

    @cached_property
    def is_whole(self) -> bool:
        """Whether every number is finite."""
        return all(bool(np.isfinite(column).all()) for column in self.numbers.T)

    @cached_property
    def scores(self) -> NDArray[np.float32]:
        """(rows, F) normal scores of every column among all its values, the same under every labelling.

        Categories are ordered by how often they are. What is missing is 0.
        """
        columns = [*self.numbers.T, *(np.where(codes >= 0, _often(codes), np.nan) for codes in self.codes)]
        table = np.zeros((len(self.numbers), len(columns)), dtype=np.float32)
        for i, column in enumerate(columns):
            known = ~np.isnan(column)
            table[known, i] = ndtri(rankdata(column[known]) / (known.sum() + 1))
        return table

    @cached_property
    def strongest(self) -> Ints:
        """(F,) columns, those first that go together most with any other, in all rows: the same under every labelling."""
        with np.errstate(divide="ignore", invalid="ignore"):
            together = np.abs(np.nan_to_num(np.corrcoef(self.scores, rowvar=False)))
        np.fill_diagonal(together, 0.0)
        return np.argsort(-together.max(axis=0, initial=0.0), kind="stable")


def _often(codes: Codes) -> Floats:
    """(rows,) how often the category of each row is, -1 counts as one."""
    return np.asarray(np.bincount(codes + 1)[codes + 1], dtype=np.float64)


def _correlations(sums: Floats, width: int, upper: tuple[Ints, Ints]) -> Floats:
    """(tests, 1 + 2 F + P) rows, sums, sums of squares and of products -> (tests, P)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        moments = sums[:, 1:] / sums[:, :1]
        middle = moments[:, :width]
        spread = np.sqrt(moments[:, width : 2 * width] - middle**2)
        spread[~(spread > 1e-3)] = np.nan
        found = moments[:, 2 * width :]
        found -= middle[:, upper[0]] * middle[:, upper[1]]
        found /= spread[:, upper[0]] * spread[:, upper[1]]
    return np.asarray(found)


class RowSplit:
    """Rows of the reference and the chunks, on the reference's scale."""

    def __init__(self, rows: Rows, labels: Labels, layout: Layout) -> None:
        self.labels, self.layout, self.chunks = labels, layout, layout.total
        self._rows = rows

    @cached_property
    def scaled(self) -> Floats:
        """(rows, F) what is missing is the reference's mean or most frequent category; mean 0 and spread 1 in the reference."""
        is_reference = self.labels == 0
        numbers, codes = self._rows.numbers, self._rows.codes
        width = numbers.shape[1]
        table = np.empty((len(numbers), width + len(codes)))
        table[:, :width] = numbers
        if not self._rows.is_whole:
            for column in table[:, :width].T:
                known = np.isfinite(column)
                with np.errstate(over="ignore", invalid="ignore"):
                    mean = column[known & is_reference].sum() / max(int((known & is_reference).sum()), 1)
                column[~known] = mean
        for i, each in enumerate(codes):
            size = int(each.max(initial=0)) + 1
            counts = np.bincount(each[is_reference & (each >= 0)], minlength=size)
            filled = np.where(each >= 0, each, int(counts.argmax()))
            shares = np.bincount(filled[is_reference], minlength=size) / max(int(is_reference.sum()), 1)
            table[:, width + i] = shares[filled]
        if not is_reference.any():
            return np.full(table.shape, np.nan)
        with np.errstate(over="ignore", invalid="ignore"):
            reference = table[is_reference]
            mean, spread = reference.mean(axis=0), reference.std(axis=0)
            table -= mean
            table /= np.where(spread > 0, spread, 1.0)
        table[:, ~np.isfinite(spread)] = 0.0  # numbers too large to be squared tell nothing
        return table

    @cached_property
    def sizes(self) -> Floats:
        """(chunks,) rows."""
        return self.layout.sized(self.labels)[1:]

    def pairs(self) -> tuple[Floats, Floats]:
        """(total, P) correlations of every two columns' scores in each chunk and window, and in what it is held against.

        NaN where a column does not vary. Of more than 128 columns those that go together most; of fewer when there are very many chunks.
        """
        scores = self._rows.scores
        most = min(MOST_PAIRED, int(np.sqrt(PAIRS / (1 + self.layout.total))))
        if scores.shape[1] > most:
            scores = scores[:, np.sort(self._rows.strongest[:most])]
        width = scores.shape[1]
        upper = np.triu_indices(width, 1)
        ordered = scores[np.argsort(self.labels, kind="stable")]
        bounds = np.append(0, np.cumsum(np.bincount(self.labels, minlength=self.layout.chunks + 1)))
        each = np.empty((len(bounds) - 1, 1 + 2 * width + len(upper[0])))
        for sums, (first, after) in zip(each, pairwise(bounds), strict=True):
            part = ordered[first:after]
            products = part.T @ part
            sums[0], sums[1 : 1 + width] = len(part), part.sum(axis=0)
            sums[1 + width : 1 + 2 * width], sums[1 + 2 * width :] = np.diagonal(products), products[upper]
        before = _correlations(np.cumsum(each, axis=0), width, upper)
        return _correlations(self.layout.pool(each)[1:], width, upper), before[self.layout.starts]

    def means(self, values: Floats) -> Floats:
        """(rows,) values -> (chunks,) means."""
        sums = self.layout.pool(np.bincount(self.labels, weights=values, minlength=self.layout.chunks + 1)[:, None])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(sums[1:, 0] / self.sizes)
