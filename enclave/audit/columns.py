"""The log in columns, for queries: Parquet files beside it, each made from records that hash to the signed tree.

They are a copy: what is missing, stale or of another tree is made anew by whoever asks next. Whoever can write them can lie in
them; `differences` tells, and an auditor keeps columns in a folder of their own.
"""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import duckdb

from enclave.audit.checkpoint import Checkpoint, open_checkpoint
from enclave.audit.column_sums import Sums
from enclave.audit.deletion import all_places, deletions
from enclave.audit.event import Event
from enclave.audit.files import UNFINISHED, sync_folder
from enclave.audit.merkle import WIDTH, Edge, leaf_hash, perfect
from enclave.audit.note import BadNote, read_verifiers
from enclave.audit.read import WAL, log_of, stored
from enclave.audit.tiles import BadTile, Tiles
from enclave.errors import InputError

FOLDER = "columns"
SPANS = (WIDTH * WIDTH, WIDTH * WIDTH // 16)
"""Records of a segment: 65,536, and 4,096 at the end where fewer are there. Each is a whole subtree. What is left is read from the log."""
FORMAT = "3"
"""Of the columns; a segment of another one is made anew."""

KEPT_SECONDS = 3600.0
"""How long a segment stays that a larger one has followed: longer than a query takes."""

_ATTEMPTS = 100
_LOOK = "see `enclave audit verify`"
_TYPES: dict[str, str] = {
    "str": "VARCHAR",
    "int": "BIGINT",
    "float": "DOUBLE",
    "float | None": "DOUBLE",
    "bool": "BOOLEAN",
    "Kind": "VARCHAR",
    "tuple[str, ...]": "JSON",
    "tuple[Verdict, ...]": "JSON",
    "dict[str, str]": "JSON",
}
_DEFAULTS = {"VARCHAR": "''", "BIGINT": "0", "BOOLEAN": "false", "JSON": "'[]'::JSON"}
FIELDS = tuple((name, _TYPES[str(Event.__annotations__[name])]) for name in Event.__struct_fields__)
"""Fields of an event with the types of their columns in DuckDB; `time` is a TIMESTAMP. `n` stands before them."""


def _field(name: str, kind: str) -> str:
    value = f'"{name}"'
    if Event.__annotations__[name] == "float":
        return f'coalesce({value}, 0.0) AS "{name}"'
    if name == "time" or kind not in _DEFAULTS:
        return f'{value} AS "{name}"'
    default = "'{}'::JSON" if Event.__annotations__[name].startswith("dict") else _DEFAULTS[kind]
    return f'coalesce({value}, {default}) AS "{name}"'


_JSON = ", ".join(f"\"{name}\": '{'TIMESTAMP' if name == 'time' else kind}'" for name, kind in FIELDS)
_TYPED = ", ".join(_field(name, kind) for name, kind in FIELDS)
# a line that is no JSON leaves a gap in the numbers
_READ = (
    f"SELECT n, {_TYPED} FROM read_json(?, format = 'newline_delimited', "  # noqa: S608
    f"columns = {{n: 'BIGINT', {_JSON}}}, ignore_errors = true) WHERE n IS NOT NULL"
)


_METADATA = """SELECT f.file_name, t.value::VARCHAR, v.value::VARCHAR, f.num_rows FROM parquet_file_metadata($1) f
JOIN parquet_kv_metadata($2) t ON t.file_name = f.file_name AND t.key::VARCHAR = 'tree'
JOIN parquet_kv_metadata($2) v ON v.file_name = f.file_name AND v.key::VARCHAR = 'format'"""
_COMPARE = """SELECT count(*), min(coalesce(a.n, b.n)) FROM fresh a FULL JOIN read_parquet(?) b ON a.n = b.n
WHERE a IS DISTINCT FROM b"""


class Segment(NamedTuple):
    """One file of columns."""

    first: int
    """Number of its first record."""
    last: int
    tree: str
    """Hash of the subtree over its records, hex."""
    size: int
    """Records of the whole tree."""
    gone: Mapping[int, int]
    """What retention has deleted of it: number of a bundle -> a bit for each of its records, the first is the lowest."""

    @property
    def rows(self) -> int:
        """How many records are left."""
        return self.last - self.first + 1 - sum(bits.bit_count() for bits in self.gone.values())

    @property
    def name(self) -> str:
        """`000000000001-000000065536.parquet`."""
        return f"{self.first:012d}-{self.last:012d}.parquet"


class Columns(NamedTuple):
    """What a query reads: the files of the segments, oldest first, and up to which record they go."""

    paths: list[Path]
    last: int
    edge: Edge
    """Of the signed tree: the hashes of what stands behind the segments."""
    gone: Mapping[int, int]
    """What retention has deleted, as in a segment."""


def compact(directory: str | Path, folder: Path | None = None, told: Callable[[int, int], None] | None = None) -> Columns:
    """The columns of the log of a data directory; what is missing is made now, a segment at a time.

    They lie in `DATA/columns`, or in `folder`. `told` hears how many of how many segments are made, when some must be.
    Raises InputError when the checkpoint, the tree or a record is not what was signed, or a segment cannot be written.
    """
    log, folder = log_of(directory), folder or Path(directory) / FOLDER
    wanted, edge, gone = _wanted(log)
    found = Columns([folder / segment.name for segment in wanted], wanted[-1].last if wanted else 0, edge, gone)
    with duckdb.connect() as db:
        if wanted and len(_good(db, folder, wanted)) < len(wanted):
            with _alone(folder):
                good = _good(db, folder, wanted)
                for segment in wanted:
                    if segment.name not in good:
                        if told is not None:
                            told(len(good), len(wanted))
                        _make(db, log, folder, segment)
                        good.add(segment.name)
                _tidy(folder, wanted)
    return found


def columns_and_tail(
    directory: str | Path, folder: Path | None = None, told: Callable[[int, int], None] | None = None
) -> tuple[Columns, list[tuple[int, bytes]]]:
    """The columns, made as by `compact`, and the records behind them by number: all that a query reads. Raises InputError."""
    for _ in range(_ATTEMPTS):
        columns = compact(directory, folder, told)
        rest = _tail(directory, columns)
        if rest is not None:
            return columns, rest
    raise InputError("the log grows faster than it can be read", str(directory), "try again")


def _tail(directory: str | Path, columns: Columns) -> list[tuple[int, bytes]] | None:
    """The records behind the columns by number, each held to the signed tree or, behind the checkpoint, to its own hash.

    None when the tree has grown since the columns were looked at: look again. Raises InputError when one is not what was written.
    """
    size, found = columns.edge.size, list[tuple[int, bytes]]()
    leaves: list[bytes] = []
    for entry in stored(directory, columns.last):
        if entry.number <= size:
            leaves.append(leaf_hash(entry.event) if entry.event else b"")
        elif entry.path.parent.name != WAL:
            return None
        if entry.event:
            found.append((entry.number, entry.held()))
    log = log_of(directory)
    tiles, levels = Tiles(log), columns.edge.levels
    try:
        for bundle in range(columns.last // WIDTH, -(-size // WIDTH)):
            here = leaves[bundle * WIDTH - columns.last :][: min(WIDTH, size - bundle * WIDTH)]
            gone = columns.gone.get(bundle, 0)
            if gone:  # of what was deleted the tree has the hash
                hashes = tiles.hashes(0, bundle, len(here))
                here = [hashes[place] if gone >> place & 1 else leaf for place, leaf in enumerate(here)]
            is_right = perfect(here) == levels[1][bundle % WIDTH] if len(here) == WIDTH else here == levels[0]
            if not is_right:
                first = bundle * WIDTH + 1
                raise BadTile(
                    tiles.path("entries", bundle, len(here) or 1), f"records {first} to {first + WIDTH - 1} are not those that were signed"
                )
    except BadTile as error:
        raise InputError(f"the log is damaged: {error}", str(error.path), _LOOK) from error
    return found


def load(db: duckdb.DuckDBPyConnection, table: str, records: Iterable[tuple[int, bytes]]) -> None:
    """Make a table of numbered events: `n`, and a column for each field. Raises InputError when a record is no event, or missing."""
    count, first, last = 0, 0, 0
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        for number, event in records:
            file.write(b'{"n":%d,%s\n' % (number, event[1:]))
            first, last, count = first or number, number, count + 1
        file.flush()
        db.execute(f"CREATE TABLE {table} AS {_READ}", [file.name])
    _hold(db, table, (count, first, last))


def _hold(db: duckdb.DuckDBPyConnection, source: str, wanted: tuple[int, int, int]) -> None:
    """Every record is there: how many, the first and the last. What is no event left a gap, and an event may lack what every one has."""
    count, first, last = wanted
    [(rows, low, high, odd)] = db.execute(
        f"SELECT count(DISTINCT n), min(n), max(n), count(*) FILTER (\"time\" IS NULL OR kind = '' OR id = '') FROM {source}"  # noqa: S608
    ).fetchall()
    if rows != count or odd or (count and (low, high) != (first, last)):
        raise InputError("the log is damaged: a record is no event", f"records {first} to {last}", _LOOK)


def differences(directory: str | Path, folder: Path | None = None) -> Iterator[str]:
    """What stands in columns otherwise than in the log, a sentence for each file; it reads all of both."""
    log, folder = log_of(directory), folder or Path(directory) / FOLDER
    for segment in _wanted(log)[0]:
        path = folder / segment.name
        if not path.exists():
            continue
        with duckdb.connect() as db:
            if not _good(db, folder, [segment], whoever_wrote=True):
                yield f"{segment.name}: it is not of this log, or cannot be read; the next query makes it anew"
                continue
            load(db, "fresh", _checked(log, segment))
            try:
                [(wrong, record)] = db.execute(_COMPARE, [str(path)]).fetchall()
            except duckdb.Error:
                wrong, record = segment.rows, segment.first
            if wrong:
                yield f"{segment.name}: {wrong} record{'' if wrong == 1 else 's'} changed, the first is {record}; delete the file"


def behind(directory: str | Path, folder: Path | None = None) -> tuple[int, int]:
    """How many files of columns the next query would make anew, and of how many. Raises InputError when the log is damaged."""
    folder = folder or Path(directory) / FOLDER
    wanted, _, _ = _wanted(log_of(directory))
    with duckdb.connect() as db:
        return len(wanted) - len(_good(db, folder, wanted, whoever_wrote=True)), len(wanted)


def _wanted(log: Path) -> tuple[list[Segment], Edge, dict[int, int]]:
    """The segments of the log at its signed size, held to its root; the edge of the tree; and what was deleted."""
    checkpoint = _signed(log)
    tiles = Tiles(log)
    try:
        edge = tiles.edge(checkpoint.size)
        if edge.root() != checkpoint.root:
            raise InputError("the tree is not the one that was signed", str(log / "tile"), _LOOK)
        above: list[bytes] = []
        for level in range(len(edge.levels) - 1, 1, -1):
            below: list[bytes] = []
            for number, digest in enumerate(above):
                below += _tile(tiles, level, number, digest)
            above = [*below, *edge.levels[level]]
    except BadTile as error:
        raise InputError(f"the log is damaged: {error}", str(error.path), _LOOK) from error
    large, small = SPANS
    gone = all_places(deletions(log))

    def segment(first: int, span: int, digest: bytes) -> Segment:
        bundles = range(first // WIDTH, (first - 1 + span) // WIDTH)
        return Segment(first, first + span - 1, digest.hex(), checkpoint.size, {each: gone[each] for each in bundles if each in gone})

    found = [segment(number * large + 1, large, digest) for number, digest in enumerate(above)]
    start, bundles = len(found) * large, edge.levels[1] if len(edge.levels) > 1 else []
    step = small // WIDTH
    for place in range(0, len(bundles) - step + 1, step):
        found.append(segment(start + place * WIDTH + 1, small, perfect(bundles[place : place + step])))
    return found, edge, gone


def _signed(log: Path) -> Checkpoint:
    path = log / "checkpoint"
    try:
        checkpoint, _ = open_checkpoint(path.read_bytes(), read_verifiers(log / "key.pub")[-2:])
    except BadNote as error:
        raise InputError(f"the checkpoint of the log is damaged: {error}", str(path), _LOOK) from error
    except OSError as error:
        raise InputError(f"cannot read the log: {(error.strerror or '').lower()}", str(error.filename or path)) from error
    return checkpoint


def _tile(tiles: Tiles, level: int, number: int, digest: bytes) -> list[bytes]:
    """A full tile, held to the hash above it."""
    hashes = tiles.hashes(level, number, WIDTH)
    if perfect(hashes) != digest:
        raise BadTile(tiles.path(level, number), "it has not the hash that stands above it")
    return hashes


def _checked(log: Path, segment: Segment) -> Iterator[tuple[int, bytes]]:
    """The records of a segment by number."""
    for first, found in _bundles(log, segment):
        for number, entry in enumerate(found, first):
            if entry:
                yield number, entry


def _bundles(log: Path, segment: Segment) -> Iterator[tuple[int, list[bytes]]]:
    """The bundles of a segment with the number of the first record, each held to the tree; what was deleted is empty."""
    tiles, number = Tiles(log), segment.first
    start, end = (segment.first - 1) // WIDTH, segment.last // WIDTH
    tile = start // WIDTH
    try:
        hashes = tiles.hashes(1, tile, min(WIDTH, segment.size // WIDTH - tile * WIDTH))[start - tile * WIDTH : end - tile * WIDTH]
        if perfect(hashes).hex() != segment.tree:
            raise BadTile(tiles.path(1, tile), "it has not the hash that stands above it")
        for at, digest in enumerate(hashes, start):
            found, gone = tiles.entries(at, WIDTH), segment.gone.get(at, 0)
            leaves = [sha256(b"\0" + entry).digest() for entry in found]
            if gone:  # of what was deleted the tree has the hash
                stored = tiles.hashes(0, at, WIDTH)
                leaves = [stored[place] if gone >> place & 1 else leaf for place, leaf in enumerate(leaves)]
                found = [b"" if gone >> place & 1 else entry for place, entry in enumerate(found)]
            if perfect(leaves) != digest:
                raise BadTile(tiles.path("entries", at), f"records {number} to {number + WIDTH - 1} are not those that were signed")
            yield number, found
            number += WIDTH
    except BadTile as error:
        raise InputError(f"the log is damaged: {error}", str(error.path), _LOOK) from error


def _good(db: duckdb.DuckDBPyConnection, folder: Path, wanted: list[Segment], *, whoever_wrote: bool = False) -> set[str]:
    """Names of the segments whose file is there, whole, made of the records that this tree has, and not written by anybody since."""
    sums = Sums(folder)
    is_there = (lambda name: (folder / name).is_file()) if whoever_wrote else sums.holds
    there = {str(folder / segment.name): segment for segment in wanted if is_there(segment.name)}
    if not there:
        return set()
    try:
        rows = db.execute(_METADATA, [list(there), list(there)]).fetchall()
    except duckdb.Error:
        # one cannot be read: which?
        return set() if len(wanted) == 1 else set().union(
            *(_good(db, folder, [segment], whoever_wrote=whoever_wrote) for segment in there.values())
        )
    good = set()
    for path, tree, form, count in rows:
        segment = there[path]
        if (tree, form, count) == (segment.tree, FORMAT, segment.rows):
            good.add(segment.name)
    return good


def _make(db: duckdb.DuckDBPyConnection, log: Path, folder: Path, segment: Segment) -> None:
    """Write the file of a segment; it is there whole or not at all."""
    path = folder / segment.name
    new = path.with_name(path.name + UNFINISHED)
    count, first, last = 0, 0, 0
    try:
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as lines:
            for start, found in _bundles(log, segment):
                # one after the other with a line feed between, and the number of the record in front
                there = [(number, entry) for number, entry in enumerate(found, start) if entry]
                lines.write(b"".join([b'{"n":%d,%s\n' % (number, entry[1:]) for number, entry in there]))
                if there:
                    count, first, last = count + len(there), first or there[0][0], there[-1][0]
            lines.flush()
            # straight into the file: a table between would cost a third more; the lowest level of zstd is as small here, and quicker
            kept = f"KV_METADATA {{tree: '{segment.tree}', format: '{FORMAT}'}}"
            db.execute(f"COPY ({_READ}) TO {_text(new)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, {kept})", [lines.name])
        _hold(db, f"read_parquet({_text(new)})", (count, first, last))
        with new.open("rb") as file:
            os.fsync(file.fileno())
        new.chmod(0o600)
        new.rename(path)
        sync_folder(folder)
        Sums(folder).add(path.name)
    except (OSError, duckdb.IOException) as error:
        raise _unwritable(folder, error) from error


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _tidy(folder: Path, wanted: list[Segment]) -> None:
    """Delete small segments that a large one has followed, when no query can be reading them any more, and what a killed process left."""
    names = {segment.name for segment in wanted}
    for path in folder.glob("*.parquet*"):
        first = path.name[:12]
        is_needed = path.name in names or not first.isdigit() or int(first) > wanted[-1].last
        if not is_needed and (path.suffix == UNFINISHED or path.stat().st_mtime < time.time() - KEPT_SECONDS):
            path.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time makes segments; a lock ends with its process."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _unwritable(folder: Path, error: OSError | duckdb.Error) -> InputError:
    is_full = isinstance(error, OSError) and error.errno == errno.ENOSPC
    what = (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error).splitlines()[0]
    hint = "make room and try again" if is_full else "name a folder that you can write with `--columns`"
    return InputError(f"cannot write columns: {what}", str(folder), hint)
