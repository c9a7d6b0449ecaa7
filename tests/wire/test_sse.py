"""The event parser: cut anywhere, any line end, bounded; and the frames that we write ourselves."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.wire.sse import EventTooLargeError, SseParser, frame

STREAM = (
    "\ufeffdata: {\"a\":\"grüße\"}\n\n"
    ": a comment\r\n\r\n"
    "event: x\rdata:no space\rid: 7\r\r"
    "data: first\r\ndata:  second\r\ndata\r\n\r\n"
    "retry: 5\n\n"
    "data: 🏦\n\ndata: [DONE]\n\ndata: never finished"
).encode()
PAYLOADS = ['{"a":"grüße"}'.encode(), b"no space", b"first\n second\n", "🏦".encode(), b"[DONE]"]


def feed(stream: bytes, cuts: list[int]) -> list[bytes]:
    parser = SseParser()
    ends = [*sorted(cuts), len(stream)]
    payloads: list[bytes] = []
    start = 0
    for end in ends:
        payloads += parser.feed(stream[start:end])
        start = end
    return payloads


def test_every_single_cut():
    for cut in range(len(STREAM) + 1):
        assert feed(STREAM, [cut]) == PAYLOADS


def test_byte_by_byte():
    assert feed(STREAM, list(range(len(STREAM)))) == PAYLOADS


@given(st.lists(st.integers(0, len(STREAM)), max_size=30))
def test_any_cuts(cuts):
    assert feed(STREAM, cuts) == PAYLOADS


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=10))
def test_garbage_is_the_same_garbage_however_it_is_cut(stream, cuts):
    assert feed(stream, [min(cut, len(stream)) for cut in cuts]) == feed(stream, [])


@given(st.lists(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])), max_size=8), st.integers(1, 9))
def test_what_is_framed_is_parsed_back(texts, step):
    stream = b"".join(frame(text.encode()) for text in texts)
    assert feed(stream, list(range(0, len(stream), step))) == [text.encode() for text in texts]


def test_an_event_is_given_out_with_its_blank_line_and_not_later():
    parser = SseParser()
    assert parser.feed(b"data: x\n") == []
    assert parser.feed(b"\n") == [b"x"]
    assert parser.feed(b"data: y\r") == []
    assert parser.feed(b"\r") == [b"y"]


@pytest.mark.parametrize("piece", [b"x" * 7, b"data: 12\n", b": comment without end "])
def test_an_event_or_a_line_that_grows_for_ever_is_refused(piece):
    parser = SseParser(limit=1000)
    with pytest.raises(EventTooLargeError):
        deque(map(parser.feed, [piece] * 1000))


def test_many_events_are_no_large_event():
    parser = SseParser(limit=1000)
    assert sum(len(parser.feed(b"data: 1234567890\n\n" * 50)) for _ in range(10)) == 500
