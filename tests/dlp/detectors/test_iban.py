"""Account numbers: where one ends, and what only looks like one."""

from __future__ import annotations

import string

import pytest
from stdnum import iban

from enclave.dlp.detectors.iban import COUNTRIES
from enclave.dlp.scan import Scanner


@pytest.mark.parametrize(("text", "value"), [
    ("DE89 3704 0044 0532 0130 00 COBADEFF", "DE89 3704 0044 0532 0130 00"),
    ("DE89 3704 0044 0532 0130 00 12 May", "DE89 3704 0044 0532 0130 00"),
    ("NO9386011117947", "NO9386011117947"),
    ("MT84MALT011000012345MTLCAST001S, and", "MT84MALT011000012345MTLCAST001S"),
    ("de89370400440532013000", "de89370400440532013000"),
])
def test_where_it_ends(text: str, value: str) -> None:
    (match,) = Scanner(["iban"]).scan(text)
    assert text[match.start : match.end] == value


@pytest.mark.parametrize("text", [
    "DE8937040044053201300", "DE893704004405320130000", "DE90 3704 0044 0532 0130 00", "A DE89 370 and so on",
])
def test_what_is_none(text: str) -> None:
    assert Scanner(["iban"]).scan(text) == []


def test_no_country_is_left_out() -> None:
    pairs = (first + second for first in string.ascii_uppercase for second in string.ascii_uppercase)
    assert tuple(pair for pair in pairs if iban._ibandb.info(pair + "00")[0][1]) == COUNTRIES
