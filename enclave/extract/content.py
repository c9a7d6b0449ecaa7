"""What a file holds: texts to be scanned, and whatever nobody looked at; and the limits of looking."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_BYTES = 32 * 1024 * 1024
"""Of a file, and of all that is unpacked of it."""
MOST_CHARACTERS = 8_000_000
"""Of all texts of a file."""
MOST_PARTS = 2_000
"""Parts of a file: pages, sheets, members of an archive, objects."""


class UnreadableError(Exception):
    """A file, or a part of one, that is not read; says why in words that quote nothing of it."""


@dataclass
class Content:
    """What was found in one file so far."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    """Where, and what it says."""
    uninspected: list[str] = field(default_factory=list)
    """What was not looked at and why; when there is none, everything was."""
    unpacked: int = 0
    """Bytes that were unpacked."""
    characters: int = 0
    pages: int = 0
    """Which a model is shown as pictures, too."""

    def add(self, where: str, text: str) -> None:
        """One more text. Raises UnreadableError when they are too long."""
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise UnreadableError("its texts are too long")
        if text.strip():
            self.texts.append((where, text))

    def skip(self, what: str) -> None:
        """One more thing that nobody looked at."""
        if what not in self.uninspected:
            self.uninspected.append(what)

    def unpack(self, size: int) -> None:
        """So many bytes more. Raises UnreadableError when they are too many."""
        self.unpacked += size
        if self.unpacked > MOST_BYTES:
            raise UnreadableError("there is too much in it")
