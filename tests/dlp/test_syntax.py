"""RE2's syntax as a tree. What is refused is tested with the expressions that are compiled (`test_bounded.py`)."""

from __future__ import annotations

import pytest

from enclave.dlp.characters import ALL, DIGITS, Chars
from enclave.dlp.syntax import Alt, Cat, Edge, Group, Leaf, PatternError, Repeat, parse


def leaf(characters: str) -> Leaf:
    return Leaf(Chars.of(characters))


def members(pattern: str) -> str:
    node = parse(pattern)
    assert isinstance(node, Leaf)
    return node.chars.members()


def test_a_tree() -> None:
    assert parse(r"a|b{2,3}?(?:c)*(?P<n>d)$") == Alt((
        leaf("a"),
        Cat((Repeat(leaf("b"), 2, 3, lazy=True), Repeat(leaf("c"), 0, None), Group(leaf("d"), 1, "n"), Edge("$"))),
    ))


def test_groups_are_numbered_by_where_they_open() -> None:
    assert parse("((a)(?:b))") == Group(Cat((Group(leaf("a"), 2, ""), leaf("b"))), 1, "")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"[a-cx]", "abcx"), (r"[]a]", "]a"), (r"[a\]]", "]a"), (r"[a-]", "-a"), (r"[-a]", "-a"), (r"[\d-]", "-0123456789"),
        (r"\d", "0123456789"), (r"(?i)k", "Kk"), (r"(?i)[x-z]", "XYZxyz"), (r"[[:digit:]a]", "0123456789a"), (r"\x41", "A"),
        (r"\x{42}", "B"), (r"\060", "0"), (r"\n", "\n"), (r"\.", "."), (r"\Qa\E", "a"), (r"{", "{"), (r"\pN", "0123456789"),
        (r"[^\x00-\x2f\x3a-\x7f]", "0123456789"),
    ],
)
def test_characters(pattern: str, expected: str) -> None:
    assert sorted(members(pattern)) == sorted(expected)


def test_what_is_not_known_exactly_is_everything() -> None:
    for pattern in (r"\p{Greek}", r"\PL", r"[^\p{Greek}]", r"[^\PL]"):
        assert parse(pattern) == Leaf(ALL), pattern
    assert parse(r"(?s).") == Leaf(ALL)
    assert parse(".") == Leaf(ALL.without("\n"))


def test_flags_hold_to_the_end_of_their_group() -> None:
    assert parse("(?:(?i)a)b") == Cat((Leaf(Chars.of("aA")), leaf("b")))
    assert parse("a(?i)b|c") == Alt((Cat((leaf("a"), Leaf(Chars.of("bB")))), Leaf(Chars.of("cC"))))
    assert parse("(?i:a(?-i:b))c") == Cat((Leaf(Chars.of("aA")), leaf("b"), leaf("c")))


@pytest.mark.parametrize("pattern", ["[b-a]", r"[\d-z]", "[[:nothing:]]", r"\q", r"\x4", r"\p", "(?y)a", "a{3,2}", "(?<n", "(?P=n)"])
def test_other_mistakes_are_named(pattern: str) -> None:
    with pytest.raises(PatternError, match=r".{10}"):
        parse(pattern)


def test_digits_are_ascii() -> None:
    assert parse(r"\d") == Leaf(DIGITS)
