"""Numbers of cards in words, with an exponent, and as the whole numbers among others that programs write with `.0`."""

from __future__ import annotations

import pytest

from enclave.dlp.scan import Scanner

SCANNER = Scanner(["credit_card", "us_ssn", "gb_nhs"])
SAID = "four one one one one one one one one one one one one one one one"


def found(text: str, least: int = 75) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text) if match.confidence >= least]


@pytest.mark.parametrize(("text", "value"), [
    (f"my card is {SAID} thanks", SAID), (f"visa: {SAID.title()}.", SAID.title()),
    (f"card {SAID.replace(' ', ', ')}", SAID.replace(" ", ", ")),
    (f"{SAID}, expires one two two nine", SAID), ("card 4.111111111111111e+15 ok", "4.111111111111111e+15"),
    ("card 5.1000000000008e15 ok", "5.1000000000008e15"), ("card_number\n4111111111111111.0\n", "4111111111111111"),
    ('{"card": 4111111111111111.0}', "4111111111111111"), ("ssn,x\n123456789.0,1\n", "123456789"),
    ("nhs number 9434765919.0 ok", "9434765919"),
])
def test_what_is_found(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize("text", [
    f"my card is {SAID[:-3]}two", "card 4.11111111111111e+17", "card 4.1111111111111111e+15", "card 4111111111111111.05",
    "card 4111111111111111.0.1", "one two three four five six seven eight nine ten", "ssn 123456789.01",
    "card limit 4111111111111111.5", "card 4.1e15",
])
def test_what_is_none(text: str) -> None:
    assert found(text, 65) == []
