"""Queries taken apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enclave.audit.query_text import (
    assignment,
    closing,
    depth,
    identifier,
    joined,
    literal,
    pieces_of,
    quoted,
    split,
    tokens,
    uncommented,
    unquoted,
    word,
)

TEXT = st.text(alphabet="ab |;,()[]{}'\"\\@/\n=0.`", max_size=40)


@given(TEXT)
def test_the_pieces_are_the_whole_text(text: str) -> None:
    assert joined(tokens(text)) == text
    assert "|".join(split(text, "|")) == text


@given(TEXT)
def test_a_literal_is_one_string(text: str) -> None:
    [piece] = tokens(literal(text))
    assert piece.kind == "string"


def test_marks_in_strings_comments_and_brackets_divide_nothing() -> None:
    text = 'T | where a == "x | y" // b | c\n| join (U | take 1) on k | extend d = @"\\|"'
    assert [word(part) for part in split(text, "|")[1:]] == ["where", "join", "extend"]
    assert pieces_of("a, f(b, c), [d, e], 'g, h'") == ["a", "f(b, c)", "[d, e]", "'g, h'"]
    assert pieces_of(" ") == []
    assert uncommented("a // b\n  'c // d'  ") == "a 'c // d'"


def test_names_values_and_brackets() -> None:
    assert assignment("a = b == c") == ("a", "b == c")
    assert assignment("b == c") == ("", "b == c")
    assert assignment("b =~ 'x'") == ("", "b =~ 'x'")
    assert assignment("f(x = 1)") == ("", "f(x = 1)")
    assert assignment("['my name'] = 1") == ("my name", "1")
    assert unquoted('["a b"]') == "a b"
    assert [unquoted(quoted(name)) for name in ("plain", "a b", "it's", 'so "odd"')] == ["plain", "a b", "it's", 'so "odd"']
    assert identifier('a"b') == '"a""b"'
    pieces = tokens("(a (b) ')' c) d")
    assert joined(pieces[closing(pieces, 0) + 1 :]) == " d"
    assert closing(tokens("(a"), 0) == 2
    assert [depth(text) for text in ("", "a(b[c])", "'((('", "(" * 5000, "a) ((")] == [0, 2, 0, 5000, 1]
