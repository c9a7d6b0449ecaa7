"""What the magnetic stripe of a payment card holds: number, name and expiry between fixed signs."""

from __future__ import annotations

import re

from enclave.dlp.detector import HIGH, Detector, Pattern, Shape
from enclave.dlp.detectors.credit_card import luhn
from enclave.dlp.wording import LINE

_NUMBER = re.compile("[0-9]{12,19}")
_FIRST = re.compile(r"%[Bb][0-9]{12,19}\^[^\^\n?]{2,26}\^[0-9]{7}[^?\n]{0,40}\??")
_SECOND = re.compile(r"(?<![A-Za-z0-9]);?[0-9]{12,19}[=D][0-9]{7}[0-9]{0,20}(?![A-Za-z0-9])\??")


def accept(text: str) -> int:
    """The number has Luhn's check digit, and the card expires in a month."""
    number = _NUMBER.search(text)
    expiry = re.search(r"[\^=D]([0-9]{2})([0-9]{2})", text[number.end() :]) if number else None
    return len(text) if number and expiry and luhn(number.group()) and 1 <= int(expiry[2]) <= 12 else 0


DETECTOR = Detector(
    entity="card_track",
    title="magnetic stripe of a payment card",
    about="The first track (`%B`, number, `^`, name, `^`, expiry and service code) and the second (number, `=`, expiry and service code).",
    patterns=(
        Pattern(
            anchor=r"%[Bb][0-9]{12}", reach=14, exact=_FIRST, accept=accept,
            why="the signs of track 1, and a number with Luhn's check digit",
            shape=Shape(LINE, r"%(?:\Z|[Bb](?:\Z|[0-9]+(?:\Z|\^)))", 100), confidence=HIGH,
        ),
        Pattern(
            anchor=r"[0-9]{12,19}[=D][0-9]{7}", reach=29, exact=_SECOND, accept=accept,
            why="the signs of track 2, and a number with Luhn's check digit",
            shape=Shape(LINE, r";(?:\Z|[0-9]{1,19}(?:[=D][0-9]{0,28}\??)?\Z)"
            r"|[0-9](?<![A-Za-z0-9][0-9])[0-9]{0,18}(?:[=D][0-9]{0,28}\??)?\Z", 54),
            confidence=HIGH,
        ),
    ),
    source="ISO/IEC 7813, tracks 1 and 2",
    limits=("The third track is not looked for.",),
    positives=(
        "«%B4111111111111111^DOE/JOHN^29122010000000000000?»", "«;4111111111111111=29122010000000000?»",
        "track2: «4111111111111111=2912201123456»,",
        "«%B378282246310005^MUSTERMANN/ERIKA^2812101?»", "«4111111111111111D29122010000000000»",
        '"«;5555555555554444=27011015432112345678?»"',
        "x «%b4111111111111111^DOE/JANE MRS^2912201?»", "(«5555555555554444=2701101»)",
    ),
    negatives=(
        "4111111111111112=29122010000000000", "%B4111111111111111^", "x=123456789012=1234567", ";4111111111111111=2913201", "50%Bonus",
        "a4111111111111111=2912201", "%B1234567890123456^DOE/JOHN^2912201?", "100000000000=1999999",
    ),
)
