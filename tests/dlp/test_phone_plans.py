"""Numbers as they are dialled inside of their countries."""

from __future__ import annotations

import pytest

from enclave.dlp.phone_plans import fits, north_america


@pytest.mark.parametrize("number", ["138 1234 5678", "010-2004-1710", "8 (301) 107-85-59", "0501 251 17 37", "020123456"])
def test_numbers_of_further_countries(number: str) -> None:
    assert fits(number)


@pytest.mark.parametrize("number", ["1234567", "0000000000", "99999999999999", ""])
def test_what_is_none(number: str) -> None:
    assert not fits(number)


def test_north_america() -> None:
    assert north_america().fullmatch("2125550123")
    assert not north_america().fullmatch("1125550123")
