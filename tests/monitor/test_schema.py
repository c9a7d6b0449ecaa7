"""Schemas are inferred once and then enforced, by name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from enclave.errors import EnclaveError, InputError
from enclave.monitor.schema import Label, Labels, Prediction, Predictions, Schema, SchemaError, arrow_batch, batch_of, days, labels_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def sent(*features: dict[str, Any], **more: Any) -> Predictions:
    return Predictions("risk", "scorer", [Prediction(f"id{i}", features=one, **more) for i, one in enumerate(features)])


def test_inferred_then_enforced(tmp_path: Path) -> None:
    schema = Schema(tmp_path / "m" / "schema.json")
    table, skewed = batch_of(sent({"a": 1, "b": "x", "c": True, "d": [1.0, 2]}, {"a": 2.5, "b": None}, prediction=1), schema, NOW)
    assert (len(table), skewed) == (2, 0)
    assert schema.kinds == {"prediction": "number", "a": "number", "b": "text", "c": "truth", "d": "vector"}
    again = Schema(tmp_path / "m" / "schema.json")
    assert batch_of(sent({"b": "only this"}, prediction=None), again, NOW)[0]["a"].null_count == 1
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({"a": "text now"}, "column `a` was a number and is text now"),
        ({"e": 1}, "column `e` is new"),
        ({"c": 1}, "column `c` was true or false"),
        ({"id": 1}, "cannot be called `id`"),
    )
    for features, message in refused:
        with pytest.raises(SchemaError, match=message):
            batch_of(sent(features, prediction=1), again, NOW)
    with pytest.raises(SchemaError, match="column `a` holds values of several kinds"):
        batch_of(sent({"a": 1}, {"a": "x"}, prediction=1), again, NOW)


def test_a_first_batch_must_tell(tmp_path: Path) -> None:
    schema = Schema(tmp_path / "schema.json")
    with pytest.raises(SchemaError, match="`a` has no value"):
        batch_of(sent({"a": None}, prediction=1), schema, NOW)
    assert not (tmp_path / "schema.json").exists()
    (tmp_path / "schema.json").write_text("{", encoding="utf-8")
    with pytest.raises(EnclaveError, match="cannot be read"):
        Schema(tmp_path / "schema.json")


def test_clocks_that_are_ahead_are_counted(tmp_path: Path) -> None:
    schema = Schema(tmp_path / "schema.json")
    for ahead, skewed in ((timedelta(minutes=4), 0), (timedelta(hours=2), 1), (timedelta(days=-3), 0)):
        table, count = batch_of(sent({"a": 1}, time=NOW + ahead), schema, NOW)
        assert count == skewed
        assert table["time"][0].as_py() == (NOW if skewed else NOW + ahead)


def test_arrow_is_the_same(tmp_path: Path) -> None:
    schema = Schema(tmp_path / "schema.json")
    table = pa.table(
        {"id": ["a", "b"], "x": pa.array([1, 2], pa.int32()), "k": pa.array(["u", "v"]).dictionary_encode(), "prediction": [0.5, None]}
    )
    made, _ = arrow_batch(table, "1", schema, NOW)
    assert schema.kinds == {"x": "number", "k": "text", "prediction": "number"}
    assert made["x"].to_pylist() == [1.0, 2.0]
    bad = (
        pa.table({"x": [1]}), pa.table({"id": [1]}), pa.table({"id": ["a"], "x": ["text"]}), pa.table({"id": ["a"], "y": [1]}),
        pa.table({"id": ["a"], "time": ["noon"], "x": [1]}), pa.table({"id": ["a"], "x": pa.array([{"f": 1}])}),
    )  # fmt: skip
    for one in bad:
        with pytest.raises(SchemaError):
            arrow_batch(one, "", schema, NOW)


def test_labels_are_words_and_days_are_utc() -> None:
    rows = [Label("a", True), Label("b", 1.0), Label("c", 0.25), Label("d", "yes", NOW - timedelta(days=1))]
    table = labels_of(Labels("risk", "scorer", rows), NOW)
    assert table["label"].to_pylist() == ["true", "1", "0.25", "yes"]
    assert {day: len(part) for day, part in days(table).items()} == {"2026-11-21": 3, "2026-11-20": 1}


def test_odd_columns_of_arrow_are_taken_or_refused_by_name(tmp_path: Path) -> None:
    ids = pa.array(["a", "b"])
    taken: tuple[tuple[Any, str, list[Any]], ...] = (
        (pa.array([2**64 - 1, 0], pa.uint64()), "number", [2.0**64, 0.0]),
        (pa.array([1, 2]).dictionary_encode(), "number", [1.0, 2.0]),
        (pa.array(["p", "q"], pa.string_view()), "text", ["p", "q"]),
        (pa.array([[1], [2]], pa.large_list(pa.int8())), "vector", [[1.0], [2.0]]),
    )
    for i, (column, kind, values) in enumerate(taken):
        schema = Schema(tmp_path / str(i) / "schema.json")
        table, _ = arrow_batch(pa.table({"id": ids, "x": column}), "", schema, NOW)
        assert (schema.kinds["x"], table["x"].to_pylist()) == (kind, values)
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({"x": pa.array([["p"], ["q"]])}, "`x` holds list"),
        ({"x": pa.array([[[1.0]], [[2.0]]])}, "`x` holds list"),
        ({"x": pa.array([{"y": 1}, {"y": 2}])}, "`x` holds struct"),
        ({"x": pa.array([1, 2]), "X": pa.array([1, 2])}, "twice"),
        ({"Label": pa.array([1, 2])}, "cannot be called `Label`"),
        ({"": pa.array([1, 2])}, "cannot be called ``"),
        ({"x": pa.array([1, 2]), "time": pa.array([2**62, 0], pa.timestamp("s"))}, "no calendar"),
        ({"x": pa.array([1, 2]), "time": pa.array([-(2**40), 0], pa.timestamp("s"))}, "calendar|before 1970"),
    )
    for columns, message in refused:
        schema = Schema(tmp_path / "refused" / "schema.json")
        with pytest.raises(InputError, match=message):
            arrow_batch(pa.table({"id": ids, **columns}), "", schema, NOW)
        assert schema.kinds == {}, "a batch that is refused says nothing about what there is"


@pytest.mark.parametrize(
    "ids", [pa.array(["p", "q"], pa.large_string()), pa.array(["p", "q"], pa.string_view()), pa.array(["p", "q"]).dictionary_encode()]
)
def test_ids_may_be_text_of_any_form(tmp_path: Path, ids: pa.Array) -> None:
    table, _ = arrow_batch(pa.table({"id": ids, "x": [1.0, 2.0]}), "", Schema(tmp_path / "schema.json"), NOW)
    assert table["id"].to_pylist() == ["p", "q"]
    assert table["id"].type == pa.string()


@pytest.mark.parametrize(
    "ids",
    [
        pa.array([1, 2]), pa.array(["p", None], pa.large_string()), pa.array(["p", ""]).dictionary_encode(),
        pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["p", None])),
        pa.DictionaryArray.from_arrays(pa.array([0] * 9), pa.array(["p" * 2**23])),
    ],
)  # fmt: skip
def test_ids_that_are_none(tmp_path: Path, ids: pa.Array) -> None:
    with pytest.raises(SchemaError, match="`id`"):
        arrow_batch(pa.table({"id": ids, "x": [1.0] * len(ids)}), "", Schema(tmp_path / "schema.json"), NOW)


def test_times_and_numbers_that_nothing_holds(tmp_path: Path) -> None:
    schema = Schema(tmp_path / "schema.json")
    with pytest.raises(InputError, match="before 1970"):
        batch_of(sent({"x": 1}, time=datetime(1, 1, 1, tzinfo=UTC)), schema, NOW)
    with pytest.raises(SchemaError, match="`x` cannot be stored"):
        batch_of(sent({"x": 10**400}), schema, NOW)
    assert batch_of(sent({"x": 2**70}), schema, NOW)[0]["x"].to_pylist() == [2.0**70]
    nanoseconds = pa.array([1_700_000_000_123_456_789, None], pa.timestamp("ns"))
    table, _ = arrow_batch(pa.table({"id": ["a", "b"], "x": [1, 2], "time": nanoseconds}), "", schema, NOW)
    assert list(days(table)) == ["2023-11-14", "2026-11-21"]
