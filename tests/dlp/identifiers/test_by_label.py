"""Numbers of anybody: what is a date is none of them."""

from __future__ import annotations

import pytest

from enclave.dlp.identifiers.by_label import no_date


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("20240102", False),
        ("2024-01-02", False),
        ("1999/12", False),
        ("2024", False),
        ("20249902", True),
        ("2124-01-02", True),
        ("940637305", True),
        ("E520250", True),
    ],
)
def test_a_date_is_no_number_of_anybody(text: str, fits: bool) -> None:
    assert no_date(text) is fits
