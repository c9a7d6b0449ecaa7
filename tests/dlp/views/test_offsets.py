"""The way back: against a list that says for every character where it stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.views.offsets import Offsets

STEPS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=30)
"""Characters of the source that are left out, and then characters of the source for one of the text (0: 1)."""


def built(steps: list[tuple[int, int]]) -> tuple[Offsets, list[tuple[int, int]], int]:
    offsets, place = Offsets(), 0
    spans: list[tuple[int, int]] = []
    for left_out, width in steps:
        if left_out:
            offsets.skip(len(spans), place, place + left_out)
            place += left_out
        spans.append((place, place + max(width, 1)))
        place += max(width, 1)
        if width:
            offsets.skip(len(spans), place, place)
    return offsets, spans, place


@given(STEPS)
def test_every_character_stands_where_it_was_put(steps: list[tuple[int, int]]) -> None:
    offsets, spans, read = built(steps)
    assert [(offsets.start(place), offsets.end(place + 1)) for place in range(len(spans))] == spans
    assert offsets.start(len(spans)) == read


@given(STEPS, st.integers(0, 30))
def test_what_is_forgotten_changes_nothing_after_it(steps: list[tuple[int, int]], place: int) -> None:
    offsets, spans, _ = built(steps)
    other = offsets.copy()
    other.forget(place)
    rest = range(min(place, len(spans)), len(spans))
    assert [(other.start(one), other.end(one + 1)) for one in rest] == [spans[one] for one in rest]


@given(STEPS, st.integers(0, 29), st.integers(1, 8))
def test_what_is_cut_leaves_the_rest_where_it_was(steps: list[tuple[int, int]], start: int, width: int) -> None:
    offsets, spans, _ = built(steps)
    if start + width >= len(spans) or start == 0:
        return
    offsets.cut(start, start + width)
    kept = spans[:start] + spans[start + width :]
    assert [(offsets.start(place), offsets.end(place + 1)) for place in range(len(kept))] == kept


def test_changes_lie_inside_a_span() -> None:
    offsets = Offsets()
    offsets.skip(3, 3, 5)  # two characters are left out before the fourth
    offsets.skip(6, 10, 10)  # the sixth is read for three
    assert list(offsets.changes(0, 3)) == []
    assert list(offsets.changes(2, 4)) == [(3, 5)]
    assert list(offsets.changes(3, 5)) == []
    assert list(offsets.changes(3, 6)) == [(7, 10)]
    assert list(offsets.changes(6, 9)) == []


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), st.integers(0, 3)), max_size=8), st.integers(0, 8))
def test_several_places_at_once_are_the_same_places(steps: list[tuple[int, int, int]], half: int) -> None:
    one, other = Offsets(), Offsets()
    places, at, source = [], 0, 0
    for apart, left_out, further in steps:
        at, source = at + apart + 1, source + apart + 1
        places.append((at, source, source + left_out))
        source += left_out + further
        at += further
    for place in places:
        one.skip(*place)
    other.skip_all(places[:half])
    other.skip_all(places[half:])
    for offset in range(at + 5):
        assert (one.start(offset), one.end(offset)) == (other.start(offset), other.end(offset))
