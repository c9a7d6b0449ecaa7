from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.recognisers.windows import LONGEST, Windows


def windows(*pieces: str) -> list[tuple[int, str]]:
    reader = Windows()
    return [window for piece in pieces for window in reader.feed(piece)] + list(reader.feed("", over=True))


def test_paragraphs_are_windows_and_fields_of_a_document_too() -> None:
    assert windows("one\ntwo\n\nthree\n \t\nfour\n\0\nfive") == [
        (0, "one\ntwo\n\n"), (9, "three\n \t\n"), (18, "four\n\0\n"), (25, "five"),
    ]


def test_a_long_paragraph_ends_at_a_line_then_a_sentence_then_a_word_then_anywhere() -> None:
    for text, last in (
        ("word. " * 250 + "\n" + "word. " * 250, "\n"),
        ("some words. " * 400, ". "),
        ("words " * 800, "s "),
        ("x" * 5000, "x"),
    ):
        (first, *_), joined = windows(text), "".join(part for _, part in windows(text))
        assert joined == text
        assert LONGEST // 2 < len(first[1]) <= LONGEST
        assert first[1].endswith(last)


@given(st.text(alphabet="ab .\n\r\0", max_size=60).map(lambda text: text * 90), st.lists(st.integers(0, 5400), max_size=8))
def test_the_windows_do_not_depend_on_how_the_text_is_cut(text: str, cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[start:end] for start, end in itertools.pairwise(places)]
    whole = windows(text)
    assert windows(*pieces) == whole
    assert "".join(part for _, part in whole) == text
    assert all(text.startswith(part, offset) and len(part) <= LONGEST for offset, part in whole)


def test_a_fork_goes_on_by_itself() -> None:
    first = Windows()
    assert list(first.feed("one\n")) == []
    second = first.fork()
    assert list(first.feed("\ntwo")) == [(0, "one\n\n")]
    assert list(second.feed("three\n\n")) == [(0, "one\nthree\n\n")]
    assert (first.start, second.start) == (5, 11)
