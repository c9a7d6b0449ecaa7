"""Numbers that are said in words: their digits, and where a number ends that is a value."""

from __future__ import annotations

import pytest

from enclave.dlp.detector import HIGH, MEDIUM, Evidence, words
from enclave.dlp.detectors.credit_card_otherwise import is_card
from enclave.dlp.digit_words import LANGUAGES, digits, pattern

EVIDENCE: Evidence = words("card")
CARD = "4111111111111111"


def test_every_word_says_its_digit() -> None:
    for said in LANGUAGES.values():
        for digit, word in enumerate(said[:10]):
            assert [number for _, number in digits(word)] == [str(digit)]


def test_double_and_triple_repeat_the_next_digit() -> None:
    assert list(digits("four double one, triple two"))[-1] == (27, "411222")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_ends_where_the_value_does(language: str) -> None:
    said = " ".join(LANGUAGES[language][int(digit)] for digit in CARD)
    spoken = pattern(is_card, 6, "", confidence=MEDIUM, supported=HIGH, evidence=EVIDENCE)
    assert spoken.accept(f"{said} {LANGUAGES[language][3]}") == len(said)
