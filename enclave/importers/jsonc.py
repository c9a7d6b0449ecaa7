"""Reads JSON as Resource Manager does: with comments, trailing commas and line breaks in strings, but within limits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NoReturn

from enclave.errors import InputError

LARGEST = 16 * 1024 * 1024
"""Characters of a file; Resource Manager itself takes 4 MB."""
DEEPEST = 96
"""Levels of nesting; templates compiled from five levels of modules have about 50."""
TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|//[^\n]*|/\*.*?\*/|[{}\[\],]|\s+|[^\s"/{}\[\],]+|.', re.S)


def parse_json(text: str, name: str) -> object:
    """The document in a text. Raises InputError with `name:line:column`."""
    if len(text) > LARGEST:
        raise InputError(f"has {len(text)} characters, more than the {LARGEST} that are read", name)
    plain = _plain(text.removeprefix("\ufeff"), name)
    try:
        return json.loads(plain, strict=False, parse_constant=_no_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise InputError(f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}",
                         f"{name}:{error.lineno}:{error.colno}") from error
    except ValueError as error:
        raise InputError(f"not valid JSON: {error}", name) from error


def _plain(text: str, name: str) -> str:
    """The text as strict JSON of the same length and lines: comments and trailing commas become blanks."""
    pieces: list[str] = []
    comma = -1
    before = ""
    depth = 0
    for found in TOKEN.finditer(text):
        piece = found.group()
        if piece.startswith(("//", "/*")):
            pieces.append(re.sub(r"[^\n]", " ", piece))
            continue
        if piece in "}]":
            depth -= 1
            if comma >= 0:
                pieces[comma] = " "
        elif piece in "{[":
            depth += 1
            if depth > DEEPEST:
                raise InputError(f"nested more than {DEEPEST} levels deep", _place(text, found.start(), name))
        if not piece.isspace():
            comma = len(pieces) if piece == "," and before not in ("", "{", "[", ",") else -1
            before = piece
        pieces.append(piece)
    return "".join(pieces)


def _place(text: str, offset: int, name: str) -> str:
    line = text.count("\n", 0, offset) + 1
    return f"{name}:{line}:{offset - text.rfind(chr(10), 0, offset)}"


def _object(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """An object. A key that stands twice is refused: the reader and Azure could take different ones."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key `{key}` stands twice in one object")
        found[key] = value
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"`{word}` is not a number of JSON")
