"""What names of people are written of in scripts other than Latin, and what is left of a name before words that no name has."""

from __future__ import annotations

import re

from enclave.dlp.detector import Search
from enclave.dlp.name_words import ARTICLES, NOT_NAMES, NOT_NAMES_IN_SIGNS
from enclave.dlp.wording import FIRST, LETTER, SMALL, WORD

NAME = rf"(?<![{LETTER}0-9_’\-])(?<![{LETTER}0-9_]'){FIRST}(?:[{LETTER}'’\-]{{0,30}}[{LETTER}]|\.)"
"""The first word of a name in Latin letters."""
MORE = rf"(?: (?:{SMALL} ){{0,3}}{WORD})"
"""A further one."""

_HIGH = "\u0386\u0388-\u03ab\u0400-\u042f\u0490"
_LOW = "\u03ac-\u03ce\u0430-\u045f\u0491"
CASED_LETTER = f"{_HIGH}{_LOW}"
"""Of Greek and Cyrillic."""
_WORD = rf"[{_HIGH}](?:[{_HIGH}{_LOW}'’\-]{{0,30}}[{_HIGH}{_LOW}]|\.)"
OTHER = rf"(?<![\w’\-]){_WORD}(?: ?{_WORD}){{0,3}}"
"""A name in Greek or Cyrillic letters."""
OTHER_OPENING = rf"(?<!\w)[{_HIGH}][{_HIGH}{_LOW}'’.\-]*(?: ?[{_HIGH}][{_HIGH}{_LOW}'’.\-]*){{0,6}} ?\Z"
CASED = rf"(?:{NAME}{MORE}{{0,3}}|{OTHER})"
"""A name in a script that has capitals."""

HAN = "\u3400-\u9fff\u3005"
KANA = "\u3040-\u30ff"
HANGUL = "\uac00-\ud7a3"
_ARABIC = "\u0620-\u0652\u0671-\u06d3"
_HEBREW = "\u05d0-\u05ea\u05f3\u05f4"
_INDIC = "\u0900-\u0963\u0980-\u09e3\u0b80-\u0bcd\u0c00-\u0c4d"
_THAI = "\u0e01-\u0e4e"
UNCASED_LETTER = f"{HAN}{KANA}{HANGUL}{_ARABIC}{_HEBREW}{_INDIC}{_THAI}"
"""Of scripts without capitals."""
_SPELT = "|".join(
    rf"[{letters}]{{2,20}}(?: [{letters}]{{2,20}}){{0,{more}}}" for letters, more in (
        (_ARABIC, 4), (_HEBREW, 3), (_INDIC, 3), (_THAI, 2),
    )
)
UNCASED = (
    rf"(?:[{HANGUL}]{{2,5}}(?: [{HANGUL}]{{1,4}})?"
    rf"|[{HAN}][{HAN}{KANA}]{{1,5}}(?:[ \u3000・·][{HAN}{KANA}]{{1,6}})?|[{KANA}]{{2,10}}(?:[ \u3000・=][{KANA}]{{2,10}}){{0,2}}|{_SPELT})"
)
"""A name in a script without capitals, where something else says that it is one and where it ends."""
BEGUN_UNCASED = rf"(?:[{UNCASED_LETTER}](?:[ \u3000・·=]?[{UNCASED_LETTER}]){{0,70}})?[\"'`)*_]{{0,3}}[ \t]{{0,3}}\Z"
"""A beginning of one at the end of the text."""

_OF_A_PROGRAM = re.compile(r"[a-z](?:Ids?|Names?|Arn|Type|Key|Code|List)\Z")
"""The end of a word that is a name in a program (`SnapshotId`)."""
_INITIAL = re.compile(r"[^\W\d_]\.")


def accept(text: str, least: int = 1) -> int:
    """What is left of it before a word that no name has; 0 when that is its first, or when fewer than `least` words are left."""
    words, end = 0, 0
    for word in re.finditer(r"\S+", text):
        if not word[0][0].islower() and not _INITIAL.fullmatch(word[0]) and word[0].rstrip(".,").lower() in NOT_NAMES:
            break
        words, end = words + 1, word.end()
    kept = text[:end].rstrip(",")
    while words and kept.rpartition(" ")[2][:1].islower():  # a small word alone ends no name
        kept, words = kept.rpartition(" ")[0], words - 1
    if kept.lower() in ARTICLES or (" " not in kept and (kept.count("-") > 1 or _OF_A_PROGRAM.search(kept))):  # `Microsoft-Windows-Kernel`
        return 0
    letters = sum(map(str.isalpha, kept))
    return len(kept) if words >= least and letters > 1 else 0


def signs(text: str, least: int = 1) -> int:
    """All of it, unless it holds what no name in such a script has: firms, forms of address, what a form asks for."""
    return 0 if NOT_NAMES_IN_SIGNS.search(text) or len(text.split()) < least else len(text)


class NoFont:
    """Words that introduce a name; not the family or the full name of a font."""

    def __init__(self, said: Search) -> None:
        self._said = said

    def search(self, string: str, /) -> re.Match[str] | None:
        """See `Search`."""
        found = self._said.search(string)
        return None if found and found[0].startswith(("family", "full")) and _FONTS.search(string) else found


_FONTS = re.compile(r"<(?:alias|prefer|accept|default|/family)\b|\bfont(?:s|name)?\b")
