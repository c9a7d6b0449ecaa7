"""The subjects of detectors: what is read, left out, and broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from enclave.errors import InputError
from enclave.monitor.dependence import Dependence
from enclave.monitor.detectors import DETECTORS
from enclave.monitor.source import Table
from enclave.monitor.subjects import Reader, Roles, read, sampled

Files = Callable[..., tuple[Path, Path]]


def reader_of(paths: tuple[Path, Path], roles: Roles = Roles()) -> Reader:  # noqa: B008
    tables = Table(paths[0]), Table(paths[1])
    labels = np.repeat(np.arange(2, dtype=np.int16), [tables[0].rows, tables[1].rows])
    rows = np.arange(len(labels))
    dependence = Dependence(*np.split(rows, [tables[0].rows]))
    reader = Reader(tables, [one for one in DETECTORS if one.default], labels, rows, 1, dependence=dependence)
    read(reader, roles, set())
    return reader


def test_columns_of_either_file_alone(files: Files) -> None:
    paths = files({"a": [1, 2, 3, 1], "gone": [1, 2, 1, 2]}, {"fresh": ["x", "y"], "a": [2, 3]})
    reader = reader_of(paths)
    assert {group.subject.name for group in reader.subjects.groups} == {"a"}
    assert reader.subjects.broken == [("gone", "missing_column")]
    assert "`fresh`" in " ".join(reader.subjects.notes)


def test_numbers_that_became_text_are_broken(files: Files) -> None:
    assert reader_of(files({"a": [1, 2, 3, 1]}, {"a": ["x", "y", "z"]})).subjects.broken == [("a", "changed_type")]


def test_vectors_and_prose(files: Files) -> None:
    random = np.random.default_rng(0)
    columns: dict[str, Any] = {
        "answer": [f"the answer to question number {i} is long" for i in range(80)],
        "vector": [list(row) for row in random.normal(size=(80, 4))],
    }
    reader = reader_of(files(columns, columns, "parquet"))
    seen = {(group.subject.name, one.id) for group in reader.subjects.groups for one in group.detectors}
    assert {("answer", "text_length"), ("answer", "refusal_rate"), ("vector", "embedding_drift")} <= seen


def test_a_named_column_must_be_there(files: Files) -> None:
    with pytest.raises(InputError, match="`--target` names"):
        reader_of(files({"a": [1, 2]}, {"a": [1]}), Roles(target="y"))
    with pytest.raises(InputError, match="no column that the reference has"):
        reader_of(files({"a": [1, 2]}, {"b": [1]}))


def test_a_sample_has_rows_of_every_chunk() -> None:
    labels = np.repeat(np.arange(4, dtype=np.int16), [9000, 3000, 10, 0])
    rows = sampled(labels, np.arange(len(labels)), 3, 0)
    counts = np.bincount(labels[rows], minlength=4)
    assert counts[2:].tolist() == [10, 0]
    assert 1900 < len(rows) < 2100
    assert counts[0] / counts[1] == pytest.approx(3, rel=0.02)


def test_lists_and_records_that_are_no_vectors(files: Files) -> None:
    words = {"x": [["a"], ["b"]] * 40, "record": [{"a": 1}] * 80, "n": [1.5, 2.5] * 40, "": [1, 2] * 40}
    reader = reader_of(files(words, words, "parquet"))
    assert not {"x", "record"} & {group.subject.name for group in reader.subjects.groups}
    assert "`x` holds VARCHAR[]" in " ".join(reader.subjects.notes)
    assert "`record` holds STRUCT" in " ".join(reader.subjects.notes)


def test_vectors_that_became_numbers_are_broken(files: Files) -> None:
    assert reader_of(files({"v": [[1.0, 2.0]] * 80}, {"v": [1.0] * 80}, "parquet")).subjects.broken == [("v", "changed_type")]
