"""Finds the anchors of all patterns: one pass over the text for words and signs, others only in texts with a sign that they hold.

Most forms of values need a run of characters that prose hardly has: digits, capitals, or a word of sixteen characters.
"""

from __future__ import annotations

import copy
import re
import sys
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import hyperscan

from enclave.dlp.database import begun, remembered

op, parser = import_module("re._constants"), import_module("re._parser")
"""How Python reads an expression; it has no public name for that (`sre_parse` is going away)."""
PAIR = r"[0-9][ .\-/]?[0-9]"
"""Two digits, with one separator at most between them."""
_LONG = 4_096
"""Characters of a text of which only what is near a sign is looked through again."""
_MORE = 100
"""Characters behind a sign that are not looked through for another one."""
_BESIDE = 2
"""Characters beside an anchor that its boundaries read."""
_LONGEST = 512
"""Anchors that may be longer are looked for everywhere."""


class Sign(NamedTuple):
    """So many characters of some, with one separator at most between two of them."""

    characters: str
    """Inside of a character class."""
    least: int
    separators: str = ""

    @property
    def expression(self) -> str:
        """As an expression, for Python and for Hyperscan."""
        if self.least == 1:
            return f"[{self.characters}]"
        return f"[{self.characters}](?:[{self.separators}]?[{self.characters}]){{{self.least - 1}}}" if self.separators else (
            f"[{self.characters}]{{{self.least}}}"
        )


NUMBER = Sign("0-9", 5, r" .\-/")
DIGIT = Sign("0-9", 1)
SIGNS = (Sign(r"A-Za-z0-9+/_=.:\-", 16), NUMBER, Sign("A-Z0-9", 6, r" .\-/"), Sign("0-9A-Fa-f", 8), DIGIT)
"""Rarest first. An anchor belongs to the first that each of its matches holds."""
FULL = (NUMBER, DIGIT)
"""Signs with so many anchors that it pays to ask first which of them matter."""

Key: TypeAlias = frozenset[int]
"""The words without which some anchors do not matter, by number."""
Ranges: TypeAlias = Callable[[Sign], Iterable[tuple[Key | None, Iterable[tuple[int, int]]]]]
"""Says which of the late anchors that hold a sign of `FULL` matter (None: all), and in which ranges of a text, apart and in order."""


class Anchors:
    """The databases for the anchors of all patterns. Equal anchors are looked for once. Shared by threads."""

    def __init__(self, anchors: Sequence[str], flags: Sequence[int] = (), late: Mapping[str, Key] = MappingProxyType({})) -> None:
        """`late`: the anchors that matter in some ranges of a text only."""
        flagged = dict(zip(anchors, flags or [0] * len(anchors), strict=True))
        self._users: dict[str, list[int]] = {one: [] for one in flagged}
        for number, one in enumerate(anchors):
            self._users[one].append(number)
        groups: dict[Sign, list[str]] = {}
        unflagged = [one for one, flag in flagged.items() if not flag]
        for one, sign in zip(unflagged, signs_of(unflagged), strict=True):
            if sign:
                groups.setdefault(sign, []).append(one)
        near = {one for group in groups.values() for one in group}
        everywhere = {one: flag for one, flag in flagged.items() if one not in near}
        signs = {sign.expression: hyperscan.HS_FLAG_SINGLEMATCH for sign in groups}
        self._everywhere = _Table(everywhere | signs)
        self._groups = tuple(_Group(sign, groups[sign], late if sign in FULL else {}) for sign in SIGNS if sign in groups)

    def wait(self) -> None:
        """Until all are compiled, which several do at the same time. Raises ValueError for an expression that is none."""
        for table in (self._everywhere, *(table for group in self._groups for table in group.tables)):
            table.wait()

    def ends(self, text: str, ranges: Ranges | None = None) -> dict[int, list[int]]:
        """Number of a pattern -> ends of its anchors in `text`, ascending, in code points. `ranges`: see `places`."""
        return {number: ends for anchor, ends in self.places(text, ranges).items() for number in self._users[anchor]}

    def seen(self, text: str) -> dict[str, list[int]]:
        """Words and signs in `text`, and where they end: where there are none, there is no anchor at all."""
        return self._everywhere.ends(text)

    def places(
        self, text: str, ranges: Ranges | None = None, since: int = 0, seen: dict[str, list[int]] | None = None
    ) -> dict[str, list[int]]:
        """Anchor -> its ends in `text`, ascending, in code points. `ranges`, asked for when there is need: where the late ones end that
        matter. Some that end before `since` may be left out. `seen`, which is used up, spares a look."""
        places = self.seen(text) if seen is None else seen
        if not places:
            return places
        for group in self._groups:
            if places.pop(group.expression, None) and group.matters(text, since):
                group.add(text, ranges, places)
        return places


class _Group:
    """The anchors that hold one sign."""

    def __init__(self, sign: Sign, anchors: Sequence[str], late: Mapping[str, Key]) -> None:
        self.sign, self.expression = sign, sign.expression
        self._search = re.compile(self.expression).search
        held = _codes(sign.characters, any_case=False) | _codes(sign.separators, any_case=False)
        self._marks = bytes(code in held for code in range(256))
        self._run = b"\1" * sign.least
        soon, later = ([one for one in anchors if (one in late) is is_late] for is_late in (False, True))
        keyed: dict[Key | None, list[str]] = {None: later} if later else {}
        for one in later:
            keyed.setdefault(late[one], []).append(one)
        self._soon = _Table(dict.fromkeys(soon, 0))
        self._late = {key: _Table(dict.fromkeys(some, 0)) for key, some in keyed.items()}
        self._anchors = tuple(anchors)

    @property
    def tables(self) -> Iterator[_Table]:
        """All databases."""
        yield self._soon
        yield from self._late.values()

    @cached_property
    def _reach(self) -> int:
        """Characters beside the sign that an anchor may take."""
        return remembered(lambda: max(map(width, self._anchors)), int, self._anchors, sys.modules[__name__]) + _BESIDE

    def matters(self, text: str, since: int) -> bool:
        """Whether one may end behind `since`."""
        return not since or self._search(text, max(0, since - self._reach)) is not None

    def add(self, text: str, ranges: Ranges | None, places: dict[str, list[int]]) -> None:
        """Adds to `places` where they end in the text."""
        if len(text) <= _LONG:
            places |= self._soon.ends(text)
            windows: Sequence[tuple[int, int]] = [(0, len(text))]
        else:
            windows = self._windows(text)
            self._soon.add(text, windows, places)
        if ranges is None and self._late:
            self._late[None].add(text, windows, places)
        elif ranges is not None and self._late:
            for key, some in ranges(self.sign):
                self._late[key].add(text, self._inside(windows, some), places)

    def _windows(self, text: str) -> Sequence[tuple[int, int]]:
        """Where the sign may be, and as much beside it as an anchor may reach, or somewhat more; apart from each other."""
        length, reach, run = len(text), self._reach, self._run
        marks = text.encode("ascii", "replace").translate(self._marks)
        found: list[tuple[int, int]] = []
        first = last = -1
        end = 0
        while (start := marks.find(run, end)) >= 0:
            if last < 0 or start - reach > last:
                if last >= 0:
                    found.append((first, last))
                first = max(0, start - reach)
            end = marks.find(b"\0", start + len(run))
            end = length if end < 0 else min(end + _MORE, length)
            last = end + reach
        if last >= 0:
            found.append((first, min(last, length)))
        return found

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
        self._begun = begun(expressions) if expressions else None
        self._scratches = threading.local()

    @cached_property
    def _database(self) -> hyperscan.Database | None:
        return self._begun.result() if self._begun else None

    def wait(self) -> None:
        """Until it is compiled. Raises ValueError for an expression that is none."""
        self._begun, _ = None, self._database

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
        try:
            scratch = self._scratches.own
        except AttributeError:
            scratch = self._scratch(self._database)
        self._database.scan(data, match_event_handler=_note, context=hits, scratch=scratch)
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
        scratch = self._scratches.own = hyperscan.Scratch(compiled)
        return scratch


def signs_of(expressions: Iterable[str]) -> list[Sign | None]:
    """The sign of each."""
    texts = list(expressions)
    numbers = remembered(
        lambda: [SIGNS.index(sign) if (sign := sign_of(one)) else None for one in texts], list[int | None], texts, sys.modules[__name__]
    )
    return [None if number is None else SIGNS[number] for number in numbers]


@cache
def sign_of(expression: str) -> Sign | None:
    """The first sign that every match of the expression holds; None: it holds none, or that cannot be seen, or it may be too long."""
    try:
        if width(expression) > _LONGEST:
            return None
    except re.error:  # of a syntax that is Hyperscan's alone
        return None
    places, any_case = list(_parsed(expression)), "(?i" in expression
    return next((sign for sign in SIGNS if _Held(sign, any_case=any_case).in_all(places)), None)


def width(expression: str) -> int:
    """Characters of the longest match."""
    return int(_parsed(expression).getwidth()[1])


@cache
def _parsed(expression: str) -> Any:
    return parser.parse(expression)


@cache
def _codes(characters: str, *, any_case: bool) -> frozenset[int]:
    """What a class of characters takes, in either case."""
    taken = {code for code in range(128) if characters and re.match(f"[{characters}]", chr(code))}
    return frozenset(code for code in taken if not any_case or ord(chr(code).swapcase()) in taken)


_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})


class _Held:
    """How much of a sign surely stands at the end of what was read of an expression."""

    def __init__(self, sign: Sign, *, any_case: bool) -> None:
        self._allowed = _codes(sign.characters, any_case=any_case)
        self._separators = _codes(sign.separators, any_case=False)
        self._count = sign.least
        self._run, self._may_part = 0, False

    def in_all(self, places: Sequence[tuple[Any, Any]]) -> bool:
        """Reads on. Whether all of the sign stands in what was read."""
        return any(self._reads(kind, said) for kind, said in places)

    def _reads(self, kind: Any, said: Any) -> bool:
        if kind is op.AT:
            return False
        if kind is op.SUBPATTERN:
            return self.in_all(list(said[3]))
        if kind is op.BRANCH:
            return self._branches([list(branch) for branch in said[1]])
        least, most, inner = (said[0], said[1], list(said[2])) if kind in _REPEATS else (1, 1, [(kind, said)])
        alone = inner[0] if len(inner) == 1 else (None, None)
        if _only(alone[0], alone[1], self._allowed):
            self._run += least
            self._may_part |= least > 0
            return self._run >= self._count
        if _only(alone[0], alone[1], self._separators) and most == 1 and self._may_part:
            self._may_part = False
            return False
        if kind in _REPEATS and alone[0] not in (op.LITERAL, op.IN):
            if any(self.in_all(inner) for _ in range(min(least, self._count))):
                return True
            if least == most <= self._count:
                return False
        self._run, self._may_part = 0, False
        return False

    def _branches(self, branches: Sequence[Sequence[tuple[Any, Any]]]) -> bool:
        ways = [copy.copy(self) for _ in branches]
        open_ = [way for way, branch in zip(ways, branches, strict=True) if not way.in_all(branch)]
        if not open_:
            return True
        self._run, self._may_part = min(way._run for way in open_), all(way._may_part for way in open_)
        return False


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
