"""What is joined and what is not: numbers, addresses and keys over lines and cells; words and money stay apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from random import Random

import hyperscan
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from enclave.dlp.anchors import Anchors
from enclave.dlp.scan import Scanner
from enclave.dlp.views import breaks
from enclave.dlp.views.breaks import PLACES, Breaks, Kinds

SMALL = 5_000


def joined(text: str) -> str:
    return Breaks(spaced=False).feed(text, over=True)


def spaced(text: str) -> str:
    return Breaks(spaced=True).feed(text, over=True)


@pytest.mark.parametrize(
    ("text", "together", "apart"),
    [
        ("4111 11\n11 1111 1111", "4111 1111 1111 1111", "4111 11 11 1111 1111"),
        ("4111 1111\n1111 1111", "4111 11111111 1111", "4111 1111 1111 1111"),
        ("4111-1111\n> 1111-1111", "4111-11111111-1111", "4111-1111-1111-1111"),
        ("| 4111 | 1111 |", "| 41111111 |", "| 4111 1111 |"),
        ('["4111","1111"]', '["41111111"]', '["4111 1111"]'),
        ("<td>123</td><td>45</td>", "<td>12345</td>", "<td>123 45</td>"),
        ("123-\n45-6789", "123-45-6789", "123-45-6789"),
        ("4111 1111\n\x00\n1111", "4111 11111111", "4111 1111 1111"),
        ("4111 1111=\r\n1111", "4111 11111111", "4111 1111 1111"),
        ("4111  1111", "41111111", "4111 1111"), ("12\n/29", "12/29", "12/29"), ("12/\n> 29", "12/29", "12/29"),
        ("12 /29", "12 /29", "12 /29"), ("[::1]:443", "[::1]:443", "[::1]:443"),
        ("(312)\n231-1036", "(312)231-1036", "(312) 231-1036"), ("f(312)  231", "f(312)231", "f(312) 231"), ("x1)\n2", "x1)\n2", "x1)\n2"),
        ("47.22  255.87", "47.22255.87", "47.22 255.87"), ("10.20.30  40", "10.20.3040", "10.20.30.40"),
    ],
)
def test_parts_of_a_number(text: str, together: str, apart: str) -> None:
    assert (joined(text), spaced(text)) == (together, apart)


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("is 4-1-1-1-1-1-1-2.", "is 41111112."), ("(A-B-C-1-2-3-4-5)", "(ABC12345)"), ("1-2-3-4-5-6-7", "1-2-3-4-5-6-7"),
        ("x4-1-1-1-1-1-1-1-1", "x4-1-1-1-1-1-1-1-1"), ("4-1-1-1-1-1-1-1-1-ab", "4-1-1-1-1-1-1-1-1-ab"),
        ("joe@\nexample.com", "joe@example.com"), ("joe@exam\nple.com", "joe@example.com"), ("joe@example.\ncom", "joe@example.com"),
        ("joe.doe\n> @example.com", "joe.doe@example.com"), ("joe@exam<wbr>ple.com", "joe@example.com"),
        ("AKIAIOSF\nODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"), ("AKIAIOSFOD\nNNEEXAMPLE x", "AKIAIOSFODNNEEXAMPLE x"),
        ("AKIAIOSFOD\nNNEEXAMPLES", "AKIAIOSFOD\nNNEEXAMPLES"), ("INTRODUCTION\nBACKGROUND", "INTRODUCTION\nBACKGROUND"),
        ("sk-abcdefghijklm\n  nopq123456", "sk-abcdefghijklmnopq123456"),
        ("https://bob:hun.ter\n2Q@db.example.com", "https://bob:hun.ter2Q@db.example.com"),
        ("joe@exam=\nple.com", "joe@example.com"), ("joe@exam=\r\nple.com", "joe@example.com"),
        (f"{'word ' * 20}\njoe@exam=\nple.com", f"{'word ' * 20}\njoe@example.com"),
        ("swift: DEUT\nDEFF", "swift: DEUTDEFF"), ("your BIC is BNPAFR\n> PPXXX,", "your BIC is BNPAFRPPXXX,"),
        ("rvnr 65 170839\nJ 003", "rvnr 65 170839J 003"),
        ("j o e @ e x . c o", "joe@ex.co"), ("'4 1 1 1 - 1 1'", "'4111-11'"),
        ("joe@example.co.\nuk, and", "joe@example.co.uk, and"), ("joe@mail.\nexample.com", "joe@mail.example.com"),
        ("ann.lee-\nx42@example.org", "ann.lee-x42@example.org"), ("<td>key1</td><td>ab2c</td>", "<td>key1ab2c</td>"),
    ],
)
def test_parts_of_an_address_or_a_key(text: str, together: str) -> None:
    assert joined(text) == together
    assert spaced(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "usr/share/doc/a1/changelog.gz\n0cc175b9c0f1b6a831c399e269772661",
        "one line\nand another", "READ THE NEXT\nLINE", "my bic. WITH CAPITALS AND MORE\nTEXT", "65 170839\nJ 0034", "170839\nJ said",
        "It was in May.\nThen we met", "mail joe@example.com\nThanks", "mail joe@example.com.\nThanks a lot", "joe@example.com.\n\n  Yours",
        '{"q": "0945cac1-65fd-4c9e-cb22-6054a43ca8c3-0945\n", "n": 1}',
        "email,status\njoe99@example.com,active\nann77@example.com,x", "John Smith\njsmith42@example.org",
        "<name>Foundation</name>\n<email>ee4j-pmc@example.org</email>", "<a>dev@lists.example.org</a>\n<b>http2</b>", "1,234,567 of 2,000",
        "in 2024 we saw 12 of 30",
        "import shutil\n\n@contextlib.contextmanager", "a b c", "I am a man", "x = 1\ny", "- one\n- two", "the end of 2024.\nIn 2025",
        "data: c2VjcmV0Qo=\n  x: y", f"{'word ' * 20}joe@exam=\nple.com", "id: 12345=\n  678", "first\n    @property\n    def", "4111 1111",
    ],
)
def test_what_stays_apart(text: str) -> None:
    assert joined(text) is text
    assert spaced(text) is text


@pytest.mark.parametrize(
    ("lengths", "printed"),
    [
        ((4, 4, 4, 4), True), ((4, 6, 5), True), ((3, 2, 4), True), ((3, 3, 4), True), ((5, 5, 5, 1), True), ((1, 6, 6, 3), True),
        ((6, 4, 6), False), ((13, 1, 2), False), ((2, 13, 1), False), ((8, 8), True), ((6, 5, 6, 2), False),
    ],
)
def test_groups_of_a_number_and_neighbours_in_a_table(lengths: tuple[int, ...], printed: bool) -> None:
    places: list[tuple[int, int]] = []
    end = 10
    for length in lengths:
        places.append((end, end := end + length))
        end += 2
    gaps = [(one[1], other[0]) for one, other in pairwise(places)]
    assert breaks.are_groups(10, gaps, places[-1][1]) is printed


def test_cells_that_are_no_groups_of_a_card_are_not_sure() -> None:
    scanner = Scanner(["credit_card"])
    assert [match.confidence for match in scanner.scan("card 4111|1111|1111|1111")] == [85]
    assert [match.confidence for match in scanner.scan("visa gift box; 623912\n1450, 204338, tempo")] == [65]


def test_two_whole_values_stay_two() -> None:
    scanner = Scanner(["api_key", "credit_card", "email", "phone"])
    for one, other in (
        ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPL2"), ("4111111111111111", "5555555555554444"), ("a1@example.com", "b2@example.com"),
        ("+44 20 7946 0958", "+44 20 7946 0959"),
    ):
        text = f"{one}\n{other}\n{one}"
        assert [text[match.start : match.end] for match in scanner.scan(f"{text}")] == [one, other, one]


def test_what_is_surer_than_its_halves_is_one() -> None:
    (match,) = Scanner(["es_ccc", "us_bank_account"]).scan("número de cuenta: 5548980347\n0055378168")
    assert (match.entity, match.start, match.end) == ("es_ccc", 18, 39)


def test_what_is_put_together_is_less_sure_without_evidence() -> None:
    scanner = Scanner(["credit_card"])
    assert [match.confidence for match in scanner.scan("4111 1111\n1111 1111")] == [65]
    assert [match.confidence for match in scanner.scan("my card: 4111 1111\n1111 1111")] == [85]
    assert scanner.scan("41111111\n11111111") == [], "a form that is weak alone is nothing over a break"


PARTS = (
    *" \n\t,;|<>=.-\"'*>", "1", "4111", "a", "ab1cd", "joe@", "<td>", "</td>", "\r\n", "\x00", "x y z w v", "é", "1,234", "@ex.co",
    "1.,2", "1-,", "=\n", "=\r\n", "ab1cd" * 17, "/29", "12/", ":80", '", "', '":', '" :', "7/\n", "\n:4", "47.22",
)


@given(st.lists(st.sampled_from(PARTS), max_size=20).map("".join))
def test_a_text_without_a_place_has_no_break(text: str) -> None:
    data = text.encode()
    if joined(text) is not text or spaced(text) is not text:
        assert any(re.search(place.encode(), data) for place in PLACES), text


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join), st.lists(st.integers(0, 60), max_size=5))
def test_cuts_change_nothing(text: str, cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    for is_spaced in (False, True):
        view = Breaks(spaced=is_spaced)
        pieces = [view.feed(text[start:end]) for start, end in pairwise(places)]
        assert "".join(pieces) + view.feed("", over=True) == Breaks(spaced=is_spaced).feed(text, over=True)


INSIDE = r"A-Za-z0-9_+/=.@%~\-"
AFTER_DIGIT = r"(?<=[0-9])(?=[ \t\r\n\x00|,;\"'`*>\[\]<=])|(?<=[0-9][.\-/])(?=[ \t\r\n\x00|,;\"'`*>\[\]<=])"
EVERY_PLACE = {
    True: re.compile(AFTER_DIGIT),
    False: re.compile(
        rf"{AFTER_DIGIT}|(?<=[{INSIDE}])(?=[\r\n<]|=\r?(?:\n|\Z))|(?<=(?<![^\s\"'`(\[{{<=:,;>|*])\S)(?= (?:\S(?![A-Za-z0-9])|\Z))"
    ),
}
"""Every place where a break may be by its first character alone, for both views."""


def read_in_pieces(text: str, places: list[int], *, is_spaced: bool) -> tuple[str, list[tuple[int, int]]]:
    """What is read and where it is another; how much of it was held meanwhile may differ."""
    view = Breaks(spaced=is_spaced)
    pieces = [view.feed(text[start:end], over=end == len(text)) for start, end in pairwise([0, *places, len(text)])]
    read = "".join(pieces)
    return read, list(view.offsets.changes(0, len(read)))


@given(
    st.lists(st.sampled_from((*PARTS, "a b c d e", "w" * 41, "</", "<" + "q" * 61, " 1 2 3 4", "Ab1\n")), max_size=20).map("".join),
    st.lists(st.integers(0, 60), max_size=4),
)
@example(f" x y z w v{'w' * 41}=\n  ", [54])
def test_places_that_nobody_asks_join_nothing(text: str, cuts: list[int]) -> None:
    places = sorted(cut for cut in cuts if cut < len(text))
    for is_spaced in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(breaks, "_places", lambda kinds, spaced, **_: EVERY_PLACE[spaced])
            asked = read_in_pieces(text, places, is_spaced=is_spaced)
        assert read_in_pieces(text, places, is_spaced=is_spaced) == asked


@pytest.mark.parametrize("filler", ["1,", "1\n", "a b ", "<", "a<a", "<td>1", "ab1c\n", "joe@\n", "1 ", "1  ", "1<", "=\r\n"])
def test_rows_are_read_in_time(filler: str, cpu_seconds: Callable[[Callable[[], object]], float]) -> None:
    small, large = (filler * (size // len(filler)) for size in (SMALL, SMALL * 10))
    assert cpu_seconds(lambda: joined(large)) < 40 * max(cpu_seconds(lambda: joined(small)), 0.002)


def test_two_cells_with_long_numbers_are_two_values() -> None:
    for text in ("515357590, 5406000", "1234567,7654321", "7654321;7654321", "7654321\t '7654321"):
        assert joined(text) == spaced(text) == text
    assert joined("4111,1111,1111,1111") == "4111111111111111"
    assert joined("41111111\n11111111") == "4111111111111111"  # a line is wrapped anywhere
    text = "a 515357590, 5406000, 12345678,1234 x"
    for cut in range(len(text)):
        breaks_ = Breaks(spaced=False)
        assert breaks_.feed(text[:cut]) + breaks_.feed(text[cut:], over=True) == joined(text)


def test_where_no_place_is_seen_nothing_is_joined() -> None:
    """What Hyperscan looks for first (`PLACES`) leaves out no break of a kind."""
    places = Anchors(breaks.PLACES, [hyperscan.HS_FLAG_SINGLEMATCH] * len(breaks.PLACES))
    draw = Random("places")
    parts = (
        "1", "22", "4111", "123-45", "0.5", "a", "joe", "ab1Cd", *"@.-/ ,\n|\"`*>[]<=(){}+:\0_%~é$#&!", "\r\n", "<td>", "</td>", "<br>",
        "=\n", "; ", "- ", "\n- ", "\n> ", "DEUT", "DEFF", "swift ", "170839\nJ 003", "a b c d e f",
    )
    changed = 0
    for _ in range(2_000):
        text = "".join(draw.choices(parts, k=draw.randrange(1, 12)))
        for is_spaced in (False, True):
            everywhere, seen = Breaks(spaced=is_spaced), Breaks(spaced=is_spaced)
            seen.kinds = Kinds.of(places.seen(text))
            read = everywhere.feed(text, over=True)
            assert (seen.feed(text, over=True) if seen.may_join else text) == read, text
            changed += read != text
    assert changed > 300
