"""Social security numbers: the rules of issue, and that nine digits alone are nobody's number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.detectors.us_ssn import accept
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["ssn"])


def found(text: str) -> list[tuple[str, int]]:
    return [(text[match.start : match.end], match.confidence) for match in SCANNER.scan(text)]


@given(st.integers(0, 999), st.integers(0, 99), st.integers(0, 9999))
def test_dashed_numbers_are_found_when_they_can_be_issued(area: int, group: int, serial: int) -> None:
    text = f"{area:03}-{group:02}-{serial:04}"
    can_be = 0 < area < 900 and area != 666 and group > 0 and serial > 0
    advertised = text in {"078-05-1120", "219-09-9999", "457-55-5462"} or len(set(text) - {"-"}) == 1
    assert bool(found(text)) == (can_be and not advertised)
    assert bool(accept(text.replace("-", ""))) == bool(found(text))


@given(st.integers(100_000_000, 899_999_999))
def test_nine_digits_alone_are_an_order_number(number: int) -> None:
    assert found(f"order {number} shipped") == []


def test_confidence_is_high_with_evidence_only() -> None:
    assert found("123-45-6789") == [("123-45-6789", 75)]
    assert found("her SSN is on file: 123-45-6789") == [("123-45-6789", 85)]
    assert found("123 45 6789") == [("123 45 6789", 65)]
    assert found("social security 123 45 6789") == [("123 45 6789", 85)]
    assert found("SSN: 123456789") == [("123456789", 85)]


def test_evidence_for_plain_digits_stands_directly_before() -> None:
    assert found("SSN of the applicant in the second household: 123456789") == []
    assert found("SSN 5, then 123456789") == []
    assert found("lessn 123456789") == []


@pytest.mark.parametrize(
    "text", ["123-45-678", "123-45-67890", "1234-5-6789", "123-456-789", "2024-12-3456-1", "x123-45-6789", "123-45-6789x"]
)
def test_other_groups_are_not_one(text: str) -> None:
    assert found(text) == []
