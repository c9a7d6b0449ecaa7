"""Machine-readable lines of passports, visas and identity cards."""

from __future__ import annotations

import re

from enclave.dlp.detector import HIGH, Detector, Pattern, Shape
from enclave.dlp.identifiers.documents import weighted
from enclave.dlp.wording import LINE

_SIGN = "[A-Z0-9<]"
_HOLDER = "[0-9]{6}[0-9][MFX<][0-9]{6}[0-9]"
_BEFORE, _AFTER = r"(?<![A-Za-z0-9_<])", r"(?![A-Za-z0-9_<])"
_LONG = re.compile(f"{_BEFORE}{_SIGN}{{9}}[0-9][A-Z<]{{3}}{_HOLDER}(?:{_SIGN}{{14}}[0-9<][0-9]|{_SIGN}{{7}}[0-9])?{_AFTER}")
_CARD = re.compile(f"{_BEFORE}[ACI][A-Z<][A-Z<]{{3}}{_SIGN}{{9}}[0-9]{_SIGN}{{15}}{_AFTER}")
_CARD_HOLDER = re.compile(f"{_BEFORE}{_HOLDER}[A-Z<]{{3}}{_SIGN}{{11}}[0-9]{_AFTER}")
_NAME = re.compile(rf"{_BEFORE}(?=[A-Z<]*[A-Z]<<[A-Z])[A-Z](?:[A-Z<]{{29}}|[A-Z<]{{35}}|[A-Z<]{{43}}){_AFTER}")
_SHAPE = Shape(LINE, r"(?<![A-Za-z0-9_<])[A-Z0-9][A-Z0-9<]{0,45}\Z", 48)


def _holds(text: str, *places: tuple[int, int]) -> bool:
    """Whether the character behind each field is its check digit."""
    return all(weighted(text[start:end]) == int(text[end]) for start, end in places)


def passport(text: str) -> int:
    """Number, date of birth and date of expiry, each with its check digit."""
    return len(text) if len(text) > 28 and _holds(text, (0, 9), (13, 19), (21, 27)) else 0


def card(text: str) -> int:
    """Number of the document, with its check digit."""
    return len(text) if _holds(text, (5, 14)) else 0


def holder(text: str) -> int:
    """Dates of birth and expiry, each with its check digit."""
    return len(text) if _holds(text, (0, 6), (8, 14)) else 0


DETECTOR = Detector(
    entity="mrz",
    title="machine-readable line of a passport, visa or identity card",
    about="Each line of the machine-readable zone by itself: the line with the number, that with the dates, and that with the name.",
    patterns=(
        Pattern(
            anchor=f"{_SIGN}{{9}}[0-9][A-Z<]{{3}}{_HOLDER}", reach=28, exact=_LONG, shape=_SHAPE, accept=passport,
            why="36 or 44 characters with the check digits of number, birth and expiry", confidence=HIGH,
        ),
        Pattern(
            anchor=f"[ACI][A-Z<][A-Z<]{{3}}{_SIGN}{{9}}[0-9]{_SIGN}{{15}}", reach=30, exact=_CARD, shape=_SHAPE, accept=card,
            why="30 characters that begin with a kind and a state, with the check digit of the number", confidence=HIGH,
        ),
        Pattern(
            anchor=f"{_HOLDER}[A-Z<]{{3}}", reach=18, exact=_CARD_HOLDER, shape=_SHAPE, accept=holder,
            why="30 characters with the check digits of birth and expiry", confidence=HIGH,
        ),
        Pattern(
            anchor="[A-Z]<<[A-Z]", reach=45, exact=_NAME, shape=_SHAPE,
            why="30, 36 or 44 capitals and fillers with the two fillers between surname and names", confidence=HIGH,
        ),
    ),
    source="ICAO 9303-3, 9303-4, 9303-5, 9303-6",
    limits=("Lines that were read wrongly, so that a check digit fails, and lines with spaces in them are not reported.",),
    positives=(
        "«P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<»", "«L898902C36UTO7408122F1204159ZE184226B<<<<<10»",
        "«I<UTOD231458907<<<<<<<<<<<<<<<»",
        "«7408122F1204159UTO<<<<<<<<<<<6»", "«ERIKSSON<<ANNA<MARIA<<<<<<<<<<»", "scan: «L898902C36UTO7408122F1204159ZE184226B<<<<<10».",
        '"«P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<»"', "«D231458907UTO7408122F1204159<<<<<<<6»",
    ),
    negatives=(
        "L898902C37UTO7408122F1204159ZE184226B<<<<<10", "7408123F1204159UTO<<<<<<<<<<<6", "I<UTOD231458906<<<<<<<<<<<<<<<", "a << b",
        "std::cout<<VALUE<<ENDL", "P<UTOERIKSSON<<ANNA", "<<<<<<<<<< HEAD", "IF A<<B THEN", "1234567890",
    ),
)
