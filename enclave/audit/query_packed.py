"""Functions of KQL that take texts apart which hold others: a record of values between commas, and what was pressed.

Sources: learn.microsoft.com/kusto/query, the page of each function. What a page leaves open is refused.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from enclave.audit.query_texts import NotSaidError

MOST_BYTES = 2**20
"""Of what was pressed: a thousand times as much can come out of a text as goes in, and no limit of the database counts it."""
_CELL = re.compile(r'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^",\r\n]*))(?P<end>,|\r?\n|\Z)')
_GZIP_HEADER = b"\x1f\x8b\x08\x00"
"""Its first bytes; the last says that nothing optional follows, which Kusto does not read."""


def parse_csv(text: str) -> list[str]:
    """The values of the first record."""
    if not text:
        raise NotSaidError("`parse_csv` of an empty text")
    values: list[str] = []
    place, end = 0, ","
    while end == ",":
        cell = _CELL.match(text, place)
        if cell is None:
            raise NotSaidError("`parse_csv` of a quote or a return where none is expected")
        values.append(cell["plain"] if cell["quoted"] is None else cell["quoted"].replace('""', '"'))
        place, end = cell.end(), cell["end"]
    return values


def from_gzip(text: str) -> str:
    """A text of base 64 and gzip; empty where it is none."""
    data = _decoded(text)
    return _unpressed(data, 16 + zlib.MAX_WBITS) if data.startswith(_GZIP_HEADER) else ""


def from_zlib(text: str) -> str:
    """The same of zlib."""
    return _unpressed(_decoded(text), zlib.MAX_WBITS)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _unpressed(data: bytes, window: int) -> str:
    reader = zlib.decompressobj(window)
    try:
        made = reader.decompress(data, MOST_BYTES)
        if reader.unconsumed_tail or (not reader.eof and len(made) == MOST_BYTES):
            raise NotSaidError(f"a pressed text of more than {MOST_BYTES:,} bytes")
        return made.decode() if reader.eof and not reader.unused_data else ""
    except (zlib.error, UnicodeDecodeError):
        return ""


PACKED: Mapping[str, tuple[str, str, Callable[..., Any]]] = MappingProxyType({
    "parse_csv": ("t", "j", parse_csv),
    "gzip_decompress_from_base64_string": ("t", "t", from_gzip),
    "zlib_decompress_from_base64_string": ("t", "t", from_zlib),
})  # fmt: skip
"""Name -> what it is given, what it makes, and the function; the letters are those of `query_python`."""
