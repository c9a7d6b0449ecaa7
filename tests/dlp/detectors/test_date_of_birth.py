"""Dates of birth in the forms of seven languages behind their words; the same dates elsewhere are quiet."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.detectors.date_of_birth import TERMS
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["date_of_birth"])
DAYS = st.dates(date(1900, 1, 1), date(2026, 1, 1))


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


@given(DAYS, st.sampled_from(TERMS))
def test_usual_forms_behind_every_word(day: date, term: str) -> None:
    forms = ("%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%d", "%d-%m-%y", "%B %d, %Y", "%d %B %Y", "%d %b %Y", "%b %d, %Y", "%Y/%m/%d")
    for form in forms:
        written = day.strftime(form)
        for text in (f"{term}: {written}", f'"{term}": "{written}"', f"{term.upper()} {written}, ok", f"{term}\t{written}\n"):
            assert found(text) == [written], text
    assert found(f"on {day:%d.%m.%Y}, {day:%B %d, %Y} and {day} we met") == []


@pytest.mark.parametrize("written", [
    "12. März 1980", "1er août 1980", "12 août 1980", "3 de enero de 1980", "12 dicembre 1980", "12 maart 1980", "12 de março de 1980",
    "3rd of May 1980", "March 3rd, 1980", "12-Mar-1980", "1980年3月12日", "12.3.1980", "3/4/80",
])
def test_written_out(written: str) -> None:
    assert found(f"date of birth: {written}.") == [written]


@pytest.mark.parametrize("written", ["31.02.1980", "1980-13-01", "12/03/1880", "12/03/2090", "00.00.0000", "32 March 1980", "February 30, "
    "1980"])
def test_days_that_never_were(written: str) -> None:
    assert found(f"date of birth: {written}") == []
