"""Levels (missing values, performance, reconstruction) are held against the reference's: what other chunks do later changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enclave.monitor.compare import Answer, Question, compare
from enclave.monitor.subjects import Roles

CHUNK = 200


def asked(folder: Path, reference: dict[str, Any], analysis: dict[str, Any], **told: Any) -> Answer:
    for name, table in (("reference", reference), ("analysis", analysis)):
        pq.write_table(pa.table(table), folder / f"{name}.parquet")
    return compare(Question(folder / "reference.parquet", folder / "analysis.parquet", chunk=str(CHUNK), block=1, seed=1, **told))


def alerts(answer: Answer) -> list[int]:
    """Chunks with any alert, from 0."""
    order = {chunk.name: i for i, chunk in enumerate(answer.chunks)}
    return sorted({order[one.chunk] for one in answer.results if one.alert})


def gaps(random: np.random.Generator, *parts: tuple[int, float]) -> dict[str, Any]:
    return {"x": np.concatenate([np.where(random.random(rows) < share, np.nan, random.normal(size=rows)) for rows, share in parts])}


def answers(random: np.random.Generator, *parts: tuple[int, float]) -> dict[str, Any]:
    truth = [random.integers(0, 2, rows) for rows, _ in parts]
    said = [np.where(random.random(rows) < share, one, 1 - one) for one, (rows, share) in zip(truth, parts, strict=True)]
    return {"truth": np.concatenate(truth), "said": np.concatenate(said)}


LEVELS: dict[str, tuple[Callable[..., dict[str, Any]], float, float, dict[str, Any]]] = {
    "missing values": (gaps, 0.2, 0.0, {"detectors": ("missing_values",)}),
    "accuracy": (answers, 0.75, 0.98, {"detectors": ("accuracy",), "roles": Roles(target="truth", prediction="said")}),
}


@pytest.mark.parametrize("what", LEVELS)
def test_what_gets_better_later_was_not_bad_before(what: str, tmp_path: Path) -> None:
    make, usual, better, told = LEVELS[what]
    random = np.random.default_rng(4)
    assert alerts(asked(tmp_path, make(random, (1000, usual)), make(random, (600, usual), (1800, better)), **told)) == []


@pytest.mark.parametrize("what", LEVELS)
def test_what_is_worse_from_the_first_chunk_on_is_told_there(what: str, tmp_path: Path) -> None:
    """Most of all rows have it: a mean of all would hide it."""
    make, worse, usual, told = LEVELS[what]
    random = np.random.default_rng(4)
    answer = asked(tmp_path, make(random, (1000, usual)), make(random, (3600, worse)), **told)
    assert alerts(answer) == list(range(18))
    [first, *_] = answer.results
    assert first.threshold is not None
    assert abs(first.threshold - usual) < abs(first.threshold - worse), "a threshold goes with the reference, not with what drifted"


def test_columns_that_come_apart_say_nothing_of_the_time_before(tmp_path: Path) -> None:
    random = np.random.default_rng(4)

    def rows(size: int, together: float) -> np.ndarray[Any, Any]:
        table = random.normal(size=(4, size))
        table[1] = together * table[0] + np.sqrt(1 - together**2) * table[1]
        return table

    reference = dict(zip("abcd", rows(1000, 0.8), strict=True))
    analysis = dict(zip("abcd", np.concatenate([rows(600, 0.8), rows(1800, 0.0)], axis=1), strict=True))
    found = alerts(asked(tmp_path, reference, analysis, detectors=("reconstruction_error",)))
    assert found
    assert min(found) >= 3
