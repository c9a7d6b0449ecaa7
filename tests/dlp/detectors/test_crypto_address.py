"""Addresses of crypto currencies: every currency's form, and no text that one character makes wrong."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.detectors.crypto_address import VERSIONS, base58, base58check, bech32
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["crypto_address"])
LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def found(text: str) -> list[tuple[str, int]]:
    return [(text[match.start : match.end], match.confidence) for match in SCANNER.scan(text)]


def encoded(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, place = divmod(number, 58)
        text = LETTERS[place] + text
    return "1" * (len(data) - len(data.lstrip(b"\x00"))) + text


@given(st.sampled_from(sorted(VERSIONS)), st.binary(min_size=20, max_size=20))
def test_every_version_is_found_without_evidence(version: bytes, payload: bytes) -> None:
    data = version + payload
    address = encoded(data + hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4])
    assert base58(address) == data + hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4]
    assert found(f"pay {address}, please") == [(address, 85)]


@given(st.integers(0, 33), st.sampled_from(LETTERS))
def test_one_other_character_is_wrong(place: int, other: str) -> None:
    address = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
    wrong = address[:place] + other + address[place + 1 :]
    assert (base58check(wrong) > 0) == (wrong == address)


@pytest.mark.parametrize("address", [
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", "BC1SW50QGDZ25J",
])
def test_the_examples_of_the_standard(address: str) -> None:
    assert bech32(address) == len(address)
    assert found(f"<{address}>") == [(address, 85)]


def test_hexadecimal_forms() -> None:
    address = "0xde709f2102306220921060314715629080e2fb77"
    assert found(address) == [(address, 75)]
    assert found(f"my wallet is {address}") == [(address, 85)]
    assert found(address + "ab") == []
    assert found("0x" + "ab" * 20) == []
