"""Finds the anchors of all patterns in one pass over the text, and those that hold digits only where there are digits.

Most forms of numbers need two digits side by side. Prose has few of them, so these forms are looked for only around them.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

import hyperscan

from enclave.dlp.database import database

op, parser = import_module("re._constants"), import_module("re._parser")
"""How Python reads an expression; it has no public name for that (`sre_parse` is going away)."""
PAIR = r"[0-9][ .\-/]?[0-9]"
"""Two digits, with one separator at most between them."""
_PAIR = re.compile(PAIR)
_FEW = 600
"""Characters that are looked through for late anchors sooner than anybody says which of them matter."""
_DENSE = 0.75
"""The part of a text of which the same holds."""
_MORE = 40
"""Characters behind a pair of digits that are not looked through for another one."""
_DIGIT = re.compile("[0-9]")
_OTHER = re.compile(r"\{[0-9,]*\}|\[[^\]]*[A-Za-z^][^\]]*\]")
"""How often, and classes of characters of which some are no digits."""
_BESIDE = 2
"""Characters beside an anchor that its boundaries read."""
_SEPARATORS = frozenset(map(ord, " .-/"))
_DIGITS = frozenset(range(ord("0"), ord("9") + 1))
_LONGEST = 512
"""Anchors that may be longer are looked for everywhere."""


Ranges: TypeAlias = Callable[[], Iterable[tuple[int, int]]]
"""Gives ranges of a text, apart and in order."""


class Anchors:
    """The databases for the anchors of all patterns. Equal anchors are looked for once. Shared by threads."""

    def __init__(self, anchors: Sequence[str], flags: Sequence[int] = (), late: frozenset[int] = frozenset()) -> None:
        """`late`: numbers of the anchors that matter in some ranges of a text only."""
        flagged = dict(zip(anchors, flags or [0] * len(anchors), strict=True))
        self._users: dict[str, list[int]] = {one: [] for one in flagged}
        for number, one in enumerate(anchors):
            self._users[one].append(number)
        widths = {one: width(one) for one, flag in flagged.items() if not flag and has_pair(one)}
        near = {one: 0 for one, longest in widths.items() if longest <= _LONGEST}
        later = {one: 0 for one in near if late.issuperset(self._users[one])}
        self._near, self._late, self._soon = _Table(near), _Table(later), _Table({one: 0 for one in near if one not in later})
        self._reach = max((widths[one] for one in near), default=0) + _BESIDE
        everywhere = {one: flag for one, flag in flagged.items() if one not in near}
        self._everywhere = _Table(everywhere | ({PAIR: hyperscan.HS_FLAG_SINGLEMATCH} if near else {}))

    def ends(self, text: str, ranges: Ranges | None = None) -> dict[int, list[int]]:
        """Number of a pattern -> ends of its anchors in `text`, ascending, in code points. `ranges`: see `places`."""
        return {number: ends for anchor, ends in self.places(text, ranges).items() for number in self._users[anchor]}

    def places(self, text: str, ranges: Ranges | None = None) -> dict[str, list[int]]:
        """Anchor -> its ends in `text`, ascending, in code points. `ranges`, asked for when there is need: where the late ones end that
        matter."""
        places = self._everywhere.ends(text)
        if not places:
            return {}
        if places.pop(PAIR, None):
            windows = list(self._windows(text))
            if ranges is None or sum(end - start for start, end in windows) < max(_FEW, _DENSE * len(text)):
                self._near.add(text, windows, places)
            else:
                self._soon.add(text, windows, places)
                self._late.add(text, self._inside(windows, ranges()), places)
        return places

    def _windows(self, text: str) -> Iterator[tuple[int, int]]:
        """Where digits are, and as much beside them as an anchor may reach, or somewhat more; apart from each other."""
        first = last = -1
        while pair := _PAIR.search(text, max(0, last - self._reach - _BESIDE)):
            start = max(0, pair.start() - self._reach)
            if start > last:
                if last > 0:
                    yield first, last
                first = start
            last = pair.end() + self._reach + _MORE
        if last > 0:
            yield first, min(last, len(text))

    def _inside(self, windows: Sequence[tuple[int, int]], ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """What of windows an anchor may take that ends in one of the ranges; both are apart and in order."""
        remaining = deque(windows)
        low = high = -1
        for start, end in ranges:
            while remaining and remaining[0][1] <= start - self._reach:
                remaining.popleft()
            for first, stop in remaining:
                if first >= end + _BESIDE:
                    break
                if max(first, start - self._reach) > high:
                    if low < high:
                        yield low, high
                    low = max(first, start - self._reach)
                high = max(high, min(stop, end + _BESIDE))
        if low < high:
            yield low, high


class _Table:
    """One database: expression -> flags."""

    def __init__(self, expressions: Mapping[str, int]) -> None:
        self._expressions = tuple(expressions)
        self._database = database(expressions) if expressions else None
        self._scratches = threading.local()

    def add(self, text: str, windows: Iterable[tuple[int, int]], places: dict[str, list[int]]) -> None:
        """Adds to `places` what ends in windows of `text`."""
        for start, end in windows:
            for anchor, ends in self.ends(text[start:end] if end - start < len(text) else text).items():
                places.setdefault(anchor, []).extend([start + place for place in ends] if start else ends)

    def ends(self, text: str) -> dict[str, list[int]]:
        """Expression -> ends of its matches in `text`, ascending, in code points."""
        if self._database is None or not text:
            return {}
        data = text.encode("utf-8", "replace")
        hits: defaultdict[int, list[int]] = defaultdict(list)
        self._database.scan(data, match_event_handler=_note, context=hits, scratch=self._scratch(self._database))
        if not hits:
            return {}
        if len(data) != len(text):
            points = _code_points(data, sorted(set().union(*hits.values())))
            hits = defaultdict(list, {number: [points[end] for end in ends] for number, ends in hits.items()})
        for ends in hits.values():
            ends.sort()
        return {self._expressions[number]: ends for number, ends in hits.items()}

    def _scratch(self, compiled: hyperscan.Database) -> hyperscan.Scratch:
        """Hyperscan's working memory, which only one scan at a time may use: each thread has its own."""
        scratch: hyperscan.Scratch | None = getattr(self._scratches, "own", None)
        if scratch is None:
            scratch = self._scratches.own = hyperscan.Scratch(compiled)
        return scratch


@cache
def has_pair(expression: str) -> bool:
    """Whether every match of the expression holds a `PAIR`. No is also the answer when that cannot be seen."""
    if not _DIGIT.search(_OTHER.sub("", expression)):  # most have none, and need not be read
        return False
    try:
        return _holds(list(parser.parse(expression)))
    except re.error:  # of a syntax that is Hyperscan's alone
        return False


def width(expression: str) -> int:
    """Characters of the longest match."""
    return int(parser.parse(expression).getwidth()[1])


def _holds(places: Sequence[tuple[Any, Any]]) -> bool:
    """Whether two digits surely stand side by side somewhere in the sequence of places."""
    is_digit = may_separate = False
    for kind, said in places:
        least, most, inner = said if kind in _REPEATS else (1, 1, [(kind, said)])
        items = list(said[3]) if kind is op.SUBPATTERN else list(inner)
        if kind is op.AT:
            continue
        if kind is op.BRANCH and all(_holds(list(branch)) for branch in said[1]):
            return True
        if kind in _GROUPS and least and (_holds(items) or (least > 1 and _holds(items * 2))):
            return True
        alone = items[0] if len(items) == 1 else (None, None)
        if least and _is_digit(*alone):
            if is_digit:
                return True
            is_digit = may_separate = True
        elif (least, most) == (0, 1) and may_separate and _is_separator(*alone):
            may_separate = False
        else:
            is_digit = may_separate = False
    return False


_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})
_GROUPS = _REPEATS | {op.SUBPATTERN}


def _is_digit(kind: Any, said: Any) -> bool:
    return _only(kind, said, _DIGITS)


def _is_separator(kind: Any, said: Any) -> bool:
    return _only(kind, said, _SEPARATORS)


def _only(kind: Any, said: Any, allowed: frozenset[int]) -> bool:
    """Whether a place takes nothing but the characters that are allowed."""
    if kind is op.LITERAL:
        return said in allowed
    if kind is not op.IN:
        return False
    return all(
        (what is op.LITERAL and value in allowed)
        or (what is op.RANGE and all(code in allowed for code in range(value[0], min(value[1], value[0] + 300) + 1)))
        for what, value in said
    )


def _note(number: int, start: int, end: int, flags: int, hits: Any) -> None:
    hits[number].append(end)


_CONTINUATION = bytes(range(0x80, 0xC0))


def _code_points(data: bytes, ends: Sequence[int]) -> dict[int, int]:
    """Places among the bytes, ascending -> the same in code points."""
    at = points = 0
    found: dict[int, int] = {}
    for end in ends:
        points += len(data[at:end].translate(None, _CONTINUATION))
        at = end
        found[end] = points
    return found
