"""Where a text that goes on is settled: incrementally the same as from the beginning, and never behind a candidate."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp import DETECTORS
from enclave.dlp.detector import Shape, begins
from enclave.dlp.settle import Lane, across, lanes

NUMBER = Lane("0-9 -", ["[0-9]"], 8)
TOKEN = Lane(r"a-z0-9\-", [begins("sk-"), begins("ey")], None)


@pytest.mark.parametrize(
    ("lane", "text", "place"),
    [
        (NUMBER, "", 0), (NUMBER, "word", 4), (NUMBER, "in 2024", 3), (NUMBER, "in 2024 ", 3), (NUMBER, "in 2024 we", 10),
        (NUMBER, "a  ", 3), (NUMBER, "1 2 3 4 5 6", 4),
        (TOKEN, "word", 4), (TOKEN, "words", 4), (TOKEN, "word sk", 5), (TOKEN, "word sk-", 5), (TOKEN, "word sk- ", 9),
        (TOKEN, "e", 0), (TOKEN, "ex", 2), (TOKEN, "ask-me", 1), (TOKEN, "a" * 5000 + "ey" + "b" * 5000, 5000),
    ],
)
def test_the_first_place_that_can_change(lane: Lane, text: str, place: int) -> None:
    assert lane.live(text, 0, 0) == place


@given(st.text("sk-ey1 .", max_size=40), st.lists(st.integers(0, 40), max_size=6))
def test_pieces_agree_with_the_whole(text: str, cuts: list[int]) -> None:
    for lane in (NUMBER, TOKEN):
        place = seen = 0
        for end in [*sorted(min(cut, len(text)) for cut in cuts), len(text)]:
            place = lane.live(text[:end], seen, place)
            seen = end
        assert place == lane.live(text, 0, 0)


@given(st.text("sk-ey1 .", max_size=60), st.integers(1, 20))
def test_overlong_candidates_are_found_wherever_they_end(text: str, limit: int) -> None:
    starts = [
        start
        for start in range(len(text))
        if text.startswith(("sk-", "ey"), start) and len(text[start:]) - len(text[start:].lstrip("sk-ey1")) > max(limit, 3)
    ]
    assert TOKEN.overlong(text, 0, max(limit, 3)) == min(starts, default=len(text))


def test_one_lane_per_alphabet_and_kind() -> None:
    made = lanes([Shape("a", "a", 3), Shape("a", "b", 9), Shape("a", "c", None), Shape("b", "b", 2)])
    assert [lane.length for lane in made] == [9, None, 2]


def test_what_a_space_does_not_end() -> None:
    both = across((NUMBER, TOKEN))
    assert [found[0] for found in both.finditer("sk-abc and 12")] == ["", "1", "2"]
    assert not across((TOKEN,)).search("sk-abc")


@pytest.mark.parametrize("unit", ["1", "1-a", "12.3", "'ŠĀ", "a1, ", "1 ", "::1", "A.", "x@y.", "=1"])
def test_no_opening_takes_long(unit: str, slowness: Callable[[], float]) -> None:
    """Digits had thousands of ways to be the parts of an address, and each delta of a stream asks again."""
    every = lanes([pattern.shape for detector in DETECTORS for pattern in detector.patterns])
    for before in (",", "\n", ": "):
        text = (before + unit * 400)[:400]
        for lane in every:
            took = []
            for _ in range(3):
                start = process_time()
                lane.live(text, 0, 0)
                took.append(process_time() - start)
            assert min(took) < 0.008 * slowness()
