"""Machine-readable lines of every size, and what one wrong digit does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.identifiers.documents import weighted
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["mrz"])
NUMBER = st.from_regex(r"[A-Z0-9]{5,9}", fullmatch=True)
DATE = st.dates().map(lambda day: f"{day:%y%m%d}")


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


def checked(field: str) -> str:
    return f"{field}{weighted(field)}"


@given(NUMBER, DATE, DATE, st.sampled_from("MF<"))
def test_passports_and_cards(number: str, born: str, expires: str, sex: str) -> None:
    line = f"{checked(number.ljust(9, '<'))}D<<{checked(born)}{sex}{checked(expires)}"
    lines = [line + "<" * 15 + "0", line + "<" * 7 + "6", f"I<UTO{checked(number.ljust(9, '<'))}" + "<" * 15,
             f"{checked(born)}{sex}{checked(expires)}UTO" + "<" * 11 + "4"]
    for one in lines:
        assert found(f"scan\n{one}\n") == [one]


@given(st.integers(0, 27))
def test_a_wrong_check_digit(place: int) -> None:
    line = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    if line[place].isdigit():
        wrong = line[:place] + str((int(line[place]) + 1) % 10) + line[place + 1 :]
        assert found(wrong) == []


@pytest.mark.parametrize("width", [30, 36, 44])
def test_names(width: int) -> None:
    line = "P<UTOERIKSSON<<ANNA<MARIA"[: width - 2].ljust(width, "<")
    assert found(line) == [line]
    assert found(line + "<") == []
