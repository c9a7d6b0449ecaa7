"""What a tree says about its matches holds for all that `re` finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.syntax import parse
from enclave.dlp.trees import anchor, endings, inner, least, most, places, positions, without_lead_in

ATOMS = ("a", "b", "[ab1]", r"\d", "[^a]", " ", "(?i:c)", r"\b", "-")
patterns = st.recursive(
    st.sampled_from(ATOMS),
    lambda inside: st.one_of(
        st.lists(inside, min_size=1, max_size=4).map("".join),
        st.lists(inside, min_size=2, max_size=3).map(lambda options: f"(?:{'|'.join(options)})"),
        st.builds(lambda one, often: f"(?:{one}){often}", inside, st.sampled_from(("?", "*", "+", "{2}", "{0,3}", "{1,20}"))),
    ),
    max_leaves=6,
)
texts = st.text("abcC1 -é", max_size=12)


@given(patterns, texts)
def test_every_match_is_as_the_tree_says(pattern: str, text: str) -> None:
    tree = parse(pattern)
    for match in re.compile(pattern, re.ASCII).finditer(text):
        value = match[0]
        assert least(tree) <= len(value)
        assert (longest := most(tree)) is None or len(value) <= longest
        begins = positions(tree, 5)
        assert len(begins) == min(5, least(tree))
        assert all(character in chars for character, chars in zip(value, begins, strict=False))
        assert re.search(anchor(tree).encode(), value.encode())
        ends = endings(tree, 3, 20)
        assert any(all(character in chars for character, chars in zip(reversed(value), case, strict=False)) for case in ends)
        assert all(character in inner(tree) for character in value[:-1])


@given(patterns, patterns, texts)
def test_a_group_and_what_stands_beside_it(before: str, value: str, text: str) -> None:
    (place,) = places(parse(f"(?:{before})({value})"))
    assert (place.number, place.name, place.repeated, place.within) == (1, "", False, 0)
    for match in re.compile(f"(?:{before})({value})", re.ASCII).finditer(text):
        assert (longest := most(place.before)) is None or match.start(1) - match.start() <= longest
        assert all(character in chars for character, chars in zip(match[1], positions(place.onward, 4), strict=False))


def test_places_tell_what_is_repeated_and_what_is_within() -> None:
    found = {place.number: (place.repeated, place.within) for place in places(parse("(a(b))(c)*(?:(d)|e)?"))}
    assert found == {1: (False, 0), 2: (False, 1), 3: (True, 0), 4: (False, 0)}


@pytest.mark.parametrize(
    ("pattern", "expected", "lazily"),
    [
        ("a*b", "b", "a*b"), ("a*?b", "b", "b"), ("(?:a?b|c*d)", "(?:b|d)", "(?:a?b|c*d)"), ("(a)?b", "(a)?b", "(a)?b"),
        ("a+b", "a+b", "a+b"),
    ],
)
def test_what_may_be_missing_at_the_beginning(pattern: str, expected: str, lazily: str) -> None:
    assert positions(without_lead_in(parse(pattern)), 3) == positions(parse(expected), 3)
    assert positions(without_lead_in(parse(pattern), lazy=True), 3) == positions(parse(lazily), 3)


def test_many_cases_become_one() -> None:
    assert len(endings(parse("[ab]?[cd]?[ef]?[gh]?[ij]?[kl]?x"), 6, 100)) > 20
    assert len(endings(parse("[ab]?[cd]?[ef]?[gh]?[ij]?[kl]?x"), 6, 5)) == 1
