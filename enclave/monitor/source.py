"""Reads reference and analysis out of CSV or Parquet by DuckDB, one column at a time, and decides what kind each column is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from enclave.errors import InputError

Kind = Literal["numeric", "categorical", "text", "embedding", "time", "identifier", "empty", "other"]
Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]

MISSING = ("", "NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null", "None", "none", "<NA>", "-nan")
"""What a CSV writes for nothing."""
NUMBERS = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "FLOAT",
    "DOUBLE",
    "DECIMAL",
)
TYPES = {
    pa.int8(): "TINYINT", pa.int16(): "SMALLINT", pa.int32(): "INTEGER", pa.int64(): "BIGINT", pa.uint8(): "UTINYINT",
    pa.uint16(): "USMALLINT", pa.uint32(): "UINTEGER", pa.uint64(): "UBIGINT", pa.float32(): "FLOAT", pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN", pa.string(): "VARCHAR", pa.large_string(): "VARCHAR",
}  # fmt: skip
"""Types of Arrow that need no asking, as DuckDB calls them."""
NUMERIC_SHARE = 0.9
"""A column of text is numeric when at least this share of its values in the reference are numbers; the others are type errors."""
DISTINCT_SHARE = 0.5
"""Text that differs in more than this share of the rows names the row, or is prose."""
DISTINCT_LEAST = 50
"""Fewer different values than this are categories, however few rows there are."""
PROSE = 20.0
"""Mean length, in characters, from which on text is prose and no identifier."""
MOST_CATEGORIES = 1000
"""More are counted together as one, the rarest of the reference."""
MEMORY = "600MB"
SNIFFED = 20_000
"""Rows of a CSV by which it is told how it is written."""
COMMA = r"[+-]?([0-9]+|[0-9]{1,3}([.][0-9]{3})+)(,[0-9]+)?"
"""Numbers as much of Europe writes them."""


@dataclass(frozen=True)
class Facts:
    """One column of one file, as counted."""

    type: str
    rows: int
    present: int
    numbers: int
    whole: int
    distinct: int
    length: float
    times: int
    truths: int
    rising: bool = False


def is_number(type_: str) -> bool:
    """Whether a type of DuckDB is one of numbers."""
    return type_.startswith(NUMBERS) and "[" not in type_


def is_vector(type_: str) -> bool:
    """Whether a type of DuckDB is a list of numbers."""
    return type_.startswith(NUMBERS) and type_.endswith("]") and type_.count("[") == 1


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


class Table:
    """One file. Raises InputError when it cannot be read. `plain` are the columns of Parquet that Arrow reads as numbers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise InputError("is not a file", str(path))
        self.is_text = not _is_parquet(path)
        if self.is_text:
            _check_text(path)
        self.plain: frozenset[str] = frozenset()
        self._last: tuple[str | None, Floats] = (None, np.empty(0))
        try:
            if self.is_text:
                self.types = self._described()
                self.rows = int(self.one("count(*)"))
            else:
                self._file = pq.ParquetFile(path, pre_buffer=False)
                names = self._file.schema_arrow.names
                known = {field.name: TYPES.get(field.type) for field in self._file.schema_arrow}
                is_simple = len({name.lower() for name in names}) == len(names)  # DuckDB takes no case
                is_simple = is_simple and all(known.values())
                self.types = {name: type_ for name, type_ in known.items() if type_} if is_simple else self._described()
                self.plain = frozenset(name for name, type_ in self.types.items() if is_simple and is_number(type_))
                self.rows = int(self._file.metadata.num_rows)
        except (duckdb.Error, pa.ArrowException, OSError, ValueError) as error:  # names that are no text are ValueErrors
            raise self._unreadable(error) from error
        if self.is_text and len(self.types) == 1 and set(*self.types) & set(",;\t|"):
            raise InputError("its rows do not have as many values as its first line has names", str(path))

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(config={"memory_limit": MEMORY, "threads": 2})
        connection.execute("SET GLOBAL TimeZone = 'UTC'")  # a time that names no zone is the same one on every machine
        place = str(self.path).replace("'", "''")
        nulls = ", ".join("'" + token + "'" for token in MISSING)
        if self.is_text:
            connection.execute(
                f"CREATE TEMP TABLE data AS SELECT * FROM read_csv('{place}', all_varchar=true, header=true, nullstr=[{nulls}],"  # noqa: S608
                f" sample_size={SNIFFED}, skip=0, comment='')"
            )
            _take_commas(connection, place)
        else:
            connection.execute(f"CREATE TEMP VIEW data AS SELECT * FROM read_parquet('{place}')")  # noqa: S608
        return connection

    def _described(self) -> dict[str, str]:
        return {str(row[0]): str(row[1]) for row in self._connection.execute("DESCRIBE data").fetchall()}

    def one(self, expression: str) -> Any:
        """One value over all rows."""
        return self.rows_of([expression])[0][0]

    def rows_of(self, expressions: Sequence[str], tail: str = "") -> list[tuple[Any, ...]]:
        """Rows of a query over the file."""
        return list(self._asked(f"SELECT {', '.join(expressions)} FROM data {tail}").fetchall())  # noqa: S608

    def arrays(self, **expressions: str) -> dict[str, Any]:
        """Columns in the order of the file, as (masked) arrays."""
        listed = ", ".join(f"{expression} AS {name}" for name, expression in expressions.items())
        return dict(self._asked(f"SELECT {listed} FROM data").fetchnumpy())  # noqa: S608

    def _asked(self, query: str) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(query)
        except duckdb.Error as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> InputError:
        return InputError(f"cannot be read as {'CSV' if self.is_text else 'Parquet'}: {_first_line(error)}", str(self.path))

    def facts(self, name: str) -> Facts:
        """What a column holds, counted."""
        type_ = self.types[name]
        if not self.rows:
            return Facts(type_, 0, 0, 0, 0, 0, 0.0, 0, 0)
        if is_number(type_):
            values = self.floats(name)
            known = values[~np.isnan(values)]
            whole = int(np.count_nonzero(known == np.trunc(known)))
            # whether values repeat matters only where they could be names of rows
            distinct = len(np.unique(known)) if whole == len(known) else 0
            is_rising = whole == distinct == len(known) > 1 and bool((np.diff(known) > 0).all())
            return Facts(type_, self.rows, len(known), len(known), whole, distinct, 0.0, 0, 0, is_rising)
        column = quoted(name)
        if type_ == "VARCHAR":
            present, numbers, whole, distinct, length, times, truths = self._asked(
                f"SELECT {', '.join(TEXT_FACTS)} FROM (SELECT {column} AS v, count(*) AS c FROM data WHERE {column} IS NOT NULL GROUP BY 1)"  # noqa: S608
            ).fetchall()[0]
            is_rising = whole == distinct == present > 1 and self._rises(name)
            counts = [int(count or 0) for count in (present, numbers, whole, distinct)]
            lengths = float(length or 0), int(times or 0), int(truths or 0)
            return Facts(type_, self.rows, counts[0], counts[1], counts[2], counts[3], *lengths, rising=is_rising)
        present, distinct = self.rows_of([f"count({column})", "0" if "[" in type_ else f"count(DISTINCT {column})"])[0]
        return Facts(type_, self.rows, present, 0, 0, distinct, 0.0, 0, 0)

    def _rises(self, name: str) -> bool:
        values = self.floats(name)
        kept = values[~np.isnan(values)]
        return bool((np.diff(kept) > 0).all())

    def floats(self, name: str) -> Floats:
        """A numeric column; what is missing or no number is NaN."""
        if name in self.plain:
            if self._last[0] != name:
                try:
                    column = self._file.read(columns=[name], use_threads=False).column(name)
                except (pa.ArrowException, OSError) as error:
                    raise self._unreadable(error) from error
                self._last = name, np.asarray(column.to_numpy(), dtype=np.float64)
            return self._last[1]
        array = self.arrays(value=f"TRY_CAST({quoted(name)} AS DOUBLE)")["value"]
        return np.asarray(np.ma.filled(array.astype(np.float64), np.nan), dtype=np.float64)

    def missing(self, name: str) -> Mask:
        """Where nothing stands."""
        test = f"{quoted(name)} IS NULL"
        if self.types[name] in ("FLOAT", "DOUBLE"):
            test += f" OR isnan({quoted(name)})"
        return np.asarray(self.arrays(value=test)["value"], dtype=bool)

    def categories(self, name: str) -> dict[str, int]:
        """Every value as text, and how often it occurs."""
        text = as_text(name, self.types[name])
        return {str(value): int(count) for value, count in self.rows_of([text, "count(*)"], f"WHERE {quoted(name)} IS NOT NULL GROUP BY 1")}

    def codes(self, name: str, known: Sequence[str]) -> Codes:
        """The place of each row's value in `known`; -1: missing; len(known): any other value."""
        if not known:
            return np.where(self.missing(name), -1, 0).astype(np.int32)
        # an enumeration is looked up by hash: a list would be searched from its beginning for every row
        words = ", ".join("'" + value.replace("'", "''") + "'" for value in known)
        place = f"enum_code(TRY_CAST({as_text(name, self.types[name])} AS ENUM({words})))"
        array = self.arrays(value=f"CASE WHEN {quoted(name)} IS NULL THEN -1 ELSE coalesce(CAST({place} AS INTEGER), {len(known)}) END")
        return np.asarray(array["value"], dtype=np.int32)

    def texts(self, name: str) -> list[str | None]:
        """A column as text."""
        return [value for (value,) in self.rows_of([as_text(name, self.types[name])])]

    def lists(self, name: str) -> list[Any]:
        """A column of lists of numbers; None where there is none."""
        if self.is_text:
            return [value for (value,) in self.rows_of([f"TRY_CAST({quoted(name)} AS DOUBLE[])"])]
        return [value for (value,) in self.rows_of([quoted(name)])]


def as_text(name: str, type_: str) -> str:
    """SQL for a value as text: truth values in lower case, and whole numbers without a point, whatever file they come from."""
    column = quoted(name)
    if type_ == "BOOLEAN":
        return f"lower(CAST({column} AS VARCHAR))"
    if type_ == "VARCHAR":
        return f"CASE WHEN lower({column}) IN ('true', 'false') THEN lower({column}) ELSE {column} END"
    if is_number(type_):
        whole = f"{column} = trunc({column}) AND abs({column}) < 1e15"
        return f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    return f"CAST({column} AS VARCHAR)"


def kind_of(name: str, reference: Facts, analysis: Facts | None) -> Kind:
    """What a column is, by the reference; by both files where it could be a row's name."""
    if reference.present == 0:
        return "empty"
    if "[" in reference.type or reference.type.startswith(("STRUCT", "MAP", "UNION", "INTERVAL")):
        return "embedding" if is_vector(reference.type) else "other"
    if reference.type.startswith(("TIMESTAMP", "DATE", "TIME")):
        return "time"
    if is_number(reference.type) or (reference.type == "VARCHAR" and reference.numbers >= NUMERIC_SHARE * reference.present):
        both = [facts for facts in (reference, analysis) if facts is not None and facts.present]
        whole = all(facts.whole == facts.present == facts.distinct for facts in both)
        if whole and reference.present >= DISTINCT_LEAST and (_names_a_row(name) or all(facts.rising for facts in both)):
            return "identifier"
        return "numeric"
    if reference.type in ("BOOLEAN",) or reference.truths == reference.present:
        return "categorical"
    if reference.times >= NUMERIC_SHARE * reference.present:
        return "time"
    if reference.distinct > DISTINCT_LEAST and reference.distinct > DISTINCT_SHARE * reference.present:
        return "text" if reference.length >= PROSE and not _names_a_row(name) else "identifier"
    return "categorical"


def _names_a_row(name: str) -> bool:
    return name.lower().replace("-", "_").split("_")[-1] in ("id", "uuid", "guid", "index", "key", "rowid", "identifier") or name == ""


TEXT_FACTS = (
    "sum(c)",
    "sum(c) FILTER (TRY_CAST(v AS DOUBLE) IS NOT NULL)",
    "sum(c) FILTER (TRY_CAST(v AS BIGINT) IS NOT NULL AND TRY_CAST(v AS DOUBLE) = trunc(TRY_CAST(v AS DOUBLE)))",
    "count(v)",
    "sum(c * length(v)) / sum(c)",
    "sum(c) FILTER (TRY_CAST(v AS TIMESTAMP) IS NOT NULL)",
    "sum(c) FILTER (lower(v) IN ('true', 'false'))",
)
"""Of the different values `v` of a column of text, and how often each occurs, `c`."""


def _take_commas(connection: duckdb.DuckDBPyConnection, place: str) -> None:
    """Write numbers with a decimal comma (`1.234,5`) with a point, where commas do not end values.

    A column is taken so when the first rows hold hardly anything else, and not thousands only: `1,234` may be either.
    """
    try:
        sniffed = connection.execute(f"SELECT Delimiter FROM sniff_csv('{place}', sample_size={SNIFFED})").fetchone()  # noqa: S608
    except duckdb.Error:  # it was read all the same
        return
    if sniffed is None or sniffed[0] == ",":
        return
    for name in [quoted(str(row[0])) for row in connection.execute("DESCRIBE data").fetchall()]:
        counts = connection.execute(
            f"SELECT count({name}), count(*) FILTER (regexp_full_match({name}, '{COMMA}')),"  # noqa: S608
            f" count(*) FILTER (regexp_full_match({name}, '{COMMA}') AND {name} LIKE '%,%' AND NOT regexp_matches({name}, ',[0-9]{{3}}$'))"
            f" FROM (SELECT {name} FROM data LIMIT {SNIFFED})"
        ).fetchone()
        present, numbers, sure = counts if counts is not None else (0, 0, 0)
        if sure and numbers >= NUMERIC_SHARE * present:
            point = f"replace(replace({name}, '.', ''), ',', '.')"
            connection.execute(f"UPDATE data SET {name} = {point} WHERE regexp_full_match({name}, '{COMMA}')")  # noqa: S608


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PAR1"


def _check_text(path: Path) -> None:
    """Raises InputError for what is neither CSV nor Parquet, by its first bytes."""
    with path.open("rb") as stream:
        first = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    what = "Arrow" if first.startswith((b"ARROW1", b"\xff\xff\xff\xff")) else "JSON" if first.startswith((b'{"', b"[{")) else ""
    if what:
        raise InputError(f"is {what}, and CSV or Parquet is read", str(path), "write it as Parquet")


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0][:200]
