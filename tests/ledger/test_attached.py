"""The most that models read in what is no text."""

from __future__ import annotations

import pytest

from enclave.ledger.attached import OTHER, READERS, reader


@pytest.mark.parametrize(
    ("model", "picture", "glance", "window"),
    [
        ("gpt-4o", 85 + 8 * 170, 85, 128_000), ("gpt-4o-2024-11-20", 1_445, 85, 128_000), ("gpt-4.1", 1_445, 85, 1_047_576),
        ("GPT-4o-mini", 2_833 + 8 * 5_667, 2_833, 128_000), ("gpt-4.1-mini", -(-1_536 * 162 // 100), 2_489, 1_047_576),
        ("o1", 1_275, 75, 200_000), ("o4-mini", -(-1_536 * 172 // 100), 2_642, 200_000),
        ("gpt-5-nano", -(-1_536 * 246 // 100), 3_779, 400_000),
        ("gpt-4", 50_000, 50_000, 1_100_000), ("gpt-5.1", 50_000, 50_000, 1_100_000), ("o3mini", 50_000, 50_000, 1_100_000),
    ],
)  # fmt: skip
def test_what_a_model_reads(model: str, picture: int, glance: int, window: int) -> None:
    found = reader(model)
    assert (found.picture, found.glance, found.window) == (picture, glance, window)


def test_a_model_that_nobody_knows_reads_more_than_any_that_is_known() -> None:
    assert all(one.glance <= one.picture < OTHER.picture and one.window < OTHER.window for one in READERS)
    for number, one in enumerate(READERS):  # the first that fits is the right one
        assert not [other for other in READERS[:number] if one.family.startswith(other.family)]
