"""What a view is: one step from a text to another reading of it, taken on pieces."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod

from enclave.dlp.views.offsets import Offsets


class View(ABC):
    """Reads a text that arrives in pieces and gives the pieces of another. What it gives does not depend on how the text was cut."""

    partial = False
    """A match counts only where something in it is read otherwise."""
    joins = False
    """Its changes join what stands apart, so that a match across one may be chance."""

    def __init__(self) -> None:
        self.offsets = Offsets()
        self.written = 0
        """Characters given so far."""
        self.read = 0
        """Characters of the source that they stand for."""
        self.held = ""
        """The end of what was read: what it stands for depends on what comes."""

    @abstractmethod
    def feed(self, text: str, *, over: bool = False) -> str:
        """What the next piece is read as; the same object when nothing in it is read otherwise. `over`: nothing comes after it."""

    def pass_over(self, length: int, before: str) -> None:
        """So many characters come in which no view reads anything otherwise (`views.ODD`); `before` is the end of the text then.
        Nothing may be held."""
        self.read += length
        self.written += length

    def keeps(self, text: str, start: int, end: int) -> bool:
        """Whether a match in `text`, which stands at `start`..`end`, counts."""
        return True

    def touched(self, start: int, end: int) -> bool:
        """Whether something in `start`..`end` may be read otherwise."""
        return self.offsets.between(start, end)

    @property
    def changed(self) -> int:
        """The last place where the text is not that of the source; -1: none is kept."""
        return self.offsets.last

    def forget(self, offset: int) -> None:
        """Frees what is kept about what was written before `offset`; it is not asked about again."""
        self.offsets.forget(offset)

    def fork(self) -> View:
        """One that goes on by itself."""
        other = copy.copy(self)
        other.offsets = self.offsets.copy()
        return other
