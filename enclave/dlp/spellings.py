"""How else words are written that name a value: without accents, as on foreign keyboards and in names of columns; with dots between the
letters (`N.I.F.`); with `nr` for `nummer` and `n°` for `número`; and with what the view of look-alikes puts for Cyrillic and Greek letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import groupby

from enclave.dlp.views.lookalikes import LOOKALIKES

GAP = r"(?:[ _-]|\. ?)?"
"""Expression of what a space in a term stands for."""
_WHOSE = re.findall(
    r"\S+",
    "customer client user patient employee person member contact holder owner applicant billing payer payee beneficiary debtor creditor "
    "sender recipient receiver taxpayer company vendor supplier student guest driver passenger buyer seller subscriber insured spouse "
    "primary personal home work office business emergency bank german french italian spanish dutch belgian swedish brazilian indian "
    "my us uk",
)
OWNERS = "(?:(?:" + "|".join(
    f"{first}(?:{'|'.join(word[1:] for word in some)})" for first, some in groupby(sorted(_WHOSE), key=lambda word: word[0])
) + ")s?)?"
"""Whose it is, written in one piece with the name of a field: `customerSsn`, `germanTaxId`."""
COUNTED = r"(?:[ _-]?(?:number|num|no|nr|id|code|value)s?)?"
"""What else the name of a field says behind a word: `aadhaarNumber`."""
_INITIALS = re.compile(r"[^\W\d_]{2,5}")
_NUMBER = re.compile(r"(?<=\w)[ _-]?(?:nummer|nr)\Z")
_NUMBERS = ("nummer", "nummeret", "nr")
_ABBREVIATED = re.compile(r"\bn[úu]mero\b|\bnuméro\b")
_LEAST = 4
"""Letters of a word that is still itself without its accents."""
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})
_ALIKE = str.maketrans(dict(LOOKALIKES))


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def plain(term: str) -> str:
    """Without accents; the same where other scripts have what looks like them."""
    bare = "".join(one for one in unicodedata.normalize("NFD", term.translate(_LATIN)) if not unicodedata.combining(one))
    return bare if bare.isascii() else term


def alike(term: str) -> tuple[str, ...]:
    """In small letters, as it is read where letters that look like Latin ones are taken for them, whatever its case was."""
    read = {form.translate(_ALIKE).lower() for form in (term.lower(), term.upper(), term.capitalize())}
    return tuple(sorted(form for form in read if not form.isascii() and form != term.lower()))


def shortened(term: str) -> tuple[str, ...]:
    """With dots between the letters of initials, with `nr` and `n°` for what is often written so."""
    dotted = (".".join(term),) if _INITIALS.fullmatch(term) and term.isalpha() else ()
    stem = _NUMBER.sub("", term)
    counted = tuple(f"{stem} {number}" for number in _NUMBERS) if len(stem) >= _LEAST and stem != term else ()
    signs = tuple(_ABBREVIATED.sub(sign, term) for sign in ("n°", "nº")) if _ABBREVIATED.search(term) else ()
    return (*dotted, *counted, *signs)


def spellings(terms: Iterable[str]) -> tuple[str, ...]:
    """The terms and their other spellings, each once."""
    return _spellings(tuple(terms))


@cache
def _spellings(terms: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for term in [form for given in terms for form in (given, *shortened(given.lower()))]:
        found.setdefault(term)
        if not term.isascii():
            other = [plain(term), term.translate(_UMLAUTS)] if len(plain(term)) >= _LEAST else []
            for form in (*other, *alike(term)):
                found.setdefault(form)
    return tuple(found)
