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


def test_capitals_are_a_checksum() -> None:
    """The examples of EIP-55, and each with one letter of the other case."""
    for address in (
        "0x52908400098527886E0F7030069857D2E4169EE7", "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ):
        alike = address[2:] in (address[2:].lower(), address[2:].upper())
        assert found(address) == [(address, 75 if alike else 85)]
        places = [place for place in range(2, 42) if address[place].isalpha()]
        for place in places[::5]:
            wrong = address[:place] + address[place].swapcase() + address[place + 1 :]
            assert found(wrong) == []
            assert found(f"my ethereum address {wrong}") == [(wrong, 65)]
