"""Payment card numbers that are said in words, or that a program wrote as a number with an exponent."""

from __future__ import annotations

import re

from enclave.dlp.detector import HIGH, LOW, MEDIUM, Detector, Pattern, Shape
from enclave.dlp.detectors.credit_card import EVIDENCE, issued, luhn
from enclave.dlp.digit_words import pattern
from enclave.dlp.wording import LINE

_EXPONENT = re.compile(r"(?<![A-Za-z0-9_.])[2-9]\.[0-9]{8,18}[eE]\+?1[1-8](?![A-Za-z0-9_.])")
_PARTS = re.compile(r"([0-9])\.([0-9]+)[eE]\+?([0-9]+)")
_OPENING = r"(?<![A-Za-z0-9_.])[2-9](?:\Z|\.(?:[0-9]{0,18}\Z|[0-9]{8,18}[eE](?:\+?\Z|\+?1(?:\Z|[1-8]\.?\Z))))"


def is_card(digits: str) -> bool:
    """Issued, and with Luhn's digit."""
    return issued(digits) and luhn(digits)


def _whole(text: str) -> int:
    """All digits are there: a fraction is none, and zeros at the end are left out."""
    parts = _PARTS.fullmatch(text)
    if parts is None or len(parts[2]) > int(parts[3]) or len(parts[2]) < int(parts[3]) - 2:
        return 0
    return len(text) if is_card(parts[1] + parts[2].ljust(int(parts[3]), "0")) else 0


DETECTOR = Detector(
    entity="credit_card",
    id="credit_card_otherwise",
    title="payment card number in words or with an exponent",
    about=(
        "Numbers of payment cards that are said digit by digit in English, German, French, Spanish or Italian (`four one one one`, "
        "`double five`), and those that a program wrote as `4.111111111111111e+15`, where all digits are there."
    ),
    patterns=(
        pattern(
            is_card, 6, "a number that a scheme issues in words, with Luhn's digit", confidence=MEDIUM, supported=HIGH, evidence=EVIDENCE,
        ),
        Pattern(
            anchor=r"\b[2-9]\.[0-9]{8,18}[eE]\+?1[1-8]\b", reach=26, exact=_EXPONENT, accept=_whole, shape=Shape(LINE, _OPENING, 28),
            why="a number with an exponent and without a fraction that a scheme issues, with Luhn's digit", confidence=LOW, supported=HIGH,
            evidence=EVIDENCE,
        ),
    ),
    source="ISO/IEC 7812-1 (numbering, Luhn)",
    limits=("Numbers in words are not found where other words stand between, nor as larger numbers (`forty-one eleven`).",),
    positives=(
        "my card is «four one one one one one one one one one one one one one one one» thanks", "card number «4.111111111111111e+15»",
        "visa «four, double one, one, triple one, one, triple one, one, one, one, one, one», ok",
        "Karte «vier eins eins eins eins eins eins eins eins eins eins eins eins eins eins eins»",
        "tarjeta «cuatro uno uno uno uno uno uno uno uno uno uno uno uno uno uno uno».",
        "carte «quatre un un un un un un un un un un un un un un un» merci",
        "carta «quattro uno uno uno uno uno uno uno uno uno uno uno uno uno uno uno»",
        "card_number,«5.555555555554444E15»\n", "«Five Five Five Five Five Five Five Five Five Five Five Five Four Four Four Four»",
    ),
    negatives=(
        "one two three four five six seven eight nine ten", "four one one one one one one one one one one one one one one two",
        "the value is 4.111111111111112e+15", "4.1111111e+15", "6.02214076e23", "4.111111111111111e15x", "one by one, two by two",
        "uno dos tres cuatro cinco seis siete ocho nueve diez",
    ),
)
