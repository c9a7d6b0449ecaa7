"""Sets of characters hold all that may match."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.characters import ALL, DIGITS, NAMED, Chars

characters = st.characters(max_codepoint=0x2FF)
sets = st.builds(Chars.of, st.text(characters, max_size=6))


@given(sets, sets, characters)
def test_sets_are_what_they_say(one: Chars, other: Chars, character: str) -> None:
    assert (character in one | other) is (character in one or character in other)
    assert character in one or character in one.inverted()
    assert (one <= other) is ((one | other) == Chars((other.ascii), other.wide))
    assert one <= ALL


@given(sets, characters)
def test_a_set_as_an_expression_takes_its_members(one: Chars, character: str) -> None:
    assert bool(re.fullmatch(one.expression(), character)) is (character in one)
    if character in one:
        assert re.fullmatch(one.bytes().encode(), character.encode())


@given(st.characters(max_codepoint=127), st.characters(max_codepoint=127))
def test_ranges_and_case(first: str, last: str) -> None:
    if first <= last:
        assert Chars.range(first, last).members() == "".join(map(chr, range(ord(first), ord(last) + 1)))
    assert set(Chars.of(first).folded(True).members()) == {first.lower(), first.upper()}


def test_named_classes_are_those_of_posix() -> None:
    assert NAMED["digit"] == DIGITS
    assert NAMED["xdigit"].members() == "0123456789ABCDEFabcdef"
    assert NAMED["graph"] == NAMED["alnum"] | NAMED["punct"]
