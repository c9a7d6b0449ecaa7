"""Whatever is done to a log afterwards is found, and found where it was done."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enclave.audit.checkpoint import Checkpoint, Signer
from enclave.audit.event import encode
from enclave.audit.log import AuditLog
from enclave.audit.record import GENESIS, Record, chain, read, segments, write
from enclave.audit.verify import Report, verify
from enclave.errors import InputError

from .conftest import event

Copy = Callable[[], Path]
RECORDS = 8


def _lines(directory: Path) -> list[tuple[Path, bytes]]:
    return [(path, line) for _, path in segments(directory / "log") for line in path.read_bytes().splitlines(keepends=True)]


def _replace(directory: Path, lines: list[tuple[Path, bytes]]) -> Path:
    for _, path in segments(directory / "log"):
        path.write_bytes(b"".join(line for where, line in lines if where == path))
    return directory


def _found(report: Report) -> set[int | None]:
    assert not report.ok
    assert report.problems
    return {problem.record for problem in report.problems}


def test_an_untouched_log_is_good(copy: Copy) -> None:
    report = verify(copy())
    assert report.ok
    assert report.records == RECORDS
    assert report.checkpoint is not None
    assert (report.checkpoint.size, report.checkpoint.head.hex()) == (RECORDS, report.head)
    assert (report.problems, report.notes) == ((), ())
    assert len(segments(copy() / "log")) > 2


@pytest.mark.parametrize("mask", [0x01, 0x20])
def test_every_flipped_byte_is_found_in_the_record_where_it_is(copy: Copy, mask: int) -> None:
    directory = copy()
    number = 0
    for _, path in segments(directory / "log"):
        whole = path.read_bytes()
        first = number
        for position in range(len(whole)):
            number = first + whole[:position].count(b"\n") + 1
            path.write_bytes(whole[:position] + bytes((whole[position] ^ mask,)) + whole[position + 1 :])
            report = verify(directory)
            assert report.problems, f"byte {position} of {path.name}"
            assert report.problems[0].record == number, f"byte {position} of {path.name}: {report.problems}"
            assert report.problems[0].where.startswith(f"log/{path.name}:"), report.problems
            # one changed byte is never blamed on a record further away than the next
            assert _found(report) <= {number, number + 1}, f"byte {position}: {report.problems}"
        path.write_bytes(whole)
        number = first + whole.count(b"\n")
    assert number == RECORDS


def test_every_flipped_byte_of_the_checkpoint_and_the_key_is_found(copy: Copy) -> None:
    directory = copy()
    for name in ("checkpoint", "key.pub"):
        path = directory / "log" / name
        whole = path.read_bytes()
        for position in range(len(whole) - (name == "key.pub")):
            path.write_bytes(whole[:position] + bytes((whole[position] ^ 1,)) + whole[position + 1 :])
            assert not verify(directory).ok, f"byte {position} of {name}"
        path.write_bytes(whole)


@pytest.mark.parametrize("number", range(1, RECORDS + 1))
def test_a_deleted_record_is_missed(copy: Copy, number: int) -> None:
    directory = copy()
    lines = _lines(directory)
    report = verify(_replace(directory, lines[: number - 1] + lines[number:]))
    assert report.problems[0].record == number
    assert "missing" in report.problems[0].what
    assert _found(report) == {number}


@pytest.mark.parametrize("number", range(1, RECORDS))
def test_a_gap_names_its_first_and_last_record(copy: Copy, number: int) -> None:
    directory = copy()
    lines = _lines(directory)
    [problem] = verify(_replace(directory, [lines[0], *lines[number:]]) if number > 1 else directory).problems or [None]
    if number > 2:
        assert problem is not None
        assert problem.record == 2
        assert f"up to {number}" in problem.what


@pytest.mark.parametrize("number", range(1, RECORDS + 1))
def test_a_repeated_record_is_found(copy: Copy, number: int) -> None:
    directory = copy()
    lines = _lines(directory)
    report = verify(_replace(directory, [*lines[:number], *lines[number - 1 :]]))
    assert _found(report) == {number}
    assert len(report.problems) == 1


@pytest.mark.parametrize("number", range(1, RECORDS))
def test_two_records_in_the_wrong_order_are_found(copy: Copy, number: int) -> None:
    directory = copy()
    lines = _lines(directory)
    (one, first), (two, second) = lines[number - 1 : number + 1]
    report = verify(_replace(directory, [*lines[: number - 1], (one, second), (two, first), *lines[number + 1 :]]))
    assert report.problems[0].record == number
    assert _found(report) <= {number, number + 1}


@pytest.mark.parametrize("kept", range(RECORDS))
def test_a_log_cut_short_is_measured_against_its_checkpoint(copy: Copy, kept: int) -> None:
    directory = copy()
    report = verify(_replace(directory, _lines(directory)[:kept]))
    assert _found(report) == {kept + 1}
    assert f"signs {RECORDS} records" in report.problems[0].what


@pytest.mark.parametrize("junk", [b"\n", b"{}\n", b"\xff\xfe\n", b'{"n":3}\n'])
def test_a_line_that_is_no_record_is_found(copy: Copy, junk: bytes) -> None:
    directory = copy()
    lines = _lines(directory)
    lines.insert(3, (lines[3][0], junk))
    report = verify(_replace(directory, lines))
    assert [problem.record for problem in report.problems] == [4]


def test_a_missing_segment_is_named(copy: Copy) -> None:
    directory = copy()
    (directory / "log" / "00000002.jsonl").unlink()
    report = verify(directory)
    assert any("00000002.jsonl is missing" in problem.what for problem in report.problems)
    assert any(problem.record is not None for problem in report.problems)


def _forge(directory: Path, records: int) -> None:
    """What somebody without the key can do: another chain that is right in itself."""
    for _, path in segments(directory / "log"):
        path.unlink()
    head, lines = GENESIS, []
    for n in range(1, records + 1):
        body = encode(event(n, status=403))
        record = Record(n, head, body, chain(head, body))
        lines.append(write(record))
        head = record.hash
    (directory / "log" / "00000001.jsonl").write_bytes(b"".join(lines))


@pytest.mark.parametrize("records", [RECORDS, RECORDS + 5])
def test_a_rewritten_chain_does_not_have_the_signed_hash(copy: Copy, records: int) -> None:
    directory = copy()
    _forge(directory, records)
    report = verify(directory)
    assert _found(report) == {RECORDS}
    assert "not the one that was signed" in report.problems[0].what


def test_a_fork_inside_is_found_where_it_begins(copy: Copy) -> None:
    directory, other = copy(), copy()
    _forge(other, RECORDS)
    mine, theirs = _lines(directory), _lines(other)
    report = verify(_replace(directory, mine[:4] + [(path, line) for (path, _), (_, line) in zip(mine[4:], theirs[4:], strict=True)]))
    assert report.problems[0].record == 5
    assert "forked" in report.problems[0].what
    assert _found(report) == {5, RECORDS}


def test_a_log_signed_anew_with_another_key_fails_against_the_key_that_the_reader_kept(copy: Copy, tmp_path: Path) -> None:
    directory = copy()
    kept = tmp_path / "kept.pub"
    shutil.copy(directory / "log" / "key.pub", kept)
    assert verify(directory, key=kept).ok
    _forge(directory, RECORDS)
    last = read(_lines(directory)[-1][1][:-1])
    assert last is not None
    signer = Signer.generate()
    size = (directory / "log" / "00000001.jsonl").stat().st_size
    checkpoint = Checkpoint(RECORDS, last.hash, 1, size, "2026-11-21T09:30:00.000000Z")
    (directory / "log" / "checkpoint").write_bytes(signer.sign(checkpoint))
    (directory / "log" / "key.pub").write_text(signer.verifier.text() + "\n")
    assert verify(directory).ok, "without a key of one's own there is nothing to tell it by; the documentation says so"
    report = verify(directory, key=kept)
    assert [problem.where for problem in report.problems] == ["log/checkpoint"]


@pytest.mark.parametrize("name", ["checkpoint", "key.pub"])
def test_a_log_without_its_checkpoint_or_key_is_not_good(copy: Copy, name: str) -> None:
    directory = copy()
    (directory / "log" / name).unlink()
    report = verify(directory)
    assert not report.ok
    assert report.checkpoint is None
    assert report.problems[0].where == f"log/{name}"


def test_records_that_are_not_signed_yet_are_a_note(copy: Copy) -> None:
    directory = copy()
    log = AuditLog.open(directory)
    log.append([event(9), event(10)])
    report = verify(directory)
    assert report.ok
    assert report.notes == ("2 records after the checkpoint are chained but not signed yet",)
    log.close()
    assert verify(directory).notes == ()


def test_a_line_that_is_still_being_written_is_a_note(copy: Copy) -> None:
    directory = copy()
    [*_, (_, last)] = segments(directory / "log")
    with last.open("ab") as file:
        file.write(b'{"n":9,"prev":"00')
    report = verify(directory)
    assert report.ok
    assert "17 bytes of a record" in report.notes[0]


def test_no_log_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no log"):
        verify(tmp_path)


def test_a_key_that_cannot_be_read_is_an_input_error(copy: Copy, tmp_path: Path) -> None:
    (tmp_path / "bad.pub").write_text("enclave-chain/1+00000000+AAAA")
    for path in (tmp_path / "none.pub", tmp_path / "bad.pub"):
        with pytest.raises(InputError, match="cannot read the public key"):
            verify(copy(), key=path)


edits = st.tuples(st.integers(0, 10**6), st.integers(0, 255), st.sampled_from(["set", "insert", "delete"]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(edits, min_size=1, max_size=6))
def test_any_edit_is_found_and_never_breaks_the_verifier(copy: Copy, changes: list[tuple[int, int, str]]) -> None:
    directory = copy()
    paths = [path for _, path in segments(directory / "log")]
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
        # bytes behind the last line feed are a record that is being written, and only a note
        assert not verify(directory).ok or paths[-1].read_bytes().startswith(before[-1])
    shutil.rmtree(directory)
