"""Plain text of any kind: Markdown, CSV, JSON, source code. What is neither UTF-8 nor UTF-16 with a mark is not read."""

from __future__ import annotations

import codecs
import re

from enclave.extract.content import Content, UnreadableError

KINDS = ("text/plain", "text/csv", "text/markdown", "text/xml", "text/x-", "application/json", "application/xml", "application/csv")
_EXTENSIONS = "txt md csv tsv json jsonl xml yaml yml log ini toml py js ts java c cpp h cs go rs rb php sh sql tex"
EXTENSIONS = frozenset(_EXTENSIONS.split())
_CONTROLS = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def is_it(data: bytes) -> bool:
    """Whether it is text that can be read; asked after all other formats."""
    try:
        return not _CONTROLS.search(decoded(data))
    except UnreadableError:
        return False


def decoded(data: bytes) -> str:
    """The text. Raises UnreadableError."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableError("text in an unknown encoding") from None


def read(data: bytes, content: Content, where: str) -> None:
    """All of it."""
    content.add(where, decoded(data))
