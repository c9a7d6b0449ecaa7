"""Reading a log does not judge it, but never makes up what is not there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import enclave.audit.read as module
from enclave.audit.read import Entry, entries, events, numbered_events
from enclave.errors import InputError

from .conftest import ahead


def test_entries_come_from_the_tree_and_from_behind_it(large: Callable[[], Path]) -> None:
    directory = large()
    found = list(entries(directory))
    assert [entry.number for entry in found] == list(range(1, 601))
    assert [event.prompt_tokens for event in events(directory)] == list(range(600))
    assert {entry.path.parent.name for entry in found[:590]} == {"entries", "002.p"}
    assert {entry.path.parent.name for entry in found[590:]} == {"wal"}
    for after in (0, 1, 255, 256, 257, 589, 590, 591, 600, 700):
        assert list(entries(directory, after)) == found[after:]


def test_what_goes_into_the_tree_meanwhile_is_not_missed(
    large: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = large()
    sizes = iter([300, 590])
    monkeypatch.setattr(module, "claimed_size", lambda note: next(sizes))
    for path in ahead(directory)[:-7]:
        path.unlink()
    assert [entry.number for entry in entries(directory)] == list(range(1, 601))


def test_a_record_that_is_missing_is_said(large: Callable[[], Path]) -> None:
    directory = large()
    ahead(directory)[-2].unlink()
    with pytest.raises(InputError, match=r"record 59\d is missing"):
        list(entries(directory))


def test_a_record_that_is_being_written_is_not_read_yet(copy: Callable[[], Path]) -> None:
    directory = copy()
    with ahead(directory)[-1].open("ab") as file:
        file.write(b'{"n":9,"prev"')
    assert len(list(events(directory))) == 8


DAMAGE = [(b'"kind":"completed"', b'"kind":"invented" '), (b'{"n":4', b'{"m":4'), (b"request-3", b"request-\xff")]


@pytest.mark.parametrize(("old", "new"), DAMAGE)
def test_a_damaged_record_is_an_error_with_its_place(unsigned: Callable[[], Path], old: bytes, new: bytes) -> None:
    directory = unsigned()
    for path in ahead(directory):
        path.write_bytes(path.read_bytes().replace(old, new))
    with pytest.raises(InputError, match="the log is damaged") as caught:
        list(events(directory))
    assert "wal/0000000" in caught.value.where


def test_a_damaged_bundle_is_an_error_with_its_place(copy: Callable[[], Path]) -> None:
    directory = copy()
    (path,) = (directory / "log/tile/entries/000.p").iterdir()
    path.write_bytes(path.read_bytes().replace(b'"kind":"completed"', b'"kind":"invented" '))
    with pytest.raises(InputError, match="the log is damaged") as caught:
        list(numbered_events(directory))
    assert caught.value.where == Entry(1, b"", path).where
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(InputError, match="the log is damaged: it ends inside an entry"):
        list(numbered_events(directory))
    (directory / "log" / "checkpoint").write_bytes(b"?")
    with pytest.raises(InputError, match="the checkpoint of the log is damaged"):
        list(numbered_events(directory))


def test_no_log_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    with pytest.raises(InputError, match="there is no log"):
        list(events(tmp_path))
