"""Postal codes: behind a state of the United States, in the forms of Britain, Canada and the Netherlands, and behind their label."""

from __future__ import annotations

import re

from enclave.dlp.detector import LOW, MEDIUM, NUMBER_ALPHABET, Deferred, Detector, Expression, Pattern, Shape
from enclave.dlp.labels import labelled, unanchored
from enclave.dlp.wording import LINE

STATES = re.findall(
    "[A-Z]+",
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT "
        "VT "
    "VA WA WV WI WY DC"
)
"""Without Puerto Rico, whose letters stand before numbers of pull requests too."""
TERMS = (
    "zip", "zip code", "zipcode", "postal code", "postcode", "post code", "postalcode", "plz", "postleitzahl", "code postal",
    "codigo postal", "codice postale", "cep", "postnummer", "pstcd", "〒", "郵便番号", "邮编",
    "우편번호", "индекс", "psč", "irányítószám", "código postal", "kod pocztowy", "pin code", "pincode",
)
FIVE = ("cap", "cp")
"""Words that name other things too, before five digits."""
_NOTATIONS = (
    "99999[-]9999", "9999", "9999[-]999", "999[-]9999", "999[- ]?99", "99[-]999", "99999[-]999", "999999", "9999 ?[A-Z][A-Z]",
    "[A-Z][0-9] 9[A-Z][A-Z]",
    "[A-Z][A-Z]?99? ?9[A-Z][A-Z]",
)
_WITHOUT_PAIRS = ("[A-Z][A-Z]?9[A-Z] 9[A-Z][A-Z]", "[A-Z]9[A-Z] ?9[A-Z]9")
_IN_LICENCES = "(?!0211[01]-130[17])"
"""The codes of the Free Software Foundation."""
_AMERICAN = Deferred(
    rf"(?:{'|'.join(rf'(?<=, {state} )' for state in STATES)}){_IN_LICENCES}[0-9]{{5}}(?:-[0-9]{{4}})?(?![A-Za-z0-9_])(?![-.][0-9])"
)
_ALPHABET = r"A-Za-z0-9 ().+/\-"
_BRITISH = Deferred(
    r"(?<![A-Za-z0-9_\-.])(?:[A-PR-UWYZ][0-9][0-9A-HJKPSTUW]?|[A-PR-UWYZ][A-HK-Y][0-9][0-9ABEHMNPRVWXY]?) [0-9][ABD-HJLNP-UW-Z]{2}"
    r"(?![A-Za-z0-9_\-])"
)
_CANADIAN = Deferred(
    r"(?<![A-Za-z0-9_\-.])[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] [0-9][ABCEGHJ-NPRSTV-Z][0-9](?![A-Za-z0-9_\-])"
)
_DUTCH = Deferred(r"(?<![A-Za-z0-9_\-.,])[1-9][0-9]{3} (?!SA|SD|SS)[A-Z]{2}(?=,? {1,2}[A-Z][a-z])")


def _pattern(
    exact: Expression, anchor: str, reach: int, shape: Shape, why: str, *, confidence: int = LOW, lead: int = 0
) -> Pattern:
    return Pattern(anchor=anchor, reach=reach, exact=exact, shape=shape, why=why, confidence=confidence, lead=lead)


_BRITISH_OPENING = (
    r"(?<![A-Za-z0-9_])[A-Z](?:\Z|[A-Z0-9](?:\Z|[A-Z0-9]{0,2}(?:\Z| (?:\Z|[0-9](?:\Z|[A-Z](?:\Z|[A-Z]-?\Z))))))"
)
_CANADIAN_OPENING = (
    r"(?<![A-Za-z0-9_])[A-Z](?:\Z|[0-9](?:\Z|[A-Z](?:\Z| (?:\Z|[0-9](?:\Z|[A-Z](?:\Z|[0-9]-?\Z))))))"
)
_DUTCH_OPENING = (
    r"(?<![A-Za-z0-9_])[1-9](?:\Z|[0-9]{1,3}(?:\Z| (?:\Z|[A-Z]{1,2}(?:\Z|,?(?:\Z| {1,2}(?:\Z|[A-Z]\Z))))))"
)
_ZIP_OPENING = r"[0-9]{1,5}(?:\Z|-(?:\Z|[0-9]{1,4}(?:\Z|[.-]\Z))|\.\Z)"

DETECTOR = Detector(
    entity="postal_code",
    title="postal code",
    about=(
        "The five or nine digits behind `, NY ` and the like; British, Canadian and Dutch codes by their letters; and the codes of other "
            "countries "
        "directly behind words such as ZIP, postcode, PLZ, code postal or CAP."
    ),
    patterns=(
        _pattern(
            _AMERICAN, ", [A-Z]{2} [0-9]{5}", 5, Shape(NUMBER_ALPHABET, _ZIP_OPENING, 14),
            "five or nine digits behind a comma and a state of the United States", confidence=MEDIUM, lead=6,
        ),
        _pattern(
            _BRITISH, r"[0-9][0-9A-Z]? [0-9][A-Z]{2}", 8, Shape(_ALPHABET, _BRITISH_OPENING, 14), "the form of a British code",
        ),
        _pattern(
            _CANADIAN, "[A-Z][0-9][A-Z] [0-9][A-Z][0-9]", 7, Shape(_ALPHABET, _CANADIAN_OPENING, 14), "the form of a Canadian code",
        ),
        _pattern(
            _DUTCH, "[1-9][0-9]{3} [A-Z]{2},? {1,2}[A-Z]", 11, Shape(LINE, _DUTCH_OPENING, 14), "the form of a Dutch code before a place",
        ),
        labelled("99999", (*TERMS, *FIVE), "`99999` directly after words that name it"),
        *(labelled(notation, TERMS, f"`{notation}` directly after words that name it") for notation in (*_NOTATIONS, *_WITHOUT_PAIRS)),
        *unanchored(("99999", *_NOTATIONS), TERMS),
    ),
    source="USPS Publication 28; Royal Mail: PAF programmers' guide; Canada Post addressing guidelines; UPU S42 for the other countries",
    limits=("Five digits alone, also before the name of a town (`10115 Berlin`), are a postal code only where a word says so.",),
    positives=(
        "Springfield, IL «62704»", "Boston, MA «02108-1512», USA", "London «SW1A 1AA»", "«M1 1AE» Manchester", "Ottawa ON «K1A 0B1»",
        "«1012 AB» Amsterdam",
        "PLZ: «10115»", '"postal_code": "«75001»"', "zip «90210».", "postcode: «EC1A 1BB»", "CEP «01310-100»", "código postal «28013»,",
    ),
    negatives=(
        "Boston, MA 02110-1301 USA", "order 62704", "Springfield, XX 62704", "10115 Berlin", "zip file", "SW1A 1AAA", "zip: 1",
        "error 90210", "K1A-0B1", "A1 1AAB",
        "ZIP 7.5.1",
        "2024 AM", "cap of 100",
    ),
)
