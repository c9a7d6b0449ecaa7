"""Numbers as they are dialled inside of their countries."""

from __future__ import annotations

import pytest

from enclave.dlp.phone_plans import fits, is_version, north_america


@pytest.mark.parametrize("number", ["138 1234 5678", "010-2004-1710", "8 (301) 107-85-59", "0501 251 17 37", "020123456"])
def test_numbers_of_further_countries(number: str) -> None:
    assert fits(number)


@pytest.mark.parametrize("number", ["1234567", "0000000000", "99999999999999", ""])
def test_what_is_none(number: str) -> None:
    assert not fits(number)


def test_north_america() -> None:
    assert north_america().fullmatch("2125550123")
    assert not north_america().fullmatch("1125550123")


@pytest.mark.parametrize(("text", "said"), [
    ("1.8.9373.5022", True), ("7.0.6697", True),
    ("01.42.68.53.00", False), ("212.555.0123", False), ("1 800 555", False), ("2125550123", False),
])
def test_a_version_has_points_and_a_single_digit(text: str, said: bool) -> None:
    assert is_version(text) is said
