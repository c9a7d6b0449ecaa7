"""Reads reference and analysis out of CSV or Parquet by DuckDB, one column at a time, and decides what kind each column is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np
from numpy.typing import NDArray

from enclave.errors import InputError

Kind = Literal["numeric", "categorical", "text", "embedding", "time", "identifier", "empty"]
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
WHOLE = NUMBERS[:9]
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


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


class Table:
    """One file. Raises InputError when it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise InputError("is not a file", str(path))
        self._connection = duckdb.connect(config={"memory_limit": MEMORY, "threads": 2})
        self.is_text = not _is_parquet(path)
        place = str(path).replace("'", "''")
        nulls = ", ".join("'" + token + "'" for token in MISSING)
        try:
            if self.is_text:
                self._connection.execute(
                    f"CREATE TEMP TABLE data AS SELECT * FROM read_csv('{place}', all_varchar=true, header=true, nullstr=[{nulls}],"  # noqa: S608
                    " sample_size=20000, skip=0, comment='')"
                )
            else:
                self._connection.execute(f"CREATE TEMP VIEW data AS SELECT * FROM read_parquet('{place}')")  # noqa: S608
            described = self._connection.execute("DESCRIBE data").fetchall()
            self.rows = int(self.one("count(*)"))
        except duckdb.Error as error:
            raise InputError(f"cannot be read as {'CSV' if self.is_text else 'Parquet'}: {_first_line(error)}", str(path)) from error
        self.types = {str(row[0]): str(row[1]) for row in described}
        if self.is_text and len(self.types) == 1 and set(*self.types) & set(",;\t|"):
            raise InputError("its rows do not have as many values as its first line has names", str(path))

    def one(self, expression: str) -> Any:
        """One value over all rows."""
        row = self._connection.execute(f"SELECT {expression} FROM data").fetchone()  # noqa: S608
        return row[0] if row else None

    def rows_of(self, expressions: Sequence[str], tail: str = "") -> list[tuple[Any, ...]]:
        """Rows of a query over the file."""
        return self._connection.execute(f"SELECT {', '.join(expressions)} FROM data {tail}").fetchall()  # noqa: S608

    def arrays(self, **expressions: str) -> dict[str, Any]:
        """Columns in the order of the file, as (masked) arrays."""
        listed = ", ".join(f"{expression} AS {name}" for name, expression in expressions.items())
        return dict(self._connection.execute(f"SELECT {listed} FROM data").fetchnumpy())  # noqa: S608

    def facts(self, names: Sequence[str]) -> dict[str, Facts]:
        """What the columns hold, counted in one pass."""
        if not names or not self.rows:
            return {name: Facts(self.types[name], 0, 0, 0, 0, 0, 0.0, 0, 0) for name in names}
        wanted = [item for name in names for item in _counted(quoted(name), self.types[name])]
        row = self.rows_of(wanted)[0]
        found = {}
        for i, name in enumerate(names):
            present, numbers, whole, distinct, length, times, truths = row[7 * i : 7 * i + 7]
            if self._may_be_distinct(distinct, present):
                distinct = self.one(f"count(DISTINCT {quoted(name)})")
            found[name] = Facts(
                self.types[name],
                self.rows,
                present,
                numbers,
                whole,
                distinct,
                float(length or 0),
                times,
                truths,
                whole == distinct == present > 1 and self._rises(name),
            )
        return found

    def _may_be_distinct(self, distinct: int, present: int) -> bool:
        return distinct > 0.8 * DISTINCT_SHARE * present

    def _rises(self, name: str) -> bool:
        values = self.floats(name)
        kept = values[~np.isnan(values)]
        return bool((np.diff(kept) > 0).all())

    def floats(self, name: str) -> Floats:
        """A numeric column; what is missing or no number is NaN."""
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
        lists = "[" + ", ".join("'" + value.replace("'", "''") + "'" for value in known) + "]::VARCHAR[]"
        text = as_text(name, self.types[name])
        array = self.arrays(value=f"CASE WHEN {quoted(name)} IS NULL THEN -1 ELSE coalesce(list_position({lists}, {text}), 0) END")["value"]
        places = np.asarray(array, dtype=np.int32)
        return np.where(places == -1, -1, np.where(places == 0, len(known), places - 1)).astype(np.int32)

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
    if "[" in reference.type:
        return "embedding"
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


def _counted(column: str, type_: str) -> tuple[str, ...]:
    present = f"count({column})"
    if type_ in ("FLOAT", "DOUBLE"):
        present = f"count({column}) FILTER (NOT isnan({column}))"
    distinct, zero = f"approx_count_distinct({column})", "0"
    if type_ == "VARCHAR":
        number = f"TRY_CAST({column} AS DOUBLE)"
        return (
            present,
            f"count({number})",
            f"count(*) FILTER (TRY_CAST({column} AS BIGINT) IS NOT NULL AND {number} = trunc({number}))",
            distinct,
            f"avg(length({column}))",
            f"count(TRY_CAST({column} AS TIMESTAMP))",
            f"count(*) FILTER (lower({column}) IN ('true', 'false'))",
        )
    if type_.startswith(WHOLE) and "[" not in type_:
        return present, present, present, distinct, zero, zero, zero
    if is_number(type_):
        return present, present, f"count(*) FILTER ({column} = trunc({column}))", distinct, zero, zero, zero
    return present, zero, zero, zero if "[" in type_ else distinct, zero, zero, zero


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PAR1"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0][:200]
