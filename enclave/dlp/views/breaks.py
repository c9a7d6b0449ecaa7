"""Values that are split over lines, cells, list items, elements or messages, or into single characters: the parts put together.

A break is joined only where both sides look like parts of one value. The parts of a number are put together twice, with nothing
between them and with the separator that the number has, by a view each.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from enclave.dlp.views.view import View

_INSIDE = r"A-Za-z0-9_+/=.@%~\-"
_TAG = r"</?[A-Za-z][^<>]{0,60}>"
_FIRST = r" \t\r\n\x00|,;\"'`*>\[\]<="
_OPENERS = r"\s\"'`(\[{<=:,;>|*"
"""What may stand before characters that are spaced out."""
_UNIT = rf"(?:[ \t\r\n\x00|,;\"'`*>\[\]]|{_TAG}|=(?=\r?\n)|(?<=\n)[-+] |(?<=[\"'`] )[+.](?= [\"'`]))"
_UNITS = re.compile(rf"{_UNIT}{{0,32}}+")
"""What stands between lines, cells, items, elements and strings of a program, marks of quotations, lists and soft breaks included."""
_NAMES = re.compile(r"<(/?)([A-Za-z][\w:.-]*)")
_PARTIAL = re.compile(r"(?:</?(?:(?<=[</])[A-Za-z][^<>]{0,60})?|=\r?|(?<=\n)[-+]|(?<=[\"'`] )[+.] ?)?\Z")
"""The beginning of more of that, at the end of the text."""
_NUMBER = re.compile(r"[.\-/]?[0-9]")
_TAIL = rf"(?:(?:(?<![<=])|(?<=<)/?[A-Za-z][^<>]{{0,60}}>){_UNIT}{{0,31}}+|(?<==)\r?\n(?!{_UNIT}))"
"""The rest of a break behind its first character; a soft break is nothing else."""
_BEHIND_NUMBER = "|".join(
    rf"(?<={number}[{_FIRST}])" for number in ("[0-9]", r"[0-9][.\-/]", *(rf"\([0-9]{{{count}}}\)" for count in range(2, 6)))
)
"""The first character of a break is read then. In brackets stands the code of an area."""
_LONG = 7
"""Digits of a cell beside another such one that are two numbers: parts of one value in cells are the groups that it is printed in."""
_GROUP = 5
"""Digits of the groups in which a number is printed, mostly."""
_LONG_CELLS = rf"(?<=[0-9]{{{_LONG}}}[,;|\t])[ \"'`]{{0,4}}"
_AT_NUMBER = (
    rf"(?:{_BEHIND_NUMBER})(?!(?<= )[.\-/]?[0-9])(?!(?<=[0-9],)(?<![0-9]{{4}},)[0-9]{{3}}(?:[^0-9]|%s))"
    rf"(?!{_LONG_CELLS}[0-9]{{{_LONG}}})"
)
"""Behind a number; a space alone and the comma of thousands are none, nor is what parts two cells with long numbers."""
_AT_LINE = rf"(?<=[{_INSIDE}][\r\n<=])"
_AT_SINGLE = rf"(?<=\S )(?<![^{_OPENERS}]\S )"
_AT_DASH = rf"(?<=[0-9A-Z]-)(?<![^{_OPENERS}][0-9A-Z]-)"
_LIKE_A_PART = rf"[{_INSIDE}]{{0,32}}?(?:[0-9+/=_@]|[a-z][A-Z])|[A-Z] [0-9]{{3}}"
"""What goes on after a line without `@` before it is mostly no word."""
_UNFINISHED = r"(?:<[^<>]{0,62}|=\r?|[-+./]|(?<=[\"'`] )[+.] )?\Z"
_UNBEGUN = r"(?<=<)[^<>]{0,62}\Z|(?<==)\r?\Z"
"""The beginning of more, or of the first piece, at the end of the text."""


class Kinds(NamedTuple):
    """Which breaks a text may have, as `PLACES` say."""

    singles: bool = True
    numbers: bool = True
    lines: bool = True

    @staticmethod
    def of(found: Container[str]) -> Kinds:
        """Of the expressions of which there is a match in the whole text."""
        return Kinds(*(any(place in found for place in places) for places in (_SINGLE_PLACES, _NUMBER_PLACES, _LINE_PLACES)))


_NUMBERS = Kinds(singles=False, numbers=True, lines=False)
_NUMBER_AT_END = _AT_NUMBER % r"\Z"
_NUMBERS_ALONE = re.compile(
    rf"[0-9](?<![0-9][0-9])[0-9]*+[.\-/)]?(?P<number>[{_FIRST}]{_NUMBER_AT_END}{_TAIL})(?={_NUMBER.pattern})"
)
"""What `_places` has of numbers in a text that comes in one piece. Begins with a digit, since prose has few."""


@cache
def _places(kinds: Kinds, *, spaced: bool, over: bool, mail: bool) -> re.Pattern[str]:
    """Where a break may be that joins something, or (not `over`) that what comes may make one. Group `number`: it surely does.

    `mail`: an `@` stands in the text. Begins with the first character of a break, since most places of a text fail at that.
    """
    number = _NUMBER_AT_END if over else _AT_NUMBER % "(?!)"
    if over:
        numbers = rf"(?P<number>{number}{_TAIL}(?={_NUMBER.pattern}))"
        wrapped = rf"{_TAIL}(?:{_LIKE_A_PART})|(?<=[A-Z0-9]{{4}}[\r\n<=]){_TAIL}[A-Z]{{2}}|(?<=[{_INSIDE}]{{40}}[\r\n<=]){_TAIL}[{_INSIDE}]"
        lines = rf"{_AT_LINE}{_TAIL}[{_INSIDE}]" if mail else rf"{_AT_LINE}(?:{wrapped})"
        singles = rf"{_AT_SINGLE}\S(?: \S){{3}}|{_AT_DASH}[0-9A-Z](?:-[0-9A-Z]){{6}}"
    else:
        numbers = rf"{number}(?:{_TAIL}(?:{_NUMBER.pattern}|{_UNFINISHED})|{_UNBEGUN})"
        lines = rf"{_AT_LINE}(?:{_TAIL}(?:[{_INSIDE}]|{_UNFINISHED})|{_UNBEGUN})"
        dashed = rf"{_AT_DASH}(?:[0-9A-Z](?:-[0-9A-Z]){{6}}|(?:[0-9A-Z](?:-[0-9A-Z]){{0,5}}-?)?\Z)"
        singles = rf"{_AT_SINGLE}(?:\S(?: \S){{3}}|(?:\S(?: \S){{0,2}} ?)?\Z)|{dashed}"
    if spaced:
        return re.compile(rf"[{_FIRST}]{numbers}")
    others = (" " if kinds.singles else "") + (r"\r\n<=" if kinds.lines else "")
    first = (_FIRST if kinds.numbers else others) + (r"\-" if kinds.singles else "")
    return re.compile(rf"[{first}](?:{'|'.join(one for one, may_be in zip((singles, numbers, lines), kinds, strict=True) if may_be)})")


_ONE = r"(?:[^\s\x80-\xff]|[\xc0-\xff][\x80-\xbf]{1,3})"
_SIGNS = r"\t\r\n\x00|;\"'`*>\[\]<="
_UNITS_OF_BYTES = rf"[ ,{_SIGNS}+\-./]"
"""What stands in a break, tags apart, and before the number or the word behind it."""
_NUMBER_PLACES = (
    rf"[0-9][.\-/)]?(?:[{_SIGNS}]|[ ,]{_UNITS_OF_BYTES}){_UNITS_OF_BYTES}*[0-9]",
    r"[0-9][.\-/],[0-9]", r"[0-9]{4},[0-9]", r"[0-9],[0-9]{4}", r"[0-9],[0-9]{1,2}(?:[^0-9]|$)", r"[0-9][^0-9A-Za-z]*</?[A-Za-z]",
)
_LINE_PLACES = (
    rf"[A-Za-z0-9_+/=@%~\-]=?[\r\n]{_UNITS_OF_BYTES}*[A-Za-z0-9_+/=.@%~\-]", r"@[A-Za-z0-9.\-]*\.=?[\r\n]",
    r"[A-Za-z0-9_+/=.@%~\-]</?[A-Za-z]",
)
_SINGLE_PLACES = (rf"{_ONE} {_ONE} {_ONE} {_ONE} {_ONE}(?:[^A-Za-z0-9]|$)", "[0-9A-Z]" + "-[0-9A-Z]" * 7)
PLACES = (*_NUMBER_PLACES, *_LINE_PLACES, *_SINGLE_PLACES)
"""Hyperscan expressions: a text without a match of one has no break, and none of a kind without one of that kind."""

BEFORE = 80
"""Characters before a break that decide about it."""
_AFTER = 33
_SOFT = re.compile(r"=\r?\n")
_QUOTED = 78
"""A line of quoted-printable is no longer, RFC 2045 section 6.7, and a mark of quotation; `=` at the end of a longer one is base64's."""
_THOUSANDS = re.compile(r"(?<![0-9])[0-9]{1,3}\Z")
_THREE = re.compile(r"[0-9]{3}(?:[^0-9]|\Z)")
_NEXT_LINE = re.compile(rf"=?\r?\n(?:> |\x00\n)?|(?:{_TAG}[\r\n]*)+")
"""What may stand before a host: an indented one, or one after an empty line, is a decorator in a program."""
_SINGLES = re.compile(r"(?: \S){4,200}(?=[\s\"'`)\]}>,;.:!?<|*]|\Z)")
_DASHED = re.compile(r"(?:-[0-9A-Z]){7,200}(?=[\s\"'`)\]}>,;.:!?<|*]|\Z)")
"""Fewer are dates, scores and versions."""
_FEW_DASHED = re.compile(r"(?:-[0-9A-Z]){0,200}+-?\Z")
_ALONE = re.compile(rf"(?:\A|[{_OPENERS}])\S\Z")
_FEW_SINGLES = re.compile(r"(?: \S){0,200}+ ?\Z")
_RUN = re.compile(rf"[{_INSIDE}]{{1,{_AFTER}}}")
_INSIDES = "".join(character for character in map(chr, range(128)) if re.match(f"[{_INSIDE}]", character))
_HOST_TO_COME = re.compile(r"[A-Za-z0-9]@(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9]?\Z")
_WHOLE_HOST = re.compile(r"@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,6}\.\Z")
_MORE_OF_HOST = re.compile(r"[a-z0-9-]+\.[a-z]{2}|(?:com|org|net|edu|gov|[a-z]{2})(?![A-Za-z0-9@])")
"""Behind a host that may end a sentence, this goes on with it: `joe@example.co.` and `uk`, but no `Thanks`."""
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+\-]*@[A-Za-z0-9]")
"""A whole address on the next line: the last word before it is no part of it, unless it ends like one."""
_LABEL_TO_END = re.compile(r"[A-Za-z0-9]@[A-Za-z0-9-]+\Z")
_TWO_CELLS = re.compile(f"{_LONG_CELLS}[0-9]{{{_LONG}}}")
_CELLS_TO_COME = re.compile(rf"{_LONG_CELLS}[0-9]{{0,{_LONG - 1}}}\Z")
_REST_OF_HOST = re.compile(r"[A-Za-z0-9-]*\.[A-Za-z]{2}")
_ODD = re.compile(r"[a-z][A-Z]|[+/=_0-9]")
_DECIMAL = re.compile(r"(?<![0-9.])[0-9]+\.\Z")
_DIGIT, _LETTER = re.compile("[0-9]"), re.compile("[A-Za-z]")
_BANK = re.compile(r"\b(?i:bic|swift|bank[ _-]identifier)(?:[^A-Z]|[A-Z](?![A-Z]{3})){0,40}[A-Z]{4}(?:[A-Z]{2})?\Z")
_REST_OF_BANK = re.compile(r"(?:[A-Z]{2})?[A-Z0-9]{2}(?:[A-Z0-9]{3})?\Z")
"""A BIC is parted where its word stands shortly before: elsewhere two lines with capitals are two words."""
_AREA = re.compile(r"\([0-9]{2,5}\)\Z")
_KEY = re.compile(r"(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]*\Z")
_REST_OF_KEY = re.compile(r"[A-Z0-9]+(?![A-Za-z0-9])")
_KEY_LENGTH = 20
"""Key ids of AWS: letters alone on one side are mostly a word, but not behind such a prefix, and where they fill it up."""
_IS_KEY, _KEY_TO_COME = re.compile("[\"'] ?:"), re.compile("[\"'] ?\\Z")
"""Behind a string: it is the key of a member of an object, and no part of the value before it."""
_REST_OF_NUMBER = re.compile(r"[A-Z] [0-9]{3}(?![0-9A-Za-z])")
_REST_TO_COME = re.compile(r"[A-Z](?: [0-9]{0,3})?\Z")
"""The last groups of an insurance number, behind six digits."""
_FILE = re.compile(r"(?<![/:])/[A-Za-z0-9_+%~.\-]*\.[a-z][a-z0-9]{1,3}\Z")
"""A path with an extension: the next line of a list of files is no part of it."""
_WRAPPED = 40
"""A line of so many characters without a space is a piece of something longer."""


def are_groups(start: int, breaks: Sequence[tuple[int, int]], end: int) -> bool:
    """Whether what stands between breaks may be a number that was printed in groups or wrapped: short groups, or lines of one length."""
    edges = [start, *(place for one in breaks for place in one), end]
    first, *middle, last = (stop - begin for begin, stop in pairwise(edges) if (begin, stop) not in breaks)
    longest = max(middle, default=_LONG)
    if max(first, last, longest) <= _GROUP:
        return True
    return not middle or (longest < _LONG and min(middle) == longest and max(first, last) <= longest)


class _Break(NamedTuple):
    """What to do at a place."""

    end: int
    """Where the break ends; where it begins: it is none. -1: what comes decides."""
    singles: bool = False
    """It is the spaces or dashes between single characters."""


_OPEN = _Break(-1)


def _is_mixed(text: str) -> bool:
    return _DIGIT.search(text) is not None and _LETTER.search(text) is not None


def _is_soft(left: str, units: str, *, is_number: bool) -> bool:
    """Whether a break that begins with `=` is a soft one."""
    if not units.startswith("="):
        return True
    return bool(_SOFT.fullmatch(units)) and (is_number or len(left) < _QUOTED or "\n" in left or "\r" in left)


def _other_element(units: str) -> bool:
    """Whether an element ends and one of another name begins, as `</name><email>` does: two values."""
    if "</" not in units:
        return False
    tags = _NAMES.findall(units)
    ended = {name for closes, name in tags if closes}
    begun = [name for closes, name in tags if not closes]
    return bool(begun) and begun[-1] not in ended


def _may_go_on(left: str) -> bool:
    """Whether what ends a line may be the beginning of a value."""
    if left.endswith("."):
        return bool(_HOST_TO_COME.search(left))
    return left[-1].isalnum() or len(_last_run(left)) >= 4


def _last_run(left: str) -> str:
    return left[len(left.rstrip(_INSIDES)) :]


def _are_parts(left: str, right: str) -> bool:
    """Whether the end of one line and the beginning of the next look like parts of an address, a key or a run of base64."""
    if right[0] == "@":
        return left[-1].isalnum() and right[1:2].isalnum()
    if "@" in left:
        if _HOST_TO_COME.search(left):
            return right[0].isalnum() and (not _WHOLE_HOST.search(left) or _MORE_OF_HOST.match(right) is not None)
        if _LABEL_TO_END.search(left):
            return bool(_REST_OF_HOST.match(right))
    run = _last_run(left)
    if left[-1].isalnum() and len(run) < _WRAPPED and "://" not in left and _ADDRESS.match(right):
        return False
    if left[-1].isupper() and _REST_OF_BANK.match(right) and _BANK.search(left):
        return True
    if (key := _KEY.search(run)) and (rest := _REST_OF_KEY.match(right)) and len(key[0]) + rest.end() == _KEY_LENGTH:
        return True
    if len(run) < 4 or len(right) < 4:
        return len(run) >= _WRAPPED
    if "@" not in left and "://" not in left and _FILE.search(run):
        return False
    return len(run) >= _WRAPPED or _is_mixed(right) or (_is_mixed(run) and bool(_ODD.search(right)))


def _between(source: str, start: int, end: int) -> str:
    """The separator to put between the parts of a number."""
    last = source[start - 1]
    if last in ".-/" or source[end] in ".-/":
        return ""
    left = source[max(0, start - BEFORE) : start - 1 if last == " " else start]
    before = left.rstrip("0123456789")
    if before.endswith(".") and _DECIMAL.search(before):
        return " "  # columns of amounts, no address of four numbers
    return before[-1] if before and before[-1] in " .-" and len(before) < len(left) else " "


_JOINED = frozenset(".-/")
_APART = frozenset(" -")
"""What stands between groups of a number, as `_between` has it; of a point it has more to say."""


def _line(source: str, left: str, start: int, end: int, over: bool) -> _Break:
    """The break, where a line ends before it, when a word goes on after it."""
    right = _RUN.match(source, end)
    if right is None:
        return _Break(start)
    if not over and right.end() == len(source) and len(right[0]) < _AFTER:
        return _OPEN
    if right.end() - end < _AFTER and ('"' in source[start:end] or "'" in source[start:end]):
        if not over and _KEY_TO_COME.match(source, right.end()):
            return _OPEN
        if _IS_KEY.match(source, right.end()):
            return _Break(start)
    if left[-6:].isdecimal() and not left[-7:-6].isdecimal():
        if not over and _REST_TO_COME.match(source, end):
            return _OPEN
        if _REST_OF_NUMBER.match(source, end):
            return _Break(end)
    if (right[0][0] == "@" and not _NEXT_LINE.fullmatch(source, start, end)) or _other_element(source[start:end]):
        return _Break(start)
    return _Break(end if _are_parts(left, right[0]) else start)


class Breaks(View):
    """Joins what breaks part: with nothing between, or (`spaced`, numbers only) with the separator that the number has."""

    joins = partial = True

    def __init__(self, *, spaced: bool) -> None:
        super().__init__()
        self._spaced = spaced
        self._before = ""
        self.kinds = Kinds()
        """What is looked for. Less than all may be only where the text comes in one piece."""

    @property
    def may_join(self) -> bool:
        """Whether any are looked for."""
        return self.kinds.numbers if self._spaced else any(self.kinds)

    def _numbers(self, text: str) -> str:
        """What the next piece is read as where it is the whole text, and only parts of numbers are looked for."""
        spans = [(place.start(), *place.span("number")) for place in _NUMBERS_ALONE.finditer(text)]
        pieces: list[str] = []
        skipped: list[tuple[int, int, int]] = []
        last = written = 0
        for first, start, end in spans:
            pieces.append(text[last:start])
            written += start - last
            between = ""
            if self._spaced and text[end] not in _JOINED and text[start - 1] not in _JOINED:
                before = text[first - 1] if first and start - first < BEFORE else ""
                between = _between(text, start, end) if before == "." else before if before in _APART else " "
            if between:
                pieces.append(between)
                written += 1
            skipped.append((written, end if between else start, end))
            last = end
        self.offsets.skip_all(skipped)
        self.read, self.written = len(text), written + len(text) - last
        pieces.append(text[last:])
        return "".join(pieces) if spans else text

    def feed(self, text: str, *, over: bool = False) -> str:
        """See `View.feed`. Held are at most 32 pieces of a break, and what follows up to the end of a word or of a key."""
        if over and not self.read and not self.held and (self._spaced or self.kinds == _NUMBERS):
            return self._numbers(text)
        source = f"{self._before}{self.held}{text}"
        first = len(self._before)
        base, written = self.read - first, self.written
        pieces: list[str] = []
        skipped: list[tuple[int, int, int]] = []
        spaced = self._spaced
        last = first
        stop = len(source)
        places = _places(self.kinds, spaced=spaced, over=over, mail="@" in source)
        found = places.finditer(source, first)
        while place := next(found, None):
            start, end = place.span()
            singles = False
            if not place.lastgroup:
                read = self._break(source, start, over)
                if read is _OPEN:
                    stop = start
                    break
                end, singles = read
                found = places.finditer(source, end if end > start else start + 1)
                if end == start:
                    continue
            pieces.append(source[last:start])
            written += start - last
            last = end
            if singles:
                for single in range(start, last, 2):
                    skipped.append((written, base + single, base + single + 1))
                    pieces.append(source[single + 1])
                    written += 1
                continue
            between = _between(source, start, last) if spaced else ""
            if between:
                pieces.append(between)
                written += 1
            skipped.append((written, base + (last if between else start), base + last))
        self.offsets.skip_all(skipped)
        unchanged = not self.held and last == first and stop == len(source)
        pieces.append(source[last:stop])
        self.written = written + stop - last
        self.read = base + stop
        self.held = source[stop:]
        self._before = source[max(0, stop - BEFORE) : stop]
        return text if unchanged else "".join(pieces)

    def pass_over(self, length: int, before: str) -> None:
        """See `View.pass_over`."""
        super().pass_over(length, before)
        self._before = before[-BEFORE:]

    def _break(self, source: str, start: int, over: bool) -> _Break:
        """What stands at a place where a break may begin."""
        left = source[max(0, start - BEFORE) : start]
        units = _UNITS.match(source, start)
        end = units.end() if units else start
        is_number = (
            left[-1].isdecimal() or (left[-1] in ".-/" and left[-2:-1].isdecimal())
            or (left[-1] == ")" and _AREA.search(left) is not None)
        )
        is_line = not self._spaced and source[start] in "\r\n<=" and _may_go_on(left)
        if not self._spaced and source[start] in " -" and (singles := self._singles(source, start, over)):
            return singles
        if not (is_number or is_line):
            return _Break(start)
        if not over and _PARTIAL.match(source, end):
            return _OPEN
        if end == start or source[start:end] == " " or not _is_soft(left, source[start:end], is_number=is_number):
            return _Break(start)
        if is_number and (number := self._number(source, left, start, end, over)):
            return number
        return _line(source, left, start, end, over) if is_line else _Break(start)

    def _number(self, source: str, left: str, start: int, end: int, over: bool) -> _Break | None:
        """The break when a number goes on after it."""
        if not _NUMBER.match(source, end):
            return _OPEN if not over and source[end:] in {".", "-", "/"} else None
        if source[start:end] == "," and _THOUSANDS.search(left[-4:]):
            if not over and len(source) - end < 4 and source[end:].isdecimal():
                return _OPEN
            if _THREE.match(source, end):
                return _Break(start)
        if _TWO_CELLS.match(source, start + 1):
            return _Break(start)
        return _OPEN if not over and _CELLS_TO_COME.match(source, start + 1) else _Break(end)

    def _singles(self, source: str, start: int, over: bool) -> _Break | None:
        """The spaces of characters that stand alone, five or more, or the dashes of eight or more."""
        if not _ALONE.search(source, max(0, start - 2), start):
            return None
        few, many = (_FEW_SINGLES, _SINGLES) if source[start] == " " else (_FEW_DASHED, _DASHED)
        if not over and few.match(source, start):
            return _OPEN
        found = many.match(source, start)
        return _Break(found.end(), singles=True) if found else None
