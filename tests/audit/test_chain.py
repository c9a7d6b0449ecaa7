"""Whatever is done to what is written ahead of the tree is found, and found where it was done."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enclave.audit.event import encode
from enclave.audit.record import GENESIS, Record, chain, read, write
from enclave.audit.verify import Report, verify

from .conftest import ahead, event

Copy = Callable[[], Path]
RECORDS = 8


def lines_of(directory: Path) -> list[tuple[Path, bytes]]:
    return [(path, line) for path in ahead(directory) for line in path.read_bytes().splitlines(keepends=True)]


def replaced(directory: Path, lines: list[tuple[Path, bytes]]) -> Path:
    for path in ahead(directory):
        path.write_bytes(b"".join(line for where, line in lines if where == path))
    return directory


def in_one_segment(directory: Path) -> list[bytes]:
    """The records once each, all in the first segment."""
    first, *rest = ahead(directory)
    lines = [first.read_bytes(), *(path.read_bytes().partition(b"\n")[2] for path in rest)]
    for path in rest:
        path.unlink()
    first.write_bytes(b"".join(lines))
    return first.read_bytes().splitlines(keepends=True)


def found(report: Report) -> set[int | None]:
    assert not report.ok
    assert report.problems
    return {problem.record for problem in report.problems}


def test_what_is_not_signed_yet_is_good_and_noted(unsigned: Copy) -> None:
    report = verify(unsigned())
    assert report.ok
    assert report.records == RECORDS
    assert report.notes == ("8 records behind the checkpoint: chained, not signed yet",)
    assert len(ahead(unsigned())) > 2


def test_every_flipped_byte_is_found_in_the_record_where_it_is(unsigned: Copy) -> None:
    directory = unsigned()
    for path in ahead(directory):
        whole = path.read_bytes()
        numbers = [record.n for line in whole.splitlines() if (record := read(line)) is not None]
        for position in range(0, len(whole), 5):
            number = numbers[whole[:position].count(b"\n")]
            path.write_bytes(whole[:position] + bytes((whole[position] ^ (1, 32)[position % 2],)) + whole[position + 1 :])
            report = verify(directory)
            assert report.problems, f"byte {position} of {path.name}"
            assert report.problems[0].where.startswith(f"log/wal/{path.name}:"), report.problems
            # one changed byte is never blamed on a record further away than the next
            assert found(report) <= {number, number + 1, None}, f"byte {position}: {report.problems}"
        path.write_bytes(whole)


@pytest.mark.parametrize("number", range(1, RECORDS))
def test_deleted_repeated_and_exchanged_records_are_found(unsigned: Copy, number: int) -> None:
    directory = unsigned()
    lines = in_one_segment(directory)
    (path,) = ahead(directory)
    path.write_bytes(b"".join(lines[: number - 1] + lines[number:]))
    report = verify(directory)
    assert "missing" in report.problems[0].what
    assert found(report) == {number}
    path.write_bytes(b"".join([*lines[:number], *lines[number - 1 :]]))
    report = verify(directory)
    assert len(report.problems) == 1
    assert found(report) == {number}
    path.write_bytes(b"".join([*lines[: number - 1], lines[number], lines[number - 1], *lines[number + 1 :]]))
    report = verify(directory)
    assert report.problems[0].record == number
    assert found(report) <= {number, number + 1}


def test_a_gap_names_its_first_and_last_record(unsigned: Copy) -> None:
    directory = unsigned()
    lines = in_one_segment(directory)
    ahead(directory)[0].write_bytes(b"".join([lines[0], *lines[5:]]))
    (problem,) = verify(directory).problems
    assert problem.record == 2
    assert "up to 5" in problem.what


@pytest.mark.parametrize("junk", [b"\n", b"{}\n", b"\xff\xfe\n", b'{"n":3}\n'])
def test_a_line_that_is_no_record_is_found(unsigned: Copy, junk: bytes) -> None:
    directory = unsigned()
    lines = in_one_segment(directory)
    ahead(directory)[0].write_bytes(b"".join([*lines[:3], junk, *lines[3:]]))
    assert [problem.record for problem in verify(directory).problems] == [4]


def test_a_missing_segment_is_named(unsigned: Copy) -> None:
    directory = unsigned()
    ahead(directory)[1].unlink()
    assert any("00000002.jsonl is missing" in problem.what for problem in verify(directory).problems)


@pytest.mark.parametrize("kept", range(RECORDS))
def test_lines_that_end_before_the_tree_are_found(copy: Copy, kept: int) -> None:
    directory = copy()
    lines = lines_of(directory)
    report = verify(replaced(directory, lines[: len(lines) - RECORDS + kept]))
    assert any("the tree has 8 records" in problem.what for problem in report.problems)


def test_a_chain_that_is_right_in_itself_and_not_that_of_the_tree_is_found(copy: Copy) -> None:
    directory = copy()
    in_one_segment(directory)
    head, lines = GENESIS, []
    for n in range(1, RECORDS + 3):
        body = encode(event(n - 1, prompt_tokens=n - 1, **({"status": 403} if n > 4 else {})))
        lines.append(write(Record(n, head, body, chain(head, body))))
        head = chain(head, body)
    ahead(directory)[0].write_bytes(b"".join(lines))
    report = verify(directory)
    assert found(report) == {5, 6, 7, 8}
    assert "the tree has another one" in report.problems[0].what


def test_a_fork_inside_is_found_where_it_begins(unsigned: Copy) -> None:
    directory = unsigned()
    lines = in_one_segment(directory)
    head, forged = GENESIS, []
    for n, line in enumerate(lines, 1):
        record = read(line[:-1])
        assert record is not None
        body = record.event.replace(b'"status":200', b'"status":403')
        forged.append(write(Record(n, head, body, chain(head, body))))
        head = chain(head, body)
    ahead(directory)[0].write_bytes(b"".join([*lines[:4], *forged[4:]]))
    report = verify(directory)
    assert report.problems[0].record == 5
    assert "forked" in report.problems[0].what


def test_a_line_that_is_still_being_written_is_a_note(copy: Copy) -> None:
    directory = copy()
    with ahead(directory)[-1].open("ab") as file:
        file.write(b'{"n":9,"prev":"00')
    report = verify(directory)
    assert report.ok
    assert "17 bytes of a record" in report.notes[0]


edits = st.tuples(st.integers(0, 10**6), st.integers(0, 255), st.sampled_from(["set", "insert", "delete"]))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(edits, min_size=1, max_size=6))
def test_any_edit_is_found_and_never_breaks_the_verifier(unsigned: Copy, changes: list[tuple[int, int, str]]) -> None:
    directory = unsigned()
    paths = ahead(directory)
    before = [path.read_bytes() for path in paths]
    for place, byte, what in changes:
        path = paths[place % len(paths)]
        data = bytearray(path.read_bytes())
        at = place % (len(data) or 1)
        if what == "insert":
            data.insert(at, byte)
        elif data:
            data[at : at + 1] = bytes((byte,)) if what == "set" else b""
        path.write_bytes(data)
    if [path.read_bytes() for path in paths] != before:
        # what is not signed can be cut short at its end, and bytes there are a record that is being written: only a note
        now = paths[-1].read_bytes()
        is_end = now.startswith(before[-1]) or before[-1].startswith(now.rpartition(b"\n")[0])
        assert not verify(directory).ok or is_end
    shutil.rmtree(directory)
