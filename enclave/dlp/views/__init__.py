"""The views of a text: every way in which it is read, each with the way back to the text as given.

A view reads the text of the one before it. As long as it reads nothing otherwise its text is the same, and nobody looks at it twice.
"""

from __future__ import annotations

import re

from enclave.dlp.views.breaks import Breaks
from enclave.dlp.views.characters import Characters
from enclave.dlp.views.escapes import Escapes
from enclave.dlp.views.lookalikes import Lookalikes
from enclave.dlp.views.view import View

SOURCES = (-1, 0, 1, 2, 3, 4, 4)
"""The view whose text each view reads; -1: the text as given."""

JOINING = 5
"""Views from this one on put together what stands apart; those before leave a text of ASCII without escapes as it is."""

_OPENED = "(?:\\A|[\\s\"'`([{<=:,;>|*])"
_PARTED = "[0-9][./)-]?[ |,;\"'`*>\\[\\]]+"
_DASHED = "[0-9A-Z]-"
ODD = re.compile(
    f"[^ -~À-ÖØ-öø-ÿ“”‘’一-鿿]|[%&\\\\<=]|{_PARTED}[0-9./+-]|{_OPENED}\\S \\S |{_OPENED}{_DASHED}[0-9A-Z]-"
    f"|(?P<wait>(?:{_PARTED}|{_OPENED}\\S \\S?|{_OPENED}{_DASHED}[0-9A-Z]?)\\Z)"
)
"""What some view may read otherwise, or (`wait`, at the end) wait behind. Where a text has none of it from three characters before a
place on, and nothing is held there, no view reads anything otherwise behind that place."""


ORDINARY = re.compile(r"[A-Za-z]*+(?:[.,;:!?]?+ [A-Za-z]{2,}+)*+(?:[.,;:!?]?+ [A-Za-z]?)?")
"""Words of which it is seen sooner that they hold nothing odd, unless they begin the text."""


class Views:
    """The views of one text. Offsets count from the beginning of the whole text."""

    def __init__(self) -> None:
        self.all: tuple[View, ...] = (
            Characters(), Escapes(), Escapes(), Escapes(), Lookalikes(), Breaks(spaced=False), Breaks(spaced=True),
        )

    def fork(self) -> Views:
        """One that goes on by itself."""
        other = Views()
        other.all = tuple(view.fork() for view in self.all)
        return other

    def feed(self, text: str, *, over: bool = False) -> list[str]:
        """The next piece of the text as each view reads it. `over`: nothing comes after it."""
        pieces: list[str] = []
        for view, source in zip(self.all, SOURCES, strict=True):
            pieces.append(view.feed(pieces[source] if pieces else text, over=over))
        return pieces

    def start(self, number: int, offset: int) -> int:
        """Where a character of a view begins in the text as given; at the end: how much of that was read."""
        while number >= 0:
            offset = self.all[number].offsets.start(offset)
            number = SOURCES[number]
        return offset

    def end(self, number: int, offset: int) -> int:
        """Where the character before `offset` ends in the text as given."""
        while number >= 0:
            offset = self.all[number].offsets.end(offset)
            number = SOURCES[number]
        return offset


__all__ = ["JOINING", "ODD", "ORDINARY", "SOURCES", "Views"]
