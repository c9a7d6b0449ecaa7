"""Plain values of this program as bytes. Nothing but such values is built when they are read, and nothing else runs."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import is_dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from types import BuiltinFunctionType, FunctionType
from typing import Any

import msgspec

from enclave.errors import EnclaveError
from enclave.finding import Proved, Refuted, Unknown, Verdict
from enclave.verify.model import ObligationResult
from enclave.verify.network.addresses import AddressBook

ROOMS = ("enclave.graph.", "enclave.verify.", "enclave.finding")
PLAIN = (tuple, Enum, msgspec.Struct, AddressBook)
BROKEN = (
    pickle.UnpicklingError, msgspec.MsgspecError, ValueError, TypeError, AttributeError, EOFError, LookupError, ImportError,
    RecursionError, MemoryError,
)
"""What reading bytes may raise that this program did not write."""
RESULTS, OTHERS = b"r", b"o"
"""How bytes begin: those of the results of one obligation, which are many, and of what no form below is for."""
_results = msgspec.msgpack.Decoder(tuple[str, int, str, list[tuple[str, Verdict]]])
FORMS: tuple[tuple[bytes, Callable[[Any], bool], msgspec.msgpack.Decoder[Any]], ...] = (
    (b"v", lambda value: type(value) in (Proved, Refuted, Unknown), msgspec.msgpack.Decoder(Verdict)),
    (b"t", lambda value: type(value) is tuple and {str}.issuperset(map(type, value)), msgspec.msgpack.Decoder(tuple[str, ...])),
    (b"s", lambda value: type(value) is frozenset and {str}.issuperset(map(type, value)), msgspec.msgpack.Decoder(frozenset[str])),
    (b"c", lambda value: value is None or type(value) is bool, msgspec.msgpack.Decoder(bool | None)),
)
"""What most values are, each (how its bytes begin, whether a value is one, what reads it): read in a tenth of a pickle's time."""
_forms = {begin: decoder.decode for begin, _, decoder in FORMS}


class _Reader(pickle.Unpickler):
    """Builds plain values of this program, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        return _plain_class(module, name)


@cache
def _plain_class(module: str, name: str) -> type:
    """A class of plain values by its name. Raises UnpicklingError, and what importing raises."""
    found = getattr(import_module(module), name, None) if module.startswith(ROOMS) else None
    if not isinstance(found, type) or not (is_dataclass(found) or issubclass(found, PLAIN)):
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
    return found


class _Writer(pickle.Pickler):
    """Writes what `_Reader` builds, and raises for the rest."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, BaseException | FunctionType | BuiltinFunctionType):
            raise pickle.PicklingError("no plain value")
        return NotImplemented


def dumps(value: Any) -> bytes | None:
    """A value as bytes; None when it is no plain one."""
    with suppress(UnicodeEncodeError):  # a text that no file in UTF-8 can hold; a pickle can
        if isinstance(value, tuple) and value and all(type(each) is ObligationResult for each in value):
            heads = {(each.id, each.number, each.title) for each in value}
            if len(heads) == 1:
                return RESULTS + msgspec.msgpack.encode((*heads.pop(), [(each.subject, each.verdict) for each in value]))
        for begin, is_one, _ in FORMS:
            if is_one(value):
                return begin + msgspec.msgpack.encode(value)
    stream = io.BytesIO(OTHERS)
    stream.seek(len(OTHERS))
    try:
        _Writer(stream, protocol=5).dump(value)
    except pickle.PicklingError:
        return None
    return stream.getvalue()


def loads(data: bytes) -> Any:
    """The value of the bytes. Raises EnclaveError for bytes that this program did not write."""
    try:
        if data[:1] == RESULTS:
            of, number, title, rows = _results.decode(memoryview(data)[1:])
            return tuple(ObligationResult(of, number, title, subject, verdict) for subject, verdict in rows)
        if data[:1] in _forms:
            return _forms[data[:1]](memoryview(data)[1:])
        if data[:1] == OTHERS:
            return _Reader(io.BytesIO(memoryview(data)[1:])).load()
    except BROKEN as error:
        raise EnclaveError("what was remembered cannot be read", hint="remove the directory of `--cache`") from error
    raise EnclaveError("what was remembered cannot be read", hint="remove the directory of `--cache`")
