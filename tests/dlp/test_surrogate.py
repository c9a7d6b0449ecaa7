"""Surrogates are stable, told apart by key and tenant, and no values themselves."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp import DETECTORS
from enclave.dlp.scan import Scanner
from enclave.dlp.secrets.samples import Samples
from enclave.dlp.surrogate import LENGTH, SYMBOLS, Surrogates

MAKER = Surrogates(bytes(range(32)), "contoso")


def test_it_is_the_same_in_every_turn_and_another_for_everybody_else() -> None:
    word = MAKER.word("email", "jane@example.com")
    assert Surrogates(bytes(range(32)), "contoso").word("email", "jane@example.com") == word
    others = [
        Surrogates(bytes(range(32)), "fabrikam").word("email", "jane@example.com"),
        Surrogates(bytes(range(1, 33)), "contoso").word("email", "jane@example.com"),
        MAKER.word("email", "jane@example.org"),
        MAKER.word("phone", "jane@example.com").replace("PHONE", "EMAIL"),
    ]
    assert len({word, *others}) == 5


@given(st.text(), st.sampled_from(["email", "us_ssn"]))
def test_its_form(value: str, entity: str) -> None:
    assert re.fullmatch(f"{entity.upper()}_[{SYMBOLS}]{{{LENGTH}}}", MAKER.word(entity, value))


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32"):
        Surrogates(b"short", "contoso")


def test_no_detector_takes_a_word_for_a_value(scanner: Scanner) -> None:
    for entity in scanner.entities:
        for number in range(5):
            word = MAKER.word(entity, str(number))
            for text in (word, f"my {entity.replace('_', ' ')} is {word}.", f'{{"{entity}": "{word}"}}', f"{entity}={word}"):
                assert scanner.scan(text) == [], text


@pytest.mark.parametrize("detector", DETECTORS, ids=[detector.id for detector in DETECTORS])
def test_a_surrogate_of_the_values_form_is_none(detector, alone) -> None:
    own: Scanner = alone[detector.entity]
    for positive in detector.positives[:: 4 if isinstance(detector.positives, Samples) else 1]:
        before, value, after = re.split("[«»]", positive)

        def is_value(text: str, before: str = before, after: str = after) -> bool:
            return any(match.end > len(before) and match.start < len(before + text) for match in own.scan(before + text + after))

        made = MAKER.alike(detector.entity, value, is_value)
        assert made != value
        assert made == MAKER.alike(detector.entity, value, is_value)
        if detector.entity == "email" and made != MAKER.word("email", value):
            assert made.endswith(".invalid")
        elif made != MAKER.word(detector.entity, value):
            assert not is_value(made)
            assert [character.isdecimal() for character in made] == [character.isdecimal() for character in value]
            assert [character for character in made if not character.isalnum()] == [one for one in value if not one.isalnum()]


def test_card_numbers_keep_their_form() -> None:
    scanner = Scanner(["credit_card"])
    made = MAKER.alike("credit_card", "4111 1111-11111111", lambda text: bool(scanner.scan("card " + text)))
    assert re.fullmatch(r"\d{4} \d{4}-\d{8}", made)
    assert scanner.scan("card " + made) == []


def test_a_short_value_gets_the_word() -> None:
    assert MAKER.alike("us_ssn", "12-3", lambda text: False) == MAKER.word("us_ssn", "12-3")


def test_where_every_form_is_a_value_it_gets_the_word() -> None:
    assert MAKER.alike("phone", "555-0100-22", lambda text: True) == MAKER.word("phone", "555-0100-22")
