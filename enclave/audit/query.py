"""KQL over the log and over files: translated to DuckDB or refused by name, never approximated.

A query can read the named tables and nothing else, within a limit of time, memory and rows.
"""

from __future__ import annotations

import functools
import json
import math
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import duckdb_kql
import msgspec
from duckdb_kql.translate.functions import AGGREGATE_FUNCTIONS, SCALAR_FUNCTIONS
from duckdb_kql.types import kusto_type

from enclave.audit.event import timestamp
from enclave.audit.query_blame import Fault, fault, place
from enclave.audit.query_calls import inlined
from enclave.audit.query_case import Renamed, apart
from enclave.audit.query_functions import define, teach
from enclave.audit.query_operators import OPERATORS, needs, needs_types
from enclave.audit.query_order import steadied, threads
from enclave.audit.query_python import tell
from enclave.audit.query_settings import settled
from enclave.audit.query_stages import PREFIX, Stages
from enclave.audit.query_text import depth, identifier, spelled
from enclave.audit.query_words import COLUMNS, Change, absent, in_own_words, is_hidden, refuse_hidden
from enclave.audit.rewrite import faster, rewritten
from enclave.audit.tables import NAMES, load_files, load_log
from enclave.errors import InputError

MAX_SECONDS = 60.0
MAX_MEMORY = "2GB"
MAX_ROWS = 500_000
"""What Log Analytics returns at most."""
MAX_CHARACTERS = 50_000

MAX_DEPTH = 64
"""Of brackets in brackets. What is done with a query before it is translated looks at the inside of each of them."""

_NARROW = "narrow it with `where`, `take` or `summarize`"
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": MAX_MEMORY,
    "temp_directory": "",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}
_FENCES = "compare with fences of your own, `percentile(x, 25)` and `percentile(x, 75)` of each group: docs/how-to/ask-the-log.md"
INSTEAD = dict.fromkeys(("series_decompose", "series_decompose_anomalies", "series_outliers"), _FENCES)
"""Function that is refused -> what answers the same question."""
_NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
"""As Kusto writes them in JSON."""
_NO_TABLE = re.compile(r"Table with name (\S+) does not exist")
_NO_COLUMN = re.compile(
    r'(?:Referenced c|C)olumn "(?P<name>.+?)" (?:(?:was )?not found|referenced that exists in the SELECT|in EXCLUDE list)'
)
"""The last: it is projected under its own name, which the table does not have."""
_NO_KEY = re.compile(r'does not have a column named "(.+?)"')
"""One side of a join has it, and the other not."""
_OF_TIMES = re.compile(r"'(?:sum|avg)\((?:INTERVAL|TIMESTAMP)|type (?:INTERVAL|TIMESTAMP) and DOUBLE in COALESCE")
"""What DuckDB says of sums and averages of timespans and times."""
_MIXED = re.compile(r"types 'epoch\((?:\w*INT|INTEGER|DOUBLE|DECIMAL)")
"""Of a timespan and a number, one divided by the other."""
_VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|-?\d[\d.]*")
LOOKING = 10.0
"""Seconds in which the place of a fault is looked for."""
_CONVERT = "convert what it is given: `tostring()`, `tolong()`, `todouble()`, `todatetime()`, `totimespan()`"
_LEAVE_OUT = "leave such values out with `where`, or make nulls of them with `tolong()`, `todouble()`, `todatetime()`"
_OTHERWISE = "write it in another way, or ask the workspace itself: `--workspace`, docs/how-to/ask-the-log.md"
_REASONS: Mapping[type[BaseException], tuple[str, str]] = MappingProxyType({
    duckdb.BinderException: ("is not supported", _CONVERT),
    duckdb.CatalogException: ("is not supported", _CONVERT),
    duckdb.ParserException: ("is not supported in this form", "write it as the documentation of Kusto does"),
    duckdb.NotImplementedException: ("is not supported", _CONVERT),
    duckdb.ConversionException: ("is given a value that it cannot take", _LEAVE_OUT),
    duckdb.OutOfRangeException: ("makes a value that its type does not hold", "compute with `todouble()`, or with smaller values"),
    duckdb.InvalidInputException: ("is given a value that it cannot take", _LEAVE_OUT),
    duckdb.Error: ("cannot be worked out", _OTHERWISE),
    Exception: ("has a form that is not supported", "write it as the documentation of Kusto does, with all that it takes"),
})
"""What the database or the translator raised -> what is said, and what to do. The first that fits counts."""
_CANDIDATES = re.compile(r"Candidate bindings: (.+)")


class _UnsaidError(InputError):
    """What the database or the translator says, its cause, is not in the words of who asked."""


class _TooLongError(InputError):
    """The time is over."""


@dataclass(frozen=True)
class Table:
    """The result of a query."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    """Kusto's names: `string`, `long`, `real`, `datetime`, `timespan`, `bool`, `dynamic`, ..."""
    rows: list[tuple[Any, ...]]
    """Values for JSON: a datetime is RFC 3339 text, a timespan `[-][d.]hh:mm:ss[.fffffff]`, a dynamic what it holds."""

    def documents(self) -> list[dict[str, Any]]:
        """One mapping for each row."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


_Answer = tuple[tuple[str, ...], tuple[str, ...], list[tuple[Any, ...]]]
"""Names and types of the columns, and the rows."""


def query(
    directory: str | Path | None,
    kql: str,
    tables: Mapping[str, Path] | None = None,
    *,
    seconds: float = MAX_SECONDS,
    folder: Path | None = None,
    told: Callable[[int, int], None] | None = None,
    begun: Callable[[], None] | None = None,
) -> Table:
    """Run a KQL query over the log of a data directory and over files (csv, tsv, json, jsonl, parquet) named as tables.

    A file may take the name of a table of the log, and then replaces it. `folder` and `told` are those of `columns.compact`;
    the time that making columns takes does not count, and `begun` hears when it is over. What plans a query is not always to be stopped:
    who cannot wait longer ends his process. Raises InputError when the text is no KQL, or uses
    what is not supported, or a table or column that is not there, or a limit is reached.
    """
    if len(kql) > MAX_CHARACTERS:
        raise InputError(f"the query has {len(kql)} characters, more than {MAX_CHARACTERS}")
    names = [name for name in NAMES if name not in (tables or {})]
    with opened(directory if _mentions(kql, names) else None, tables, folder=folder, told=told) as ask:
        if begun is not None:
            begun()
        return ask(kql, seconds)


@contextmanager
def opened(
    directory: str | Path | None,
    tables: Mapping[str, Path] | None = None,
    *,
    folder: Path | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Iterator[Callable[[str, float], Table]]:
    """The same for several queries: the log is read once, as it is now. Gives what runs one of them within seconds.

    What one query makes on its way the next does not see.
    """
    files = dict(tables or {})
    with duckdb.connect(config=_CONFIG) as db:
        db.execute("SET GLOBAL TimeZone = 'UTC'")
        define(db)
        load_files(db, files)
        read: list[Path] = []
        if directory is not None:
            read = load_log(db, Path(directory), [name for name in NAMES if name not in files], folder, told)
        schema = _schema(db)
        threads(db)
        # the text comes from the user: from here on there is nothing to read but these tables
        db.execute("SET allowed_paths = $1", [[str(path.resolve()) for path in read]])
        db.execute("SET enable_external_access = false")
        db.execute("SET lock_configuration = true")
        known: set[str] = set()
        yield lambda kql, seconds: _asked(db, kql, schema, seconds, known)


def _asked(db: duckdb.DuckDBPyConnection, kql: str, schema: dict[str, list[str]], seconds: float, known: set[str]) -> Table:
    if len(kql) > MAX_CHARACTERS:
        raise InputError(f"the query has {len(kql)} characters, more than {MAX_CHARACTERS}")
    end = time.monotonic() + seconds
    refuse_hidden(kql)
    try:
        renamed, (names, types, rows) = _attempted(db, kql, schema, seconds, known)
    except _TooLongError:
        raise
    except InputError as error:
        found = error
        if error.where == "query" and depth(kql) <= MAX_DEPTH:
            end = min(end, time.monotonic() + LOOKING)
            found = _located(lambda text: _attempted(db, text, schema, end - time.monotonic(), known), kql, error)
        raise in_own_words(found, lambda: _changes(kql, schema)) from error
    if len(rows) > MAX_ROWS:
        raise InputError(f"the query has more than {MAX_ROWS} rows", hint=_NARROW)
    try:
        return table(tuple(map(renamed.told, names)), types, [_without_null_texts(row, types) for row in rows])
    except RecursionError as error:
        raise InputError("a dynamic value is nested too deeply", "query") from error


def _changes(kql: str, schema: dict[str, list[str]]) -> list[Change]:
    """What is put into a query before it is taken apart."""
    changes: list[Change] = []
    with suppress(InputError):
        _said_plainly(apart(kql, schema).kql, schema, changes)
    return changes


def _attempted(
    db: duckdb.DuckDBPyConnection, kql: str, schema: dict[str, list[str]], seconds: float, known: set[str]
) -> tuple[Renamed, _Answer]:
    if seconds <= 0:
        raise _too_long(seconds)
    renamed = apart(kql, schema)
    try:
        return renamed, _answered(db, renamed, schema, seconds, known)
    except _TooLongError:
        raise
    except InputError as error:
        if not renamed.names:
            raise
        told = type(error)(renamed.told(error.message), error.where, renamed.told(error.hint))
        told.__cause__ = error.__cause__
        raise told from error.__cause__


def _located(attempted: Callable[[str], tuple[Renamed, _Answer]], kql: str, error: InputError) -> InputError:
    """The error with the place of the smallest part that fails alike, and with the part's name where nobody said it."""
    has_run = isinstance(error.__cause__, duckdb.Error) and not isinstance(error.__cause__, duckdb.BinderException)
    like = _likeness(error)

    def attempt(text: str) -> tuple[str, ...]:
        _, (_, types, _) = attempted(text if has_run else f"{text}\n| take 0")
        return types

    found = fault(kql, lambda other: _likeness(other) == like, attempt)
    if found is None and isinstance(error, _UnsaidError):  # of values that are made anew each time, each is said in other words
        found = fault(kql, lambda other: _likeness(other)[0] == like[0], attempt)
    where = place(kql, found.start if found else len(kql) - len(kql.lstrip()))
    if isinstance(error, _UnsaidError):
        return _unsaid(error, found, where)
    is_nameless = "`" not in error.message and error.message.endswith(" is not supported")
    said = f"`{found.shown}`: {error.message}" if found and is_nameless else error.message
    return InputError(said, where, error.hint or _OTHERWISE)


def _likeness(error: InputError) -> tuple[str, str]:
    """Two errors that have the same are of one fault: the values and numbers in what a database says may differ."""
    if isinstance(error, _UnsaidError):
        return type(error.__cause__).__name__, _VALUES.sub("", str(error.__cause__).splitlines()[0])
    return "", error.message


def _unsaid(error: InputError, found: Fault | None, where: str) -> InputError:
    """What a database or a translator said, in the words of who asked."""
    kind = next((each for each in _REASONS if isinstance(error.__cause__, each)), Exception)
    what, hint = _REASONS[kind]
    name = found.shown if found else "the query"
    given = f" of {', '.join(found.kinds[:-1])}{' and ' if found.kinds[1:] else ''}{found.kinds[-1]}" if found and found.kinds else ""
    return InputError(f"{f'`{name}`{given}' if found else name} {what}", where, hint)


def _answered(
    db: duckdb.DuckDBPyConnection, renamed: Renamed, schema: dict[str, list[str]], seconds: float, known: set[str]
) -> _Answer:
    try:
        try:
            return _run(db, renamed, schema, seconds, known, by_type=False)
        except duckdb.BinderException as error:
            if _OF_TIMES.search(str(error)) is None:
                raise
            return _run(db, renamed, schema, seconds, known, by_type=True)
    except duckdb.Error as error:
        raise _refusal(error, schema, seconds) from error


def _run(
    db: duckdb.DuckDBPyConnection, renamed: Renamed, schema: dict[str, list[str]], seconds: float, known: set[str], *, by_type: bool
) -> _Answer:
    # views that it makes on its way are those of this connection
    with db.cursor() as own, _limited(own, seconds):
        columns = {name: list(names) for name, names in schema.items()}
        for name, others in renamed.columns.items():
            said = ", ".join(f"{identifier(column)} AS {identifier(other)}" for column, other in others.items())
            own.execute(f"CREATE TEMP VIEW {identifier(name)} AS SELECT * RENAME ({said}) FROM memory.main.{identifier(name)}")  # noqa: S608
            columns[name] = [others.get(column, column) for column in columns[name]]
        own.execute(_translated(own, renamed.kql, columns, seconds, lambda text: tell(db, text, known), by_type=by_type))
        names = tuple(str(item[0]) for item in own.description)
        types = tuple(kusto_type(item[1]) for item in own.description)
        return names, types, own.fetchmany(MAX_ROWS + 1)


def _without_null_texts(row: tuple[Any, ...], types: tuple[str, ...]) -> tuple[Any, ...]:
    """Kusto's strings are never null."""
    return tuple("" if value is None and kind == "string" else value for value, kind in zip(row, types, strict=True))


def table(columns: tuple[str, ...], types: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> Table:
    """A result of values as a database or a client library has them."""
    convert = [_dynamic if kind == "dynamic" else _plain for kind in types]
    return Table(columns, types, [tuple(turn(value) for turn, value in zip(convert, row, strict=True)) for row in rows])


def _mentions(kql: str, names: Sequence[str]) -> bool:
    """Whether the text can mean one of the tables, by name, by the pattern of a union, or because it searches them all."""
    return any(re.search(rf"\b{name}\b", kql) for name in names) or re.search(r"\bunion\b[^|]*\*|\bsearch\b|\bfind\b", kql) is not None


def _schema(db: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    schema: dict[str, list[str]] = {}
    rows = db.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal").fetchall()
    for table, header in rows:
        schema.setdefault(table, []).append(header)
    return schema


def _translated(
    db: duckdb.DuckDBPyConnection, kql: str, schema: dict[str, list[str]], seconds: float, told: Callable[[str], None], *, by_type: bool
) -> str:
    """The query in SQL. What the translator lacks is done on the way, in views of the connection, within the same time.

    `told` hears the query before it is run.
    """
    end = time.monotonic() + seconds

    def translate(text: str, known: dict[str, list[str]]) -> str:
        # what runs in the database is interrupted; the translator is not, but is asked again for each step
        if time.monotonic() > end:
            raise _too_long(seconds)
        return faster(_sql(text, known), text)

    if depth(kql) > MAX_DEPTH:
        raise InputError("the query is nested too deeply", "query")
    teach()
    with _refusing(kql):
        stages = Stages(db, schema, translate, OPERATORS, needs_types if by_type else needs)
        plain = _said_plainly(kql, schema, [])
        told(plain)
        return steadied(stages.sql(stages.run(plain)), plain)


def _said_plainly(kql: str, schema: dict[str, list[str]], changes: list[Change]) -> str:
    text = inlined(settled(spelled(kql)), schema)
    return rewritten(text, {name for table, names in schema.items() if _mentions(text, [table]) for name in names}, changes)


def _sql(kql: str, schema: dict[str, list[str]]) -> str:
    try:
        return _translation(kql, tuple((name, tuple(columns)) for name, columns in schema.items()))
    except duckdb_kql.KqlUnsupportedError as error:
        if PREFIX in kql:
            error.span = None  # of a text that nobody wrote
        raise


@functools.lru_cache(maxsize=64)
def _translation(kql: str, schema: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """What is asked again, of a page that shows itself anew or where a fault is looked for, is parsed once."""
    return str(duckdb_kql.to_sql(kql, schema={name: list(columns) for name, columns in schema}, allow_write=False))


@contextmanager
def _refusing(kql: str) -> Iterator[None]:
    """Says what the translator says in our words, with the place in the text as it was given."""
    try:
        yield
    except duckdb_kql.KqlSyntaxError as error:
        # it may be of a part of the text, or of what was made of it
        found = duckdb_kql.validate(kql) or error.diagnostics
        first = found[0] if found else None
        where = f"query:{first.span.line}:{first.span.column + 1}" if first else "query"
        # the grammar's list of what could have stood there runs to pages
        message = str(first.message if first else error).partition(" expecting ")[0]
        raise InputError(f"not KQL: {message}", where) from error
    except duckdb_kql.KqlUnsupportedError as error:
        where = f"query:{error.span.line}:{error.span.column + 1}" if error.span else "query"
        if error.construct.startswith("expression:"):
            raise _UnsaidError("the query has a form that is not supported", "query") from error  # the grammar's own word
        # what it says of itself is no help to who asks
        said = "" if "this wave" in (error.hint or "") else error.hint or ""
        hint = INSTEAD.get(error.construct.removeprefix("function:"), said) or _near(error.construct)
        raise InputError(f"`{_as_written(error.construct)}` is not supported", where, hint) from error
    except duckdb_kql.KqlSchemaError as error:
        raise absent(kql, error.name, error.hint or "") from error
    except duckdb_kql.KqlError as error:
        raise _UnsaidError("the query cannot be run", "query") from error
    except RecursionError as error:
        raise InputError("the query is nested too deeply", "query") from error
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
        # the translator's own, of a form that it did not expect: a function without what it must be given
        raise _UnsaidError("the query has a form that is not supported", "query") from error


def _near(construct: str) -> str:
    """What to do about a function or another construct that is not known."""
    name = construct.removeprefix("function:")
    known = [each for each in (*SCALAR_FUNCTIONS, *AGGREGATE_FUNCTIONS) if each != name and not is_hidden(each)]
    shown = [f"`{near}`" for near in dict.fromkeys(get_close_matches(name, known, 3))] if name != construct else []
    return f"near it: {', '.join(shown)}" if shown else _OTHERWISE


def _as_written(construct: str) -> str:
    """`reduce by` of what the grammar calls `ReduceByOperator`."""
    if not construct.endswith("Operator"):
        return construct
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", construct.removesuffix("Operator")).lower().replace("-by", " by")


def _too_long(seconds: float) -> _TooLongError:
    return _TooLongError(f"the query took longer than {seconds:g} s", "query", _NARROW)


def _refusal(error: duckdb.Error, schema: Mapping[str, object], seconds: float) -> InputError:
    if isinstance(error, duckdb.InterruptException):
        return _too_long(seconds)
    if isinstance(error, duckdb.OutOfMemoryException):
        return InputError(f"the query needs more than {MAX_MEMORY} of memory", "query", _NARROW)
    text = str(error)
    table, column, candidates = _NO_TABLE.search(text), _NO_COLUMN.search(text), _CANDIDATES.search(text)
    if any(found is not None and is_hidden(found[1]) for found in (table, column)):
        return _UnsaidError("the query cannot be run", "query")  # of a step, which says nothing to who asks
    if table:
        return InputError(f"there is no table `{table[1]}`", "query", f"known: {', '.join(sorted({*schema, *NAMES}))}")
    if column:
        hint = f"near it: {candidates[1]}" if candidates else COLUMNS
        return InputError(f"there is no column `{column['name']}`", "query", hint)
    if key := _NO_KEY.search(text):
        return InputError(f"one side has no column `{key[1]}`", "query", "write `on $left.one == $right.other` where names differ")
    if _MIXED.search(text):
        hint = "multiply, `0.5 * 1h`, or divide by a timespan, `x / 1s`"
        return InputError("`/` of a timespan and a number is not supported", "query", hint)
    first = re.sub(r"^Invalid Input Error: (Python exception occurred while executing the UDF: \w+: )?", "", text.splitlines()[0])
    if first.endswith(" is not supported"):
        return InputError(first, "query")  # what a macro of ours says
    return _UnsaidError("the query cannot be run", "query")


@contextmanager
def _limited(db: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupts what still runs after that time."""
    done = threading.Event()

    def watch() -> None:
        if not done.wait(seconds):
            while not done.wait(0.05):
                db.interrupt()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _dynamic(value: Any) -> Any:
    if not isinstance(value, str):
        return _plain(value)
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError:
        return _plain(json.loads(value))  # numbers that are none, which JSON does not have


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else _NOT_FINITE[str(value)]
        case datetime():
            return timestamp(value.replace(tzinfo=UTC) if value.tzinfo is None else value)
        case timedelta():
            return _timespan(value)
        case Decimal():
            return f"{value.normalize():f}"
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case _:
            return str(value)


def _timespan(value: timedelta) -> str:
    """Kusto's text form of a timespan."""
    sign, value = ("-", -value) if value < timedelta() else ("", value)
    seconds = value.seconds
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    fraction = f".{value.microseconds:06}0" if value.microseconds else ""
    return sign + (f"{value.days}." if value.days else "") + clock + fraction
