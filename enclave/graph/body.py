"""Reading ARM bodies: property names in any case, values in any of the forms that people write, and never a guess.

A value that an importer could not evaluate, or that is not of the kind asked for, raises `Undecided`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Final, Literal, TypeAlias, overload

from enclave.errors import EnclaveError
from enclave.graph.model import Body, Ref, Secret, Unresolved, Value

SUBSCRIPTION: Final = "00000000-0000-0000-0000-000000000000"
"""Stands for the subscription that is deployed to. Ids of it are written without it; ids of others keep theirs."""


class Missing(Enum):
    """The type of `MISSING`."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
"""What `lookup` answers for a property that is not there."""
INLINE: Final = ("/subnets/", "/backendAddressPools/", "/frontendIPConfigurations/")
"""Parts of networks and load balancers that are written in them, and not as resources of their own."""
EXPECTED: Final = frozenset({"", "no value is given for the parameter"})
"""Reasons that say no more than that a value is missing."""
WHOLE: Final = re.compile(r"-?[0-9]{1,15}(\.0*)?")
Absent: TypeAlias = Literal[Missing.MISSING]


class Undecided(EnclaveError):
    """A proof needs a value that the template alone does not give."""

    def __init__(self, expression: str, where: str = "", reason: str = "") -> None:
        """`reason`: why there is none, where that is known (`Unresolved.reason`)."""
        more = "" if reason in EXPECTED else f": {reason}"
        hint = "" if more else "give its value, for example with a parameter file"
        super().__init__(f"`{expression}` cannot be evaluated{more}", where, hint)
        self.expression = expression
        self.reason = reason


def undecided(value: Value, path: str = "", where: str = "") -> Undecided:
    """Why a value at a path is of no use: it is not known, for its own reason, or not of the kind that is asked for."""
    return Undecided(_describe(value, path), where, _reason(value))


def lookup(body: Value, path: str) -> Value | Absent:
    """The value at a dotted path, or `MISSING`. What cannot be looked into on the way is `Unresolved` for all below it."""
    value: Value = body
    for key in _keys(path):
        if type(value) is dict and key in value:
            value = value[key]
            continue
        if value is None:
            return MISSING
        if not isinstance(value, Mapping):
            return Unresolved(_describe(value, path), _reason(value))
        found = member(value, key)
        if found is MISSING:
            return MISSING
        value = found
    return value


@lru_cache(maxsize=4096)
def _keys(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def member(mapping: Body, key: str) -> Value | Absent:
    """One property of an object: by its exact name, else by its name in another case."""
    if key in mapping:
        return mapping[key]
    wanted, length = key.lower(), len(key)
    for name in mapping:
        if len(name) == length and name.lower() == wanted:
            return mapping[name]
    return MISSING


@overload
def text(body: Value, path: str, default: str = "") -> str: ...
@overload
def text(body: Value, path: str, default: None) -> str | None: ...
def text(body: Value, path: str, default: str | None = "") -> str | None:
    """The text at a path. Numbers and booleans are written as ARM writes them; a reference to an id gives that id."""
    value = lookup(body, path)
    return default if value is MISSING or value is None else _text(value, path)


@overload
def flag(body: Value, path: str, default: bool = False) -> bool: ...
@overload
def flag(body: Value, path: str, default: None) -> bool | None: ...
def flag(body: Value, path: str, default: bool | None = False) -> bool | None:
    """The boolean at a path; `"true"` and `"False"` are booleans too."""
    value = lookup(body, path)
    if value is MISSING or value is None:
        return default
    if isinstance(value, bool):
        return value
    word = _text(value, path).strip().lower()
    if word not in ("true", "false"):
        raise Undecided(f"{path}: {word}")
    return word == "true"


@overload
def number(body: Value, path: str, default: int = 0) -> int: ...
@overload
def number(body: Value, path: str, default: None) -> int | None: ...
def number(body: Value, path: str, default: int | None = 0) -> int | None:
    """The whole number at a path; `"80"` is one too."""
    value = lookup(body, path)
    if value is MISSING or value is None:
        return default
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    word = _text(value, path).strip()
    if not WHOLE.fullmatch(word):
        raise Undecided(f"{path}: {word}")
    return int(word.partition(".")[0])


def items(body: Value, path: str) -> tuple[Body, ...]:
    """The objects of a list; empty when it is absent. An element that is not an object raises."""
    objects: list[Body] = []
    for element in _elements(body, path):
        if not isinstance(element, Mapping):
            raise undecided(element, path)
        objects.append(element)
    return tuple(objects)


def texts(body: Value, path: str) -> tuple[str, ...]:
    """The texts of a list; a single text is a list of one; empty when it is absent."""
    return tuple(_text(element, path) for element in _elements(body, path))


def link(body: Value, path: str) -> str | None:
    """The id that a property points to (`{"id": ...}`, a reference or plain text), or None when it is absent."""
    value = lookup(body, path)
    if value is MISSING or value is None:
        return None
    target = reference(value)
    if target is None:
        raise undecided(value, path)
    return target


def links(body: Value, path: str) -> tuple[str, ...]:
    """The ids that a list points to, in order."""
    targets: list[str] = []
    for element in _elements(body, path):
        target = reference(element)
        if target is None:
            raise undecided(element, path)
        targets.append(target)
    return tuple(targets)


def reference(value: Value) -> str | None:
    """The resource id in a `Ref`, in `{"id": ...}` or in a text that starts with `/`; None when it is none of them."""
    if isinstance(value, Unresolved):
        raise undecided(value)
    if isinstance(value, Ref):
        return value.resource + value.suffix if value.path == "id" and not value.prefix else None
    if isinstance(value, Mapping):
        inner = member(value, "id")
        return None if inner is MISSING else reference(inner)
    if isinstance(value, str) and value.startswith("/"):
        return canonical_id(value)
    return None


def pointer(resource_id: str) -> Ref:
    """A reference to an id. What is written inline in its owner has the owner's id with a suffix."""
    marker = next((part for part in INLINE if part in resource_id), "/subnets/")
    owner, inline, name = resource_id.partition(marker)
    return Ref(owner, suffix=inline + name)


def canonical_id(resource_id: str) -> str:
    """An id as the graph writes it: without the subscription that is deployed to, and without a trailing `/`."""
    prefix = f"/subscriptions/{SUBSCRIPTION}"
    resource_id = resource_id.rstrip("/")
    if resource_id.lower() == prefix or resource_id.lower().startswith(prefix + "/"):
        return resource_id[len(prefix):]
    return resource_id


def last_segment(resource_id: str) -> str:
    """The part after the last `/` of an id or of a full name."""
    return resource_id.rpartition("/")[2]


def _elements(body: Value, path: str) -> tuple[Value, ...]:
    value = lookup(body, path)
    if value is MISSING or value is None:
        return ()
    if isinstance(value, list | tuple):
        return tuple(value)
    if isinstance(value, Unresolved):
        raise undecided(value)
    return (value,)


def _text(value: Value, path: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Ref) and value.path == "id":
        return value.prefix + value.resource + value.suffix
    if isinstance(value, Ref) and value.path == "name":
        return last_segment(value.resource)
    raise undecided(value, path)


def _describe(value: Value, path: str) -> str:
    if isinstance(value, Unresolved):
        return value.expression
    if isinstance(value, Ref):
        return f"{value.resource}.{value.path}"
    if isinstance(value, Secret):
        return f"parameter {value.parameter}"
    return path


def _reason(value: Value) -> str:
    if isinstance(value, Unresolved):
        return value.reason
    if isinstance(value, Secret):
        return "it is secret, and given at deployment"
    return "known only after deployment" if isinstance(value, Ref) and value.path not in ("id", "name") else ""
