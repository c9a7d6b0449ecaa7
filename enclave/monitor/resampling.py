"""Did summaries drift from the reference? Without rows there is nothing to exchange, so counts are: what every cell holds in all is
dealt to reference and chunks anew, as exchanged rows would be (multivariate hypergeometric). Columns are dealt by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from enclave.errors import InputError
from enclave.monitor.calibration import OWN, fitted, permutations, to_losses, to_scores, to_values
from enclave.monitor.chunks import Chunk
from enclave.monitor.columns import CategoricalSplit, CellSplit, FlagSplit, Ints, Layout
from enclave.monitor.compare import Answer, Result, chosen
from enclave.monitor.detector import Detector, Null
from enclave.monitor.source import Floats
from enclave.monitor.summaries import MISSING, REFERENCE, Categories, Counts, Grid, Numbers

BUDGET = 999
COUNTED = ("numeric", "categorical", "missing")
"""Subjects that counts in cells tell."""


@dataclass(frozen=True)
class _Column:
    """One column: (1 + chunks, 1 + G) rows, those that are missing first."""

    name: str
    cells: Numbers | Categories
    counts: Ints
    detectors: tuple[Detector, ...]

    def measure(self, counts: Ints, *, judged: bool = False) -> Floats:
        """(detectors, chunks) values of a dealing; `judged`: of levels how far they are from the reference's, as `repeated` says."""
        cells = self.cells
        split: CellSplit | CategoricalSplit
        known, layout = counts[:, 1:].astype(np.float64), Layout(len(counts) - 1)
        if isinstance(cells, Numbers):
            split = CellSplit(cells.points, cells.lefts, known, layout, edges=(cells.doane, cells.tenths))
        else:
            split = CategoricalSplit(known, layout)
        flag = FlagSplit(counts.sum(axis=1).astype(np.float64), counts[:, 0].astype(np.float64))
        found = np.stack([detector.measure(flag if "missing" in detector.on else split) for detector in self.detectors])
        if judged:
            of_all, of_reference = flag.marked.sum() / flag.sizes.sum(), flag.marked[0] / flag.sizes[0]
            found[[detector.null.is_level for detector in self.detectors]] += of_all - of_reference
        return found

    def dealt(self, random: np.random.Generator) -> Ints:
        """The same rows, dealt anew."""
        fresh = np.zeros_like(self.counts)
        left = self.counts.sum(axis=0)
        for chunk in range(1, len(fresh)):
            fresh[chunk] = random.multivariate_hypergeometric(left, int(self.counts[chunk].sum()), method="marginals")
            left -= fresh[chunk]
        fresh[0] = left
        return fresh


def judge(grid: Grid, counts: Counts, rate: float = 0.05, detectors: Sequence[str] = (), seed: int = 0) -> Answer:
    """The answer of `compare`, from counts. Raises InputError when there is nothing to compare, or columns have other numbers of rows."""
    if not 0 < rate < 1:
        raise InputError(f"`{rate}` is no false-alarm rate", hint="a share between 0 and 1, `0.05`")
    names = sorted(name for name in counts if name != REFERENCE)
    if not names:
        raise InputError("the summaries have no chunk")
    sizes = [_rows(grid, counts[name], name) for name in names]
    columns = [_column(grid, counts, names, column, chosen(detectors)) for column in grid.columns]
    columns = [column for column in columns if column.detectors]
    shapes: list[Null] = [detector.null for column in columns for detector in column.detectors for _ in names]
    random = np.random.default_rng((seed, OWN))
    tries = permutations(rate, BUDGET)
    dealt = np.stack(
        [np.concatenate([column.measure(column.dealt(random), judged=True).ravel() for column in columns]) for _ in range(tries)]
    )
    whole = float(_rows(grid, grid.reference[REFERENCE], "reference"))
    each = np.tile(np.array(sizes, dtype=np.float64), len(shapes) // len(names))
    limit = fitted(dealt, shapes, len(names), (np.full(len(shapes), whole), each), rate)
    values = np.concatenate([column.measure(column.counts).ravel() for column in columns])
    judged = np.concatenate([column.measure(column.counts, judged=True).ravel() for column in columns])
    scores = to_scores(to_losses(judged, shapes), limit.mean, limit.spread, shapes)
    thresholds = to_values(limit.score, limit.mean, limit.spread, shapes, judged) - judged + values
    tests = [(name, column.name, detector.id) for column in columns for detector in column.detectors for name in names]
    found = [
        Result(*test, _number(value), _number(threshold), bool(score > limit.score))
        for test, value, threshold, score in zip(tests, values, thresholds, scores, strict=True)
    ]
    notes = [f"`{name}` is left out: it is not counted in cells" for name in grid.left_out]
    chunks = tuple(Chunk(name, name, name, size) for name, size in zip(names, sizes, strict=True))
    return Answer(chunks, tuple(sorted(found, key=lambda one: names.index(one.chunk))), rate, tuple(notes))


def _rows(grid: Grid, columns: dict[str, dict[int, int]], chunk: str) -> int:
    """Rows of a chunk, which every column must have."""
    sizes = {sum(columns.get(name, {}).values()) for name in grid.columns}
    if len(sizes) != 1:
        raise InputError(f"the columns of the chunk `{chunk}` have other numbers of rows than each other", hint="was a summary cut off?")
    return sizes.pop()


def _column(grid: Grid, counts: Counts, names: list[str], column: str, detectors: tuple[Detector, ...]) -> _Column:
    cells = grid.columns[column]
    table = np.zeros((1 + len(names), 1 + cells.size), dtype=np.int64)
    for i, part in enumerate([grid.reference[REFERENCE], *(counts[name] for name in names)]):
        for cell, rows in part.get(column, {}).items():
            table[i, cell - MISSING] = rows
    kinds = {"missing", "numeric" if isinstance(cells, Numbers) else "categorical"}
    return _Column(column, cells, table, tuple(detector for detector in detectors if kinds & set(detector.on) & set(COUNTED)))


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
