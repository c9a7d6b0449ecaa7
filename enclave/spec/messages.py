"""What pydantic found, said in the words of the file and its reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from enclave.spec.base import FORMS, ROOM, Model
from enclave.spec.models import Spec
from enclave.spec.source import Date, Keys, Problem, SourceMap
from enclave.spec.suggest import did_you_mean, listed, nearest

SHAPES: Mapping[str, str] = {
    "string_type": "a text",
    "bool_type": "`true` or `false`",
    "int_type": "a whole number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "finite_number": "a number",
    "uuid_type": "an id, `11111111-2222-3333-4444-555555555555`",
    "uuid_parsing": "an id, `11111111-2222-3333-4444-555555555555`",
    "date_type": "a day, `2027-06-30`",
    "date_parsing": "a day, `2027-06-30`",
    "date_from_datetime_parsing": "a day, `2027-06-30`",
    "date_from_datetime_inexact": "a day, `2027-06-30`",
    "ip_v4_network": "an IPv4 range, `10.40.0.0/16`",
    "tuple_type": "a list",
    "dict_type": "a group of keys",
    "model_type": "a group of keys",
}
LIMITS: Mapping[str, str] = {
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "needs at least {min_length} characters",
    "string_too_long": "takes at most {max_length} characters",
    "too_short": "needs at least {min_length} entry",
    "decimal_max_digits": "takes at most {max_digits} digits",
    "decimal_max_places": "takes at most {decimal_places} decimal places",
    "decimal_whole_digits": "takes at most {whole_digits} digits before the point",
}
LONGEST = 80
"""More of the user's text is not repeated in a message."""


def explain(detail: ErrorDetails, source: SourceMap, *, has_hint: bool = True) -> Problem:
    """One problem, with the place of the key or value that has to change. Without a hint an unknown key is only told."""
    kind, keys, value = detail["type"], detail["loc"], detail["input"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    if kind == "missing":
        return _missing(keys, source)
    if kind == "extra_forbidden":
        return _unknown_key(keys, source, has_hint=has_hint)
    if len(keys) > 1 and keys[-1] == "[key]":
        hint = f"use {FORMS[context['pattern']]}" if context.get("pattern") in FORMS else ""
        message = f"`{_short(str(value))}` cannot be a name under `{name_of(keys[:-2])}`"
        return Problem(source.key(keys[:-1]), message + _too_long(str(value), context.get("pattern")), hint)
    place, name, text = source.value(keys), name_of(keys), _short(source.texts.get(keys, str(value)))
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        if not isinstance(value, str | bool):
            return Problem(place, f"`{name}` must be a word, not {_shape(value, text)}", f"use {listed(choices)}")
        return Problem(place, f"`{name}` cannot be `{text}`", did_you_mean(text, choices) or "`docs/spec.md` lists what it can be")
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        return Problem(place, f"`{name}` cannot be `{text}`" + _too_long(str(value), pattern), f"use {FORMS[pattern]}")
    if kind in SHAPES:
        return Problem(place, f"{_subject(keys)} must be {SHAPES[kind]}, not {_shape(value, text)}", _shape_hint(kind, keys, value, text))
    if kind in LIMITS:
        return Problem(place, f"`{name}` {LIMITS[kind].format(**context)}")
    return Problem(place, f"`{name}` cannot be `{text}`")


def _too_long(value: str, pattern: str | None) -> str:
    """By how much a name is too long, and what has no room for it; nothing for one that is wrong in another way."""
    most, why = ROOM.get(pattern or "", (len(value), ""))
    return f": it has {len(value):,} characters, {len(value) - most:,} too many: {why}" if len(value) > most else ""


def _missing(keys: Keys, source: SourceMap) -> Problem:
    parent, key = keys[:-1], str(keys[-1])
    model = model_at(parent)
    field = fields(model).get(key) if model else None
    hint = f"{key}: {field.description}" if field and field.description else ""
    return Problem(source.key(parent), f"{_subject(parent)} has no `{key}`", hint)


def _unknown_key(keys: Keys, source: SourceMap, *, has_hint: bool) -> Problem:
    key, model = str(keys[-1]), model_at(keys[:-1])
    hint = _key_hint(key, model) if model and has_hint else ""
    return Problem(source.key(keys), f"unknown key `{_short(key)}` in {_subject(keys[:-1])}", hint)


def meant_by(keys: Keys) -> Keys | None:
    """Where an unknown key would stand if it were spelt as the nearest known one."""
    model = model_at(keys[:-1])
    near = nearest(str(keys[-1]), fields(model)) if model else None
    return (*keys[:-1], near) if near is not None else None


def _key_hint(key: str, model: type[Model]) -> str:
    for name, field in fields(model).items():
        below = _content(field.annotation)
        if isinstance(below, type) and issubclass(below, Model) and key in fields(below):
            return f"`{key}` belongs under `{name}`"
    return did_you_mean(key, fields(model))


def _subject(keys: Keys) -> str:
    if not keys:
        return "the file"
    return f"item {keys[-1] + 1} of `{name_of(keys)}`" if isinstance(keys[-1], int) else f"`{keys[-1]}`"


def name_of(keys: Keys) -> str:
    """The nearest key above, `access` for the third item of `access`."""
    return next((key for key in reversed(keys) if isinstance(key, str)), "the file")


def _shape(value: object, text: str) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    kind = {bool: "the truth value", int: "the number", Decimal: "the number", Date: "the date"}.get(type(value), "")
    return f"{kind} `{text}`".strip()


def _shape_hint(kind: str, keys: Keys, value: object, text: str) -> str:
    if value is None and kind in ("dict_type", "model_type"):
        model = model_at(keys[:-1])
        required = model is not None and fields(model)[str(keys[-1])].is_required() if isinstance(keys[-1], str) else True
        return "put keys under it" if required else f"leave `{name_of(keys)}` out, or put keys under it"
    if kind == "string_type" and not isinstance(value, dict | list) and value is not None:
        return f'write it in quotes: "{text}"'
    if kind == "tuple_type" and value is None:
        return f"leave `{name_of(keys)}` out, or write an empty list: []"
    if kind == "tuple_type" and isinstance(value, str):
        return f"write a list: [{text}]"
    if kind in ("int_type", "decimal_parsing") and isinstance(value, str) and text.isdigit():
        return f"write it without quotes: {text}"
    if kind == "ip_v4_network" and isinstance(value, str):
        return _range_hint(text)
    return ""


def _range_hint(text: str) -> str:
    if ":" in text:
        return "IPv6 is not supported yet"
    try:
        network = IPv4Network(text, strict=False)
    except (AddressValueError, NetmaskValueError):
        return ""
    return f"did you mean `{network}`?" if "/" in text else f"did you mean `{network.network_address}/16`?"


@cache
def fields(model: type[Model]) -> dict[str, FieldInfo]:
    """The keys of one part of the file, as they are written."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


@lru_cache(maxsize=1024)
def model_at(keys: Keys) -> type[Model] | None:
    """The part of the file that holds the keys below a place, or None if it is not one."""
    current: Any = Spec
    for key in keys:
        if isinstance(current, type) and issubclass(current, Model):
            field = fields(current).get(str(key))
            if field is None:
                return None
            current = _content(field.annotation)
        else:
            arguments = get_args(current)
            current = _content(arguments[-1 if get_origin(current) is dict else 0]) if arguments else None
    return current if isinstance(current, type) and issubclass(current, Model) else None


def _content(annotation: Any) -> Any:
    while get_origin(annotation) in (Annotated, Union, UnionType):
        annotation = next(part for part in get_args(annotation) if part is not NoneType)
    return annotation


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "..."
