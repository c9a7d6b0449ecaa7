"""PINs behind their label, and what is none."""

from __future__ import annotations

import pytest

from enclave.dlp.scan import Scanner
from enclave.dlp.secrets.pins import DETECTOR


@pytest.fixture(scope="module")
def pins() -> Scanner:
    return Scanner(detectors=(DETECTOR,))


@pytest.mark.parametrize("text", ["PIN: 4711", "my PIN is 0815, thanks", "Geheimzahl 90125",  '{"pin": "4711"}',
                                  "what is your pin? It is 4711."])
def test_pins(text: str, pins: Scanner) -> None:
    assert [match.entity for match in pins.scan(text)] == ["password"]


@pytest.mark.parametrize("text", ["pin 12", "pin: 2024", "opinion 4711", "pin 1.5.2", "the pin was lost. 4711 came"])
def test_what_is_none(text: str, pins: Scanner) -> None:
    assert not pins.scan(text)
