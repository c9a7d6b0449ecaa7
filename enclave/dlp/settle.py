"""Where a text that goes on is settled: no match can begin before that place and be changed by what comes.

It follows from the shapes of the patterns: such a match begins inside the last run of its alphabet, at an opening, and not
further back than its longest form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from string import ascii_letters, ascii_lowercase
from typing import Any

from enclave.dlp.anchors import op, parser
from enclave.dlp.detector import Shape


class Lane:
    """The patterns of one alphabet, bounded or open-ended. Holds no state of any text, so it is made once and shared."""

    def __init__(self, alphabet: str, openings: Iterable[str], length: int | None) -> None:
        self.length = length
        self.has_spaces = bool(re.match(f"[{alphabet}]", " "))
        self._broken = re.compile(f"(?s:.*)[^{alphabet}]")
        self._run = re.compile(f"[{alphabet}]++")
        self.openings = _needed(dict.fromkeys(openings))
        self._opening = re.compile(_joined(self.openings))

    def live(self, text: str, fresh: int, start: int) -> int:
        """The first place where a match may begin that text to come can change; the end of the text when there is none.

        The characters from `fresh` on are new, and `start` was the answer before them (0 at first).
        """
        end = len(text)
        broken = self._broken.match(text, fresh)
        if broken:
            start = broken.end()
        if self.length is not None:
            start = max(start, end - self.length)
        opening = self._opening.search(text, start)
        return opening.start() if opening else end

    def overlong(self, text: str, start: int, limit: int) -> int:
        """Where the first candidate begins, from `start` on, that has more than `limit` characters; the end when there is none."""
        for run in self._run.finditer(text, start):
            if run.end() - run.start() > limit:
                opening = self._opening.search(text, run.start())
                if opening and run.end() - opening.start() > limit:
                    return opening.start()
        return len(text)


_BEFORE = re.compile(r"\(\?<!\[[^\]]+\]\)(?:\(\?!\[a-z\]\{3\}\))?")
"""What may not stand before a match, nor at the beginning of it."""
_CLASS = re.compile(r"\[[A-Za-z0-9+/_(-]+\](?!\?)")
"""One character of some ASCII ones."""


def _needed(openings: Iterable[str]) -> list[str]:
    """The openings without those that begin like a shorter one, which says already that a match may begin there."""
    all_ = list(openings)
    covered = {character for one in all_ if _CLASS.fullmatch(one) for character in _characters(one)}
    return [
        one for one in all_
        if _CLASS.fullmatch(one) or not (first := _CLASS.match(_BEFORE.sub("", one, 1))) or not _characters(first[0]) <= covered
    ]


def _joined(openings: Iterable[str]) -> str:
    """One expression for all. What several have in common before them is asked once: most places of a text fail there."""
    groups: dict[str, list[str]] = {}
    for one in openings:
        before = _BEFORE.match(one)
        start = before[0] if before else ""
        groups.setdefault(start, []).append(one[len(start):])
    others: list[str] = []
    at_words: list[str] = []
    for start, rests in groups.items():
        (at_words if _is_of_words(start) else others).append(f"{start}(?:{'|'.join(_by_first(rests))})")
    return "|".join([*others, *([f"(?<![A-Za-z])(?:{'|'.join(at_words)})"] if at_words else [])])


def _by_first(openings: Iterable[str]) -> list[str]:
    """Those that begin with no small letter, or no letter, are asked for together, and not where such a one stands."""
    groups: dict[str, list[str]] = {}
    for one in openings:
        groups.setdefault(_guard(one), []).append(one)
    return [f"{guard}(?:{'|'.join(some)})" for guard, some in groups.items()]


@cache
def _guard(opening: str) -> str:
    taken, may_be_empty = _first_letters(list(parser.parse(opening)))
    return "" if may_be_empty or taken & _SMALL else "(?![a-z])" if taken else "(?![A-Za-z])"


_SMALL = frozenset(map(ord, ascii_lowercase))
_LETTERS = frozenset(map(ord, ascii_letters))
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def _first_letters(places: Iterable[tuple[Any, Any]]) -> tuple[frozenset[int], bool]:
    """The ASCII letters with which something may begin that was parsed, and whether it may be empty where text goes on."""
    found: frozenset[int] = frozenset()
    allowed = _LETTERS
    for kind, said in places:
        taken, may_be_empty = _letters_of(kind, said)
        if kind is op.ASSERT and said[0] > 0 and not may_be_empty:
            allowed &= taken
        elif kind not in (op.ASSERT, op.ASSERT_NOT):
            found |= taken & allowed
            if not may_be_empty:
                return found, False
    return found, True


def _letters_of(kind: Any, said: Any) -> tuple[frozenset[int], bool]:
    if kind is op.LITERAL:
        return _LETTERS & {said}, False
    if kind is op.AT:
        return frozenset(), said is not op.AT_END_STRING
    if kind is op.SUBPATTERN:
        return _first_letters(said[3])
    if kind is op.ASSERT:
        return _first_letters(said[1])
    if kind is op.BRANCH:
        ways = [_first_letters(way) for way in said[1]]
        return frozenset[int]().union(*(taken for taken, _ in ways)), any(empty for _, empty in ways)
    if kind in _REPEATS:
        taken, may_be_empty = _first_letters(said[2])
        return taken, may_be_empty or said[0] == 0
    if kind is op.IN and all(what in (op.LITERAL, op.RANGE) for what, _ in said):
        ranges = [(value, value) if what is op.LITERAL else value for what, value in said]
        return frozenset(code for code in _LETTERS if any(low <= code <= high for low, high in ranges)), False
    return _LETTERS, kind is op.ASSERT_NOT


@cache
def _is_of_words(before: str) -> bool:
    """Whether letters, among others, may not stand before something."""
    return not any(re.search(f"{before}!", f"{letter}!") for letter in ascii_letters)


def _characters(one: str) -> set[str]:
    return {chr(code) for code in range(128) if re.match(one, chr(code))}


def lanes(shapes: Iterable[Shape]) -> tuple[Lane, ...]:
    """One lane per alphabet for bounded patterns, and one for open-ended ones."""
    groups: dict[tuple[str, bool], list[Shape]] = {}
    for shape in shapes:
        groups.setdefault((shape.alphabet, shape.length is None), []).append(shape)
    return tuple(
        Lane(alphabet, (shape.opening for shape in group), None if endless else max(shape.length or 0 for shape in group))
        for (alphabet, endless), group in groups.items()
    )


def across(lanes: Iterable[Lane]) -> re.Pattern[str]:
    """Where a match may begin that a space does not end, or where the last word begins: nobody asks what may begin behind that."""
    openings = _joined(dict.fromkeys(one for lane in lanes if lane.has_spaces for one in lane.openings))
    return re.compile(rf"(?<= )(?=[^ ]*+\Z)|{openings or '(?!)'}")
