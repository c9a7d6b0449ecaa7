"""What counts as said of a value that stands before it, and that streams wait for it."""

from __future__ import annotations

import pytest

from enclave.dlp.detector import HIGH, LOW, MEDIUM
from enclave.dlp.following import AFTER, clause, is_open, open_from, without_others
from enclave.dlp.redact import redact
from enclave.dlp.scan import Scanner
from enclave.dlp.stream import StreamScanner

NAMED = (
    ("123-45-6789 is my SSN", "us_ssn", HIGH), ("123456788 (social security number)", "us_ssn", HIGH),
    ("4111111111111111 is the number of her Visa", "credit_card", HIGH),
    ("421 764 903 is my SIN", "ca_sin", HIGH),
    ("the number 943 476 5919 is his NHS number", "gb_nhs", HIGH), ("36574261809 ist meine Steuer-ID", "de_tax_id", HIGH),
    ("123.456.789-09 is my CPF", "br_cpf", HIGH),
)
UNNAMED = (
    ("order 421764903, SIN: none", "ca_sin"), ("421764903. The SIN is lost", "ca_sin"), ("421764903\nSIN", "ca_sin"),
    ('{"order": 421764903, "sin": null}', "ca_sin"), ("421764903 SIN 7", "ca_sin"),
    (f"421764903{' x' * (AFTER // 2)} social insurance", "ca_sin"),
)


def test_words_behind_a_value_support_it(scanner: Scanner) -> None:
    for text, entity, confidence in NAMED:
        assert (entity, confidence) in {(match.entity, match.confidence) for match in scanner.scan(text)}, text


def test_what_speaks_of_something_else_does_not(scanner: Scanner) -> None:
    for text, entity in UNNAMED:
        assert entity not in {match.entity for match in scanner.scan(text) if match.confidence >= MEDIUM}, text


@pytest.mark.parametrize(("text", "said"), [
    ("x is my SSN", " is my ssn"), ("x (SSN), 4", " (ssn)"), ('x, "ssn": "1', ""), ("x SSN 4", ""),
    ("x is mine and hers is 4", " is mine and hers is "),
    ("x. SSN", ""), ("x", ""), ("x5", ""), ("x\nSSN", ""), ("x, order 7", ""), (f"x{'y' * 99}", "y" * AFTER),
])
def test_the_clause_of_a_value(text: str, said: str) -> None:
    assert clause(text, 1) == said


@pytest.mark.parametrize(
    ("before", "left"),
    [
        ('national_id: 979899721\nseq: "', ' 979899721\nseq: "'), ('{"tax_code": "8jt8yl", "seq": ', '{" 8jt8yl", "seq": '),
        ("tax id: 123, 456, ", "tax id: 123, 456, "), ("national id: ", "national id: "), ('"type": "cpf", "number": "', None),
        ("a=1;b=2;c=", " 1; 2;c="),
    ],
)
def test_labels_of_other_values_are_left_out(before: str, left: str | None) -> None:
    assert without_others(before) == (before if left is None else left)


def test_a_weak_check_is_not_sure_behind_the_label_of_another_value() -> None:
    scanner = Scanner(["sa_national_id"])
    assert [one.confidence for one in scanner.scan("national_id: 1650836263\nseq: 12\n")] == [HIGH]
    assert [one.confidence for one in scanner.scan('national_id: 979899721\ncode: "X7"\nother: 1650836263')] == [MEDIUM]


def test_a_clause_is_open_until_nothing_can_change_it() -> None:
    assert all(is_open(text, 1) for text in ("x", "x is my SS", "x" + "y" * (AFTER - 1)))
    assert not any(is_open(text, 1) for text in ("x 5", "x\n", "x" + "y" * AFTER))


def test_a_stream_waits_for_it_at_every_cut(scanner: Scanner) -> None:
    hide = dict.fromkeys(scanner.entities, LOW)
    for text in [text for text, *_ in (*NAMED, *UNNAMED)]:
        expected = redact(text, scanner.scan(text, hide))
        for pieces in (list(text), *([text[:place], text[place:]] for place in range(1, len(text), 3))):
            stream = StreamScanner(scanner, hide)
            assert "".join([*(stream.push(piece).text for piece in pieces), stream.finish().text]) == expected, pieces


def test_no_part_of_a_value_is_out_before_it_is_named(scanner: Scanner) -> None:
    stream = StreamScanner(scanner, {"us_ssn": LOW})
    assert stream.push("no. 123456788 ").text in ("", "no. ")
    assert "1" not in stream.push("is my ").text
    assert stream.push("SSN.").text + stream.finish().text == "[REDACTED-US_SSN] is my SSN."


def test_only_values_behind_the_last_digit_are_spoken_of_by_what_comes() -> None:
    for text in ("4111 is my", "a 1,2\nis", "none", "", "7" * 100, "7" + " a" * 40, "is my\n"):
        ends = [end for end in range(len(text) + 1) if is_open(text, end)]
        assert not ends or open_from(text) <= ends[0], text
    assert open_from("12 34 is my") == 5
