"""Data as the text of YAML: a reader sees what ruamel.yaml writes, and the usual forms of it are written here, which is much faster."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from msgspec import Struct
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString, SingleQuotedScalarString

PLAIN: Final = re.compile(r"[A-Za-z/][A-Za-z0-9_./@+=-]*([ :][A-Za-z0-9_./@+=-]+)*")
"""Texts that need no quotes, but for the words that mean something."""
BARE: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){3}(/[0-9]{1,2})?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Addresses, ranges and ids begin with a digit, and are no numbers all the same."""
NUMBER: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
"""Texts that would be read as numbers without quotes."""
WORDS: Final = frozenset({"null", "true", "false"})
BLOCK: Final = re.compile(r"[!-~]([ -~\n]*[!-~])?\n")
"""Texts of several lines that stand as they are, unless a line ends with a space."""
LONGEST_KEY: Final = 100
"""Characters of a key that surely stands before its colon on one line."""


class Form(Struct, frozen=True):
    """How a document is laid out."""

    offset: int = 0
    """Columns that the dashes of a list stand to the right of its key."""
    width: int = 4096
    """Columns of a line before a text is broken."""
    kept: bool = False
    """Whether texts keep the quotes that they come with (`LiteralScalarString`, `SingleQuotedScalarString`)."""

    def yaml(self) -> Any:
        """The printer of the library."""
        yaml: Any = YAML() if self.kept else YAML(typ="safe", pure=True)
        yaml.default_flow_style = False
        yaml.sort_base_mapping_type_on_output = False
        yaml.width = self.width
        yaml.indent(mapping=2, sequence=2 + self.offset, offset=self.offset)
        return yaml


class _Unusual(Exception):
    """Something that only the library knows how to write."""


def yaml_text(document: Mapping[str, object], form: Form) -> str:
    """The text of a document of mappings, lists, texts, numbers, truth values and nothing."""
    try:
        lines = list(_mapping(document, "", form))
    except _Unusual:
        return _by_library(document, form)
    return "\n".join(lines) + "\n" if all(len(line) <= form.width for line in lines) else _by_library(document, form)


def _by_library(document: object, form: Form) -> str:
    text = io.StringIO()
    form.yaml().dump(document, text)
    return text.getvalue()


def _mapping(value: Mapping[str, object], pad: str, form: Form) -> Iterator[str]:
    """The lines of a mapping that is not empty."""
    if not value:
        raise _Unusual
    for key, item in value.items():
        if not isinstance(key, str) or len(key) > LONGEST_KEY:
            raise _Unusual
        yield from _entry(f"{pad}{_scalar(key, form)}:", item, pad, form)


def _entry(head: str, value: object, pad: str, form: Form) -> Iterator[str]:
    """A key with its colon, and its value behind it or below it."""
    if isinstance(value, Mapping) and value:
        yield head
        yield from _mapping(value, pad + "  ", form)
    elif isinstance(value, list) and value:
        yield head
        below = pad + " " * form.offset
        for item in value:
            yield from _item(item, below, form)
    elif isinstance(value, LiteralScalarString):
        if BLOCK.fullmatch(value) is None or " \n" in value:
            raise _Unusual
        yield f"{head} |"
        yield from (f"{pad}  {line}" if line else "" for line in value[:-1].split("\n"))
    else:
        yield f"{head} {_leaf(value, form)}"


def _item(value: object, pad: str, form: Form) -> Iterator[str]:
    """An item of a list: a mapping begins behind its dash."""
    if isinstance(value, Mapping) and value:
        lines = _mapping(value, pad + "  ", form)
        yield f"{pad}- {next(lines)[len(pad) + 2:]}"
        yield from lines
    elif isinstance(value, LiteralScalarString) or (isinstance(value, list) and value):
        raise _Unusual
    else:
        yield f"{pad}- {_leaf(value, form)}"


def _leaf(value: object, form: Form) -> str:
    if isinstance(value, str):
        return _scalar(value, form)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and NUMBER.fullmatch(written := repr(value)):
        return written
    if isinstance(value, Mapping | list) and not value:
        return "{}" if isinstance(value, Mapping) else "[]"
    raise _Unusual


def _scalar(value: str, form: Form) -> str:
    if form.kept and isinstance(value, SingleQuotedScalarString):
        if "'" in value or not value.isascii() or not value.isprintable():
            raise _Unusual
        return f"'{value}'"
    if BARE.fullmatch(value) or (PLAIN.fullmatch(value) and value.lower() not in WORDS):
        return value
    if NUMBER.fullmatch(value):
        return f"'{value}'"
    return _odd(str(value), form.kept)


@cache
def _odd(value: str, kept: bool) -> str:
    """A text that may need quotes, as the library writes it."""
    if not value.isascii() or not value.isprintable():
        raise _Unusual
    written = _by_library({"key": value}, Form(kept=kept))
    if written.count("\n") != 1:
        raise _Unusual
    return written.removeprefix("key: ")[:-1]
