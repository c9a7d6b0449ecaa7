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
from itertools import chain
from types import BuiltinFunctionType, FunctionType, GenericAlias
from typing import Any, TypeVar

import msgspec

from enclave.errors import EnclaveError
from enclave.finding import Proved, Refuted, Unknown, Verdict
from enclave.verify.model import ObligationResult
from enclave.verify.network.addresses import AddressBook

T = TypeVar("T")
ROOMS = ("enclave.graph.", "enclave.verify.", "enclave.finding")
PLAIN = (tuple, Enum, msgspec.Struct, AddressBook)
BROKEN = (
    pickle.UnpicklingError, msgspec.MsgspecError, ValueError, TypeError, AttributeError, EOFError, LookupError, ImportError,
    RecursionError, MemoryError,
)
"""What reading bytes may raise that this program did not write."""
RESULTS, STRUCT, STRUCTS, OTHERS = b"r", b"y", b"z", b"o"
"""How bytes begin: those of the results of one obligation, which are many, of a struct, of structs of one class in a tuple, and of
what no form below is for."""
NO_FORM = (NameError, OverflowError)
"""What a struct may raise besides that has no form of its own: types that are not known when it runs, numbers of more than 64 bits."""
_results = msgspec.msgpack.Decoder(tuple[str, int, str, list[str], list[int], list[Verdict]])
"""(id, number, title) of the obligation, the subjects, for each the place of its verdict, and each verdict once: most are alike."""
FORMS: tuple[tuple[bytes, Callable[[Any], bool], msgspec.msgpack.Decoder[Any]], ...] = (
    (b"v", lambda value: type(value) in (Proved, Refuted, Unknown), msgspec.msgpack.Decoder(Verdict)),
    (b"t", lambda value: type(value) is tuple and {str}.issuperset(map(type, value)), msgspec.msgpack.Decoder(tuple[str, ...])),
    (b"s", lambda value: type(value) is frozenset and {str}.issuperset(map(type, value)), msgspec.msgpack.Decoder(frozenset[str])),
    (b"k", lambda value: type(value) is list and {tuple}.issuperset(map(type, value)) and {str}.issuperset(map(type, chain(*value))),
     msgspec.msgpack.Decoder(list[tuple[str, ...]])),
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


@cache
def _structs(name: bytes) -> Callable[[memoryview], Any]:
    """What reads structs of one class, `module:name`. Raises what `_plain_class` raises, and NameError for a class with unknown fields."""
    module, _, each = name.decode().partition(":")
    kind = _plain_class(module, each)
    if not issubclass(kind, msgspec.Struct):
        raise pickle.UnpicklingError(f"{name!r} is no struct")
    return msgspec.msgpack.Decoder(GenericAlias(tuple, (kind, ...))).decode


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
                verdicts: dict[Verdict, int] = {}
                places = [verdicts.setdefault(each.verdict, len(verdicts)) for each in value]
                return RESULTS + msgspec.msgpack.encode((*heads.pop(), [each.subject for each in value], places, list(verdicts)))
        for begin, is_one, _ in FORMS:
            if is_one(value):
                return begin + msgspec.msgpack.encode(value)
        if (data := _of_structs(value)) is not None:
            return data
    stream = io.BytesIO(OTHERS)
    stream.seek(len(OTHERS))
    try:
        _Writer(stream, protocol=5).dump(value)
    except pickle.PicklingError:
        return None
    return stream.getvalue()


def _of_structs(value: Any) -> bytes | None:
    """Structs of one class as bytes, where that gives them back as they are. Raises UnicodeEncodeError."""
    begin, each = (STRUCTS, value) if type(value) is tuple else (STRUCT, (value,))
    kinds = set(map(type, each))
    kind = kinds.pop() if len(kinds) == 1 else object
    if not issubclass(kind, msgspec.Struct):
        return None
    try:
        data = begin + f"{kind.__module__}:{kind.__qualname__}\n".encode() + msgspec.msgpack.encode(each)
        return data if _read_structs(data) == each else None
    except (*NO_FORM, *BROKEN):
        return None


def _read_structs(data: bytes) -> tuple[Any, ...]:
    name, mark, _ = data[1:300].partition(b"\n")
    found: tuple[Any, ...] = _structs(name)(memoryview(data)[len(name) + len(mark) + 1:])
    return found


def loads(data: bytes) -> Any:
    """The value of the bytes. Raises EnclaveError for bytes that this program did not write."""
    try:
        if data[:1] == RESULTS:
            of, number, title, subjects, places, verdicts = _results.decode(memoryview(data)[1:])
            pairs = zip(subjects, map(verdicts.__getitem__, places), strict=True)
            return tuple(ObligationResult(of, number, title, subject, verdict) for subject, verdict in pairs)
        if data[:1] in _forms:
            return _forms[data[:1]](memoryview(data)[1:])
        if data[:1] == STRUCTS:
            return _read_structs(data)
        if data[:1] == STRUCT:
            return _read_structs(data)[0]
        if data[:1] == OTHERS:
            return _Reader(io.BytesIO(memoryview(data)[1:])).load()
    except (*NO_FORM, *BROKEN) as error:
        raise unreadable() from error
    raise unreadable()


def decoded(decoder: msgspec.msgpack.Decoder[T], data: msgspec.Raw) -> T:
    """What a decoder reads. Raises EnclaveError for bytes that this program did not write."""
    try:
        return decoder.decode(data)
    except msgspec.MsgspecError as error:
        raise unreadable() from error


def unreadable() -> EnclaveError:
    """What is raised for bytes that this program did not write."""
    return EnclaveError("what was remembered cannot be read", hint="remove the directory of `--cache`")
