"""Numbers that are said digit by digit in words: `four one one one`, `double five`, `vier eins eins`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType

from enclave.dlp.detector import Deferred, Evidence, Pattern, Shape
from enclave.dlp.wording import LINE, alternatives, beginnings

LANGUAGES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    # what means 0 to 9; others that mean 0
    "English": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh", "nought"),
    "German": ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
    "French": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    "Spanish": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    "Italian": ("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"),
})
_TIMES: Mapping[str, int] = MappingProxyType({"double": 2, "triple": 3})
"""English words before a digit that is said once and meant more often."""
_DIGIT: Mapping[str, str] = MappingProxyType({
    word: str(digit) if digit < 10 else "0" for words in LANGUAGES.values() for digit, word in enumerate(words)
})
_ALL = tuple(dict.fromkeys([*_DIGIT, *_TIMES]))
_GAP = r"[ ,\-]{1,2}"
_END = r"(?![A-Za-z0-9_])"
_MOST = 40
"""Words of a number."""
_LONGEST = 10
"""Characters of a word and what parts it from the next."""
_WORD = alternatives(_ALL)
_OPENING = rf"(?<![A-Za-z0-9_])(?=[A-Za-z])(?:{_WORD}{_GAP})*+(?:{beginnings(_ALL)})"
_SHAPE = Shape(LINE, _OPENING, _MOST * _LONGEST + 2)
_PAIRS = "|".join(dict.fromkeys(
    f"{first}{gap}{second}"
    for said in ((*words[:10], *(_TIMES if language == "English" else ())) for language, words in LANGUAGES.items())
    for first in said for second in said for gap in (" ", ", ")
))
"""The first two words: written out, so that the engine looks for them as words."""
_WORDS = re.compile(r"[^\W\d_]+")


def digits(text: str) -> Iterator[tuple[int, str]]:
    """Behind each word of a number: where it ends, and the digits up to there."""
    said, times = "", 1
    for word in _WORDS.finditer(text):
        name = word[0].lower()
        if name in _TIMES:
            times = _TIMES[name]
            continue
        said, times = said + _DIGIT[name] * times, 1
        yield word.end(), said


def _longest(check: Callable[[str], bool], text: str) -> int:
    return max((end for end, number in digits(text) if check(number)), default=0)


def pattern(
    check: Callable[[str], bool], least: int, why: str, *, confidence: int | None, supported: int, evidence: Evidence
) -> Pattern:
    """Numbers of `least` words or more; `check` is asked of their digits."""
    return Pattern(
        anchor=f"(?i)(?:{_PAIRS})", reach=2 * _LONGEST,
        exact=Deferred(rf"(?<![A-Za-z0-9_])(?=(?ai:{_PAIRS}){_END}){_WORD}(?:{_GAP}{_WORD}){{{least - 1},{_MOST - 1}}}{_END}"),
        shape=_SHAPE, accept=partial(_longest, check), why=why, confidence=confidence, supported=supported, evidence=evidence,
    )
