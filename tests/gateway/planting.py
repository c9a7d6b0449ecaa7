"""Documents of the APIs by the official SDK's own types: each with a value at one place, and as little as the types allow elsewhere.

A field that a later SDK knows is planted without anybody naming it here.
"""

from __future__ import annotations

import collections.abc
import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pydantic
import typing_extensions

MAIL, DIGITS = "jane.doe@example.com", 4111111111111111
SPARE = "x"
LISTS = (list, collections.abc.Iterable, collections.abc.Sequence, tuple)
Place = tuple[str, ...]


def smallest(kind: Any) -> Any:
    """A value of a type with nothing in it that need not be there."""
    kind, _ = plain(kind)
    origin, given = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return smallest(next((one for one in given if one is not type(None)), type(None)))
    if origin is Literal:
        return given[0]
    if origin in LISTS:
        return [smallest(given[0])]
    if origin is dict or kind is type(None):
        return {} if origin is dict else None
    if members(kind):
        return {name: smallest(one) for name, one, is_needed in members(kind) if is_needed}
    return {int: 1, float: 0.5, bool: True}.get(kind, SPARE)


def planted(kind: Any, within: tuple[Any, ...] = ()) -> Iterator[tuple[Place, Any]]:
    """Every place of a type that a value may stand at, and a document with one there: instead of a text, a word of the API or a number,
    as a key, as a member that no SDK knows."""
    kind, _ = plain(kind)
    origin, given = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        for one in given:
            yield from planted(one, within)
    elif origin in LISTS:
        for place, value in planted(given[0], within):
            yield ("[]", *place), [value]
    elif origin is dict:
        yield ("*",), {MAIL: smallest(given[1])}
        for place, value in planted(given[1], within):
            yield ("*", *place), {"key": value}
    elif kind in within or kind in (bool, type(None)):
        return
    elif members(kind):
        usual = smallest(kind)
        yield ("+",), {**usual, "nobody_knows": MAIL}
        yield ("+",), {**usual, MAIL: SPARE}
        for name, one, _ in members(kind):
            for place, value in planted(one, (*within, kind)):
                yield (name, *place), {**usual, name: value}
    elif kind in (int, float):
        yield (), DIGITS
    elif origin is Literal and not isinstance(given[0], str):
        return
    else:
        yield (), MAIL
        if kind in (object, Any):
            yield ("*",), {MAIL: 1}
            yield ("*",), {"key": [MAIL]}


def members(kind: Any) -> list[tuple[str, Any, bool]]:
    """Name, type, and whether it has to be there, of each member of a model's or a request's object."""
    if isinstance(kind, type) and issubclass(kind, pydantic.BaseModel):
        return [(field.alias or name, field.annotation, field.is_required()) for name, field in kind.model_fields.items()]
    if typing_extensions.is_typeddict(kind):
        hints = typing_extensions.get_type_hints(kind, include_extras=True)
        # a class that inherits has its required keys only in its hints, where annotations are texts
        needed = (typing.Required, typing_extensions.Required)
        return [(plain(one)[1] or name, one, get_origin(one) in needed) for name, one in hints.items()]
    return []


def plain(kind: Any) -> tuple[Any, str]:
    """A type without what is said about it, and the name that it has on the wire, if that is another one."""
    name = ""
    while True:
        origin = get_origin(kind)
        if origin is Annotated:
            kind, *said = get_args(kind)
            name = next((one.alias for one in said if getattr(one, "alias", None)), name)
        elif origin in (typing.Required, typing.NotRequired, typing_extensions.Required, typing_extensions.NotRequired):
            kind = get_args(kind)[0]
        elif isinstance(kind, typing_extensions.TypeAliasType):
            kind = kind.__value__
        else:
            return kind, name
