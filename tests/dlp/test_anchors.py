"""Anchors are found as one database over the whole text would find them, wherever digits stand."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

import hyperscan
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.dlp.anchors import DIGIT, NUMBER, PAIR, SIGNS, Anchors, sign_of, width
from enclave.dlp.database import database

ANCHORS = (
    r"\b[0-9]{3}[ .\-/]?[0-9]{2}[ .\-/]?[0-9]{4}\b", r"\b[A-Z]{2}[0-9]{6}\b", "sk-[a-z0-9]{4}",
    r"[0-9](?:[ .-]?[0-9]){5,9}(?:[^0-9]|$)", "@", r"\b[0-9][A-Z]\b", r"é[0-9]{2}",
    "[A-Z]{6}", "tok_[a-z0-9]{14}", "[0-9a-f]{8}-[0-9a-f]{4}", "x[a-z]x",
)
PIECES = st.sampled_from([
    *ANCHORS, "1", "22", "123-45-6789", "AB123456", "sk-ab12", "é", "€", " ", "-", "x", "@", "7A", "\n", "123456789012345",
    "ABCDEF", "tok_abcdefgh012345", "0123abcd-4567", "word " * 30, "xyx",
])


CONTINUATION = bytes(range(0x80, 0xC0))


def everywhere(anchors: Sequence[str], text: str) -> dict[int, list[int]]:
    """What is to be found: every anchor in a database of its own, over all of the text."""
    found = {}
    data = text.encode("utf-8", "replace")
    for number, anchor in enumerate(anchors):
        ends: set[int] = set()
        made = database({anchor: 0})
        if data:
            made.scan(data, match_event_handler=lambda _, __, end, ___, ends: ends.add(end), context=ends, scratch=hyperscan.Scratch(made))
        if ends:
            found[number] = sorted({len(data[:end].translate(None, CONTINUATION)) for end in ends})
    return found


FINDER = Anchors(ANCHORS)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join) | st.text(string.digits + "AB -@é\n", max_size=80))
def test_nothing_is_lost_around_digits(text: str) -> None:
    found = FINDER.ends(text)
    for number, ends in everywhere(ANCHORS, text).items():
        assert set(ends) <= set(found.get(number, [])), ANCHORS[number]
    assert all(ends == sorted(ends) for ends in found.values())


@settings(deadline=None)
@given(st.text(string.ascii_letters + " .,-é7", max_size=300))
def test_without_a_sign_only_what_holds_none_is_found(text: str) -> None:
    found = FINDER.ends(text)
    for number, anchor in enumerate(ANCHORS):
        sign = sign_of(anchor)
        assert number not in found or sign is None or re.search(sign.expression, text)


@settings(deadline=None, max_examples=20)
@given(st.lists(PIECES | st.integers(1, 300).map("x ".__mul__), max_size=12).map("".join), st.data())
def test_long_texts_are_looked_through_around_signs(text: str, data: st.DataObject) -> None:
    text = text + "plain words " * 400 + text + "and more of them " * data.draw(st.integers(0, 300)) + text
    found = FINDER.ends(text)
    for number, ends in everywhere(ANCHORS, text).items():
        assert set(ends) <= set(found.get(number, [])), ANCHORS[number]


@pytest.mark.parametrize("before", ["", "x ", "plain words " * 3])
def test_a_sign_near_the_beginning_of_a_long_text_is_found(before: str) -> None:
    value = "123-45-6789"
    assert FINDER.ends(before + value + " plain words" * 400 + " " + value)[0] == [len(before + value), len(before) + 2 * len(value) + 4801]


@pytest.mark.parametrize(("expression", "number"), [
    ("[0-9]{5}", 1), ("[0-9][0-9]{4}", 1), (r"[0-9](?:[ .\-/]?[0-9]){4}", 1), ("(?:[0-9]{3}-){2}", 1), (r"\b1[0-9]\b[0-9]{3}", 1),
    ("[3-7]{4}[0-9]{1,9}", 1), ("x(?:[ -]?[0-9]){5}", 1), ("[0-9]{2}(?:[0-9]{3}|-[0-9]{3,9})", 1), (r"[0-9]{4}\.[0-9]{1,3}", 1),
    ("[0-9]{4}", 4), ("[0-9]{4}x[0-9]", 4), ("[0-9]{4}[0-9]?", 4), (r"[0-9]{4}[ ]?[ ]?[0-9]", 4), (r"[0-9]{4}\s?[0-9]", 4),
    ("[0-9]{2}(?:[0-9]{3}|[a-z])", 4), (r"[0-9]{1,4}\.[0-9]{1,3}", 4),
    ("(?:[0-9]{4}|[a-z]{9})", None), ("[0-9]*", None), ("(?:[0-9]{5})?", None),
    ("[0-9]{0,5}", None), ("[^0-9]{5}", None), ("(", None), ("[0-9a-f]{8}", 3), ("(?i)[0-9a-f]{8}", 3), ("[0-9a-g]{8}", None),
    ("[A-Z0-9]{6}", 2), ("(?i)[A-Z0-9]{6}", None), ("AB-CD EF", 2), ("AB--CDEF", None), ("x{16}", 0), ("(?i)x{16}", 0), ("x{15,16}", None),
    ("tok_[A-Za-z0-9]{12}", 0), ("tok_[A-Za-z0-9]{12,600}", None), ("@", None),
])
def test_which_sign_each_match_of_an_expression_holds(expression: str, number: int | None) -> None:
    assert sign_of(expression) == (None if number is None else SIGNS[number])


PARTS = st.sampled_from([
    "[0-9]", "[1-3]", "[ -]?", "[0-9]?", "[0-9]{2,3}", "(?:[ ]?[0-9]){2}", "x", "[A-Z0-9]", "(?:[0-9]x)", "(?:[0-9]|A-)", "[a-f]{4}",
])


@given(st.lists(PARTS, max_size=8), st.data())
def test_what_is_said_to_hold_a_sign_does(parts: list[str], data: st.DataObject) -> None:
    expression = "".join(parts)
    if sign := sign_of(expression):
        text = data.draw(st.from_regex(re.compile(f"(?:{expression})\\Z", re.ASCII)))
        found = re.search(f"(?:{expression})\\Z", text)
        assert found is not None
        assert re.search(sign.expression, found[0])
        assert len(found[0]) <= width(expression)


def test_signs_are_shorter_than_what_is_looked_at_beside_them() -> None:
    assert max(2 * sign.least for sign in SIGNS) <= 32
    assert sign_of(PAIR) is DIGIT
    assert sign_of("[0-9]{9}") is NUMBER


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join), st.integers(0, 60))
def test_what_ends_behind_a_place_is_not_left_out(text: str, since: int) -> None:
    some = {anchor: [end for end in ends if end > since] for anchor, ends in FINDER.places(text, since=since).items()}
    all_ = {anchor: [end for end in ends if end > since] for anchor, ends in FINDER.places(text).items()}
    assert {anchor: ends for anchor, ends in some.items() if ends} == {anchor: ends for anchor, ends in all_.items() if ends}


def test_nothing_and_empty_texts() -> None:
    assert Anchors([]).ends("123-45-6789") == {}
    assert FINDER.ends("") == {}


def test_equal_anchors_are_reported_for_each_that_uses_them() -> None:
    assert Anchors(["@", "x", "@"]).ends("a@") == {0: [2], 2: [2]}
