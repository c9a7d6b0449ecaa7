"""Postal codes where a form or a word says so; numbers of five digits alone are quiet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.detectors.postal_code import STATES
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["postal_code"])


def found(text: str) -> list[tuple[str, int]]:
    return [(text[match.start : match.end], match.confidence) for match in SCANNER.scan(text)]


@given(st.sampled_from(STATES), st.integers(0, 99999), st.sampled_from(("", "-1234")))
def test_behind_every_state(state: str, number: int, more: str) -> None:
    code = f"{number:05}{more}"
    assert found(f"Springfield, {state} {code}.") == [(code, 75)]
    assert found(f"Springfield, {state} {code}5") == []


@pytest.mark.parametrize("code", [
    "10115", "75001", "28013", "1012 AB", "EC1A 1BB", "M1 1AE", "B33 8TH", "K1A 0B1", "01310-100", "90210-1234", "114 55", "00-950",
    "2000", "110001",
])
def test_behind_words(code: str) -> None:
    for text in (f"postal code: {code}", f'"zip": "{code}"', f"PLZ {code},", f"Code postal : {code}"):
        assert found(text) == [(code, 75)], text


@given(st.integers(10000, 99999))
def test_five_digits_alone_are_quiet(number: int) -> None:
    assert found(f"order {number}, {number} Berlin, status={number}") == []
