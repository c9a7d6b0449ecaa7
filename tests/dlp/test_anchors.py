"""Anchors are found as one database over the whole text would find them, wherever digits stand."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

import hyperscan
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.dlp.anchors import PAIR, Anchors, has_pair, width
from enclave.dlp.database import database

ANCHORS = (
    r"\b[0-9]{3}[ .\-/]?[0-9]{2}[ .\-/]?[0-9]{4}\b", r"\b[A-Z]{2}[0-9]{6}\b", "sk-[a-z0-9]{4}",
    r"[0-9](?:[ .-]?[0-9]){5,9}(?:[^0-9]|$)", "@", r"\b[0-9][A-Z]\b", r"é[0-9]{2}",
)
PIECES = st.sampled_from([
    *ANCHORS, "1", "22", "123-45-6789", "AB123456", "sk-ab12", "é", "€", " ", "-", "x", "@", "7A", "\n", "123456789012345",
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
def test_far_from_digits_only_what_needs_none_is_found(text: str) -> None:
    found = FINDER.ends(text)
    if not re.search(PAIR, text):
        assert set(found) <= {2, 4, 5}


@pytest.mark.parametrize(("expression", "answer"), [
    ("[0-9]{2}", True), ("[0-9][0-9]", True), (r"[0-9][ .\-/]?[0-9]", True), (r"[0-9](?:[ .-]?[0-9]){3}", True), ("(?:[0-9]{3})x", True),
    (r"\b[A-Z][0-9]\b[0-9]", True), (r"[3-7][0-9]+", True), ("x(?:[ -]?[0-9]){2}", True), ("[0-9](?:x|[0-9])", False),
    ("[0-9]", False), ("[0-9]x[0-9]", False), ("[0-9]?[0-9]", False), ("[0-9]*", False), (r"[0-9][ ]?[ ]?[0-9]", False),
    (r"[0-9]\s?[0-9]", False),
        ("[0-9A-F]{8}", False), ("(?:[0-9]{2})?", False), ("[0-9]{0,2}", False), ("(?i:ab)[0-9]", False), ("[^0-9][^0-9]", False),
    ("(", False),
    (r"[0-9]{1,3}\.[0-9]{1,3}", False), ("[0-9]{1}[.][0-9]", False),
])
def test_which_expressions_hold_two_digits_side_by_side(expression: str, answer: bool) -> None:
    assert has_pair(expression) is answer


PARTS = st.sampled_from(["[0-9]", "[1-3]", "[ -]?", "[0-9]?", "[0-9]{2,3}", "(?:[ ]?[0-9]){2}", "x", "[A-Z0-9]", "(?:[0-9]x)"])


@given(st.lists(PARTS, max_size=6), st.data())
def test_what_is_said_to_hold_a_pair_does(parts: list[str], data: st.DataObject) -> None:
    expression = "".join(parts)
    if has_pair(expression):
        text = data.draw(st.from_regex(re.compile(f"(?:{expression})\\Z", re.ASCII)))
        found = re.search(f"(?:{expression})\\Z", text)
        assert found is not None
        assert re.search(PAIR, found[0])
        assert len(found[0]) <= width(expression)


def test_nothing_and_empty_texts() -> None:
    assert Anchors([]).ends("123-45-6789") == {}
    assert FINDER.ends("") == {}


def test_equal_anchors_are_reported_for_each_that_uses_them() -> None:
    assert Anchors(["@", "x", "@"]).ends("a@") == {0: [2], 2: [2]}
