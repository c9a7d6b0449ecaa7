"""Splits of columns, and files to compare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enclave.monitor.columns import Categorical, Flag, Layout, numeric
from enclave.monitor.outcomes import Errors, Outcomes
from enclave.monitor.rows import Rows


def labelled(parts: list[Any]) -> tuple[Any, Any]:
    sizes = [len(part) for part in parts]
    return np.concatenate([np.asarray(part, dtype=float) for part in parts]), np.repeat(np.arange(len(parts), dtype=np.int16), sizes)


@pytest.fixture
def numbers() -> Callable[..., Any]:
    """`numbers(reference, chunk, ...)`: the column, split."""

    def split(*parts: Any, exact: bool = True) -> Any:
        values, labels = labelled(list(parts))
        return numeric("x", values, len(parts) - 1, exact=exact).split(labels, Layout(len(parts) - 1))

    return split


@pytest.fixture
def categories() -> Callable[..., Any]:
    """`categories(reference, chunk, ...)` of codes; -1 is missing."""

    def split(*parts: Any, size: int = 0) -> Any:
        values, labels = labelled(list(parts))
        codes = values.astype(np.int32)
        return Categorical("x", codes, size or int(codes.max()) + 1).split(labels, Layout(len(parts) - 1))

    return split


@pytest.fixture
def flags() -> Callable[..., Any]:
    """`flags(reference, chunk, ...)` of truth values."""

    def split(*parts: Any) -> Any:
        values, labels = labelled(list(parts))
        return Flag("x", "missing", values.astype(bool)).split(labels, Layout(len(parts) - 1))

    return split


@pytest.fixture
def table_rows() -> Callable[..., Any]:
    """`table_rows(reference, chunk, ...)` of (rows, F) tables."""

    def split(*parts: Any) -> Any:
        labels = np.repeat(np.arange(len(parts), dtype=np.int16), [len(part) for part in parts])
        return Rows("*", np.concatenate(parts), ()).split(labels, Layout(len(parts) - 1))

    return split


@pytest.fixture
def outcomes() -> Callable[..., Any]:
    """`outcomes(truth, said, score)`: one reference of the first half, one chunk of the second."""

    def split(truth: Any, said: Any, score: Any = None, classes: int = 2) -> Any:
        labels = (np.arange(len(truth)) >= len(truth) // 2).astype(np.int16)
        return Outcomes("y", np.asarray(truth), np.asarray(said, dtype=np.int32), score, classes).split(labels, Layout(1))

    return split


@pytest.fixture
def errors() -> Callable[..., Any]:
    """`errors(reference, chunk, ...)`."""

    def split(*parts: Any) -> Any:
        values, labels = labelled(list(parts))
        return Errors("y", values).split(labels, Layout(len(parts) - 1))

    return split


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """`files(reference, analysis)`, each columns by name, as CSV (default) or Parquet."""

    def write(reference: dict[str, Any], analysis: dict[str, Any], kind: str = "csv") -> tuple[Path, Path]:
        paths = []
        for name, columns in (("reference", reference), ("analysis", analysis)):
            path = tmp_path / f"{name}.{kind}"
            if kind == "parquet":
                pq.write_table(pa.table(columns), path)
            else:
                rows = zip(*columns.values(), strict=True)
                lines = [",".join(columns), *(",".join("" if cell is None else str(cell) for cell in row) for row in rows)]
                path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            paths.append(path)
        return paths[0], paths[1]

    return write
