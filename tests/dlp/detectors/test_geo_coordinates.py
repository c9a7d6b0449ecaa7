"""Coordinates on earth, in pairs and behind labels; numbers in columns are quiet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.scan import Scanner

SCANNER = Scanner(["geo_coordinates"])


def found(text: str) -> list[tuple[str, int]]:
    return [(text[match.start : match.end], match.confidence) for match in SCANNER.scan(text)]


@given(st.floats(-89, 89), st.floats(-179, 179))
def test_pairs_and_labels(latitude: float, longitude: float) -> None:
    pair = f"{latitude:.6f}, {longitude:.6f}"
    assert found(f"location: {pair}") == [(pair, 85)]
    assert found(f"x {pair}") == [(pair, 65)]
    assert [value for value, _ in found(f'{{"latitude": {latitude:.6f}, "longitude": {longitude:.6f}}}')] == [f"{latitude:.6f}",
    f"{longitude:.6f}"]


@pytest.mark.parametrize("text", [
    "loss 0.12345 accuracy 0.98765", "91.123456, 181.123456", "1.23456, 2.34567, 3.45678", "plate 12.34567", "latency=12.34567 ms",
    "1.5, 2.5",
])
def test_quiet_at_block_confidence(text: str) -> None:
    assert [value for value, sure in found(text) if sure >= 75] == []


def test_degrees_and_minutes() -> None:
    assert found("at 52°31'12\"N 13°24'18\"E") == [("52°31'12\"N 13°24'18\"E", 75)]
