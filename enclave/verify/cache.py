"""What a verifier remembers, in a file: for one version of this program, and only ever as good as what it was made from.

The file holds answers with what each read, and digests of the graph that they are about, not the graph itself. It is read only
when it is this user's own, nobody else can write it, its digest is right and this very program wrote it; whatever else stands
there is passed over and written anew. Values are built from plain classes of this program: nothing else runs when it is read.
"""

from __future__ import annotations

import io
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable
from dataclasses import is_dataclass
from enum import Enum
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import msgspec

import enclave
from enclave.errors import EnclaveError
from enclave.verify.estate import VIEWS
from enclave.verify.memo import Answer, Key, Record, Snapshot
from enclave.verify.network.addresses import AddressBook

NAME = "answers"
MAGIC = b"enclave verify 1\n"
ROOMS = ("enclave.graph.", "enclave.verify.", "enclave.finding")
SIZE = 32
"""Bytes of a digest."""
BROKEN = (
    pickle.UnpicklingError, ValueError, TypeError, AttributeError, EOFError, LookupError, ImportError, RecursionError, MemoryError,
)
"""What reading a file may raise that this program did not write."""


class Named(NamedTuple):
    """A function in a key, by its name: functions are looked up, never loaded."""

    module: str
    name: str


@cache
def program() -> bytes:
    """A digest of this program's files and of the Python that runs it: another program may answer otherwise."""
    found = sha256(sys.version.encode())
    root = Path(enclave.__file__).parent
    files = [file for room in ("graph", "verify") for file in (root / room).rglob("*") if file.suffix in (".py", ".json")]
    for file in sorted((*files, *root.glob("*.py"))):
        data = file.read_bytes()
        found.update(f"{file.relative_to(root).as_posix()} {len(data)}\n".encode() + data)
    return found.digest()


def read(directory: Path) -> Record | None:
    """What was remembered there; None when there is nothing that can be trusted."""
    try:
        with open(os.open(directory / NAME, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:
            state = os.fstat(stream.fileno())
            is_own = stat.S_ISREG(state.st_mode) and state.st_uid == os.geteuid() and not state.st_mode & 0o022
            text = stream.read() if is_own else b""
    except OSError:
        return None
    head, payload = text[:len(MAGIC) + 2 * SIZE], text[len(MAGIC) + 2 * SIZE:]
    if head != MAGIC + program() + sha256(payload).digest():
        return None
    try:
        return _unpacked(_loaded(payload))
    except BROKEN:
        return None


def write(directory: Path, record: Record) -> None:
    """Puts a record there, in place of what was there, whole or not at all. Raises EnclaveError when that cannot be."""
    payload = pickle.dumps(_packed(record), protocol=5)
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, fresh = tempfile.mkstemp(prefix=f".{NAME}.", dir=directory)
        try:
            with open(descriptor, "wb") as stream:
                stream.write(MAGIC + program() + sha256(payload).digest())
                stream.write(payload)
            os.replace(fresh, directory / NAME)
        except OSError:
            os.unlink(fresh)
            raise
    except OSError as error:
        raise EnclaveError(f"cannot be written: {(error.strerror or str(error)).lower()}", str(directory)) from error


class _Reader(pickle.Unpickler):
    """Builds plain values of this program, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module.startswith(ROOMS) else None
        if not isinstance(found, type) or not (is_dataclass(found) or issubclass(found, PLAIN)):
            raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
        return found


PLAIN = (tuple, Enum, msgspec.Struct, AddressBook)


class _Writer(pickle.Pickler):
    """Writes what `_Reader` builds, and raises for the rest."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, BaseException | FunctionType):
            raise pickle.PicklingError("no plain value")
        return NotImplemented


def _loaded(data: bytes) -> Any:
    return _Reader(io.BytesIO(data)).load()


def _value(data: bytes) -> Any:
    """The value of one answer."""
    try:
        return _loaded(data)
    except BROKEN as error:
        raise EnclaveError("what was remembered cannot be read", hint="remove the directory of `--cache`") from error


def _data(key: Key, answer: Answer) -> bytes | None:
    """The value of an answer as it is written; None for what is worked out again when it is asked for."""
    if not answer.is_kept or answer.problem is not None or key[0] in VIEWS:
        return None
    if answer.load is not None:
        found: bytes = answer.load.args[0]
        return found
    stream = io.BytesIO()
    try:
        _Writer(stream, protocol=5).dump(answer.value)
    except pickle.PicklingError:
        return None
    return stream.getvalue()


def _packed(record: Record) -> tuple[Any, ...]:
    """Each key once; an answer is the number of its key, those of what it read, and its value."""
    numbers: dict[Key, int] = {}
    answers = [
        (numbers.setdefault(key, len(numbers)), [numbers.setdefault(read, len(numbers)) for read in answer.reads], _data(key, answer))
        for key, answer in record.answers.items()
    ]
    return record.graph, [tuple(_named(each) if isinstance(each, FunctionType) else each for each in key) for key in numbers], answers


def _named(function: FunctionType) -> Named:
    return Named(function.__module__, function.__qualname__)


def _unpacked(packed: Any) -> Record:
    graph, named, answers = packed
    if not isinstance(graph, Snapshot):
        raise pickle.UnpicklingError("no snapshot")
    keys = [tuple(_function(each) if isinstance(each, Named) else each for each in key) for key in named]
    name = keys.__getitem__
    found = {
        keys[number]: Answer(tuple(map(name, reads)), None, is_kept=data is not None, load=None if data is None else partial(_value, data))
        for number, reads, data in answers
    }
    return Record(graph, found)


@cache
def _function(named: Named) -> Callable[..., Any]:
    found = getattr(sys.modules.get(named.module), named.name, None) if named.module.startswith(ROOMS) else None
    if not isinstance(found, FunctionType):
        raise pickle.UnpicklingError(f"{named.module}.{named.name} is no function")
    return found
