"""Letters that look Latin: read as such, and what counts as a token that mixes them with ASCII."""

from __future__ import annotations

import unicodedata

import pytest

from enclave.dlp.scan import Scanner
from enclave.dlp.views.lookalikes import LOOKALIKES, Lookalikes


@pytest.fixture(scope="module")
def keys() -> Scanner:
    return Scanner(["api_key", "iban", "credit_card", "email"])


def test_the_table_has_letters_of_other_scripts_only() -> None:
    assert all(len(letter) == 1 and not letter.isascii() and unicodedata.category(letter)[0] == "L" for letter in LOOKALIKES)
    assert all(len(latin) == 1 and latin.isascii() and latin.isalpha() for latin in LOOKALIKES.values())


def test_letters_are_replaced_and_marks_left_out() -> None:
    view = Lookalikes()
    assert view.feed("АКIА4\u03361\u20e3") == "AKIA41"
    assert [view.offsets.start(place) for place in range(6)] == [0, 1, 2, 3, 4, 6]
    assert view.offsets.end(5) == 5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("id AKIАIOSFODNN7EXAMPLE", "AKIАIOSFODNN7EXAMPLE"),
        ("id АКІАIOSFODNN7EXAMPLE", "АКІАIOSFODNN7EXAMPLE"),
        ("DЕ89 3704 0044 0532 0130 00", "DЕ89 3704 0044 0532 0130 00"),
        ("4\u03361\u03361\u03361\u0336 1111 1111 1111", "4\u03361\u03361\u03361\u0336 1111 1111 1111"),
    ],
)
def test_a_mixed_token_is_found(text: str, value: str, keys: Scanner) -> None:
    assert [text[match.start : match.end] for match in keys.scan(text)] == [value]


def test_prose_of_another_script_does_not_become_latin(keys: Scanner) -> None:
    prose = "Съешь же ещё этих мягких французских булок, да выпей чаю. Обмен СНТ 2024 года; ΑΒΓ και ΔΕΖ, 12 μήνες. "
    assert keys.scan(prose * 20) == []


def test_a_match_of_letters_alone_does_not_count() -> None:
    view = Lookalikes()
    read = view.feed("сосна АВС1")
    assert not view.keeps(read[:5], 0, 5)
    assert view.keeps(read[6:10], 6, 10)
    assert not view.keeps("1", 9, 10)
