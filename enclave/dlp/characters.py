"""Sets of characters: which of ASCII, and whether any beyond."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

_ASCII = (1 << 128) - 1


@dataclass(frozen=True)
class Chars:
    """A set, or a larger one: what is beyond ASCII is all there or not at all."""

    ascii: int = 0
    """One bit for each character."""
    wide: bool = False
    only: str = ""
    """The one character of it, if it is one."""

    @staticmethod
    def of(characters: str) -> Chars:
        """These characters."""
        mask = 0
        for character in characters:
            mask |= 1 << ord(character) if character < "\x80" else 0
        return Chars(mask, any(character >= "\x80" for character in characters), characters if len(characters) == 1 else "")

    @staticmethod
    def range(first: str, last: str) -> Chars:
        """Those from one to another."""
        return Chars.of("".join(map(chr, range(ord(first), min(ord(last), 127) + 1)))) | Chars(0, last >= "\x80")

    def __or__(self, other: Chars) -> Chars:
        return Chars(self.ascii | other.ascii, self.wide or other.wide)

    def __contains__(self, character: str) -> bool:
        return self.wide if character >= "\x80" else bool(self.ascii >> ord(character) & 1)

    def __le__(self, other: Chars) -> bool:
        return not self.ascii & ~other.ascii and (other.wide or not self.wide)

    def inverted(self) -> Chars:
        """All others. Of a set with some beyond ASCII others beyond it are left."""
        return Chars(~self.ascii & _ASCII, True)

    def without(self, characters: str) -> Chars:
        """The set without some of ASCII."""
        return Chars(self.ascii & ~Chars.of(characters).ascii, self.wide)

    def with_wide(self) -> Chars:
        """The set and everything beyond ASCII."""
        return Chars(self.ascii, True)

    def folded(self, fold: bool) -> Chars:
        """Letters of both cases if `fold`. That `ſ` and the Kelvin sign are an `s` and a `K` does not count."""
        if not fold:
            return self
        upper, lower = self.ascii & _UPPER, self.ascii & _LOWER
        both = self.ascii | upper << 32 | lower >> 32
        return self if both == self.ascii else Chars(both, self.wide)

    def members(self) -> str:
        """The ASCII ones, in order."""
        return _members(self.ascii)

    def expression(self) -> str:
        """As an expression of `re`."""
        inside = _ranges(self.members()) + ("\x80-\U0010ffff" if self.wide else "")
        return f"[{inside}]" if inside else "(?!)"

    def bytes(self) -> str:
        """As an expression over the bytes of UTF-8."""
        own = f"[{_ranges(self.members())}]" if self.ascii else ""
        wide = r"[\xc0-\xff][\x80-\xbf]{1,3}"
        return own if not self.wide else f"(?:{own}|{wide})" if own else f"(?:{wide})"


@lru_cache(maxsize=1024)
def _ranges(characters: str) -> str:
    """Characters in order, as ranges where three or more follow each other; letters, digits and `_` as they are."""
    runs: list[str] = []
    for character in characters:
        if runs and ord(runs[-1][-1]) + 1 == ord(character) and character.isalnum() == runs[-1][-1].isalnum():
            runs[-1] += character
        else:
            runs.append(character)
    return "".join(f"{_plain(run[0])}-{_plain(run[-1])}" if len(run) > 2 else "".join(map(_plain, run)) for run in runs)


def _plain(character: str) -> str:
    return character if character.isalnum() or character == "_" else f"\\x{ord(character):02x}"


@lru_cache(maxsize=1024)
def _members(mask: int) -> str:
    return "".join(chr(code) for code in range(128) if mask >> code & 1)


_UPPER = Chars.of(string.ascii_uppercase).ascii
_LOWER = Chars.of(string.ascii_lowercase).ascii

ALL = Chars(_ASCII, True)
DIGITS = Chars.of(string.digits)
LETTERS = Chars.of(string.ascii_letters)
WORD = Chars.of(string.ascii_letters + string.digits + "_")
SPACES = Chars.of("\t\n\f\r ")
NAMED: Mapping[str, Chars] = MappingProxyType({
    "alnum": LETTERS | DIGITS,
    "alpha": LETTERS,
    "ascii": Chars(_ASCII),
    "blank": Chars.of("\t "),
    "cntrl": Chars.range("\x00", "\x1f") | Chars.of("\x7f"),
    "digit": DIGITS,
    "graph": Chars.range("!", "~"),
    "lower": Chars.of(string.ascii_lowercase),
    "print": Chars.range(" ", "~"),
    "punct": Chars.of(string.punctuation),
    "space": SPACES | Chars.of("\v"),
    "upper": Chars.of(string.ascii_uppercase),
    "word": WORD,
    "xdigit": Chars.of(string.hexdigits),
})
"""POSIX classes of RE2."""
