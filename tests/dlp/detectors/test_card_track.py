"""Tracks of magnetic stripes: numbers that pass, whatever the name and the rest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from enclave.dlp.scan import Scanner

SCANNER = Scanner(["card_track"])


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


@given(
    st.from_regex(r"[3-6][0-9]{11,17}", fullmatch=True), st.from_regex(r"[A-Z]{2,10}/[A-Z ]{1,12}", fullmatch=True), st.integers(1, 12),
    st.from_regex(r"[0-9]{3}[0-9]{0,15}", fullmatch=True),
)
def test_both_tracks(body: str, name: str, month: int, rest: str) -> None:
    number = body + luhn.calc_check_digit(body)
    first, second = f"%B{number}^{name}^29{month:02}{rest}?", f";{number}=29{month:02}{rest}?"
    assert found(f"swiped: {first}") == [first]
    assert found(f"swiped: {second}\n") == [second]
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert found(f"%B{wrong}^{name}^29{month:02}{rest}? ;{wrong}=29{month:02}{rest}?") == []
