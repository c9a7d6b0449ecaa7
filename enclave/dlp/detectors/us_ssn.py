"""United States social security numbers: area, group and serial rules; without separators only where the text says what it is."""

from __future__ import annotations

import re

from enclave.dlp.detector import HIGH, LOW, MEDIUM, NO_FRACTION, NUMBER_ALPHABET, Detector, Evidence, Pattern, Shape
from enclave.dlp.keys import Keyed
from enclave.dlp.labels import afar

_ENDS = r"(?!-[0-9])" + NO_FRACTION
_DASHED = re.compile(r"(?<![A-Za-z0-9_])(?<![0-9][.-])[0-9]{3}-[0-9]{2}-[0-9]{4}(?![A-Za-z0-9_])(?![.-][0-9])")
_SPACED = re.compile(r"(?<![A-Za-z0-9_])(?<![0-9][ .-])[0-9]{3} [0-9]{2} [0-9]{4}(?![A-Za-z0-9_])(?![ .-][0-9])")
_PLAIN = re.compile(r"(?<![A-Za-z0-9_])(?<![0-9][ .-])[0-9]{3}[ .-]?[0-9]{2}[ .-]?[0-9]{4}(?![A-Za-z0-9_])" + _ENDS)

_TOGETHER = re.compile(r"(?<![A-Za-z0-9_])(?<![0-9][ .-])[0-9]{9}(?![A-Za-z0-9_])" + _ENDS)

_WORDS = r"(?:ssn|ss#|social[ _-]?security|soc\.? ?sec|ref\*sy)"
_BEHIND = re.compile(rf"(?<![a-z]){_WORDS}")
_EVIDENCE = Evidence(
    re.compile(rf"(?<![a-z]){_WORDS}|(?<![a-z])(?:taxpayer|tax ?id)(?![a-z])|(?<![a-z0-9.,\-])(?:w-2|1099)(?![a-z0-9.,])"),
    after=_BEHIND,
)
_COUNTED = r"(?! (?:cards|benefits|payments|recipients|beneficiaries|claims|cheques|checks)(?![a-z]))"
"""Behind the word: what is counted (`5000 social security cards and 400 passports`)."""
_NAMED_BEFORE = re.compile(rf"(?<![a-z]){_WORDS}{_COUNTED}[^0-9\n]{{0,30}}\Z")
_ADJACENT = Evidence(Keyed(_NAMED_BEFORE), 60, Evidence(_NAMED_BEFORE).needed)
_NAMED_BEHIND = Evidence(re.compile(r"(?!)"), window=0, gates=("ssn", "ss#", "social", "soc"), after=_BEHIND)

_BELOW = afar("ssn", "social security number", "social security", "social security no", "ss#")

_SHAPE = Shape(alphabet=NUMBER_ALPHABET, opening="[0-9]", length=14)
_SEPARATORS = str.maketrans("", "", " .-")
_ADVERTISED = frozenset({"078051120", "219099999", "457555462"})
"""Numbers that were printed in advertisements and so issued to nobody."""


def accept(text: str) -> int:
    """The rules of issue before and after the randomisation of 2011."""
    digits = text.translate(_SEPARATORS)
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    issued = area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000" and digits not in _ADVERTISED
    return len(text) if issued and len(set(digits)) > 1 else 0


DETECTOR = Detector(
    entity="us_ssn",
    title="United States social security number",
    about=(
        "Social security numbers of the United States. Areas 000, 666 and 900 to 999, group 00, serial 0000 and the "
        "numbers that advertisements made useless are nobody's. In one piece, nine digits are reported only when the "
        "text names them directly before or behind (`SSN: 123456789`, `123456789 is my SSN`)."
    ),
    patterns=(
        Pattern(
            anchor=r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b", reach=11, exact=_DASHED, shape=_SHAPE, accept=accept,
            why="3-2-4 with dashes, an area, group and serial that can be issued; high with evidence",
            confidence=MEDIUM, supported=HIGH, evidence=_EVIDENCE,
        ),
        Pattern(
            anchor=r"\b[0-9]{3} [0-9]{2} [0-9]{4}\b", reach=11, exact=_SPACED, shape=_SHAPE, accept=accept,
            why="3-2-4 with spaces and no digits beside it, as in columns of numbers; high with evidence",
            confidence=LOW, supported=HIGH, evidence=_EVIDENCE,
        ),
        Pattern(
            anchor=rf"(?i){_WORDS}[^0-9\n]*[0-9]", reach=1, exact=_PLAIN, shape=_SHAPE, accept=accept, lead=60,
            why="nine digits of which half of all could be one: only directly after words that name it",
            confidence=None, supported=HIGH, evidence=_ADJACENT,
        ),
        Pattern(
            anchor=r"\b[0-9]{9}\b", reach=9, exact=_TOGETHER, shape=_SHAPE, accept=accept,
            why="nine digits in one piece: only when what follows names it (123456789 is my SSN)",
            confidence=None, supported=HIGH, evidence=_NAMED_BEHIND,
        ),
        Pattern(
            anchor=r"\b[0-9]{9}\b", reach=9, exact=_TOGETHER, shape=_SHAPE, accept=accept,
            why="nine digits in one piece below the head of a table that names it", confidence=None, supported=HIGH, evidence=_BELOW,
        ),
    ),
    source="Social Security Administration: SSN randomization; POMS RM 10201.035, invalid social security numbers",
    limits=(
        (
            "Since 2011 numbers are given out at random: there is no check digit, and half of all numbers of nine "
            "digits could be one."
        ),
        "Taxpayer numbers that begin with 9 (ITIN) are another entity and not reported here.",
        "Behind the number, evidence counts in the same sentence within 60 characters only.",
    ),
    positives=(
        "SSN «123-45-6789»",
        "it is «856-45-6789».",
        "Taxpayer «219-09-9998» filed",
        "social security number: «123456789»",
        '{"ssn": "«123456789»"}', "id,ssn,x\n7,«488635774»,x",
        "call about «123 45 6789» please",
        "ssn=«123.45.6789»;",
        "«123-45-6789»/01",
        "«123-45-6789» is my SSN",
        "«219099998» (SSN) is his",
    ),
    negatives=(
        "order 123456789",
        "666-45-6789",
        "000-12-3456",
        "900-12-3456",
        "987-65-4320",
        "123-00-6789",
        "123-45-0000",
        "078-05-1120",
        "111-11-1111",
        "2123-45-6789",
        "123-45-67890",
        "12 123 45 6789 11",
        "AB123-45-6789",
        "1-123-45-6789",
        "500 social security cards and 303431793 licences",
        "version 123.45.6789",
    ),
    aliases=("ssn",),
)
