"""Expressions of others: what is refused and why, what they find, and that streams and anchors lose nothing of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations, pairwise
from time import process_time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from enclave.dlp.bounded import ENDLESS, LONGEST, compiled, whole_or_value
from enclave.dlp.custom import detector
from enclave.dlp.detector import MEDIUM, Detector
from enclave.dlp.redact import redact
from enclave.dlp.scan import Scanner
from enclave.dlp.stream import StreamScanner
from enclave.dlp.syntax import PatternError
from enclave.errors import InputError


def made(pattern: str) -> Detector:
    return detector("own", pattern, confidence=75)


def values(pattern: str, text: str) -> list[str]:
    return [text[match.start : match.end] for match in Scanner(None, (made(pattern),)).scan(text)]


ATOMS = ("a", "b", "B", "1", "[ab]", "[0-9]", r"\d", r"\w", "[^a]", ".", " ", "-", r"\s", "é", "[é-ü1]", r"\x60", "(?i:b)", r"\b", "^", "$")
atoms = st.sampled_from(ATOMS)


def larger(patterns: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    times = st.sampled_from(("?", "*", "+", "{2}", "{0,3}", "{1,4}", "{2,}", "*?", "+?", "{1,3}?"))
    return st.one_of(
        st.lists(patterns, min_size=1, max_size=4).map("".join),
        st.lists(patterns, min_size=2, max_size=3).map(lambda options: f"(?:{'|'.join(options)})"),
        st.builds(lambda inner, often: f"(?:{inner}){often}", patterns, times),
        st.builds(lambda one, value, other: f"{one}(?P<value>{value}){other}" if "<value>" not in one + value + other else one + other,
                  patterns, patterns, patterns),
    )


patterns = st.recursive(atoms, larger, max_leaves=7)
texts = st.lists(st.sampled_from([*"abB1 -é`\n0z_", "ab", "11", "aa bb", "\u200b", "ſ", "😀", "\ud800"]), max_size=10).map("".join)


def taken(pattern: str) -> Detector:
    try:
        return made(pattern)
    except InputError:
        assume(False)
        raise


def are_cut_alike(pattern: str, several: list[str]) -> None:
    scanner = Scanner(None, (taken(pattern),))
    for text in several:
        expected = redact(text, scanner.scan(text, {"own": 65}))
        for places in (*combinations(range(len(text) + 1), 2), tuple(range(len(text)))):
            stream = StreamScanner(scanner, {"own": 65})
            out = ""
            for start, end in pairwise((0, *places, len(text))):
                out += stream.push(text[start:end]).text
                assert expected.startswith(out)
            assert out + stream.finish().text == expected, (pattern, text, places)


@settings(deadline=None, max_examples=60)
@given(patterns, st.lists(texts, min_size=1, max_size=2))
def test_the_answer_does_not_depend_on_how_a_text_was_cut(pattern: str, several: list[str]) -> None:
    are_cut_alike(pattern, several)


@pytest.mark.long
@settings(deadline=None, max_examples=300)
@given(patterns, st.lists(texts, min_size=1, max_size=3))
def test_the_answer_does_not_depend_on_the_cut_of_many_texts(pattern: str, several: list[str]) -> None:
    are_cut_alike(pattern, several)


@settings(deadline=None, max_examples=120)
@given(patterns, texts)
def test_whatever_matches_is_found(pattern: str, text: str) -> None:
    """Against `re`, which means the same by these expressions in texts of ASCII."""
    text = text.encode("ascii", "ignore").decode()
    own = taken(pattern)
    plain = re.compile(pattern, re.ASCII | re.MULTILINE)
    found = Scanner(None, (own,)).scan(text)
    first = next((match for match in plain.finditer(text) if match.span("value" if "<value>" in pattern else 0)[0] >= 0), None)
    if first is not None and first.group("value" if "<value>" in pattern else 0):
        assert found, (pattern, text)
    for match in found:
        inside = [other for start in range(len(text)) if (other := plain.match(text, start))]
        assert any(match.start <= other.start("value" if "<value>" in pattern else 0) < match.end for other in inside), (pattern, text)


@pytest.mark.parametrize(
    ("pattern", "message", "hint"),
    [
        (r"foo(?=bar)", "look-ahead `(?=` is not taken (character 4)", "\\b"),
        (r"(?<!x)foo", "negative look-behind `(?<!` is not taken (character 1)", "before"),
        (r"(a)\1", "a back-reference `\\1` is not taken (character 4)", "validator"),
        (r"(?P<a>x)(?P=a)", "a back-reference `(?P=` is not taken (character 9)", "validator"),
        (r"a*", "the pattern matches the empty text", "at least one"),
        (r"(?:a|b|)", "the pattern matches the empty text", "at least one"),
        (r"\b", "the pattern matches the empty text", "at least one"),
        (r"", "the pattern matches the empty text", "at least one"),
        (r"a++", "a possessive repetition", "never goes back"),
        (r"a**", "a repetition of a repetition", "group"),
        (r"*a", "`*` has nothing to repeat (character 1)", "\\*"),
        (r"(a", "a group that is not closed", ")"),
        (r"a)", "a `)` that nothing opens (character 2)", "\\)"),
        (r"[a", "a class that is not closed", "]"),
        (r"a{2000}", "`{2000}` is not taken", "1,000"),
        (r"(?:a{1000}){1000}", "the engine does not take it", ""),
        (r"a{1000}b{1000}c{1000}d{1000}e{1000}", "a match has up to 5,000 characters", "4,096"),
        (r"(?P<value>a)(?P<value>b)", "two groups are called `value`", "own"),
        (r"a(?P<value>b?)", "the value of the pattern may be empty", "at least one"),
        (r"\p{Klingon}", "the engine does not take it", ""),
        (r"\Z", "`\\Z` is not taken (character 1)", "\\z"),
        (r"(?>a)", "an atomic group `(?>` is not taken", "(?:"),
        (r"(?P<value>a)*b", "the group `value` stands in a repetition", "into the group"),
        ("a\\", "a backslash at the end", "\\\\"),
        ("(" * 80 + "a" + ")" * 80, "groups are nested more than 60 deep", ""),
    ],
)
def test_what_is_refused_is_named_with_what_to_write_instead(pattern: str, message: str, hint: str) -> None:
    with pytest.raises(PatternError) as caught:
        compiled(pattern, whole_or_value)
    assert message in str(caught.value)
    assert hint in caught.value.hint


def test_what_re2_takes_is_read_alike() -> None:
    assert values(r"(?i)e-[[:digit:]]{3}", "E-123 e-456 E-12") == ["E-123", "e-456"]
    assert values(r"\Qa.b\E\d", "a.b1 axb2") == ["a.b1"]
    assert values(r"\x41\x{42}\067", "AB7") == ["AB7"]
    assert values(r"[]a]{2}", "]a") == ["]a"]
    assert values(r"[^\d\s]{3}", "12 abc") == ["abc"]
    assert values(r"x{,3}", "x{,3}") == ["x{,3}"]
    assert values(r"(?-i:A)(?i)b|c", "AB C c") == ["AB", "C", "c"]
    assert values(r"\pL{3}-\p{Nd}{2}", "äöü-12") == ["äöü-12"]


def test_lines_have_a_beginning_and_an_end() -> None:
    assert values(r"^E-\d+$", "E-1\nx E-2\nE-3 y\nE-4") == ["E-1", "E-4"]
    assert values(r"\AE-\d+", "E-1\nE-2") == ["E-1"]
    assert values(r"E-\d+\z", "E-1\nE-2") == ["E-2"]


def test_the_value_may_be_a_part() -> None:
    assert values(r"badge[:=] ?(?P<value>[A-Z]\d{4});", "badge: A1234; badge=B9999; badge: C1234") == ["A1234", "B9999"]
    assert values(r"(?:employee|staff) (?:no|id)\.? (?P<value>\d{5})\b", "Staff id 12345, staff id 12345 and employee no. 54321") == [
        "12345", "54321",
    ]


def test_case_does_not_reach_beyond_ascii() -> None:
    assert "asK-2" in values(r"(?i)ask-\d", "aſk-1 asK-2")


def test_what_has_no_end_is_hidden_to_its_end() -> None:
    text = "tok_" + "aB3" * 20_000
    assert values(r"tok_[A-Za-z0-9]+", f"x {text} y") == [text]
    assert compiled(r"tok_[A-Za-z0-9]+", whole_or_value).shape.length is None
    long = "<" + "a " * 5_000
    (value,) = values(r"<[a ]+", long)
    assert LONGEST <= len(value) < len(long)


@pytest.mark.parametrize("pattern", [
    r"(?:a+)+b", r"(?:a|a)*c", r"(?:x*)*y", r"(?:\w+\s?)+!", r"a{1,30}a{1,30}a{1,30}b", r"x(?P<value>a+)b",
])
def test_no_text_takes_long(pattern: str, slowness: Callable[[], float]) -> None:
    scanner = Scanner(None, (made(pattern),))
    start = process_time()
    scanner.scan("a" * 20_000 + " " + "x" * 20_000)
    assert process_time() - start < 8 * slowness()


def test_a_stream_holds_back_words_and_not_sentences(prose: str) -> None:
    named = r"(?i)[\w.-]{0,50}?(?:badge)[ \t]{0,20}[:=] ?(?P<value>[a-z0-9_-]{12})\b"
    for pattern in (r"E-\d{6}", named, r"[A-Z]{2} \d{4}", r"value=\"(?P<value>.{8,})\""):
        stream = StreamScanner(Scanner(None, (made(pattern),)), {"own": 65})
        held = []
        for start in range(0, len(prose), 4):
            stream.push(prose[start : start + 4])
            held.append(stream.held)
        held.sort()
        assert held[len(held) // 2] < 8, pattern
        assert held[len(held) * 99 // 100] < 64, pattern


def test_endless_is_longer_than_bounded() -> None:
    assert ENDLESS > LONGEST


@pytest.mark.parametrize(
    ("pattern", "unit", "check"),
    [
        ("(x+x+)+y", "x", None), ("(a|aa)+z", "a", None), ("((a*)*)*b", "a", None), (r"\d+(\.\d+)*x", "1.", None), (r"\d+", "1", "luhn"),
        (r"\d{8,16}", "12", "luhn"), ("[a-z]{1,200}@", "a", None), (r"(\w+\s?)+!", "word ", None),
    ],
)
def test_a_run_without_a_match_is_not_read_from_each_of_its_characters(
    pattern: str, unit: str, check: str | None, slowness: Callable[[], float]
) -> None:
    scanner = Scanner(detectors=[detector("own", pattern, confidence=MEDIUM, check=check)])
    text = (unit * 20_000)[:20_000]
    took = []
    for _ in range(3):
        start = process_time()
        scanner.scan(text)
        took.append(process_time() - start)
    assert min(took) < 3.0 * slowness()  # 14 s from each character


@given(st.text("ab1.z \n", max_size=60), st.integers(1, 12))
def test_what_is_passed_over_holds_no_match(text: str, times: int) -> None:
    """The same values as when every place is asked."""
    text *= times
    for pattern in ("(a+b*)+z", "a{1,9}1", r"[a1]+\.", "[ab]+$", r"b+\b1", "a[^1]+1 z"):
        exact = compiled(pattern, whole_or_value).exact
        every = [place for place in range(len(text)) if exact.match(text, place)]
        assert [place for place in every if (found := exact.search(text, place)) is None or found.start() != place] == []
        for place in set(range(len(text))).difference(every):
            if exact.is_even:
                onward = exact.barren(text, place)
                assert not any(place < one < onward for one in every)
