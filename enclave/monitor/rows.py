"""Whole rows as vectors: numbers as they are, categories as how often the reference has them, everything scaled by the reference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from enclave.monitor.columns import Labels
from enclave.monitor.source import Codes, Floats


@dataclass(frozen=True)
class Rows:
    """(rows, F) numbers, NaN where missing, and (rows,) codes of each categorical column, -1 where missing."""

    name: str
    numbers: Floats
    codes: tuple[Codes, ...]

    def split(self, labels: Labels, chunks: int) -> RowSplit:
        """The rows under a labelling."""
        return RowSplit(self, labels, chunks)

    def part(self, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Rows:
        """Some of the rows."""
        return Rows(self.name, self.numbers[rows], tuple(codes[rows] for codes in self.codes))


class RowSplit:
    """Rows of the reference and the chunks, on the reference's scale."""

    def __init__(self, rows: Rows, labels: Labels, chunks: int) -> None:
        self.labels, self.chunks = labels, chunks
        self._rows = rows

    @cached_property
    def scaled(self) -> Floats:
        """(rows, F) what is missing is the reference's mean or most frequent category; mean 0 and spread 1 in the reference."""
        is_reference = self.labels == 0
        columns = []
        numbers = np.where(np.isfinite(self._rows.numbers), self._rows.numbers, np.nan)
        if numbers.shape[1]:
            known = ~np.isnan(numbers[is_reference])
            with np.errstate(over="ignore", invalid="ignore"):
                means = np.where(known, numbers[is_reference], 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
            columns.append(np.where(np.isnan(numbers), means, numbers))
        for codes in self._rows.codes:
            size = int(codes.max(initial=0)) + 1
            counts = np.bincount(codes[is_reference & (codes >= 0)], minlength=size)
            filled = np.where(codes >= 0, codes, int(counts.argmax()))
            shares = np.bincount(filled[is_reference], minlength=size) / max(int(is_reference.sum()), 1)
            columns.append(shares[filled][:, None])
        table = np.concatenate(columns, axis=1)
        reference = table[is_reference]
        if not len(reference):
            return np.full(table.shape, np.nan)
        with np.errstate(over="ignore", invalid="ignore"):
            spread = reference.std(axis=0)
            scaled = (table - reference.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
        return np.where(np.isfinite(spread), scaled, 0.0)  # numbers too large to be squared tell nothing

    def means(self, values: Floats) -> Floats:
        """(rows,) values -> (chunks,) means."""
        sizes = np.bincount(self.labels, minlength=self.chunks + 1)[1:]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.bincount(self.labels, weights=values, minlength=self.chunks + 1)[1:] / sizes)
