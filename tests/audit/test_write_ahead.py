"""What is written ahead of the tree: each segment can be read by itself, and none goes before the tree has it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

import enclave.audit.write_ahead as module
from enclave.audit.event import AuditUnavailable
from enclave.audit.follow import Follower
from enclave.audit.record import SECTOR, read, segments
from enclave.audit.write_ahead import GONE, PIECE, WriteAhead


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
    reader = Follower(tmp_path, is_new=False)
    assert reader.catch_up() == b""
    assert reader.since(2) == [b'{"id":"2"}', b'{"id":"3"}', b'{"id":"4"}']
    ahead.prune(ahead.covered(3))
    assert lines(tmp_path) == [[3, 4], [4, 5]]
    assert len([*tmp_path.glob(f"*{GONE}")]) == 2, "who holds the log does not wait until they are deleted"
    ahead.sweep()
    assert not [*tmp_path.glob(f"*{GONE}")]
    reader.forget(4)
    assert (reader.first, reader.since(4), reader.since(5)) == (5, [b'{"id":"4"}'], [])
    with pytest.raises(AuditUnavailable, match="records 5 to 5 are written ahead, the signed tree ends at 3"):
        reader.since(3)
    reader.close()
    ahead.close()
    again = Follower(tmp_path, is_new=False)
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
    ahead.prune(ahead.covered(2))
    ahead.close()
    path = segments(tmp_path)[0][1]
    path.write_bytes(path.read_bytes().replace(b'"id"', b'"ix"', 1))
    with pytest.raises(AuditUnavailable, match="the first record of the segment is damaged"):
        WriteAhead(tmp_path, 100, is_new=False)


def with_room(folder: Path) -> WriteAhead:
    """A log whose second segment has room."""
    ahead = WriteAhead(folder, 1500, is_new=True)
    assert ahead.catch_up() == b""
    while not ahead.wants_room(ahead._offset):
        ahead.append([b'{"id":"%d"}' % ahead.size])
    ahead.make_room()
    assert not ahead.wants_room(ahead._offset)
    while not ahead.is_full:
        ahead.append([b'{"id":"%d"}' % ahead.size])
    ahead.append([b'{"id":"second"}'])
    return ahead


def test_a_segment_with_room_is_written_without_growing_and_read_up_to_its_room(tmp_path: Path) -> None:
    ahead = with_room(tmp_path)
    (_, first), (_, path) = segments(tmp_path)
    size = path.stat().st_size
    assert size == 1500 + PIECE
    assert sorted(each.name for each in tmp_path.iterdir()) == [first.name, path.name], "the room has become the segment"
    other = WriteAhead(tmp_path, 1500, is_new=False)
    assert other.catch_up() == b""
    for turn in range(3):
        for writer, reader in ((ahead, other), (other, ahead)):
            writer.append([b'{"id":"%d"}' % turn])
            assert reader.catch_up() == b""
            assert (reader.size, reader._head, reader._offset) == (writer.size, writer._head, writer._offset)
    assert path.stat().st_size == size
    assert path.read_bytes().strip(b"\0").count(b"\n") == path.read_bytes().count(b"\n") == 8
    ahead.rotate()
    assert other.catch_up() == b""
    assert other.size == ahead.size
    assert segments(tmp_path)[-1][1].stat().st_size < 300, "without room it grows"
    for each in (ahead, other):
        each.close()


LEFT = b'{"n":5,"prev":"' + b"ab" * 2000 + b'"}\n'


@pytest.mark.parametrize("is_open", [True, False], ids=["others live on", "at the next start"])
def test_what_a_killed_writer_left_in_the_room_is_cut_off_and_kept(tmp_path: Path, is_open: bool) -> None:
    ahead = with_room(tmp_path)
    (_, path) = segments(tmp_path)[1]
    with path.open("r+b") as file:
        file.seek(ahead._offset)
        file.write(LEFT[:1000])
    if not is_open:
        ahead.close()
        ahead = WriteAhead(tmp_path, 1500, is_new=False)
    torn = ahead.catch_up()
    assert torn == LEFT[:1000]
    assert ahead.cut(torn).read_bytes() == torn
    ahead.append([b'{"id":"third"}'])
    assert ahead.catch_up() == b""
    ahead.close()


def test_sectors_that_the_power_s_end_kept_from_the_disk_are_told_from_records_that_were_changed(tmp_path: Path) -> None:
    ahead = with_room(tmp_path)
    at, (_, path) = ahead._offset, segments(tmp_path)[1]
    batch = ahead.chain([b'{"id":"%d","error":"%s"}' % (number, b"x" * 900) for number in range(4)])
    ahead.close()
    before = path.read_bytes()
    data = batch.data
    for sector in range(-(-at // SECTOR), (at + len(data)) // SECTOR):
        written = bytearray(before)
        written[at : at + len(data)] = data
        written[sector * SECTOR : (sector + 1) * SECTOR] = bytes(SECTOR)
        path.write_bytes(written)
        found = WriteAhead(tmp_path, 1500, is_new=False)
        torn = found.catch_up()
        assert torn, sector
        whole = data[: sector * SECTOR - at].rfind(b"\n") + 1
        assert torn == bytes(written[at + whole :]).rstrip(b"\0")
        found.close()
        for place in (sector * SECTOR - 1, (sector + 1) * SECTOR):
            if at < place < at + len(data) - 2:
                changed = bytearray(written)
                changed[sector * SECTOR : (sector + 1) * SECTOR] = data[sector * SECTOR - at : (sector + 1) * SECTOR - at]
                changed[place] = 0
                path.write_bytes(changed)
                found = WriteAhead(tmp_path, 1500, is_new=False)
                with pytest.raises(AuditUnavailable, match="is damaged"):
                    found.catch_up()
                found.close()


def test_a_bit_in_the_room_is_found(tmp_path: Path) -> None:
    ahead = with_room(tmp_path)
    at, (_, path) = ahead._offset, segments(tmp_path)[1]
    ahead.close()
    with path.open("r+b") as file:
        file.seek(at + 3 * SECTOR + 7)
        file.write(b"\x01")
    found = WriteAhead(tmp_path, 1500, is_new=False)
    with pytest.raises(AuditUnavailable, match="is damaged"):
        found.catch_up()
    found.close()


def test_without_a_place_for_room_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "full")

    ahead = WriteAhead(tmp_path, 300, is_new=True)
    ahead.append([b'{"id":"1"}'])
    with monkeypatch.context() as patch:
        patch.setattr(module.os, "write", full)
        with pytest.raises(OSError, match="full"):
            ahead.make_room()
        assert ahead.wants_room(ahead._offset)
        patch.setattr(module, "SPARE", 2**60)
        ahead.make_room()  # does not even try: who appends meanwhile would find the disk full
    assert [each.name for each in tmp_path.iterdir()] == ["00000001.jsonl"]
    ahead.close()
