"""How else words are written that name a value: without accents, as on foreign keyboards and in names of columns, and with the letters
that the view of look-alikes puts for Cyrillic and Greek ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from enclave.dlp.views.lookalikes import LOOKALIKES

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


def spellings(terms: Iterable[str]) -> tuple[str, ...]:
    """The terms and their other spellings, each once."""
    found: dict[str, None] = {}
    for term in terms:
        found.setdefault(term)
        if not term.isascii():
            other = [plain(term), term.translate(_UMLAUTS)] if len(plain(term)) >= _LEAST else []
            for form in (*other, *alike(term)):
                found.setdefault(form)
    return tuple(found)
