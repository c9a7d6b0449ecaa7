"""Text broken into lines that surely fit: between words, else inside of a long name after its separators."""

from __future__ import annotations

import re
from typing import Final

NARROW: Final = frozenset("ijltfrI.,:;/'|!()[]- ")
WIDE: Final = frozenset("mwMW@%=<>+~#&")
PIECES: Final = re.compile(r"[^-/._:@,;?&=]*[-/._:@,;?&=]+|[^-/._:@,;?&=]+")


def width(text: str, size: float) -> float:
    """Pixels that a text takes at most, in the widest of the usual fonts (DejaVu Sans: units of its `hmtx` table, rounded up)."""
    return size * sum(0.42 if each in NARROW else 1.0 if each in WIDE or not each.isascii() else 0.79 if each.isupper() else 0.64
                      for each in text)


def fitted(text: str, room: float, size: float) -> list[str]:
    """The lines of a text at a size, none wider than the room; at least one."""
    lines = [""]
    for word in text.split():
        gap = " "
        for piece in [word] if width(word, size) <= room else _pieces(word, room, size):
            longer = f"{lines[-1]}{gap if lines[-1] else ''}{piece}"
            if width(longer, size) <= room:
                lines[-1] = longer
            elif lines[-1]:
                lines.append(piece)
            else:
                lines[-1] = piece
            gap = ""
    return lines


def _pieces(word: str, room: float, size: float) -> list[str]:
    """A word that fits on no line, in parts that do."""
    return [each for part in PIECES.findall(word) for each in ([part] if width(part, size) <= room else part)]
