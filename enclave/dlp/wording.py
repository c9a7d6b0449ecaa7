"""What names of people, places and firms are written of, as expressions: capitalised words, small words between them, months."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

LINE = r"\x00-\x09\x0b-\U0010ffff"
"""Alphabet of everything that stands in one line."""

UPPER = (
    "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŴŶŸŹŻŽȘȚ"
    "ƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
)
LETTER = r"A-Za-zÀ-ÖØ-öø-ž\u0300-\u036fȘșȚțƠơƯư\u1ea0-\u1ef9"
FIRST = rf"(?:[A-Z]|[{UPPER}](?=[A-Za-z]))"
"""A capital. One that is not ASCII stands before an ASCII letter, so that an anchor over bytes ends in the first two characters."""
WORD = rf"[{UPPER}](?:[{LETTER}'’\-]{{0,30}}[{LETTER}]|\.)?"
"""A capitalised word or an initial."""
_SMALL = re.findall(
    r"\S+",
    "van von vom de der den del della delle dei di da do dos das du des la le les los las bin ibn al el zu zum zur ter ten y e af av "
    "of and und et &",
)
SMALL = f"(?:{'|'.join(_SMALL)})"
"""What stands between the words of a name with a small letter."""
_SMALL_BEGINS = "|".join(sorted({word[:end] for word in _SMALL for end in range(1, len(word) + 1)}, key=lambda part: (-len(part), part)))
RUN = rf"(?:,? (?:{SMALL} ){{0,3}}[{UPPER}0-9#][{LETTER}0-9'’.#/\-]*)"
"""A further word of a name or an address."""
RUN_ON = f"{RUN[:-1]}+)"
"""The same in an opening, where a word is never given back: what comes behind it begins with a comma or a space."""
RUN_ENDS = rf"(?:,? ?|,? (?:{SMALL} ){{1,3}}|,? (?:{SMALL} ){{0,3}}(?:{_SMALL_BEGINS}))\Z"
"""Where text ends inside of a run, or before a further word of it."""
CAPITALS = rf"(?<![{LETTER}0-9_])[{UPPER}][{LETTER}0-9'’./&+\-]*+(?:{RUN_ON}{{0,12}}{RUN_ENDS})"
"""Opening of names: capitalised words up to the end of the text."""

_NAMES = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "jan feb mrz apr mai jun jul aug sept okt nov dez",
)
MONTHS: Mapping[str, int] = MappingProxyType({name: number for names in _NAMES for number, name in enumerate(names.split(), 1)})
"""Month in English, German, French, Spanish, Italian, Dutch and Portuguese, lower case -> its number."""


def alternatives(words: tuple[str, ...]) -> str:
    """One of the words, the longest that fits, as written, with a capital or in capitals."""
    return _one_of(form for word in words for form in (word, word.capitalize(), word.upper()))


def beginnings(words: tuple[str, ...]) -> str:
    """A beginning of one of them at the end of the text."""
    forms = (form[:end] for word in words for form in (word, word.capitalize(), word.upper()) for end in range(len(form) + 1))
    return _one_of(forms) + r"\Z"


def _one_of(words: Iterable[str]) -> str:
    """By first letters, then by second ones: most places of a text fail at the first, and nobody asks for every word there."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[:1], []).append(word[1:])
    branches = [re.escape(first) + _one_of(rest) for first, rest in sorted(rests.items(), reverse=True) if first]
    if "" in rests and branches:
        branches.append("")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})" if branches else ""
