"""A reader that checks the chain: no further than where a record ends, through segments, and past those that are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.audit.event import AuditUnavailable
from enclave.audit.follow import Follower
from enclave.audit.merkle import WIDTH
from enclave.audit.write_ahead import WriteAhead


@pytest.fixture
def ahead(tmp_path: Path) -> WriteAhead:
    return WriteAhead(tmp_path, 300, is_new=True)


def _events(first: int, last: int) -> list[bytes]:
    return [b'{"id":"%d"}' % number for number in range(first, last + 1)]


def test_it_reads_up_to_a_mark_and_no_further(tmp_path: Path, ahead: WriteAhead) -> None:
    reader = Follower(tmp_path, is_new=False)
    marks = []
    for number in range(1, 8):
        ahead.append(_events(number, number))
        marks.append(ahead.mark)
    assert ahead.mark.segment > 3
    for mark in marks:
        assert reader.catch_up(until=mark) == b""
        assert (reader.mark, reader.since(0)) == (mark, _events(1, mark.size))
    assert not reader.goes_on
    assert reader.catch_up(until=marks[2]) == b"", "it is further already"
    ahead.append(_events(8, 8))
    assert reader.goes_on
    assert reader.catch_up(until=ahead.mark._replace(inode=1)) is None
    with pytest.raises(AuditUnavailable, match="record 8 is not the one that its writer left"):
        reader.catch_up(until=ahead.mark._replace(head=bytes(32)))


def test_it_rests_while_it_reads_so_that_others_get_the_processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = WriteAhead(tmp_path, 2**20, is_new=True)
    reader = Follower(tmp_path, is_new=False)
    ahead.append(_events(1, 2 * WIDTH + 1))
    rests: list[tuple[float, int]] = []
    monkeypatch.setattr("enclave.audit.follow.time.sleep", lambda seconds: rests.append((seconds, reader.size)))
    assert reader.catch_up(until=ahead.mark, pause=0.5) == b""
    assert rests == [(0.5, WIDTH), (0.5, 2 * WIDTH)]
    assert reader.since(0) == _events(1, 2 * WIDTH + 1)
    ahead.append(_events(2 * WIDTH + 2, 4 * WIDTH))
    assert reader.catch_up(until=ahead.mark) == b""
    assert len(rests) == 2
    reader.close()
    ahead.close()


def test_a_record_that_was_changed_is_not_read(tmp_path: Path, ahead: WriteAhead) -> None:
    reader = Follower(tmp_path, is_new=False)
    ahead.append(_events(1, 2))
    path = tmp_path / "00000001.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"id":"2"', b'"id":"3"'))
    with pytest.raises(AuditUnavailable, match="record 2 is damaged"):
        reader.catch_up(until=ahead.mark)


def test_it_goes_on_at_the_oldest_segment_that_is_there(tmp_path: Path, ahead: WriteAhead) -> None:
    reader = Follower(tmp_path, is_new=False)
    for number in range(1, 10):
        ahead.append(_events(number, number))
    ahead.prune(ahead.covered(6))
    assert reader.catch_up(until=ahead.mark) == b""
    assert reader.mark == ahead.mark
    assert reader.since(6) == _events(7, 9)
    reader.close()
    ahead.close()
