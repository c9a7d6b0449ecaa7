"""Summaries that replicas ship instead of rows: counts in cells that the reference fixes. Merged by addition, they are those of the whole.

A grid is made of the reference once: for numbers the edges of its quantiles, bins and tenths, for categories their names. A summary counts
rows by chunk, column and cell; cell -1 is missing. Not a number and plus infinity are missing here, since SQL cannot tell them apart.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from enclave.errors import InputError
from enclave.monitor.chunks import cut
from enclave.monitor.columns import Ints, cell_edges, half_open, middles
from enclave.monitor.source import MOST_CATEGORIES, Floats, Table, kind_of

CELLS = 256
"""Of the reference's quantiles: a distance of distribution functions is exact to 1/256."""
MISSING = -1
REFERENCE = ""
"""The chunk that the reference's own rows are."""
HEADER = ["column_name", "chunk", "cell", "row_count"]

Counts = dict[str, dict[str, dict[int, int]]]
"""Rows by chunk, column and cell."""


@dataclass(frozen=True)
class Numbers:
    """Cells of numbers: (G,) left edges, points that stand for them, and the half-open edges of the reference's bins and tenths."""

    lefts: Floats
    points: Floats
    doane: Floats
    tenths: Floats

    @property
    def size(self) -> int:
        """Cells without the missing."""
        return len(self.lefts)


@dataclass(frozen=True)
class Categories:
    """Cells of categories: their names, and one more for all others."""

    names: tuple[str, ...]
    is_truth: bool = False

    @property
    def size(self) -> int:
        """Cells without the missing."""
        return len(self.names) + 1


@dataclass(frozen=True)
class Grid:
    """Columns with their cells, the reference's own counts, and what of the reference is left out."""

    columns: Mapping[str, Numbers | Categories]
    reference: Counts
    left_out: tuple[str, ...] = ()


def grid_of(path: Path) -> Grid:
    """Raises InputError for a reference without any column of numbers or categories, or without rows."""
    table = Table(path)
    if not table.rows:
        raise InputError("has no rows", str(path))
    columns: dict[str, Numbers | Categories] = {}
    left_out = []
    for name, type_ in table.types.items():
        facts = table.facts(name)
        kind = kind_of(name, facts, None)
        if kind == "numeric":
            values = table.floats(name)
            known = np.sort(values[np.isfinite(values)])
            lefts, doane, tenths = cell_edges(known, CELLS)
            lefts = lefts[:-1]
            places = np.searchsorted(lefts, known, side="right") - 1
            columns[name] = Numbers(lefts, middles(known, places, lefts), half_open(doane), half_open(tenths))
        elif kind == "categorical":
            counts = table.categories(name)
            names = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_CATEGORIES]
            columns[name] = Categories(tuple(names), is_truth=type_ == "BOOLEAN")
        else:
            left_out.append(name)
    if not columns:
        raise InputError("has no column of numbers or categories", str(path))
    grid = Grid(columns, {}, tuple(left_out))
    return Grid(columns, _counted(table, grid, np.zeros(table.rows, dtype=np.int16), [REFERENCE]), tuple(left_out))


def count(path: Path, grid: Grid, timestamp: str | None = None, chunk: str | None = None) -> Counts:
    """Rows of a file by chunk, column and cell; a column that it lacks is missing in every row. Raises InputError as `compare` does."""
    table = Table(path)
    chunks = cut(table, timestamp, chunk)
    return _counted(table, grid, chunks.of_row - 1, [one.name for one in chunks.chunks])


def _counted(table: Table, grid: Grid, of_row: Ints | np.ndarray[tuple[int], np.dtype[np.int16]], names: list[str]) -> Counts:
    """of_row: (rows,) number of each row's chunk, -1: none."""
    counts: Counts = {name: {} for name in names}
    timed = of_row >= 0
    for column, cells in grid.columns.items():
        if column not in table.types:
            places = np.full(table.rows, MISSING)
        elif isinstance(cells, Numbers):
            values = table.floats(column)
            places = np.where(values < np.inf, np.searchsorted(cells.lefts, values, side="right") - 1, MISSING)
        else:
            places = table.codes(column, cells.names).astype(np.int64)
        width = cells.size + 1
        flat = np.bincount(of_row[timed].astype(np.int64) * width + places[timed] + 1, minlength=len(names) * width)
        for name, row in zip(names, flat.reshape(len(names), width), strict=True):
            counts[name][column] = {int(cell) - 1: int(row[cell]) for cell in np.flatnonzero(row)}
    return counts


def merged(summaries: Iterable[Counts]) -> Counts:
    """The sums of several."""
    total: Counts = {}
    for summary in summaries:
        for chunk, columns in summary.items():
            for column, cells in columns.items():
                into = total.setdefault(chunk, {}).setdefault(column, {})
                for cell, rows in cells.items():
                    into[cell] = into.get(cell, 0) + rows
    return total


def write_grid(grid: Grid, path: Path) -> None:
    """As JSON; the smallest number is written as null, since JSON has no infinity."""
    columns = {}
    for name, cells in grid.columns.items():
        if isinstance(cells, Categories):
            columns[name] = {"categories": list(cells.names), "truth": cells.is_truth}
        else:
            columns[name] = {what: [_finite(x) for x in getattr(cells, what).tolist()] for what in ("lefts", "points", "doane", "tenths")}
    path.write_text(json.dumps({"columns": columns, "reference": _listed(grid.reference), "left_out": grid.left_out}), encoding="utf-8")


def _finite(value: float) -> float | str:
    return value if np.isfinite(value) else str(value)


def read_grid(path: Path) -> Grid:
    """Raises InputError for what is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        columns: dict[str, Numbers | Categories] = {}
        for name, cells in document["columns"].items():
            if "categories" in cells:
                columns[name] = Categories(tuple(map(str, cells["categories"])), bool(cells["truth"]))
            else:
                arrays = [np.array([float(x) for x in cells[what]]) for what in ("lefts", "points", "doane", "tenths")]
                columns[name] = Numbers(arrays[0], arrays[1], arrays[2], arrays[3])
        return Grid(columns, _counts(document["reference"]), tuple(document["left_out"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("is no grid", str(path), "make one with `enclave monitor grid REFERENCE`") from error


def write_counts(counts: Counts, path: Path) -> None:
    """As CSV: the result of the SQL, too."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows(_listed(counts))


def _listed(counts: Counts) -> list[list[str | int]]:
    flat = ((column, chunk, cells) for chunk, columns in counts.items() for column, cells in columns.items())
    return [[column, chunk, cell, rows] for column, chunk, cells in flat for cell, rows in cells.items()]


def _counts(rows: Iterable[Iterable[str | int]]) -> Counts:
    return merged(
        {str(chunk): {str(column): {int(cell): int(number)}}} for column, chunk, cell, number in (tuple(row) for row in rows)
    )


def read_counts(path: Path, grid: Grid) -> Counts:
    """Raises InputError for what is no summary by this grid."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream) if row]
        if rows and [name.strip().lower() for name in rows[0]] == HEADER:
            rows = rows[1:]
        counts = _counts(rows)
    except (OSError, ValueError, csv.Error) as error:
        raise InputError("is no summary", str(path), f"CSV with the columns {', '.join(f'`{name}`' for name in HEADER)}") from error
    for columns in counts.values():
        for column, cells in columns.items():
            known = grid.columns.get(column)
            if known is None or not all(MISSING <= cell < known.size for cell in cells) or min(cells.values()) < 0:
                raise InputError(f"does not fit the grid in the column `{column}`", str(path), "count with the grid that you judge with")
    return counts
