"""A record has exactly one form."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from enclave.audit.record import GENESIS, Record, behind, chain, read, segment_path, segments, successor, write

LINE = write(Record(7, GENESIS, b'{"id":"1"}', chain(GENESIS, b'{"id":"1"}')))


def test_a_record_is_a_line_of_json() -> None:
    document = json.loads(LINE)
    assert list(document) == ["n", "prev", "event", "hash"]
    assert document["n"] == 7
    assert document["prev"] == "0" * 64
    assert document["hash"] == hashlib.sha256(bytes(32) + b'{"id":"1"}').hexdigest()


@given(st.integers(1, 10**18), st.binary(min_size=32, max_size=32), st.dictionaries(st.text(), st.text()))
def test_a_record_comes_back(n: int, prev: bytes, event: dict[str, str]) -> None:
    body = json.dumps(event).encode()
    record = Record(n, prev, body, chain(prev, body))
    assert read(write(record)[:-1]) == (record if ',"hash":"' not in body.decode() else None)


@given(st.integers(0, len(LINE) - 2), st.integers(0, 255))
def test_no_other_bytes_are_read_as_the_same_record(position: int, byte: int) -> None:
    other = LINE[:position] + bytes((byte,)) + LINE[position + 1 : -1]
    if other != LINE[:-1]:
        record = read(other)
        assert record is None or record != read(LINE[:-1])
        assert record is None or write(record)[:-1] == other


@given(st.integers(0, len(LINE) - 2), st.integers(0, 255))
def test_a_line_is_a_successor_exactly_when_it_is_that_record(position: int, byte: int) -> None:
    other = LINE[:position] + bytes((byte,)) + LINE[position + 1 : -1]
    record = read(other)
    right = record is not None and record.n == 7 and record.prev == GENESIS and record.hash == chain(record.prev, record.event)
    assert successor(other, 7, GENESIS) == (record.hash if record is not None and right else None)
    assert successor(LINE[:-1], 8, GENESIS) is None
    assert successor(LINE[:-1], 7, b"\x01" * 32) is None
    assert successor(LINE[:position], 7, GENESIS) is None


def test_two_lines_in_one_are_no_record() -> None:
    assert read(LINE[:-1] + b" " + LINE[:-1]) is None
    assert read(LINE) is None


def test_segments_are_found_in_order_among_other_files(tmp_path: Path) -> None:
    for number in (10, 2, 1):
        segment_path(tmp_path, number).touch()
    for name in ("checkpoint", "00000001-55.torn", "1.jsonl", "00000003.jsonl.new"):
        (tmp_path / name).touch()
    assert segments(tmp_path) == [(n, tmp_path / f"{n:08d}.jsonl") for n in (1, 2, 10)]


def test_a_whole_record_ends_with_a_line_feed_or_is_still_being_written() -> None:
    assert [behind(LINE[:-1] + end, 0) for end in (b"", b"\0", b"\0" * 600)] == [LINE[:-1]] * 3
    assert behind(LINE[:-30], 0) == LINE[:-30]
    for bit in range(8):
        assert behind(LINE[:-1] + bytes([10 ^ 1 << bit]) + bytes(600), 0) is None
