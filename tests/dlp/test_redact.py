"""Redaction writes the seed's form and leaves everything else as it was."""

from __future__ import annotations

import pytest

from enclave.dlp.redact import placeholder, redact
from enclave.dlp.scan import Match, Scanner


def test_the_form_of_the_seed() -> None:
    assert placeholder("credit_card") == "[REDACTED-CREDIT_CARD]"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Process this payment: 4111-1111-1111-1111", "Process this payment: [REDACTED-CREDIT_CARD]"),
        ("joe@example.com, ann@example.com", "[REDACTED-EMAIL], [REDACTED-EMAIL]"),
        ("SSN 123-45-6789; call 555-123-4567.", "SSN [REDACTED-US_SSN]; call [REDACTED-PHONE]."),
        ("４１１１-１１１１-１１１１-１１１１ 联", "[REDACTED-CREDIT_CARD] 联"),
        ("und 4\u200b111 1111 1111 1111\u200b", "und [REDACTED-CREDIT_CARD]\u200b"),
        ("\ud800joe@example.com\x00", "\ud800[REDACTED-EMAIL]\x00"),
        ("nothing here", "nothing here"),
        ("", ""),
    ],
)
def test_values_are_replaced_in_the_text_as_given(text: str, redacted: str, scanner: Scanner) -> None:
    assert redact(text, scanner.scan(text)) == redacted


def test_a_piece_of_a_longer_text() -> None:
    matches = [Match(start=12, end=14, entity="email", confidence=85, detector="email")]
    assert redact("abcdef", matches, offset=10) == "ab[REDACTED-EMAIL]ef"


def test_redacted_text_holds_no_value(scanner: Scanner) -> None:
    text = "joe@example.com 4111-1111-1111-1111 sk-abcdefghijklmnopqrstuvwxyz123456 123-45-6789 (212) 555-0123"
    redacted = redact(text, scanner.scan(text))
    assert redacted.count("[REDACTED-") == 5
    assert scanner.scan(redacted) == []
