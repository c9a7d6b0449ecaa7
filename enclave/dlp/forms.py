"""Forms of numbers as they are printed: a notation of one character per place, made into what a pattern needs.

`9` is a digit, `A` a letter, `X` either, `[...]` a class of its own, `-` an optional separator (space, dot, dash or slash); `?` makes
the place before it optional, and any other character stands for itself. `999-99-9999` takes `123456789` and `123-45-6789`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from enclave.dlp.detector import NO_FRACTION, NUMBER_ALPHABET, Deferred, Evidence, Pattern, Shape, whole

SEPARATOR = r"[ .\-/]?"
_PLACES = {"9": "[0-9]", "A": "[A-Za-z]", "X": "[A-Za-z0-9]", "-": SEPARATOR}
_TOKEN = re.compile(r"(?:\[[^\]]+\]|\\.|.)\??")
_OPTIONAL_GROUP = re.compile(re.escape(SEPARATOR) + "\0" + r"(\[[^\]]+\]|[^\0])\?(?=\0|$)")
"""A separator and a place that need not stand there: without the place there is no separator."""
_NO_REST = r"(?<![0-9]:[0-5][0-9]:)(?<![0-9]e[+\-])"
"""What stands before a value: it is neither the seconds of a time nor an exponent (`12:23:08.805823 8818341`)."""
_ALPHABET = r"A-Za-z0-9 ().+/\-"
_COMPACT = r"A-Za-z0-9_.+/=%~\-"
"""As wide as that of keys and tokens, so that a stream treats both at once."""


@dataclass(frozen=True)
class Form:
    """A notation as expressions."""

    body: str
    opening: str
    """What stands where text to come decides: as soon as a place does not fit, a stream need not wait."""
    length: int
    separated: bool
    """Separators may stand in it."""
    numeric: bool
    """Nothing but digits and separators stands in it."""
    lead: int
    """Characters up to and with the first place that only a digit fits; 0: there is none."""

    @property
    def alphabet(self) -> str:
        """What its values consist of, for streams."""
        return NUMBER_ALPHABET if self.numeric else _ALPHABET if self.separated else _COMPACT

    @staticmethod
    def of(notation: str) -> Form:
        """Read a notation. Raises ValueError for a class that is not closed."""
        places = _TOKEN.findall(notation)
        if "[" in places:
            raise ValueError(f"`{notation}`: a class that is not closed")
        body = [_expression(place) for place in places]
        printed = _OPTIONAL_GROUP.sub(lambda group: f"(?:{SEPARATOR}{group[1]})?", "\0".join(body)).replace("\0", "")
        numeric = all(place in "9-/ ." or (place.startswith("[") and not re.search("[A-Za-z]", place)) for place in _bare(places))
        lead = next((number for number, place in enumerate(places, 1) if re.fullmatch(r"[0-9]|\[[0-9](?:[0-9-]*[0-9])?\]", place)), 0)
        separated = not {"-", " "}.isdisjoint(_bare(places))
        letters = sum(place not in "- " for place in _bare(places[: lead - 1])) if lead else len(places)
        before = "(?<![A-Za-z0-9_])" + ("(?![a-z]{3})" if letters < 3 else "")  # soonest seen of most words
        return Form(printed, before + _opening(body), len(places) + 1, separated, numeric, lead)


def _bare(places: list[str]) -> list[str]:
    return [place.rstrip("?") for place in places]


def _expression(place: str) -> str:
    bare = place.rstrip("?")
    body = _PLACES.get(bare, bare if len(bare) > 1 else re.escape(bare))
    return body + "?" if bare not in (place, "-") else body


def _opening(places: list[str]) -> str:
    """The first places in order, or all of them and what look-ahead reads, at the end of the text: later, all is decided."""
    first, rest = places[0], places[1:]
    return first + (rf"(?:\Z|{_opening(rest)})" if rest else r"(?:[\-/]|\.0?)?\Z")


def _checked(check: Callable[[str], bool], text: str) -> int:
    return len(text) if check(text) else 0


def pattern(
    notation: str, why: str, *, confidence: int | None, supported: int | None = None, evidence: Evidence | None = None,
    check: Callable[[str], bool] | None = None, near: int = 0,
) -> Pattern:
    """A pattern of one printed form that stands alone: no letter, digit or underscore beside it, nor a digit behind a separator.
    `near`: see `Pattern.near`."""
    form = Form.of(notation)
    before, after = (r"(?<![0-9][.\-/])", r"(?![\-/][0-9])" + NO_FRACTION) if form.numeric or form.separated else ("", "")
    ends = "" if notation.endswith("[)]") else r"\b"
    return Pattern(
        anchor=rf"\b{form.body}{ends}", reach=form.length,
        exact=Deferred(rf"(?<![A-Za-z0-9_]){_NO_REST}{before}{form.body}(?![A-Za-z0-9_]){after}"),
        shape=Shape(form.alphabet, form.opening, form.length + 3),
        why=why, confidence=confidence, supported=supported, near=near, evidence=evidence,
        accept=partial(_checked, check) if check else whole,
    )
