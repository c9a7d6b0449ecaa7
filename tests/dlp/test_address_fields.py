"""What is left of what stands in a field for an address."""

from __future__ import annotations

import pytest

from enclave.dlp.address_fields import accept


@pytest.mark.parametrize(("said", "kept"), [
    ("Storgatan 5", "Storgatan 5"), ("Karl Johans gate 22 in 4ms", "Karl Johans gate 22"), ("ul. Długa 5 m. 7", "ul. Długa 5 m. 7"),
    ("Невский проспект, 28", "Невский проспект, 28"), ("大阪府大阪市北区梅田3丁目1番3号", "大阪府大阪市北区梅田3丁目1番3号"),
    ("Váci utca 12", "Váci utca 12"), ("Flat 2, 14 Marine Parade please", "Flat 2, 14 Marine Parade"),
])
def test_addresses(said: str, kept: str) -> None:
    assert said[: accept(said)] == kept


@pytest.mark.parametrize("said", ["Line 5", "Server 12", "MAC 27", "Release 2024", "somewhere 5", "カタカナ12", "Main Street"])
def test_what_is_none(said: str) -> None:
    assert accept(said) == 0
