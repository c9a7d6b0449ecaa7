"""What a model said beside what came true: labels and scores under a labelling of the rows, and the counts that metrics are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from enclave.monitor.columns import Ints, Labels
from enclave.monitor.source import Codes, Floats


@dataclass(frozen=True)
class Outcomes:
    """Rows of a classifier: `truth` and `said` are class numbers, -1 where missing; `score` (rows,) of the positive class or None.

    Of two classes number 1 is the positive one. For estimates `truth` is a probability of the positive class instead.
    """

    name: str
    truth: Codes | Floats
    said: Codes
    score: Floats | None
    classes: int

    def part(self, rows: Ints) -> Outcomes:
        """Some of the rows."""
        score = None if self.score is None else self.score[rows]
        return Outcomes(self.name, self.truth[rows], self.said[rows], score, self.classes)

    def split(self, labels: Labels, chunks: int) -> OutcomeSplit:
        """The rows under a labelling."""
        return OutcomeSplit(self, labels, chunks)


class OutcomeSplit:
    """Confusion of every chunk: (1 + chunks, classes) rows that were said and true, said, true; probabilities count by their size."""

    def __init__(self, column: Outcomes, labels: Labels, chunks: int) -> None:
        self.column, self.chunks = column, chunks
        kept = (column.truth >= 0) & (column.said >= 0)
        self._labels = labels[kept].astype(np.int64)
        self._truth, self._said = column.truth[kept], column.said[kept]
        self._scored = labels, column

    @cached_property
    def sizes(self) -> Ints:
        """(1 + chunks,) rows."""
        return np.bincount(self._labels, minlength=self.chunks + 1)

    @cached_property
    def confusion(self) -> tuple[Floats, Floats, Floats]:
        """Hits, said and true, each (1 + chunks, classes)."""
        if self._truth.dtype == np.float64:
            return self._expected()
        said = self._table(self._said, np.ones(len(self._said)))
        true = self._table(self._truth, np.ones(len(self._truth)))
        hits = self._table(self._said, (self._said == self._truth).astype(np.float64))
        return hits, said, true

    def _expected(self) -> tuple[Floats, Floats, Floats]:
        positive = self._truth
        said = self._table(self._said, np.ones(len(self._said)))
        hits = self._table(self._said, np.where(self._said == 1, positive, 1 - positive))
        true = np.stack([np.bincount(self._labels, weights=w, minlength=self.chunks + 1) for w in (1 - positive, positive)], axis=1)
        return hits, said, np.asarray(true, dtype=np.float64)

    def _table(self, codes: Codes | Floats, weights: Floats) -> Floats:
        size = self.column.classes
        flat = np.bincount(self._labels * size + codes.astype(np.int64), weights=weights, minlength=(self.chunks + 1) * size)
        return np.asarray(flat.reshape(self.chunks + 1, size))

    def roc_auc(self) -> Floats:
        """(chunks,) areas under the receiver operating characteristic; ties count a half; NaN where one class is missing."""
        labels, column = self._scored
        score = column.score
        if score is None or column.classes != 2:
            return np.full(self.chunks, np.nan)
        kept = (column.truth >= 0) & np.isfinite(score)
        order = np.lexsort((score[kept], labels[kept]))
        group, value, truth = labels[kept][order].astype(np.int64), score[kept][order], column.truth[kept][order].astype(np.float64)
        if not len(group):
            return np.full(self.chunks, np.nan)
        begins = np.flatnonzero(np.append(True, (value[1:] != value[:-1]) | (group[1:] != group[:-1])))
        positive, negative = np.add.reduceat(truth, begins), np.add.reduceat(1 - truth, begins)
        owner = group[begins]
        positives = np.bincount(owner, weights=positive, minlength=self.chunks + 1)
        negatives = np.bincount(owner, weights=negative, minlength=self.chunks + 1)
        before = np.cumsum(negative) - negative - (np.cumsum(negatives) - negatives)[owner]
        wins = np.bincount(owner, weights=positive * (before + negative / 2), minlength=self.chunks + 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = wins / (positives * negatives)
        return np.asarray(np.where((positives > 0) & (negatives > 0), found, np.nan)[1:])


@dataclass(frozen=True)
class Errors:
    """Rows of a regression: (rows,) errors, NaN where missing; or squares that are estimated."""

    name: str
    errors: Floats

    def split(self, labels: Labels, chunks: int) -> ErrorSplit:
        """The rows under a labelling."""
        return ErrorSplit(self, labels, chunks)


class ErrorSplit:
    """Means of every chunk."""

    def __init__(self, column: Errors, labels: Labels, chunks: int) -> None:
        kept = np.isfinite(column.errors)
        self._labels, self._errors, self.chunks = labels[kept], column.errors[kept], chunks

    def mean(self, power: int) -> Floats:
        """(chunks,) means of the absolute errors to a power."""
        sizes = np.bincount(self._labels, minlength=self.chunks + 1)[1:]
        sums = np.bincount(self._labels, weights=np.abs(self._errors) ** power, minlength=self.chunks + 1)[1:]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(sums / sizes)
