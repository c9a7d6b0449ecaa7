"""Addresses: all that the standard library knows are read, versions are not sure, special ranges count less."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.detectors.ip_address import is_public
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["ip_address"])


def found(text: str) -> list[tuple[str, int]]:
    return [(text[match.start : match.end], match.confidence) for match in SCANNER.scan(text)]


@given(st.ip_addresses(v=4).filter(lambda address: int(address) and int(address) >> 24 != 255))
def test_every_address_is_found_and_ports_and_masks_stay(address: IPv4Address) -> None:
    for before, after in (("", ""), ("from ", ":8080"), ("(", ")"), ("http://", "/x"), ("", "/24"), ("=", ";"), ("at ", ".")):
        assert [value for value, _ in found(f"{before}{address}{after}")] == [str(address)]


@given(st.ip_addresses(v=4))
def test_special_ranges_are_those_of_the_standard_library(address: IPv4Address) -> None:
    if is_public(str(address)):
        assert not any((address.is_private, address.is_loopback, address.is_multicast, address.is_reserved))


@given(st.ip_addresses(v=6).filter(lambda address: any(map(str.isdigit, str(address))) and len(str(address)) > 2))
def test_addresses_of_version_six(address: object) -> None:
    for text in (str(address), ip_address(str(address)).exploded, str(address).upper()):
        assert [value for value, _ in found(f"host [{text}]:443")] == [text]


@pytest.mark.parametrize(("text", "confidence"), [
    ("84.147.201.33", 75), ("client 84.147.201.33", 85), ("10.0.0.5", 65), ("host 10.0.0.5", 75), ("203.0.113.7", 65), ("1.2.3.4", 65),
    ("127.0.0.1", 65), ("host 127.0.0.1", 65), ("ip 169.254.169.254", 65), ("subnet 10.0.0.0/8", 65), ("host 224.0.0.1", 65),
    ("dns 8.8.8.8", 75), ("address of the client in 2.5.5.2", 65),
    ("host 203.0.113.7", 75), ("login from ip 192.168.1.10", 75), ("192.168.1.10 is the ip address of the desk", 75),
    ("host fe80::1:2:3", 65), ("subnet fc00::/7", 65), ("ip fd00::1:2:3", 75),
    ("2a00:1450:4001:82b::200e", 75), ("2001:db8::1:1", 65), ("fe80::1:2:3", 65),
])
def test_confidence(text: str, confidence: int) -> None:
    assert [sure for _, sure in found(text)] == [confidence]


def test_sections_and_versions_are_none() -> None:
    for text in ("address of the client in section 2.5.5.2", "https://example.org/rfc#section-4.2.2.2", "patch V8 to 10.2.154.23"):
        assert found(text) == [], text
