"""Scalar functions of KQL that SQL says badly, in Python: what they are given and what they return, and how DuckDB hears of them.

The functions stand in `query_texts`, `query_packed`, `query_addresses`, `query_values` and `query_pairs`; `PYTHON` is the whole list.
They are given nothing but values, and take time that grows with them. Only those that a query names are told to the database.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import duckdb
from duckdb.func import FunctionNullHandling
from duckdb_kql.translate.functions import FunctionSpec

from enclave.audit import query_addresses, query_packed, query_pairs, query_texts, query_values

_PREFIX = "kql_py_"
_NULLS = FunctionNullHandling.SPECIAL
"""A function hears of nulls."""
_GIVEN: Mapping[str, tuple[str, str]] = MappingProxyType({
    "t": ("VARCHAR", "coalesce(to_json({0}) ->> '$', '')"),
    "j": ("VARCHAR", "CAST(to_json({0}) AS VARCHAR)"),
    "i": ("BIGINT", "CAST({0} AS BIGINT)"),
    "r": ("DOUBLE", "CAST({0} AS DOUBLE)"),
    "s": ("BIGINT", "epoch_us(CAST({0} AS INTERVAL))"),
    "d": ("BIGINT", "epoch_us(CAST({0} AS TIMESTAMP))"),
    "I": ("BIGINT[]", "{0}"),
    "B": ("BOOLEAN[]", "{0}"),
    "k": ("VARCHAR", "typeof({0}) || ':' || CASE WHEN typeof({0}) = 'TIMESTAMP' "
          "THEN CAST(epoch_us(TRY_CAST(CAST({0} AS VARCHAR) AS TIMESTAMP)) AS VARCHAR) ELSE CAST({0} AS VARCHAR) END"),
})  # fmt: skip
"""One letter for what a function is given -> its SQL type, and how a value becomes one: text, JSON text, whole number, real number,
microseconds of a timespan and since 1970, whole numbers and truths of many rows, and any value with its type before it."""
_MADE: Mapping[str, tuple[str, str]] = MappingProxyType({
    "t": ("VARCHAR", "{0}"),
    "j": ("VARCHAR", "CAST({0} AS JSON)"),
    "i": ("BIGINT", "{0}"),
    "r": ("DOUBLE", "{0}"),
    "b": ("BOOLEAN", "{0}"),
    "d": ("BIGINT", "make_timestamp({0})"),
    "n": ("VARCHAR", "CAST({0} AS DECIMAL(38, 0))"),
    "I": ("BIGINT[]", "{0}"),
    "T": ("VARCHAR[]", "{0}"),
})


@dataclass(frozen=True)
class InPython(FunctionSpec):
    """A function, what it is given (`*`: the rest as one array), and what it makes."""

    call: Callable[..., Any] = lambda: None
    given: str = ""
    made: str = "t"

    def render(self, args: list[str]) -> str:
        """The SQL of a call; what is not given is null."""
        least = len(self.given.replace("*", "").split("?")[0])
        letters = self.given.replace("?", "")
        single = letters.split("*")[0]
        if len(args) < least or (len(args) > len(letters) and "*" not in letters):
            raise ValueError(f"{self.name}() does not take {len(args)} arguments")
        made = [_GIVEN[letter][1].format(arg) for letter, arg in zip(single, args, strict=False)]
        made += [f"NULL::{_GIVEN[letter][0]}" for letter in single[len(args) :]]
        if "*" in letters:
            made.append(f"CAST(json_array({', '.join(args[len(single) :])}) AS VARCHAR)")
        return _MADE[self.made][1].format(f"{_PREFIX}{self.name}({', '.join(made)})")


def _rows(tables: Iterable[Mapping[str, tuple[str, str, Callable[..., Any]]]]) -> dict[str, InPython]:
    return {
        name: InPython(name, "udf", "", (), (), "", call, given, made) for table in tables for name, (given, made, call) in table.items()
    }


PYTHON: Mapping[str, InPython] = MappingProxyType(
    _rows((query_texts.TEXTS, query_packed.PACKED, query_addresses.ADDRESSES, query_values.VALUES, query_pairs.PAIRS))
)
"""By name."""


_CALLED: Mapping[str, str] = MappingProxyType({"row_window_session": "kql_sessions", "kv": "kql_kv"})
"""What a query calls -> the function that its operator calls."""


def tell(db: duckdb.DuckDBPyConnection, kql: str, known: set[str]) -> None:
    """Make the database know the functions that the text names; `known` are those that it knows already."""
    words = {_CALLED.get(word, word) for word in re.findall(r"\w+", kql)}
    for name in words & {*PYTHON} - known:
        row = PYTHON[name]
        letters = row.given.replace("?", "")
        types: list[Any] = [_GIVEN[letter][0] for letter in letters.replace("*", "")] + (["VARCHAR"] if "*" in letters else [])
        call = _json_made(row.call) if row.made == "j" else row.call
        db.create_function(f"{_PREFIX}{name}", call, types, _MADE[row.made][0], null_handling=_NULLS)
        known.add(name)


def _json_made(call: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(call)  # DuckDB counts the parameters
    def made(*given: Any) -> str | None:
        value = call(*given)
        return None if value is None else json.dumps(value, ensure_ascii=False)

    return made
