"""Telephone numbers: libphonenumber's example numbers of many countries, printed forms, and the numbers that are none."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from enclave.dlp.phone_plans import REGIONS, american
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["phone"])


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


def example(region: str, form: int) -> str:
    number = phonenumbers.example_number(region)
    assert number is not None
    return phonenumbers.format_number(number, form)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_the_example_number_of_every_country_in_international_form(region: str) -> None:
    for form in (PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164):
        written = example(region, form)
        if 7 <= sum(map(str.isdigit, written)) <= 15:
            assert found(f"reach us under {written}, please") == [written]


@pytest.mark.parametrize("region", REGIONS)
def test_national_forms_after_a_word_that_names_them(region: str) -> None:
    written = example(region, PhoneNumberFormat.NATIONAL)
    for words in ("phone: ", "Tel. ", "Handy ", "téléphone : ", "mobile number is "):
        assert found(f"{words}{written}\n") == [written]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("555-123-4567", "555-123-4567"),
        ("(555) 123-4567", "(555) 123-4567"),
        ("555.123.4567", "555.123.4567"),
        ("+1 (555) 123-4567", "+1 (555) 123-4567"),
        ("+1 555 123 4567.", "+1 555 123 4567"),
        ("1-212-555-0123", "1-212-555-0123"),
        ("call 555 123 4567", "555 123 4567"),
        ("+49 30 901820 42 and more", "+49 30 901820 42"),
        ("+44 20 7946 0958 2024", "+44 20 7946 0958"),
        ("https://wa.example/?p=+442079460958", "+442079460958"),
    ],
)
def test_printed_forms(text: str, value: str) -> None:
    assert found(text) == [value]


@given(st.integers(1_000_000_000, 9_999_999_999))
def test_ten_digits_in_one_piece_are_quiet(number: int) -> None:
    assert found(f"order {number}, created_at {number}, id={number}") == []


@given(st.datetimes())
def test_times_are_quiet(moment: object) -> None:
    text = str(moment)
    assert found(f"{text} {text.replace(' ', 'T')}Z {text[:10].replace('-', '.')} {text[:10].replace('-', '/')}") == []


@given(st.ip_addresses(v=4), st.ip_addresses(v=6), st.uuids(), st.binary(min_size=20, max_size=20))
def test_addresses_identifiers_and_digests_are_quiet(four: object, six: object, uuid: object, digest: bytes) -> None:
    assert found(f"{four} {four}:8080 [{six}] {uuid} {digest.hex()}") == []


@pytest.mark.parametrize(
    "text",
    ["100 200 3000", "v1.20.300.4000", "+0000", "+12 345", "555-1234", "(12) 34-56", "1-2-3-4-5-6-7-8", "0123456789", "hotel 02079460958"],
)
def test_quiet(text: str) -> None:
    assert found(text) == []


AREAS = st.sampled_from(["800", "212", "876", "500", "900", "787", "911", "555"]) | st.integers(200, 999).map(str)
REST = st.integers(0, 9_999_999).map(lambda number: f"{number:07}")


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(["", "1-"]), AREAS, REST)
def test_the_north_american_plan_is_libphonenumbers(country: str, area: str, rest: str) -> None:
    text = f"{country}{area}-{rest[:3]}-{rest[3:]}"
    assert bool(american(text)) is phonenumbers.is_valid_number(phonenumbers.parse(text, "US"))


@pytest.mark.parametrize("label", ["part no. ", "Model ", "SKU: ", "Lot #", "P/N "])
def test_numbers_of_things_are_not_sure(label: str) -> None:
    assert [one.confidence for one in SCANNER.scan(f"{label}212-555-0123")] == [65]
    assert [one.confidence for one in SCANNER.scan(f"phone of the department for the {label}212-555-0123")] == [75]
