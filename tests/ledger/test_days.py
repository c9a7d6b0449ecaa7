"""Days of an invoice in the forms of two continents."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from enclave.errors import InputError
from enclave.ledger.days import days

NOVEMBER = [date(2026, 11, 1) + timedelta(days=number) for number in range(30)]


def read(*texts: str, beside: tuple[str, ...] = (), is_export: bool = True) -> list[date]:
    found = days({text: f"file:{number}" for number, text in enumerate(texts, 2)}, beside, is_export=is_export)
    return [found[text] for text in texts]


FORMS = ["%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%SZ", "%m/%d/%Y %H:%M:%S"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("is_export", [True, False])
def test_days_of_a_month_are_read_as_they_were_written(form: str, is_export: bool) -> None:
    for many in (30, 12, 5, 2):  # with twelve no day tells by itself
        assert read(*(day.strftime(form) for day in NOVEMBER[:many]), is_export=is_export) == NOVEMBER[:many]


def test_one_day_is_read_by_its_period_or_as_microsoft_writes_it() -> None:
    assert read("05/11/2026", beside=("01/11/2026", "30/11/2026"), is_export=False) == [date(2026, 11, 5)]
    assert read("05/11/2026", beside=("05/01/2026", "05/31/2026"), is_export=False) == [date(2026, 5, 11)]
    assert read("11/05/2026") == [date(2026, 11, 5)]
    assert read("11/11/2026", is_export=False) == [date(2026, 11, 11)]
    with pytest.raises(InputError, match="`11/05/2026` may be two days") as error:
        read("11/05/2026", is_export=False)
    assert error.value.where == "file:2"


@pytest.mark.parametrize("text", ["yesterday", "31/31/2026", "2026-02-30", "1/2/26", "", "00/00/0000", "٣/٣/٢٠٢٦"])
def test_what_is_no_day_is_told_with_its_place(text: str) -> None:
    with pytest.raises(InputError, match="is not a date"):
        read("11/05/2026", text)


def test_days_of_both_forms_are_told() -> None:
    with pytest.raises(InputError, match="some days have the month first, and others the day"):
        read("11/25/2026", "25/11/2026")
