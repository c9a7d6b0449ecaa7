"""What a model's predictions look like: inferred from the first batch that tells, then enforced; a change is refused by name."""

from __future__ import annotations

import errno
import json
import math
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from enclave.errors import EnclaveError, InputError
from enclave.monitor.arrow import unfolded

Kind = Literal["number", "text", "truth", "vector"]
Value = float | int | str | bool | list[float] | None
TYPES: dict[str, pa.DataType] = {
    "number": pa.float64(),
    "text": pa.string(),
    "truth": pa.bool_(),
    "vector": pa.list_(pa.float64()),
}
OWN = ("id", "time", "received", "version")
"""Columns of every prediction, beside `prediction`, `score` and the features."""
MOST_COLUMNS = 2_000
MOST_CELLS = 10_000_000
"""Values of a batch when each row has every column: a few bytes may ask for many that are missing."""
MOST_DAYS = 400
"""Of one batch: each is a file."""
MOST_NAME = 256
"""Characters of a column's name, and of a version."""
MOST_UNFOLDED = 64 * 2**20
"""Bytes of text, or numbers of vectors, of one column of a batch."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
SKEW_SECONDS = 300.0
"""How far a clock may be ahead of this one; a later time is taken for now, and counted."""


NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS)
"""What a file system says that has no hard links."""


class SchemaError(InputError):
    """A batch does not fit what was sent before."""


class Prediction(msgspec.Struct, forbid_unknown_fields=True):
    """One prediction, as a client sends it."""

    id: str
    prediction: float | int | str | bool | None = None
    score: float | None = None
    time: datetime | None = None
    features: dict[str, Value] = {}


class Predictions(msgspec.Struct, forbid_unknown_fields=True):
    """A batch of one model."""

    project: str
    model: str
    predictions: list[Prediction]
    version: str = ""


class Label(msgspec.Struct, forbid_unknown_fields=True):
    """What came true for one prediction."""

    id: str
    label: float | int | str | bool
    time: datetime | None = None


class Labels(msgspec.Struct, forbid_unknown_fields=True):
    """A batch of one model."""

    project: str
    model: str
    labels: list[Label]


_kinds = msgspec.json.Decoder(dict[str, Kind])


class Schema:
    """Kinds of the columns of one model, kept in a file. Raises EnclaveError when the file cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.kinds: dict[str, Kind] = self._read()

    def _read(self) -> dict[str, Kind]:
        try:
            if not self._path.is_file():
                return {}
            return _kinds.decode(self._path.read_bytes())
        except (OSError, msgspec.MsgspecError) as error:
            raise EnclaveError("the schema of a model cannot be read", str(self._path)) from error

    def admit(self, found: Mapping[str, Kind | None]) -> None:
        """Take columns (None: nothing but missing values) or refuse them by name. What is new after the first batch is refused.

        Raises SchemaError, and EnclaveError when the file cannot be written.
        """
        if not self.kinds:
            self._infer(found)
        unknown = sorted(set(found) - set(self.kinds)) if self.kinds else []
        if unknown:
            raise SchemaError(
                f"column `{unknown[0]}` is new", hint=f"this model has {', '.join(f'`{name}`' for name in list(self.kinds)[:20])}"
            )
        for name, kind in found.items():
            known = self.kinds.get(name)
            if known is not None and kind is not None and kind != known:
                raise SchemaError(f"column `{name}` was {_article(known)} and is {_article(kind)} now")

    def _infer(self, found: Mapping[str, Kind | None]) -> None:
        """Keep what the first batch says; what another process kept first, in the same moment, holds instead."""
        names = [name.lower() for name in found]
        if reserved := [name for name in found if name.lower() in (*OWN, "label", "")]:
            raise SchemaError(f"a feature cannot be called `{reserved[0]}`")
        if len(set(names)) < len(names):
            twice = next(name for name in found if names.count(name.lower()) > 1)
            raise SchemaError(f"column `{twice}` is there twice, in small and in capital letters")
        if empty := [name for name, kind in found.items() if kind is None and name not in ("prediction", "score")]:
            raise SchemaError(
                f"column `{empty[0]}` has no value from which to tell what it is", hint="send a first batch with a value in every column"
            )
        kinds = {name: kind for name, kind in found.items() if kind is not None}
        if not kinds:
            return
        fresh = self._path.with_name(f".{self._path.name}.{os.getpid()}.{uuid4().hex}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(kinds, indent=1), encoding="utf-8")
            kinds = self._kept(fresh, kinds)
        except OSError as error:
            raise EnclaveError(f"the schema of a model cannot be written: {type(error).__name__}", str(self._path)) from error
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
        self.kinds = kinds

    def _kept(self, fresh: Path, kinds: dict[str, Kind]) -> dict[str, Kind]:
        """What is in the file now: this, or what was there first."""
        try:
            os.link(fresh, self._path)
        except FileExistsError:
            return self._read()
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            fresh.replace(self._path)
        return kinds


def _article(kind: str) -> str:
    return {"number": "a number", "text": "text", "truth": "true or false", "vector": "a vector"}[kind]


def kind_of(values: list[Value]) -> Kind | None:
    """What a column of values is; None when all are missing. Raises SchemaError when they are of several kinds."""
    types = set(map(type, values)) - {type(None)}
    if not types:
        return None
    if types <= {int, float}:
        return "number"
    if len(types) == 1:
        kinds: dict[type, Kind] = {str: "text", bool: "truth", list: "vector"}
        return kinds[types.pop()]
    raise SchemaError("holds values of several kinds")


def _bounded(names: Collection[str], rows: int, version: str, schema: Schema) -> None:
    """Refuse what would need far more memory than it has bytes, before any of it is built."""
    if len(names) > MOST_COLUMNS:
        raise SchemaError(f"{len(names)} columns are more than {MOST_COLUMNS}")
    if any(len(name) > MOST_NAME for name in names):
        raise SchemaError(f"a column's name has more than {MOST_NAME} characters")
    if len(version) > MOST_NAME:
        raise InputError(f"the version has more than {MOST_NAME} characters")
    if rows * len({*names, *schema.kinds}) > MOST_CELLS:
        raise InputError(f"{rows} rows of {len({*names, *schema.kinds})} columns are too many at once", hint="send fewer rows at once")


def _identified(ids: pa.Array) -> pa.Array:
    if pc.any(pc.equal(pc.binary_length(ids), 0)).as_py():
        raise SchemaError("an `id` is empty")
    return ids


def batch_of(sent: Predictions, schema: Schema, now: datetime) -> tuple[pa.Table, int]:
    """The batch as a table, and how many of its times were ahead of this clock. Raises SchemaError."""
    rows = sent.predictions
    names = dict.fromkeys(name for row in rows for name in row.features)
    _bounded(names, len(rows), sent.version, schema)
    ids = _identified(pa.array([row.id for row in rows], pa.string()))
    columns: dict[str, list[Value]] = {
        "prediction": [row.prediction for row in rows],
        "score": [row.score for row in rows],
    }
    for name in names:
        if name in (*OWN, "prediction", "score", "label"):
            raise SchemaError(f"a feature cannot be called `{name}`")
        columns[name] = [row.features.get(name) for row in rows]
    kinds: dict[str, Kind | None] = {}
    arrays: dict[str, pa.Array] = {}
    for name, values in columns.items():
        try:
            kinds[name] = kind = kind_of(values)
            if kind is not None:
                arrays[name] = pa.array(_doubles(values) if kind == "number" else values, type=TYPES[kind])
        except (SchemaError, pa.ArrowException, OverflowError) as error:
            raise SchemaError(f"column `{name}` {error.message if isinstance(error, SchemaError) else 'cannot be stored'}") from None
    times, skewed = _times([row.time for row in rows], now)
    # last of all: a batch that is refused says nothing about what there is
    schema.admit({name: kind for name, kind in kinds.items() if kind is not None or name not in ("prediction", "score")})
    return _table(ids, times, now, sent.version, _filled(arrays, schema, len(rows))), skewed


def _doubles(values: list[Value]) -> list[float | None]:
    return [None if value is None else float(value) for value in values if not isinstance(value, (str, list))]


def _filled(arrays: Mapping[str, pa.Array], schema: Schema, rows: int) -> dict[str, pa.Array]:
    """Every column of the schema; what a batch lacks is missing."""
    return {name: arrays[name] if name in arrays else pa.nulls(rows, TYPES[kind]) for name, kind in schema.kinds.items()}


def _table(ids: pa.Array, times: pa.Array, now: datetime, version: str, arrays: Mapping[str, pa.Array]) -> pa.Table:
    own = {
        "id": ids,
        "time": times,
        "received": pa.array([now] * len(ids), pa.timestamp("us", "UTC")),
        "version": pa.array([version] * len(ids), pa.string()),
    }
    return pa.table({**own, **arrays})


def _times(times: list[datetime | None], now: datetime) -> tuple[pa.Array, int]:
    limit = now.timestamp() + SKEW_SECONDS
    found = [now if one is None else (one if one.tzinfo is not None else one.replace(tzinfo=UTC)) for one in times]
    if any(one < EARLIEST for one in found):
        raise InputError("a time is before 1970", hint="send ISO 8601, or leave it out: then the time of arrival counts")
    ahead = [one.timestamp() > limit for one in found]
    array = pa.array([now if late else one for one, late in zip(found, ahead, strict=True)], pa.timestamp("us", "UTC"))
    if (count := len(pc.unique(array.cast(pa.date32())))) > MOST_DAYS:
        raise InputError(f"a batch has times of {count} days, more than {MOST_DAYS}", hint="send the rows by day")
    return array, sum(ahead)


def arrow_batch(table: pa.Table, version: str, schema: Schema, now: datetime) -> tuple[pa.Table, int]:
    """The same from a table: columns `id`, and what else there is. Raises SchemaError."""
    if "id" not in table.column_names:
        raise SchemaError("the table has no column `id`")
    _bounded(table.column_names, len(table), version, schema)
    if len(set(table.column_names)) != len(table.column_names):
        raise SchemaError("the table has two columns of one name")
    ids = _ids(table["id"])
    found: dict[str, Kind | None] = {name: _arrow_kind(name, table[name]) for name in table.column_names if name not in OWN}
    for name in found:
        if unfolded(table[name]) > MOST_UNFOLDED:
            raise SchemaError(f"column `{name}` is too large when each row has its own value", hint="send fewer rows at once")
    times, skewed = _times(_given(table), now)
    arrays = {}
    for name, kind in found.items():
        if kind is not None:
            try:  # numbers are doubles: whole ones beyond 2**53 are rounded
                arrays[name] = table[name].cast(TYPES[kind], safe=False).combine_chunks()
            except pa.ArrowException:
                raise SchemaError(f"column `{name}` cannot be stored as {kind}") from None
    schema.admit({name: kind for name, kind in found.items() if kind is not None or name not in ("prediction", "score")})
    return _table(ids, times, now, version, _filled(arrays, schema, len(table))), skewed


def _ids(column: pa.ChunkedArray) -> pa.Array:
    """Text of any form that Arrow has: data frames of others write large strings, views, or dictionaries."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
        raise SchemaError(f"column `id` holds {kind}, and must hold text in every row")
    if unfolded(column) > MOST_UNFOLDED:
        raise SchemaError("column `id` is too large when each row has its own value", hint="send fewer rows at once")
    ids = column.cast(pa.string()).combine_chunks()
    if ids.null_count:
        raise SchemaError("column `id` must hold text in every row")
    return _identified(ids)


def _given(table: pa.Table) -> list[datetime | None]:
    if "time" not in table.column_names or table["time"].null_count == len(table):
        return [None] * len(table)
    column = table["time"]
    if not pa.types.is_timestamp(column.type):
        raise SchemaError("column `time` must hold times")
    try:
        # with a zone or without: microseconds since 1970 in UTC, whatever the zone is called
        fine = column.cast(pa.timestamp("us", column.type.tz), safe=column.type.unit != "ns")
        fine = fine.cast(pa.int64()).cast(pa.timestamp("us", "UTC"))
        times: list[datetime | None] = fine.to_pylist()
    except (pa.ArrowException, OverflowError, ValueError):
        raise SchemaError("column `time` holds times that no calendar has") from None
    return times


def _arrow_kind(name: str, column: pa.ChunkedArray) -> Kind | None:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if column.null_count == len(column):
        return None
    if pa.types.is_boolean(kind):
        return "truth"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return "text"
    is_list = pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind) or pa.types.is_large_list(kind)
    if is_list and (pa.types.is_integer(kind.value_type) or pa.types.is_floating(kind.value_type)):
        return "vector"
    raise SchemaError(f"column `{name}` holds {kind}, which is no number, text, truth value or vector")


def labels_of(sent: Labels, now: datetime) -> pa.Table:
    """Labels as a table: `id`, `label` as text, `time`, `received`."""
    times, _ = _times([row.time for row in sent.labels], now)
    words = [_word(row.label) for row in sent.labels]
    ids = _identified(pa.array([row.id for row in sent.labels], pa.string()))
    received = pa.array([now] * len(words), pa.timestamp("us", "UTC"))
    return pa.table({"id": ids, "label": pa.array(words, pa.string()), "time": times, "received": received})


def _word(value: float | int | str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and math.isfinite(value):
        return str(int(value))
    return str(value)


def days(table: pa.Table) -> dict[str, pa.Table]:
    """Rows by the day of their time, UTC."""
    names = pc.strftime(table["time"], "%Y-%m-%d")
    return {day: table.filter(pc.equal(names, day)) for day in pc.unique(names).to_pylist()}
