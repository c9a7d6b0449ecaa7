"""What a verifier remembers, in a file: for one version of this program, and only ever as good as what it was made from.

The file holds answers with what each read, and digests of the graph that they are about, not the graph itself. It is believed
only when it is sealed with the key of this very user, which lies elsewhere, and this very program wrote it; whatever else stands
there is passed over by name and written anew.
"""

from __future__ import annotations

import hmac
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Hashable
from functools import cache, partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import msgspec

import enclave
from enclave.errors import EnclaveError
from enclave.verify.memo import Answer, Answers, Filed, Keys, Record, Shelf, packed
from enclave.verify.plain import BROKEN, ROOMS, dumps, loads, unreadable
from enclave.verify.snapshot import Key, Rows, Snapshot

NAME = "answers"
MAGIC = b"enclave verify 5\n"
SIZE = 32
"""Bytes of a digest, of a seal and of the key that it is made with."""
FOREIGN = "another user or another machine wrote it, or it was damaged or changed"


class Named(NamedTuple):
    """A function in a key, by its name: functions are looked up, never loaded."""

    module: str
    name: str


class _Shelf(NamedTuple):
    """Keys that begin with one thing."""

    head: Named | str
    size: int
    data: bytes
    """The rest of each."""
    asking: list[int]
    """The places of those with functions among their arguments, which stand there by their names."""


class _Filed(msgspec.Struct, array_like=True):
    """A record as it is written."""

    ids: list[str]
    lots: bytes
    marks: list[bytes]
    rows: list[msgspec.Raw]
    """The resources of each lot: read when one of them is not as it was."""
    kinds: list[str]
    intent: dict[str, bytes]
    outputs: bytes
    shelves: list[_Shelf]
    """The keys in the order of their numbers, by what they begin with."""
    starts: bytes
    readers: bytes
    """Who read each key: see `packed`."""
    answers: Filed


@cache
def program() -> bytes:
    """A digest of this program's files and of the Python that runs it: another program may answer otherwise."""
    found = sha256(sys.version.encode())
    root = os.path.dirname(enclave.__file__)
    files = [os.path.join(folder, name) for room in ("graph", "verify") for folder, _, names in os.walk(f"{root}/{room}") for name in names]
    files += [os.path.join(root, name) for name in os.listdir(root)]
    for file in sorted(each for each in files if each.endswith((".py", ".json"))):
        with open(file, "rb") as stream:
            data = stream.read()
        found.update(f"{file[len(root):]} {len(data)}\n".encode())
        found.update(data)
    return found.digest()


def key_file() -> Path:
    """Where this user's key lies: outside of every directory that is handed on."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "enclave" / "cache.key"


def read(directory: Path) -> tuple[Record | None, str]:
    """What was remembered there; else None and why that is not believed, without a reason when nothing is there."""
    text, why = _own(directory / NAME, 0o022)
    if text is None:
        return None, why
    head, payload = text[:len(MAGIC) + 2 * SIZE], memoryview(text)[len(MAGIC) + 2 * SIZE:]
    if not head.startswith(MAGIC):
        return None, "no such file of this version"
    if head[len(MAGIC):-SIZE] != program():
        return None, "another version of this program wrote it"
    key, why = _own(key_file(), 0o077)
    if key is None or len(key) != SIZE:
        return None, why or FOREIGN
    if not hmac.compare_digest(head[-SIZE:], _seal(key, payload)):
        return None, FOREIGN
    try:
        return _unpacked(msgspec.msgpack.decode(payload, type=_Filed)), ""
    except (*BROKEN, EnclaveError):
        return None, "it cannot be read"


def write(directory: Path, record: Record) -> None:
    """Puts a record there, in place of what was there, whole or not at all. Raises EnclaveError when that cannot be.

    A graph with ids that are no text in UTF-8 (half a surrogate pair) is not remembered.
    """
    try:
        payload = msgspec.msgpack.encode(_packed(record))
    except UnicodeEncodeError:
        return
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(directory / NAME, MAGIC + program() + _seal(_key(), payload) + payload)
    except OSError as error:
        raise EnclaveError(f"cannot be written: {(error.strerror or str(error)).lower()}", str(directory)) from error


def _seal(key: bytes, payload: bytes | memoryview) -> bytes:
    found = hmac.new(key, MAGIC + program(), "sha256")
    found.update(payload)
    return found.digest()


def _own(path: Path, forbidden: int) -> tuple[bytes | None, str]:
    """What stands in a plain file of this user that nobody else may write (or read: `forbidden`), or why it is not believed."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
            state = os.fstat(stream.fileno())
            if not stat.S_ISREG(state.st_mode) or state.st_uid != os.geteuid() or state.st_mode & forbidden:
                return None, f"`{path.name}` is not a file that is this user's alone"
            return stream.read(), ""
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, f"`{path.name}` cannot be read: {(error.strerror or str(error)).lower()}"


def _key() -> bytes:
    """This user's key, made when there is none that can be used. Raises OSError."""
    path = key_file()
    found, _ = _own(path, 0o077)
    if found is None or len(found) != SIZE:
        found = os.urandom(SIZE)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, found)
    return found


def _replace(path: Path, data: bytes) -> None:
    """Puts a file there that only this user can read. Raises OSError."""
    descriptor, fresh = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data)
        os.replace(fresh, path)
    except OSError:
        os.unlink(fresh)
        raise


def _packed(record: Record) -> _Filed:
    """Only the keys of this record, each once."""
    answers = record.answers.all()
    heads: dict[Hashable, list[int]] = {}
    for old in dict.fromkeys(chain.from_iterable((number, *answer.reads) for number, answer in answers.items())):
        heads.setdefault(record.keys.key(old)[0], []).append(old)
    numbers = {old: number for number, old in enumerate(chain.from_iterable(heads.values()))}
    written: dict[int, tuple[tuple[int, ...], bytes | None]] = {}
    readers: list[list[int]] = [[] for _ in numbers]
    for old, answer in answers.items():
        number = numbers[old]
        reads = tuple(map(numbers.__getitem__, answer.reads))
        for each in reads:
            readers[each].append(number)
        written[number] = reads, _data(answer)
    graph = record.graph
    rows = [part if isinstance(part, msgspec.Raw) else _raw(part) for part in graph.rows.lots]
    return _Filed(
        graph.ids, graph.lots, graph.marks, rows, sorted(graph.kinds), dict(graph.intent), graph.outputs,
        [_shelf(head, [record.keys.key(old)[1:] for old in held]) for head, held in heads.items()],
        *packed(readers), Filed.of(written, len(numbers)),
    )


def _shelf(head: Hashable, rests: list[Key]) -> _Shelf:
    asking = [place for place, rest in enumerate(rests) if FunctionType in map(type, rest)]
    for place in asking:
        rests[place] = tuple(_named(each) if isinstance(each, FunctionType) else each for each in rests[place])
    return _Shelf(_named(head) if isinstance(head, FunctionType) else str(head), len(rests), dumps(rests) or b"", asking)


def _raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode(value))


def _data(answer: Answer) -> bytes | None:
    """The value of an answer as it is written; None for what is worked out again when it is asked for."""
    if not answer.is_kept or answer.problem is not None:
        return None
    return answer.data if answer.data is not None else dumps(answer.value)


def _named(function: FunctionType) -> Named:
    return Named(function.__module__, function.__qualname__)


def _unpacked(filed: _Filed) -> Record:
    shelves: dict[Hashable, Shelf] = {}
    first = 0
    for shelf in filed.shelves:
        head = shelf.head if isinstance(shelf.head, str) else _function(shelf.head)
        shelves[head] = Shelf(first, shelf.size, partial(_keys, head, shelf))
        first += shelf.size
    keys = Keys((), shelves, (filed.starts, filed.readers))
    graph = Snapshot(filed.ids, filed.lots, filed.marks, Rows(filed.rows), frozenset(filed.kinds), filed.intent, filed.outputs)
    return Record(graph, keys, Answers(filed=filed.answers))


def _keys(head: Hashable, shelf: _Shelf) -> list[Key]:
    """The keys of a shelf. Raises EnclaveError for what this program did not write."""
    try:
        rests: list[Key] = list(loads(shelf.data))
        for place in shelf.asking:
            rests[place] = tuple(_function(each) if isinstance(each, Named) else each for each in rests[place])
        if len(rests) != shelf.size:
            raise ValueError("keys are missing")
        return [(head, *rest) for rest in rests]
    except BROKEN as error:
        raise unreadable() from error


@cache
def _function(named: Named) -> Callable[..., Any]:
    found = getattr(sys.modules.get(named.module), named.name, None) if named.module.startswith(ROOMS) else None
    if not isinstance(found, FunctionType):
        raise ValueError(f"{named.module}.{named.name} is no function")
    return found
