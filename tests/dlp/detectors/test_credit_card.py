"""Payment cards: every scheme's numbers in the printed groups and in one piece, and nothing whose check digit is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn as reference

from enclave.dlp.detectors.credit_card import ISSUERS, accept, issued, luhn
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["credit_card"])


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A number that some scheme issues."""
    first, last, _, lengths = draw(st.sampled_from(ISSUERS))
    prefix = str(draw(st.integers(int(first), int(last))))
    length = draw(st.sampled_from(sorted(lengths)))
    width = length - len(prefix) - 1
    body = prefix + "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=width, max_size=width)))
    return body + reference.calc_check_digit(body)


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


@given(st.from_regex(r"[0-9]{1,24}", fullmatch=True))
def test_luhn_agrees_with_the_reference(digits: str) -> None:
    assert luhn(digits) == reference.is_valid(digits)


@given(cards())
def test_every_issued_number_is_found_where_the_text_says_card(number: str) -> None:
    assert issued(number)
    assert found(f"card number {number}.") == [number]


@given(cards(), st.sampled_from(" -."))
def test_printed_groups_are_found_without_evidence(number: str, separator: str) -> None:
    groups = {15: (4, 6, 5), 14: (4, 6, 4), 16: (4, 4, 4, 4)}.get(len(number))
    if groups and (len(number) == 16 or number[:2] in {"34", "37", "36", "38", "39", "30"}):
        starts = [sum(groups[:place]) for place in range(len(groups))]
        printed = separator.join(number[start : start + width] for start, width in zip(starts, groups, strict=True))
        assert found(f"x {printed}\n") == [printed]


@given(cards(), st.integers(0, 18), st.integers(1, 9))
def test_one_wrong_digit_is_not_a_card(number: str, place: int, add: int) -> None:
    place %= len(number)
    wrong = number[:place] + str((int(number[place]) + add) % 10) + number[place + 1 :]
    assert accept(wrong) == 0


@pytest.mark.parametrize(
    "text",
    [
        "4111-1111 1111-1111",  # separators change
        "1755302400123", "1755302400123456", "1755302400123456789",  # milli-, micro- and nanoseconds since 1970
        "20241120101530", "9780306406157", "4006381333931",
        "4532015112830366a", "_4532015112830366", "0.4532015112830366", "3.4532015112830366",
    ],
)
def test_quiet_without_evidence(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("number", ["4 5 3 2 0 1 5 1 1 2 8 3 0 3 6 6", "45320151-12830366", "4222222222222", "6304000000000000"])
def test_unusual_groups_and_lengths_need_evidence(number: str) -> None:
    digits = "".join(character for character in number if character.isdigit())
    number = number[:-1] + reference.calc_check_digit(digits[:-1])
    assert found(number) == ([number] if len(digits) == 16 and number.isdigit() else [])
    assert found(f"Visa: {number}") == [number]
    assert found(f"Visa: {number.replace('-', ' ', 1)[:3]}.{number[4:]}") == []


def test_what_follows_the_number_is_not_part_of_it() -> None:
    assert found("4111 1111 1111 1111 123") == ["4111 1111 1111 1111"]
    assert found("card 4111111111111111 12 29 123") == ["4111111111111111"]
    assert found("12 4111 1111 1111 1111 12/29") == ["4111 1111 1111 1111"]


@pytest.mark.parametrize("text", ["4111  1111  1111  1111", "| 4111 | 1111 | 1111 | 1111 |", "4111\n1111\n1111\n1111"])
def test_what_is_put_together_of_cells_is_not_sure(text: str) -> None:
    assert [match.confidence for match in SCANNER.scan(text)] == [65]
    assert [match.confidence for match in SCANNER.scan("card number: " + text)] == [85]


def test_rows_of_numbers_and_dumps_are_not_sure(scanner: Scanner) -> None:
    """As tables of characters and dumps in hexadecimal have them; beside its expiry a number is one."""
    assert all(match.entity != "credit_card" for match in scanner.scan("the card 5070 5071 5072 5073 5074 5075"))
    for text in ("826C 4577 8631 8638 8639 863A", "2e54 4820 5858 4420 3120 2241"):
        assert all(match.confidence == 65 for match in scanner.scan(text) if match.entity == "credit_card"), text
    assert [match.confidence for match in scanner.scan("4111 1111 1111 1111 1229")] == [75]
