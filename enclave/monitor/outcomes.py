"""What a model said beside what came true: labels and scores under a labelling of the rows, and the counts that metrics are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from enclave.monitor.columns import Ints, Labels, Layout
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

    @property
    def width(self) -> int:
        """It takes one labelling at a time."""
        return 0

    def split(self, labels: Labels, layout: Layout) -> OutcomeSplit:
        """The rows under a labelling."""
        return OutcomeSplit(self, labels, layout)


class OutcomeSplit:
    """Confusion of every chunk: (1 + chunks, classes) rows that were said and true, said, true; probabilities count by their size."""

    def __init__(self, column: Outcomes, labels: Labels, layout: Layout) -> None:
        self.column, self.chunks = column, layout.total
        self._layout, self._rows = layout, layout.chunks + 1
        kept = (column.truth >= 0) & (column.said >= 0)
        self._labels = labels[kept].astype(np.int64)
        self._truth, self._said = column.truth[kept], column.said[kept]
        self._scored = labels, column

    @cached_property
    def sizes(self) -> Floats:
        """(1 + chunks,) rows."""
        return self._layout.sized(self._labels)

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
        true = np.stack([np.bincount(self._labels, weights=w, minlength=self._rows) for w in (1 - positive, positive)], axis=1)
        return hits, said, self._layout.pool(np.asarray(true, dtype=np.float64))

    def _table(self, codes: Codes | Floats, weights: Floats) -> Floats:
        size = self.column.classes
        flat = np.bincount(self._labels * size + codes.astype(np.int64), weights=weights, minlength=self._rows * size)
        return self._layout.pool(flat.reshape(self._rows, size))

    def roc_auc(self) -> Floats:
        """(chunks,) areas under the receiver operating characteristic; ties count a half; NaN with one class, and for windows."""
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
        positives = np.bincount(owner, weights=positive, minlength=self._rows)
        negatives = np.bincount(owner, weights=negative, minlength=self._rows)
        before = np.cumsum(negative) - negative - (np.cumsum(negatives) - negatives)[owner]
        wins = np.bincount(owner, weights=positive * (before + negative / 2), minlength=self._rows)
        with np.errstate(divide="ignore", invalid="ignore"):
            areas = np.where((positives > 0) & (negatives > 0), wins / (positives * negatives), np.nan)[1:]
        return np.concatenate([areas, np.full(self.chunks - len(areas), np.nan)])


@dataclass(frozen=True)
class Errors:
    """Rows of a regression: (rows,) errors, NaN where missing; or squares that are estimated."""

    name: str
    errors: Floats

    @property
    def width(self) -> int:
        """It takes one labelling at a time."""
        return 0

    def split(self, labels: Labels, layout: Layout) -> ErrorSplit:
        """The rows under a labelling."""
        return ErrorSplit(self, labels, layout)


class ErrorSplit:
    """Means of every chunk."""

    def __init__(self, column: Errors, labels: Labels, layout: Layout) -> None:
        kept = np.isfinite(column.errors)
        self._labels, self._errors, self._layout = labels[kept], column.errors[kept], layout

    def mean(self, power: int) -> Floats:
        """(chunks,) means of the absolute errors to a power."""
        sizes = self._layout.sized(self._labels)[1:]
        weights = np.abs(self._errors) ** power
        sums = self._layout.pool(np.bincount(self._labels, weights=weights, minlength=self._layout.chunks + 1)[:, None])[1:, 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(sums / sizes)
