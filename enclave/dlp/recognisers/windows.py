"""The windows that recognisers look at: paragraphs, and parts of long ones. Where one ends follows from the text up to there alone.

So what is recognised in a text that arrives in pieces does not depend on how it was cut: a window is looked at when it is complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 2_000
"""Characters of a window: what models of 384 to 512 tokens can read, and what a stream holds back at most."""

_PARAGRAPH = re.compile(r"\n[ \t\r\0]*\n")
"""A line with nothing on it."""
_SENTENCE = re.compile(r"(?s:.*)[.!?。！？]\s")
_LINE = re.compile(r"(?s:.*)\n")
_WORD = re.compile(r"(?s:.*)\s")


class Windows:
    """The windows of one text that arrives in pieces. Offsets count from the beginning of the whole text."""

    def __init__(self) -> None:
        self.start = 0
        """Where the window begins that is not complete."""
        self._text = ""

    def fork(self) -> Windows:
        """One that goes on by itself."""
        other = Windows()
        other.start, other._text = self.start, self._text
        return other

    def feed(self, piece: str, *, over: bool = False) -> Iterator[tuple[int, str]]:
        """What is complete now: offset and text of each. `over`: nothing comes after it."""
        self._text += piece
        while (end := _end(self._text)) is not None:
            yield self.start, self._text[:end]
            self.start, self._text = self.start + end, self._text[end:]
        if over and self._text:
            yield self.start, self._text
            self.start, self._text = self.start + len(self._text), ""


def _end(text: str) -> int | None:
    """Where the first window of a text ends; None: not yet."""
    paragraph = _PARAGRAPH.search(text, 0, LONGEST)
    if paragraph:
        return paragraph.end()
    if len(text) < LONGEST:
        return None
    for form in (_LINE, _SENTENCE, _WORD):
        found = form.match(text, 0, LONGEST)
        if found and found.end() > LONGEST // 2:
            return found.end()
    return LONGEST
