"""Whole rows as vectors: numbers as they are, categories as how often the reference has them, everything scaled by the reference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from enclave.monitor.columns import Labels, Layout
from enclave.monitor.source import Codes, Floats


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

    def means(self, values: Floats) -> Floats:
        """(rows,) values -> (chunks,) means."""
        sums = self.layout.pool(np.bincount(self.labels, weights=values, minlength=self.layout.chunks + 1)[:, None])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(sums[1:, 0] / self.sizes)
