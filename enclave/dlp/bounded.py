"""An expression that somebody else wrote, run in linear time by RE2 around anchors, and the shape that streams need, worked out of it.

What counts as a match at a place depends on the text around it only, within a bounded window, so it does not depend on cuts.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import re2

from enclave.dlp.characters import ALL, DIGITS, LETTERS, Chars
from enclave.dlp.detector import NUMBER_ALPHABET, Shape
from enclave.dlp.syntax import Cat, PatternError, parse
from enclave.dlp.trees import Place, anchor, endings, inner, least, most, places, positions, without_lead_in

LONGEST = 4_096
"""Characters of a match at most; what has no end and may hold spaces is looked at for so many."""
ENDLESS = 16_384
"""Characters of a match without spaces that has no end, which is hidden to its end all the same."""
LEAD = 512
"""Characters before a value that count, where what stands before it has no end."""
PATIENCE = 8
"""Places without a match, one after the other, before it is asked for the next one with a match."""
_FIRST = 16
"""Places of a match that are asked for before RE2 is."""
_OPENING = 12
_BEHIND = 6
_CASES = 48
_MEMORY = 4 << 20
"""Bytes for one compiled expression."""
_ODD = "\u017f\u212a"
"""Letters beyond ASCII that RE2 takes for an `s` and a `K` where case does not count."""
_UNREADABLE = dict.fromkeys(map(ord, _ODD), 0xFFFD)
_SPACES = Chars.of("\t\n\v\f\r \x1c\x1d\x1e\x1f")
_SPAN = re.compile("(?s:.*)")
_ENDS = re.compile(r"\$|\\[zbB]")
"""What asks for the end of the text, of a line or of a word; inside of a class it may be none."""

_ALPHABETS: tuple[tuple[Chars, str], ...] = (
    (LETTERS | DIGITS | Chars.of("_.+/=%~-"), r"A-Za-z0-9_.+/=%~\-"),
    (DIGITS | Chars.of(" ().+/-"), NUMBER_ALPHABET),
    (LETTERS | DIGITS | Chars.of(" ().+/-"), r"A-Za-z0-9 ().+/\-"),
    (ALL.without(_SPACES.members()), r"\x00-\x08\x0e-\x1b\x21-\U0010ffff"),
    (ALL.without("\n"), r"\x00-\x09\x0b-\U0010ffff"),
    (ALL, r"\x00-\U0010ffff"),
)
"""Alphabets of streams, narrow ones first: few of them, so that a stream treats many expressions at once."""

Accept = Callable[[str, int, int, int, int], bool]
"""The text, where the match begins, where the value begins and ends, where the match ends: whether it counts."""


@dataclass(frozen=True)
class Bounded:
    """Takes the place of a compiled `re.Pattern`: finds values, which may be a group of the whole match."""

    engine: re2._Regexp
    first: re.Pattern[str]
    """What the first characters of every match are."""
    groups: tuple[int, ...]
    """The value is the first of them that took part."""
    lead: int
    """A value begins at most so many characters after its match."""
    window: int
    run: re.Pattern[str] | None
    """Of an endless expression: characters that a match may have."""
    accept: Accept | None
    longest: int = ENDLESS
    """Of an endless expression: characters that are looked at, and judged, before the rest is taken for more of the same."""
    is_even: bool = False
    """Whether there is a match at a place does not depend on where what is looked at ends: a match is shorter than that, or ends with
    its run, or asks for no end."""

    def match(self, string: str, pos: int = 0, /) -> re.Match[str] | None:
        """A match that begins at a place."""
        if self.first.match(string, pos) is None:
            return None
        span = self._at(string, pos)
        return _SPAN.match(string, *span) if span and span[0] == pos else None

    def search(self, string: str, pos: int = 0, endpos: int = sys.maxsize, /) -> re.Match[str] | None:
        """The first value that begins at a place or after it."""
        best: tuple[int, int] | None = None
        start = max(0, pos - self.lead)
        failed = 0
        while (found := self.first.search(string, start)) is not None:
            start = found.start()
            if start >= endpos or (best and start > best[0]):
                break
            span = self._at(string, start)
            if span and span[0] >= pos and (best is None or span[0] < best[0]):
                best = span
            failed = failed + 1 if span is None else 0
            start = self.barren(string, start) if self.is_even and failed and not failed % PATIENCE else start + 1
        return _SPAN.match(string, *best) if best else None

    def barren(self, string: str, pos: int, /) -> int:
        """The first place behind `pos`, at which nothing was found, where a match may begin. Of a long run without any, which would
        else be read again from each of its characters, all is passed over at once."""
        reach = self.longest if self.run is not None else self.window
        low, high = pos, pos + 2 * reach + 1
        if self.run is not None and (run := self.run.match(string, pos, high)):
            high = run.end() + 1
        window = string[low:high]
        if not window.isascii() and any(odd in window for odd in _ODD):
            window = window.translate(_UNREADABLE)
        data = window.encode("utf-8", "surrogatepass")
        found = self.engine.search(data, len(window[:1].encode("utf-8", "surrogatepass")))
        if found is not None:
            return max(pos + 1, low + self._characters(data, window, found.start()))
        return high - 1 if high < pos + 2 * reach + 1 else pos + reach

    def finditer(self, string: str, /) -> Iterator[re.Match[str]]:
        """Every value, not overlapping."""
        start = 0
        while (found := self.search(string, start)) is not None:
            yield found
            start = found.end()

    def _at(self, text: str, begin: int) -> tuple[int, int] | None:
        """Where the value of the match at `begin` stands, if there is one."""
        low = max(0, begin - 1)
        high = begin + self.window + 1
        if self.run is not None:
            run = self.run.match(text, begin, begin + self.longest)
            high = (run.end() if run else begin) + 1
        window = text[low:high]
        if window.isascii():
            data, offset = window.encode(), begin - low
        else:
            if any(odd in window for odd in _ODD):
                window = window.translate(_UNREADABLE)
            data = window.encode("utf-8", "surrogatepass")
            offset = len(window[: begin - low].encode("utf-8", "surrogatepass"))
        found = self.engine.match(data, offset)
        if found is None:
            return None
        span = next((found.span(group) for group in self.groups if found.end(group) > found.start(group) >= 0), None)
        if span is None:
            return None
        start, end, close = (self._characters(data, window, place) + low for place in (*span, found.end()))
        if start - begin > self.lead or (self.accept and not self.accept(text, begin, start, end, close)):
            return None
        if self.run is not None and end >= begin + self.longest:
            rest = self.run.match(text, end)
            end = rest.end() if rest else end
        return start, end

    @staticmethod
    def _characters(data: bytes, window: str, offset: int) -> int:
        return offset if len(data) == len(window) else len(data[:offset].decode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class Compiled:
    """What a pattern of a detector is made of."""

    exact: Bounded
    anchor: str
    reach: int
    lead: int
    shape: Shape


def compiled(
    pattern: str, value: Callable[[Sequence[Place]], Sequence[int]], accept: Accept | None = None, *, lead_in: bool = True,
    longest: int = ENDLESS,
) -> Compiled:
    """Compile an expression. `value` chooses the groups that are the value; none: the whole match is. Raises PatternError.

    `^` and `$` are the beginning and the end of a line. Without `lead_in`, what may rather be missing before a whole match is not of it.
    `longest`: see `Bounded.longest`.
    """
    tree = parse(pattern)
    engine = _engine(pattern)
    if least(tree) == 0:
        raise PatternError("the pattern matches the empty text", "let it need at least one character")
    chosen = value(list(places(tree)))
    body = without_lead_in(tree) if chosen else tree if lead_in else without_lead_in(tree, lazy=True)
    spots = [place for place in places(body) if place.number in chosen] or [Place(0, "", Cat(()), body, Cat(()), repeated=False, within=0)]
    if any(least(place.group) == 0 for place in spots):
        raise PatternError("the value of the pattern may be empty", "let its group need at least one character")
    length = most(body)
    if length is not None and length > LONGEST:
        raise PatternError(f"a match has up to {length:,} characters", f"streams hold back at most {LONGEST:,}: repeat it less often")
    leads = [most(place.before) for place in spots]
    lead = max(LEAD if one is None else min(one, LEAD) for one in leads)
    letters = _union([inner(place.onward) for place in spots])
    alphabet = next(text for chars, text in _ALPHABETS if letters <= chars)
    endless = length is None and lead == 0 and not letters.ascii & _SPACES.ascii
    window = LONGEST - 1 if length is None else length
    begins = positions(body, _FIRST)
    exact = Bounded(
        engine, re.compile("".join(chars.expression() for chars in begins)), tuple(place.number for place in spots), lead,
        window, re.compile(f"[{alphabet}]*+") if endless else None, accept, longest,
        is_even=endless or length is not None or not _ENDS.search(pattern),
    )
    opening = "|".join(dict.fromkeys(_opening(place, words=not letters.ascii & _SPACES.ascii) for place in spots))
    shape = Shape(alphabet, f"(?:{opening})" if len(spots) > 1 else opening, None if endless else window + 2)
    if lead == 0:
        return Compiled(exact, "".join(chars.bytes() for chars in begins), len(begins), 0, shape)
    starts = [positions(place.onward, _FIRST) for place in spots]
    anchors = [anchor(place.before) + "".join(chars.bytes() for chars in start) for place, start in zip(spots, starts, strict=True)]
    return Compiled(exact, "|".join(dict.fromkeys(anchors)), max(map(len, starts)), lead + 1, shape)


def _engine(pattern: str) -> re2._Regexp:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    try:
        return re2.compile(f"(?m){pattern}", options)
    except re2.error as error:
        what = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        hint = "repeat less often, or less deep" if "too large" in what else "RE2's syntax is at github.com/google/re2/wiki/Syntax"
        raise PatternError(f"the engine does not take it: {what}", hint) from None


def _opening(place: Place, *, words: bool) -> str:
    """What a value begins with. Of values without spaces a stream holds back little anyway: the first character will do."""
    onward = positions(place.onward, _OPENING)
    if place.number and words:
        return onward[0].expression()
    cases = endings(place.before, _BEHIND, _CASES)
    behind = ["".join(chars.expression() for chars in reversed(case)) for case in cases]
    before = f"(?:{'|'.join(f'(?<={case})' for case in behind)})" if all(behind) else ""
    nested = ""
    for chars in reversed(onward):
        nested = chars.expression() + (rf"(?:\Z|{nested})" if nested else "")
    return before + nested


def _union(sets: Sequence[Chars]) -> Chars:
    union = Chars()
    for one in sets:
        union |= one
    return union


def whole_or_value(found: Sequence[Place]) -> Sequence[int]:
    """The group `(?P<value>...)`, and without one the whole match. Raises PatternError for one that may match more than once."""
    named = [place for place in found if place.name == "value"]
    if any(place.repeated for place in named):
        raise PatternError("the group `value` stands in a repetition", "put the repetition into the group")
    return [place.number for place in named]
