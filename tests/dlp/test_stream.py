"""The contract of streams: for every way of cutting a text, the output is whole-text redaction and no prefix holds part of a value."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from enclave.dlp import DETECTORS
from enclave.dlp.detector import HIGH, LOW, MEDIUM
from enclave.dlp.redact import redact
from enclave.dlp.scan import Hide, Match, Scanner, is_hidden
from enclave.dlp.secrets.samples import Samples
from enclave.dlp.stream import LIMIT, HoldBackOverflow, Released, StreamScanner
from enclave.dlp.views.escapes import Escapes
from enclave.errors import EnclaveError, InputError

Answer = tuple[str, list[Match], bool]
"""Text released in all, matches, whether it ended with an overflow."""


def answer(scanner: Scanner, hide: Hide, pieces: Sequence[str], limit: int = LIMIT) -> Answer:
    stream = StreamScanner(scanner, hide, limit)
    released: list[Released] = []
    pushed = 0
    try:
        for piece in pieces:
            released.append(stream.push(piece))
            pushed += len(piece)
            assert stream.held <= pushed
        released.append(stream.finish())
        assert stream.held == 0
    except HoldBackOverflow as overflow:
        released.append(overflow.released)
        with pytest.raises(HoldBackOverflow) as again:
            stream.push("more")
        assert again.value.released == Released("", ())
        return "".join(part.text for part in released), [match for part in released for match in part.matches], True
    return "".join(part.text for part in released), [match for part in released for match in part.matches], False


def all_of(scanner: Scanner) -> Hide:
    return dict.fromkeys(scanner.entities, LOW)


def whole(scanner: Scanner, hide: Hide, text: str) -> Answer:
    matches = scanner.scan(text, hide)
    return redact(text, [match for match in matches if is_hidden(match, hide)]), matches, False


def cut(text: str, places: Iterable[int]) -> list[str]:
    ends = [0, *sorted(places), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def texts_of(detector_index: int) -> list[str]:
    detector = DETECTORS[detector_index]
    samples = [sample.replace("«", "").replace("»", "") for sample in (*detector.positives, *detector.negatives)]
    return [text[:50] for text in (samples[::4] if isinstance(detector.positives, Samples) else samples)]


SHORT, SHORT_TEXTS, SHARES = 24, 120, 4
"""The texts of which every pair of cuts is tried have so many characters at most; how many they are; parts that run side by side."""
PAIRS = 4
"""Pairs of cuts that are tried of each other text."""


def test_many_single_cuts(scanner: Scanner) -> None:
    hide = all_of(scanner)
    for index, detector in enumerate(DETECTORS):
        is_row = isinstance(detector.positives, Samples)  # rows of one table are all cut alike, at different places; the long suite has all
        if is_row and index % 3:
            continue
        step = 16 if is_row else 5
        for text in texts_of(index)[::6]:
            expected = whole(scanner, hide, text)
            for place in range(1 + index % step, len(text), step):
                assert answer(scanner, hide, cut(text, (place,))) == expected, (detector.id, text, place)
            assert answer(scanner, hide, list(text)) == expected, (detector.id, text)


@pytest.mark.long
@pytest.mark.parametrize("share", range(SHARES))
def test_every_pair_of_cuts_of_short_texts(share: int, scanner: Scanner) -> None:
    """`EVERY_PAIR_OF=5000` takes all texts instead of a few, of any length: an hour's work."""
    count = int(os.environ.get("EVERY_PAIR_OF", "0"))
    all_texts = sorted({text for index in range(len(DETECTORS)) for text in texts_of(index)})
    texts = [text for text in all_texts if count or 4 < len(text) <= SHORT]
    hide = all_of(scanner)
    for text in Random("pairs").sample(texts, min(count or SHORT_TEXTS, len(texts)))[share::SHARES]:
        expected = whole(scanner, hide, text)
        for pair in combinations(range(1, len(text)), 2):
            assert answer(scanner, hide, cut(text, pair)) == expected, (text, pair)


@pytest.mark.long
@pytest.mark.parametrize("share", range(SHARES))
def test_every_cut_and_some_pairs_of_every_text(share: int, scanner: Scanner) -> None:
    hide, draw = all_of(scanner), Random(f"cuts {share}")
    for text in sorted({text for index in range(len(DETECTORS)) for text in texts_of(index) if len(text) > 3})[share::SHARES]:
        expected = whole(scanner, hide, text)
        pairs = [draw.sample(range(1, len(text)), 2) for _ in range(PAIRS)]
        for places in [*((place,) for place in range(1, len(text))), *pairs]:
            assert answer(scanner, hide, cut(text, places)) == expected, (text, places)
        assert answer(scanner, hide, list(text)) == expected, text


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_the_answer_does_not_depend_on_the_cut(data: st.DataObject, scanner: Scanner, texts: SearchStrategy[str]) -> None:
    text = data.draw(texts)
    hide = data.draw(st.dictionaries(st.sampled_from(scanner.entities), st.sampled_from([LOW, MEDIUM, HIGH])))
    expected = whole(scanner, hide, text)
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=8))
    assert answer(scanner, hide, cut(text, places)) == expected
    assert answer(scanner, hide, list(text)) == expected
    assert answer(scanner, hide, [text]) == expected


@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_an_overflow_does_not_depend_on_the_cut_either(data: st.DataObject, scanner: Scanner, texts: SearchStrategy[str]) -> None:
    long = st.sampled_from(
        ("eyJ" + "a" * 700, "sk-" + "aB3" * 300, "-----BEGIN PRIVATE KEY-----" + "A" * 640, "9 " * 400, "x." * 350, "AKIA")
    )
    text = data.draw(st.lists(st.one_of(texts, long), max_size=5).map("".join))
    limit = data.draw(st.sampled_from((0, 600, 700)))
    hide = all_of(scanner)
    in_one = answer(scanner, hide, [text], limit)
    assert answer(scanner, hide, cut(text, data.draw(st.lists(st.integers(0, len(text)), max_size=8))), limit) == in_one
    assert answer(scanner, hide, list(text), limit) == in_one
    if not in_one[2]:
        assert in_one == whole(scanner, hide, text)


@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_what_is_out_is_always_a_beginning_of_the_redacted_text(data: st.DataObject, scanner: Scanner, texts: SearchStrategy[str]) -> None:
    text = data.draw(texts)
    hide = all_of(scanner)
    redacted, _, _ = whole(scanner, hide, text)
    stream = StreamScanner(scanner, hide)
    out = ""
    for character in text:
        out += stream.push(character).text
        assert redacted.startswith(out)
    assert out + stream.finish().text == redacted


def test_a_long_stream_with_context_that_was_cut_off(scanner: Scanner, prose: str) -> None:
    hide = {"credit_card": LOW, "email": LOW}
    text = "\u200b".join((prose, "my card: " + prose[:280] + " 4111 1111 1111 1111, joe@example.com 555-123-4567 ")) * 3 + "é"
    expected = whole(scanner, hide, text)
    assert {match.entity for match in expected[1]} == {"credit_card", "email", "phone"}
    for size in (1, 3, 4, 50, 1000):
        assert answer(scanner, hide, cut(text, range(size, len(text), size))) == expected


def test_the_seeds_example_in_deltas(scanner: Scanner) -> None:
    stream = StreamScanner(scanner, {"credit_card": LOW})
    out = [stream.push(delta).text for delta in ("Process", " this payment: 41", "11-1111-11", "11-1111", " now", "\nplease ", "x")]
    assert out == ["", "Process this payment: ", "", "", "", "[REDACTED-CREDIT_CARD] now\n", ""]
    assert stream.finish() == Released("please x", ())


@pytest.mark.parametrize("text", [
    "ttps://api.example.com/v1{\"arg\": \"exportZKSEND_TOKEN='50bcd3a2-06ee-d5db-0626-=\n4c0df0af",  # a long soft break behind `6-`
    'SECRET value:""4hV"', 'password = ""S3cr3t!Pa55""',  # a quote behind the quote
    "call me, phone (312)\n231-1036 tonight", "AKIA5UPWY5\nLCERKGHWXE now", "(030)  901820, (1) 2", "phone (212) **764**-3691",
])
def test_every_cut_of_what_once_depended_on_it_or_is_joined_in_its_own_way(text: str, scanner: Scanner) -> None:
    hide = all_of(scanner)
    expected = whole(scanner, hide, text)
    for places in [*((place,) for place in range(1, len(text))), range(1, len(text))]:
        assert answer(scanner, hide, cut(text, places)) == expected, places


def test_matches_that_are_not_hidden_are_reported(scanner: Scanner) -> None:
    stream = StreamScanner(scanner, {"us_ssn": LOW})
    assert stream.push("joe@example.com, 123-45-6789,\na") == Released(
        "joe@example.com, [REDACTED-US_SSN],\n",
        (Match(start=0, end=15, entity="email", confidence=85, detector="email"),
         Match(start=17, end=28, entity="us_ssn", confidence=75, detector="us_ssn")),
    )


def test_an_entity_that_the_scanner_does_not_look_for_cannot_be_hidden() -> None:
    with pytest.raises(InputError, match="does not look for `email`"):
        StreamScanner(Scanner(["phone"]), {"email": LOW})


def test_most_words_are_read_once_and_no_view_is_asked(scanner: Scanner, prose: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    feed = Escapes.feed
    monkeypatch.setattr(Escapes, "feed", lambda view, text, **over: (asked.append(text), feed(view, text, **over))[1])
    stream = StreamScanner(scanner, all_of(scanner))
    deltas = [prose[start : start + 4] for start in range(0, len(prose), 4)]
    out = "".join(stream.push(delta).text for delta in deltas) + stream.finish().text
    assert out == whole(scanner, all_of(scanner), prose)[0]
    assert len(asked) < 3 * len(deltas) // 5, "three views of escapes: a fifth of the deltas are looked at by all views"


def test_a_scanner_without_entities_holds_nothing() -> None:
    stream = StreamScanner(Scanner([]), {})
    assert stream.push("4111 1111 1111 11") == Released("4111 1111 1111 11", ())


def test_nothing_follows_the_end(scanner: Scanner) -> None:
    stream = StreamScanner(scanner, {})
    stream.finish()
    with pytest.raises(ValueError, match="over"):
        stream.push("4111")
    with pytest.raises(ValueError, match="over"):
        stream.finish()


def test_overflow_refuses_and_tells_nothing_of_the_value(scanner: Scanner) -> None:
    stream = StreamScanner(scanner, {"api_key": LOW})
    assert stream.push("token: ").text + stream.push("eyJhbGciOi" * (LIMIT // 10)).text == "token: "
    with pytest.raises(HoldBackOverflow) as overflow:
        stream.push("eyJhbGciOi")
    assert isinstance(overflow.value, EnclaveError)
    assert overflow.value.exit_code == 3
    assert "eyJ" not in str(overflow.value)
    with pytest.raises(HoldBackOverflow):
        stream.finish()


@pytest.mark.parametrize(
    "filler", ["联", "\u200b", *(pytest.param(one, marks=pytest.mark.long) for one in ("7 ", "a", "4\u200b\u200b", "a@b", "(1) "))]
)
def test_what_is_held_back_is_bounded_whatever_comes(filler: str, scanner: Scanner) -> None:
    stream = StreamScanner(scanner, all_of(scanner))
    held = []
    for _ in range(2_000):
        stream.push(filler)
        held.append(stream.held)
    assert max(held) <= 65 * 700


def test_prose_is_hardly_held_back(scanner: Scanner, prose: str) -> None:
    stream = StreamScanner(scanner, all_of(scanner))
    held = []
    for start in range(0, len(prose), 4):
        stream.push(prose[start : start + 4])
        held.append(stream.held)
    held.sort()
    assert statistics.mean(held) < 8
    assert statistics.median(held) < 8
    assert held[len(held) * 99 // 100] < 64


LATER = ("eyJhbGciOi", "7 ", "a", "joe@example.com, ", "x\u200by ")


@pytest.mark.parametrize("filler", ["word and ", *(pytest.param(one, marks=pytest.mark.long) for one in LATER)])
def test_work_grows_with_the_stream_and_not_faster(
    filler: str, scanner: Scanner, cpu_seconds: Callable[[Callable[[], object]], float]
) -> None:
    def push(pushes: int) -> None:
        stream = StreamScanner(scanner, all_of(scanner), limit=1 << 20)
        text = filler * (pushes * 4 // len(filler))
        for place in range(0, len(text), 4):
            stream.push(text[place : place + 4])

    assert cpu_seconds(lambda: push(3_000)) < 20 * cpu_seconds(lambda: push(500)), "six times the stream, far more than six times as much"


def pem(lines: int, end: str = "\n") -> str:
    """A made-up private key."""
    line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
    body = "".join(line[number % 7 :] + "x9Yz+/"[: number % 7] + end for number in range(lines))
    return f"-----BEGIN RSA PRIVATE KEY-----{end}{body}-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ("here: ", pem(1_000), "\nand joe@example.com, bye"),
        ('{"key": "', pem(400, "\\n"), '", "mail": "joe@example.com"}'),
        ("> ", pem(400, "\n> "), "\n> bye"),
        ("it is cut: ", pem(600)[:30_000], "! 4111 1111 1111 1111"),
        ("a\u200b ", pem(30), " b " + pem(40) + "\n" + pem(60) + "é"),
        ("zero width: ", pem(300).replace("\n", "\n\u200b"), "."),
    ],
)
def test_a_long_key_is_neither_held_nor_too_long(before: str, key: str, after: str, scanner: Scanner) -> None:
    hide = all_of(scanner)
    text = before + key + after
    expected = whole(scanner, hide, text)
    assert "MII" not in expected[0]
    assert "[REDACTED-PRIVATE_KEY]" in expected[0]
    for width in (53, 1_000, 4_096, len(text)):
        pieces = cut(text, range(width, len(text), width))
        assert answer(scanner, hide, pieces) == expected, width
        stream = StreamScanner(scanner, hide)
        held = 0
        for piece in pieces:
            stream.push(piece)
            held = max(held, stream.held)
        assert held < LIMIT


def test_a_key_of_a_megabyte_is_replaced_when_it_has_begun(scanner: Scanner) -> None:
    stream = StreamScanner(scanner, all_of(scanner))
    text = pem(16_000)
    out = [stream.push(text[start : start + 2_000]).text for start in range(0, len(text), 2_000)]
    assert "".join(out[:4]) == "[REDACTED-PRIVATE_KEY]"
    assert not any(out[4:])
    assert stream.held < 8_000
    released = stream.finish()
    assert released.text == ""
    assert [(match.start, match.end, match.entity) for match in released.matches] == [(0, len(text), "private_key")]


def test_a_key_that_is_not_hidden_is_held_and_may_be_too_long(scanner: Scanner) -> None:
    stream = StreamScanner(scanner, {"email": LOW})
    with pytest.raises(HoldBackOverflow):
        stream.push(pem(400))


@pytest.mark.parametrize(
    ("id_", "text"),
    [
        ("card_track", "x %b4111111111111111^DOE/JANE MRS^2912201?%20"),
        ("retool_token", "id retool_tePPNq2kmUs.%20TOKEN_TOKEN=retool_tePPNq2kmUslcg9qj5Z1zRepL5y86Q\n?"),
        ("password_assignment", "user,password\njoe,Xk29dmPq   x\n"),
        ("password_assignment", "| user | password |\n|---|---|\n| joe | Xk29dmPq x |\n"),
    ],
)
def test_a_detector_alone_is_held_to_the_same(id_: str, text: str) -> None:
    """What all detectors together hold back hides what one of them does not."""
    scanner = Scanner(detectors=[one for one in DETECTORS if one.id == id_])
    hide = dict.fromkeys(scanner.entities, LOW)
    whole = redact(text, scanner.scan(text, hide))
    for width in (1, 3, 7):
        stream = StreamScanner(scanner, hide)
        parts = [stream.push(text[start : start + width]).text for start in range(0, len(text), width)]
        assert "".join([*parts, stream.finish().text]) == whole
