"""What is written ahead of the tree: each segment can be read by itself, and none goes before the tree has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.audit.event import AuditUnavailable
from enclave.audit.record import read, segments
from enclave.audit.write_ahead import WriteAhead


def lines(folder: Path) -> list[list[int]]:
    found = []
    for _, path in segments(folder):
        records = [read(line) for line in path.read_bytes().splitlines()]
        found.append([record.n for record in records if record is not None])
    return found


def test_a_segment_begins_with_the_last_record_of_the_one_before(tmp_path: Path) -> None:
    ahead = WriteAhead(tmp_path, 300, is_new=True)
    for number in range(5):
        ahead.append([b'{"id":"%d"}' % number])
    assert lines(tmp_path) == [[1, 2], [2, 3], [3, 4], [4, 5]]
    assert ahead.since(2) == [b'{"id":"2"}', b'{"id":"3"}', b'{"id":"4"}']
    ahead.prune(3)
    assert lines(tmp_path) == [[3, 4], [4, 5]]
    ahead.forget(4)
    assert (ahead.first, ahead.since(4), ahead.since(5)) == (5, [b'{"id":"4"}'], [])
    with pytest.raises(AuditUnavailable, match="records 5 to 5 are written ahead, the signed tree ends at 3"):
        ahead.since(3)
    ahead.close()
    again = WriteAhead(tmp_path, 300, is_new=False)
    assert again.catch_up() == b""
    assert (again.first, again.size) == (3, 5)
    again.close()


def test_a_log_that_has_lost_all_of_it_is_not_gone_on_with(tmp_path: Path) -> None:
    with pytest.raises(AuditUnavailable, match="lost what was written last"):
        WriteAhead(tmp_path, 300, is_new=False)


def test_a_damaged_beginning_is_said(tmp_path: Path) -> None:
    ahead = WriteAhead(tmp_path, 100, is_new=True)
    for number in range(3):
        ahead.append([b'{"id":"%d"}' % number])
    ahead.prune(2)
    ahead.close()
    path = segments(tmp_path)[0][1]
    path.write_bytes(path.read_bytes().replace(b'"id"', b'"ix"', 1))
    with pytest.raises(AuditUnavailable, match="the first record of the segment is damaged"):
        WriteAhead(tmp_path, 100, is_new=False)
