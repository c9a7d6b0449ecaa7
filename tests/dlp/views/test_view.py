"""What every view has in common: cuts change nothing, and what it gives stands where it says."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.views import ODD, ORDINARY, Views

PARTS = (
    *" \n\t,;|<>&%\\u{}0147aAfb@.-=\"'*#;xD", "\u200b", "а", "Е", "\u0336", "４", "😀", "\ud83d", "%40", "%2540", "%C3%A9", "%e2%82%ac",
    "%f0%9f",
    "&#64;", "&#x40", "&amp;", "&commat;", "&nbsp", "\\u0040", "\\x40", "\\ud83d\\ude00", "\\u{40}", "\\U0001F600", "\\n", "\\\\", "\r\n",
    "\n\x00\n", "</td><td>", "<br/>", " | ", "4111 1111", "1111", "1,234,567", "a b c d e f", "1 2 3 4 5 - 6",
    "joe@", "joe@exam", "ple.com",
    "sk-abcdefgh1", "Word", "\n> ", "\n- ", "\n   ",
)
TEXTS = st.lists(st.sampled_from(PARTS), max_size=25).map("".join)


def fed(views: Views, pieces: list[str]) -> list[str]:
    """The text of each view."""
    texts = [""] * len(views.all)
    for number, piece in enumerate(pieces):
        for view, text in enumerate(views.feed(piece, over=number == len(pieces) - 1)):
            texts[view] += text
    return texts


@given(TEXTS, st.lists(st.integers(0, 60), max_size=6))
def test_no_view_depends_on_the_cut(text: str, cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    whole, pieces, characters = Views(), Views(), Views()
    texts = fed(whole, [text])
    assert fed(pieces, [text[start:end] for start, end in pairwise(places)]) == texts
    assert fed(characters, [*text, ""]) == texts
    for number, one in enumerate(texts):
        expected = [(whole.start(number, place), whole.end(number, place + 1)) for place in range(len(one))]
        assert [(characters.start(number, place), characters.end(number, place + 1)) for place in range(len(one))] == expected
        assert [view.start(number, len(one)) for view in (whole, pieces, characters)] == [len(text)] * 3


@given(TEXTS)
def test_places_come_in_order_and_lie_inside_the_text(text: str) -> None:
    views = Views()
    for number, one in enumerate(fed(views, [text])):
        spans = [(views.start(number, place), views.end(number, place + 1)) for place in range(len(one))]
        assert all(start <= end for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        assert not spans or (spans[0][0] >= 0 and spans[-1][1] <= len(text))


@given(TEXTS)
def test_what_is_held_is_bounded_and_comes_in_the_end(text: str) -> None:
    views = Views()
    for character in text * 3:
        views.feed(character)
        assert all(len(view.held) < 2_500 for view in views.all)
    views.feed("", over=True)
    assert not any(view.held for view in views.all)


def test_the_same_text_is_the_same_object() -> None:
    views = Views()
    for text in ("Nothing to see in 2024, really. ", "5 % of all, R&D, a\\ c"):
        assert all(piece is text for piece in views.feed(text, over=True)), text


@given(st.lists(st.one_of(st.sampled_from((*PARTS, "word ", "a ", "I ", "Größe ", "’s ", "项目", "n't ")), st.characters()), max_size=12))
def test_a_piece_without_anything_odd_is_read_as_it_is(pieces: list[str]) -> None:
    views, passed = Views(), Views()
    text = ""
    for piece in [*pieces, "and then"]:
        plain = not any(view.held for view in views.all) and not ODD.search(text + piece, max(0, len(text) - 3))
        text += piece
        read = views.feed(piece)
        if plain:
            assert all(one == piece for one in read), (text, piece)
            assert not any(view.held for view in views.all), (text, piece)
            for view in passed.all:
                view.pass_over(len(piece), text)
        else:
            assert passed.feed(piece) == read
    assert [(view.read, view.written, view.held) for view in passed.all] == [(view.read, view.written, view.held) for view in views.all]
    assert passed.feed("\n12 \u200b", over=True) == views.feed("\n12 \u200b", over=True)


@given(
    st.text("aI,. \n5'", max_size=12) | st.lists(st.sampled_from(("a ", "word", "I", " ", ", ", "!", "é", "5")), max_size=9).map("".join),
    st.integers(1, 5),
)
def test_ordinary_words_hold_nothing_odd(text: str, since: int) -> None:
    if ORDINARY.fullmatch(text, since):
        assert not ODD.search(text, since)
