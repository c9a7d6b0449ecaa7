"""What a detector is: patterns with evidence and confidence, in the terms of Microsoft Purview, and the shapes that streams need.

A pattern has an anchor, which one multi-pattern pass over the text looks for, and an exact expression with an optional check,
which are asked only around anchors. Everything works on the views of a text (`enclave/dlp/views`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from enclave.dlp.columns import Column
from enclave.dlp.keys import Keyed
from enclave.dlp.literals import needed
from enclave.dlp.spellings import COUNTED, GAP, OWNERS, spellings

LOW = 65
"""The form alone: other things look like this too."""
MEDIUM = 75
"""A rare form, or one that a check confirms."""
HIGH = 85
"""A form that is practically never anything else, or one that evidence in the text confirms."""

PROXIMITY = 300
"""Characters before a value in which supporting evidence counts, as in Purview. For what stands behind it see `following.py`."""


@dataclass(frozen=True)
class Shape:
    """What text the matches of a pattern consist of. A stream may release text that no match can begin in any more.

    Whether an expression matches at an offset, and where it ends, may depend only on the text from a few characters before it up
    to and including the first character that is not in the alphabet, and on no more than `length` characters.
    """

    alphabet: str
    """Inside of a character class: the characters of a match, and those that look-ahead reads before its last one."""
    opening: str
    """Expression that every match begins with. It also matches a beginning of that at the end of the text."""
    length: int | None
    """Longest match, look-ahead included. None: open-ended; such a pattern's anchor has a fixed width and begins the match."""


NUMBER_ALPHABET = r"0-9 ().+/\-"
"""What groups of digits are made of."""
NO_FRACTION = r"(?!\.(?!0(?![A-Za-z0-9_.\-/]))[0-9])"
"""Behind a number: it has no decimals, but may be written as programs write a whole number among others (`123456789.0`)."""


def but(characters: str) -> str:
    """An alphabet of everything but some characters of ASCII."""
    places = sorted({*map(ord, characters)})
    ranges = zip([0, *(place + 1 for place in places)], [*(place - 1 for place in places), sys.maxunicode], strict=True)
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges if first <= last)


def begins(*literals: str) -> str:
    """An opening: one of the literals, or the first characters of one at the end of the text."""
    branches: dict[str, list[str]] = {}
    for literal in literals:
        branches.setdefault(literal[0], []).append(literal[1:])
    return "(?:" + "|".join(re.escape(first) + _rest(rests) for first, rests in branches.items()) + ")"


def _rest(literals: list[str]) -> str:
    return "" if "" in literals else rf"(?:\Z|{begins(*literals)})"


class Search(Protocol):
    """Finds something in a text, as `re.Pattern` does."""

    def search(self, string: str, /) -> re.Match[str] | None:
        """The first place, if any."""


class Expression(Protocol):
    """What is asked of an expression; `re.Pattern` has it."""

    def match(self, string: str, pos: int = ..., /) -> re.Match[str] | None:
        """At a place."""

    def search(self, string: str, pos: int = ..., endpos: int = ..., /) -> re.Match[str] | None:
        """At the first place."""

    def finditer(self, string: str, /) -> Iterator[re.Match[str]]:
        """At every place."""


class Deferred:
    """An expression that is made, if need be, and compiled when it is first asked for: of hundreds, one process needs few."""

    flags = 0

    def __init__(self, expression: str | Callable[[], str]) -> None:
        self._expression = expression

    @cached_property
    def pattern(self) -> str:
        """The expression."""
        return self._expression if isinstance(self._expression, str) else self._expression()

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def match(self, string: str, pos: int = 0, /) -> re.Match[str] | None:
        """At a place."""
        return self._compiled.match(string, pos)

    def search(self, string: str, pos: int = 0, endpos: int = sys.maxsize, /) -> re.Match[str] | None:
        """At the first place."""
        return self._compiled.search(string, pos, endpos)

    def finditer(self, string: str, /) -> Iterator[re.Match[str]]:
        """At every place."""
        return self._compiled.finditer(string)


@dataclass(frozen=True)
class Evidence:
    """Words that support a value: an expression in lower case, searched in the lower-cased window that ends at the value."""

    words: Search
    window: int = PROXIMITY
    gates: tuple[str, ...] = ()
    """Hyperscan expressions, UTF-8 and without regard to case: every match of `words` or `after` holds a match of one. None: they are
    worked out."""
    after: Search | None = None
    """The same, searched in what is said behind the value when nothing before it supports it."""
    opens: Search | None = None
    """Finds something in what is said so far behind a value, in lower case, if it may become what `after` finds. None: it always may."""

    @property
    def needed(self) -> tuple[str, ...]:
        """The gates. Where a text has none of them, nobody looks for this evidence; none: it is looked for everywhere."""
        if self.gates:
            return self.gates
        found = [_needed(search) for search in (self.words, self.after) if search is not None]
        return tuple(dict.fromkeys(word for words in found for word in words)) if all(found) else ()


    @property
    def told(self) -> str:
        """What the gates follow from."""
        if self.gates:
            return repr(self.gates)
        searches = ((one.pattern, one.flags) if isinstance(one, (re.Pattern, Deferred)) else bool(one) for one in (self.words, self.after))
        return repr((*searches,))


def _needed(search: Search) -> tuple[str, ...]:
    if not isinstance(search, (re.Pattern, Deferred)) or search.flags & re.IGNORECASE:
        return ()
    return tuple(map(re.escape, needed(search.pattern)))


_SHORT = 3
"""Letters of a word that is ordinary in some language too (`sin`, `ein`, `pan`): it counts only directly before the value."""
_SEEN_ALONE = 5
"""Letters of a word that stands inside of others so often that the gate asks for its beginning too."""
_DIRECTLY = (
    r"(?:[^0-9]{0,20}(?:<[a-z:]{1,24}>)?|[^0-9\n]{0,8}(?:[ \t]{2,40}|[_.]{3,40})[^0-9\n]{0,6}|[^0-9\n?]{0,12}\?[^0-9?]{0,48}"
    r"|[ \t](?:associated|linked|registered|used|of|for|given|provided)[ \t][^0-9\n.;!?:]{0,40}[ \t](?:is|was|be)[^0-9a-z\n]{1,6})\Z"
)
"""In a question, its answer may stand behind another turn; on a form, behind dots or a line to write on."""


def _before(term: str) -> str:
    return (r"(?<![a-z0-9])" if len(term) <= _SHORT else r"(?<![a-z])") + OWNERS


_SAID_OF_IT = (
    r"\A[^0-9a-z]{0,4}(?:(?:that|this|it|which|is|as|was|my|the|his|her|a|an|our|their|your|ist|est|es|è|é|er|är|to|mein|meine|mon|ma|mi|mio|mia|mijn|meu|minha"
    r"|su|son|sa|el|le|la|il|o|die|der|das|right|correct|new|current)[ \t]){0,4}[\"'(]?"
)
"""What stands between a value and such a word behind it."""


def alone(form: str, before: str = "a-z0-9") -> str:
    """Hyperscan expression of a word that counts only where nothing of `before` stands before it, or where its capital parts it from the
    small letters before it (`customerSsn`). That `ſ` is an `s` does not count."""
    camel = rf"|(?-i:[a-z]{form[0].upper()}){form[1:]}" if form[0].isascii() and form[0].isalpha() else ""
    return rf"(?:(?:^|[^{before}]|(?-i:ſ)){form}{camel})"


def words(
    *terms: str, window: int = PROXIMITY, behind: bool = True, apart: bool = False, direct: Sequence[str] = ()
) -> Evidence:
    """Evidence of whole words, whatever their case; a space also stands for `-`, `_` or nothing. Chinese and the like have no boundary.
    They count behind the value too, unless `behind` says otherwise. `apart`: no letter stands directly behind a value. `direct`: words
    that name other things too; as short ones they count directly before the value, or as the head of its column, only."""
    terms = spellings((*terms, *direct))
    near = {term for term in terms if term.isascii() and (len(term) <= _SHORT or term in direct)}
    forms = {term: re.escape(term.lower()).replace(r"\ ", GAP) for term in sorted(set(terms), key=lambda term: (-len(term), term))}
    bounded: dict[str, list[str]] = {}
    for term, form in forms.items():
        bounded.setdefault(_before(term) if term[0].isascii() else "", []).append(
            form + (COUNTED + r"(?![a-z])" if term[-1].isascii() else "") + (_DIRECTLY if term in near else "")
        )
    after = [
        (_SAID_OF_IT if term in near else "(?<![a-z])" if term[0].isascii() else "") + form
        + (r"(?![a-z])" if term[-1].isascii() else "")
        for term, form in forms.items()
    ] if behind else []
    bare = behind and not apart
    gates = tuple(
        form if bare or not term.isascii() or len(term) > _SEEN_ALONE else alone(form, "a-z0-9" if len(term) <= _SHORT else "a-z")
        for term, form in forms.items()
    )
    found = Deferred("|".join(f"{before}(?:{'|'.join(some)})" for before, some in bounded.items()))
    heads = [re.escape(term.lower()) for term in forms if term in near]
    columns = (Column(f"(?:{'|'.join(heads)})", window),) if heads else ()
    return Evidence(Keyed(found, *columns), window, gates, Deferred("|".join(after)) if after else None)


def whole(text: str) -> int:
    """The check of a pattern whose expression says everything."""
    return len(text)


@dataclass(frozen=True)
class Pattern:
    """One form of an entity's values, and how sure a match of it is."""

    anchor: str
    """Hyperscan expression over the bytes of UTF-8. Every match has one, which ends on an ASCII character, after its first character."""
    reach: int
    """A match begins at most so many characters before the end of an anchor of it."""
    exact: Expression
    shape: Shape
    why: str
    """How the confidence is reached."""
    confidence: int | None
    """Without evidence. None: not reported without evidence."""
    supported: int | None = None
    """With evidence."""
    near: int = 0
    """Characters before a value: of words that stand further away it is `MEDIUM` at most. 0: all that count, count alike."""
    evidence: Evidence | None = None
    accept: Callable[[str], int] = whole
    """How many leading characters of the expression's match are the value; 0: none, it is something else."""
    lead: int = 0
    """Characters before the match that the anchor reads."""
    certain: re.Pattern[str] | None = None
    """Of an open-ended pattern whose values may be of any length: matches at the beginning of a value as soon as it is one that `accept`
    takes, whatever follows. A stream need not keep such a value."""
    steady: re.Pattern[str] | None = None
    """With `certain`: what may follow that directly and can be left out without changing how the rest is read."""

    @property
    def waits(self) -> bool:
        """What comes behind a value may support it."""
        return self.evidence is not None and self.evidence.after is not None


@dataclass(frozen=True)
class Detector:
    """One entity: what it is, how it is found, where its format is defined, and values that it finds and does not find."""

    entity: str
    title: str
    about: str
    """What counts as a value of it, in a sentence or a few."""
    patterns: tuple[Pattern, ...]
    source: str
    """Where the format is defined."""
    positives: Sequence[str]
    """Texts with exactly one value, which stands between `«` and `»`."""
    negatives: Sequence[str]
    """Texts that look like it and hold none."""
    limits: tuple[str, ...] = ()
    """What is not found, or found although it is something else."""
    aliases: tuple[str, ...] = ()
    """Other names that are accepted for the entity on input."""
    id: str = ""
    """The detector's own name, which the log says, where several look for one entity; else it is the entity's."""

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", self.entity)
