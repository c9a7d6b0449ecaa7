"""Which format a file has, and what it holds. What it is said to be must be what it is: else two readers could see two files."""

from __future__ import annotations

from types import ModuleType
from typing import NamedTuple

from enclave.extract import archive, html, mail, office, packed, pdf, picture, plain, tar
from enclave.extract.content import MOST_BYTES, Content, UnreadableError


class Format(NamedTuple):
    """One format: how it is told, and whether its reader is given one for what is inside."""

    module: ModuleType
    holds_others: bool = False


FORMATS: tuple[Format, ...] = (
    Format(pdf, True), Format(office, True), Format(archive, True), Format(packed, True), Format(tar, True), Format(picture),
    Format(mail, True), Format(html), Format(plain),
)
"""In this order they are asked whether it is theirs."""

TEXTS = (mail, html, plain)
"""Formats of text, which can be read as one another."""


def read(data: bytes, name: str = "", kind: str = "") -> Content:
    """What a file holds. `name` and `kind`: its name and media type, where it is said to have one. Raises nothing: what cannot be
    read is told."""
    content = Content()
    _read(data, name, content, "file", kind)
    return content


def _read(data: bytes, name: str, content: Content, where: str, kind: str = "") -> None:
    try:
        if len(data) > MOST_BYTES:
            raise UnreadableError("too large")
        found = next((one for one in FORMATS if one.module.is_it(data)), None)
        if found is None:
            raise UnreadableError("of a kind that nobody looks into")
        said = [one for one in FORMATS if one is not found and _is_said(one, name, kind)]
        if any(one.module not in TEXTS for one in (found, *said)) and said:
            raise UnreadableError("not what its name or its type says")
        for one in (found, *said):
            if one.holds_others:
                one.module.read(data, content, where, _inside)
            else:
                one.module.read(data, content, where)
    except UnreadableError as error:
        content.skip(f"{where}: {error}")


def _inside(data: bytes, name: str, content: Content, where: str) -> None:
    """A file in a file: a picture or a text. One that holds others again is not looked into."""
    found = next((one for one in FORMATS if one.module.is_it(data)), None)
    if found is not None and found.holds_others:
        content.skip(f"{where}: a file in the file")
    else:
        _read(data, name, content, where)


def _is_said(one: Format, name: str, kind: str) -> bool:
    """Whether name or media type say this format."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return extension in one.module.EXTENSIONS or kind.partition(";")[0].strip().lower().startswith(one.module.KINDS)
