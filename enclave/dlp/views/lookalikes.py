"""Letters of other scripts that look like Latin ones, and marks over characters: for tokens that mix them with ASCII."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from types import MappingProxyType

from enclave.dlp.views.characters import DROPPED_IN_A_ROW
from enclave.dlp.views.view import View

_LETTERS = {
    # Cyrillic
    "А": "A", "В": "B", "С": "C", "Е": "E", "Н": "H", "І": "I", "Ј": "J", "К": "K", "М": "M", "О": "O", "Р": "P", "Ѕ": "S", "Т": "T",
    "Х": "X", "У": "Y", "Ү": "Y", "Ԛ": "Q", "Ԝ": "W", "Ѵ": "V", "Ԍ": "G", "а": "a", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "і": "i",
    "ј": "j", "о": "o", "р": "p", "ԛ": "q", "ѕ": "s", "ԝ": "w", "х": "x", "у": "y", "ү": "y", "ѵ": "v", "к": "k", "г": "r", "ѡ": "w",
    "Ӏ": "l", "ӏ": "l", "Ь": "b",
    # Greek
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y",
    "Χ": "X", "Ϲ": "C", "Ϳ": "J", "α": "a", "γ": "y", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "σ": "o", "τ": "t", "υ": "u",
    "χ": "x", "ϲ": "c", "ϳ": "j",
    # Armenian, Cherokee, and Latin beyond ASCII
    "օ": "o", "ո": "n", "ս": "u", "հ": "h", "ց": "g", "Օ": "O", "Տ": "S", "Ս": "U", "Ꭺ": "A", "Ᏼ": "B", "Ꮯ": "C", "Ꭰ": "D",
    "Ꭼ": "E", "Ꮐ": "G", "Ꮋ": "H", "Ꭻ": "J", "Ꮶ": "K", "Ꮮ": "L", "Ꮇ": "M", "Ꮲ": "P", "Ꭱ": "R", "Ꮪ": "S", "Ꭲ": "T", "Ꮩ": "V",
    "Ꮃ": "W", "Ꮓ": "Z", "ı": "i", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʋ": "v", "ᴄ": "c", "ᴏ": "o", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "ꜱ": "s",
}
LOOKALIKES = MappingProxyType(_LETTERS)
"""Unicode Technical Standard 39, confusables.txt: letters whose skeleton is an ASCII letter, as far as fonts have them; and `к`."""

_MARKS = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Combining marks that stand over or through the character before them."""
_CHANGED = re.compile(f"[{''.join(sorted(LOOKALIKES))}]|[{_MARKS}]")


class Lookalikes(View):
    """Reads such letters as Latin and leaves marks out. A match counts when it has such a place and ASCII besides."""

    def __init__(self) -> None:
        super().__init__()
        self._row = 0
        self._letters = array("q")

    def pass_over(self, length: int, before: str) -> None:
        """See `View.pass_over`."""
        super().pass_over(length, before)
        self._row = 0

    def feed(self, text: str, *, over: bool = False) -> str:
        """See `View.feed`. Nothing is held."""
        found = None if text.isascii() else _CHANGED.search(text)
        if found is None:
            self._row = 0 if text else self._row
            self.read += len(text)
            self.written += len(text)
            return text
        pieces: list[str] = []
        last, written = 0, self.written
        for found in _CHANGED.finditer(text):
            start = found.start()
            if start > last:
                self._row = 0
                pieces.append(text[last:start])
                written += start - last
            last = start + 1
            letter = LOOKALIKES.get(found[0])
            if letter is None and self._row < DROPPED_IN_A_ROW:
                self._row += 1
                self.offsets.skip(written, self.read + start, self.read + last)
                continue
            if letter is not None:
                self._row = 0
                self._letters.append(written)
            pieces.append(letter or found[0])
            written += 1
        if last < len(text):
            self._row = 0
            pieces.append(text[last:])
            written += len(text) - last
        self.written = written
        self.read += len(text)
        return "".join(pieces)

    def keeps(self, text: str, start: int, end: int) -> bool:
        """Whether a match in `text`, which stands at `start`..`end`, has such letters or marks, and other letters or digits of ASCII."""
        letters = bisect_left(self._letters, end) - bisect_left(self._letters, start)
        touched = letters > 0 or any(True for _ in self.offsets.changes(start, end))
        return touched and letters < sum(character.isascii() and character.isalnum() for character in text)

    @property
    def changed(self) -> int:
        """See `View.changed`."""
        return max(self.offsets.last, self._letters[-1] + 1 if self._letters else -1)

    def forget(self, offset: int) -> None:
        """See `View.forget`."""
        super().forget(offset)
        del self._letters[: bisect_left(self._letters, offset)]

    def fork(self) -> Lookalikes:
        """See `View.fork`."""
        other = super().fork()
        assert isinstance(other, Lookalikes)
        other._letters = self._letters[:]
        return other
