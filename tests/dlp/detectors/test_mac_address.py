"""Hardware addresses in their three forms, and other pairs of hexadecimal digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.scan import Scanner

SCANNER = Scanner(["mac_address"])


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


@given(st.binary(min_size=6, max_size=6).filter(lambda data: len(set(data.hex())) > 2), st.sampled_from(":-"))
def test_every_address_is_found(data: bytes, separator: str) -> None:
    for text in (data.hex(separator), data.hex(separator).upper()):
        assert found(f"mac: {text},") == [text]


@given(st.uuids(), st.binary(min_size=16, max_size=32), st.datetimes())
def test_identifiers_fingerprints_and_times_are_quiet(uuid: object, digest: bytes, moment: object) -> None:
    assert found(f"{uuid} {digest.hex(':')} SHA256:{digest.hex()} {moment}") == []


@pytest.mark.parametrize("text", ["00:1a:2b-3c:4d:5e", "00:1a:2b:3c:4d", "x00:1a:2b:3c:4d:5e", "00:1a:2b:3c:4d:5e:6f", "1234.5678.9012"])
def test_quiet(text: str) -> None:
    assert found(text) == []
