"""International bank account numbers: a country's length and form, and a check that one in 97 passes by chance."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from stdnum import numdb

from enclave.dlp.detector import HIGH, Detector, Pattern, Shape

_EXACT = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z]{2}[ -]?[0-9]{2}(?:[ -]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9_])")
_OPENING = r"(?<![A-Za-z0-9_])(?![a-z]{3})[A-Za-z](?:\Z|[A-Za-z](?:\Z|[ -]?(?:\Z|[0-9](?:\Z|[0-9]))))"
_SEPARATORS = str.maketrans("", "", " -")
_VALUES = str.maketrans({chr(code): str(code - 55) for code in range(65, 91)})
"""A is 10, Z is 35."""
_PARTS = re.compile("([1-9][0-9]*)!([nac])")
_CLASSES = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}
_ENDS = re.compile(r"[A-Za-z0-9](?![A-Za-z0-9])")
SHORTEST = 15
"""Norway's."""
COUNTRIES = (
    "AD", "AE", "AL", "AT", "AZ", "BA", "BE", "BG", "BH", "BI", "BR", "BY", "CH", "CR", "CY", "CZ", "DE", "DJ", "DK", "DO", "EE", "EG",
    "ES", "FI", "FK", "FO", "FR", "GB", "GE", "GI", "GL", "GR", "GT", "HN", "HR", "HU", "IE", "IL", "IQ", "IS", "IT", "JO", "KW", "KZ",
    "LB", "LC", "LI", "LT", "LU", "LV", "LY", "MC", "MD", "ME", "MK", "MN", "MR", "MT", "MU", "NI", "NL", "NO", "OM", "PK", "PL", "PS",
    "PT", "QA", "RO", "RS", "RU", "SA", "SC", "SD", "SE", "SI", "SK", "SM", "SO", "ST", "SV", "TL", "TN", "TR", "UA", "VA", "VG", "XK",
    "YE",
)
"""Of the registry; python-stdnum refuses every other."""


@cache
def _form(country: str) -> Callable[[str], object]:
    """What stands behind the check digits. python-stdnum reads the registry anew for every number, which costs ten times the rest."""
    said = dict(numdb.get("iban").info(country)[0][1]).get("bban", "")
    return re.compile(_PARTS.sub(lambda part: f"{_CLASSES[part[2]]}{{{part[1]}}}", said)).fullmatch


def is_valid(number: str) -> bool:
    """Whether an account number without separators has the form of its country and the check digits of ISO 7064, mod 97-10."""
    number = number.upper()
    return int((number[4:] + number[:4]).translate(_VALUES)) % 97 == 1 and _form(number[:2])(number[4:]) is not None


def accept(text: str) -> int:
    """The longest leading run of whole groups that is a number of some country."""
    if text[:2].upper() not in COUNTRIES:
        return 0
    ends = [found.end() for found in _ENDS.finditer(text) if found.end() >= SHORTEST]
    return next((end for end in reversed(ends) if is_valid(text[:end].translate(_SEPARATORS))), 0)


DETECTOR = Detector(
    entity="iban",
    title="international bank account number (IBAN)",
    about=(
        "Account numbers of the countries in the IBAN registry, in groups of four or in one piece. The country says how long the number "
        "is and where letters stand; two check digits hold all of it."
    ),
    patterns=(
        Pattern(
            anchor=rf"(?i)\b(?:{'|'.join(COUNTRIES)})[ \-]?[0-9]{{2}}(?:[ \-]?[A-Z0-9]){{11}}", reach=30, exact=_EXACT, accept=accept,
            shape=Shape(alphabet=r"A-Za-z0-9 \-", opening=_OPENING, length=72),
            why="a country of the registry, its length and form, and check digits that one in 97 has by chance",
            confidence=HIGH,
        ),
    ),
    source="ISO 13616; SWIFT IBAN Registry, through python-stdnum's module iban",
    positives=(
        "pay to «DE89 3704 0044 0532 0130 00» today",
        "IBAN:«GB29NWBK60161331926819».",
        "«FR14 2004 1010 0505 0001 3M02 606»",
        '{"iban":"«NL91ABNA0417164300»"}',
        "«ES91 2100 0418 4502 0005 1332» and no more",
        "conto «IT60X0542811101000000123456», grazie",
        "«CH93-0076-2011-6238-5295-7»",
        "konto «PL61109010140000071219812874»;",
        "«gb29nwbk60161331926819»",
        "«BE68 5390 0754 7034»/x",
    ),
    negatives=(
        "DE88 3704 0044 0532 0130 00",
        "GB29NWBK6016133192681",
        "xDE89370400440532013000",
        "DE89370400440532013000x",
        "ZZ89 3704 0044 0532 0130 00",
        "AB12 CD34 EF56 GH78 IJ90",
        "to 20 people in 12 places of the world",
        "id 9f86d081884c7d659a2feaa0c55ad015",
    ),
    limits=("A number that is cut short, or whose check digits are wrong, is not reported.",),
)
