"""Characters as a matcher reads them: each is treated alone.

Zero-width and other default-ignorable characters are dropped; full-width and styled forms, digits of any script, dashes and
spaces are folded to ASCII.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from enclave.dlp.views.view import View

DROPPED_IN_A_ROW = 64
"""More ignorable characters in a row than this stay in the view: what can hide behind one character is bounded."""

_IGNORABLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE001F), (0xE007F, 0xE0FFF),
)
"""Unicode 16.0, DerivedCoreProperties.txt, Default_Ignorable_Code_Point, without the tags that spell ASCII (E0020 to E007E)."""

_STYLED = (
    (0x00A0, 0x24FF), (0x2900, 0x33FF), (0xFB00, 0xFFEF), (0x1D400, 0x1D7FF), (0x1F100, 0x1F1FF), (0x1FBF0, 0x1FBF9),
    (0xA7F2, 0xA7F4), (0x107A5, 0x107A5), (0x10EAD, 0x10EAD),
)
"""Blocks with characters whose compatibility form is one ASCII character."""
_OTHER_DIGITS = ((0xA620, 0xABFF), (0x10480, 0x12000), (0x16A00, 0x16FFF), (0x1E100, 0x1E9FF))
"""Blocks beyond those with decimal digits of other scripts."""
_TAGS = range(0xE0020, 0xE007F)
_BYTES = {
    0x91: "'", 0x92: "'", 0x93: '"', 0x94: '"', 0x96: "-", 0x97: "-", 0xA0: " ", 0xAD: "",
    **{code: chr(code) for code in (*range(0xC0, 0xD7), *range(0xD8, 0xF7), *range(0xF8, 0x100))},
}
"""Bytes of files that are no UTF-8, which stand in a text as U+DC80 to U+DCFF (PEP 383), as Windows-1252 has them."""


def _folded(character: str) -> str | None:
    """The one ASCII character that stands for `character`, if there is one."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    if category == "Zs":
        return " "
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if len(compatible) == 1 and compatible.isascii() else None


def _forms() -> Iterator[tuple[str, str]]:
    for first, last in _STYLED:
        for code in range(first, last + 1):
            form = _folded(chr(code))
            if form is not None:
                yield chr(code), form
    for first, last in _OTHER_DIGITS:
        for code in range(first, last + 1):
            digit = unicodedata.decimal(chr(code), None)
            if digit is not None:
                yield chr(code), str(digit)
    for code in _TAGS:
        yield chr(code), chr(code - 0xE0000)
    for byte, form in _BYTES.items():
        yield chr(0xDC00 + byte), form
    for first, last in _IGNORABLE:
        for code in range(first, last + 1):
            yield chr(code), ""


FORMS: Mapping[str, str] = MappingProxyType(dict(_forms()))
"""Character -> the character that it is read as, mostly of ASCII; empty: not read at all."""

_CHANGED = re.compile("[" + "".join(sorted(character for character in FORMS if character < "\U00010000")) + "\U00010000-\U0010ffff]")


class Characters(View):
    """The first view: of the text as given. Offsets are code points."""

    def __init__(self) -> None:
        super().__init__()
        self._row = 0

    def pass_over(self, length: int, before: str) -> None:
        """See `View.pass_over`."""
        super().pass_over(length, before)
        self._row = 0

    def feed(self, text: str, *, over: bool = False) -> str:
        """See `View.feed`."""
        if text.isascii():
            self._row = 0 if text else self._row
            self.read += len(text)
            self.written += len(text)
            return text
        pieces: list[str] = []
        last = 0
        written = self.written
        for found in _CHANGED.finditer(text):
            start = found.start()
            if start > last:
                self._row = 0
                pieces.append(text[last:start])
                written += start - last
            last = start + 1
            form = FORMS.get(found[0], found[0])
            if form:
                self._row = 0
            elif self._row < DROPPED_IN_A_ROW:
                self._row += 1
                self.offsets.skip(written, self.read + start, self.read + last)
                continue
            pieces.append(form or found[0])
            written += 1
        if last < len(text):
            self._row = 0
            pieces.append(text[last:])
            written += len(text) - last
        self.written = written
        self.read += len(text)
        return "".join(pieces)
