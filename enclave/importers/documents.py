"""Several JSON documents in one text, one after the other: lines of JSON, or what several `az ... show` print into one file."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.importers.jsonc import LARGEST_EXPORT, TOKEN, parse_json
from enclave.importers.values import Evaluated


def documents(text: str, name: str) -> list[Evaluated]:
    """The documents of a text; none when it is not made of several. Raises InputError for one that is no JSON, with its line."""
    return [parse_json(piece, name, largest=LARGEST_EXPORT) for piece in pieces] if len(pieces := list(_pieces(text))) > 1 else []


def _pieces(text: str) -> Iterator[str]:
    """Each object or list that stands by itself, on the lines that it has in the text; nothing where something else stands there."""
    found: list[str] = []
    depth, start, line = 0, 0, 0
    for token in TOKEN.finditer(text.removeprefix("\ufeff")):
        piece = token.group()
        if piece in "{[":
            depth, start = depth + 1, start if depth else token.start()
        elif piece in "}]":
            depth -= 1
        elif not depth and not piece.isspace() and piece != "," and not piece.startswith(("//", "/*")):
            return
        if piece in "}]" and not depth:
            body = token.string[start : token.end()]
            found.append("\n" * line + body)
            line += body.count("\n")
        elif not depth:
            line += piece.count("\n")
    if not depth:
        yield from found
