"""Reading a log does not judge it, but never makes up what is not there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from enclave.audit.read import events, lines, numbered_events
from enclave.audit.record import segments
from enclave.errors import InputError


def test_lines_know_their_place(copy: Callable[[], Path]) -> None:
    directory = copy()
    for line in lines(directory):
        assert line.path.read_bytes()[line.offset :].startswith(line.text + b"\n")
        assert line.path.read_bytes()[: line.offset].count(b"\n") + 1 == line.number
    assert [n for n, _ in numbered_events(directory)] == list(range(1, 9))
    assert [event.prompt_tokens for event in events(directory)] == list(range(8))


def test_a_record_that_is_being_written_is_not_read_yet(copy: Callable[[], Path]) -> None:
    directory = copy()
    [*_, (_, last)] = segments(directory / "log")
    with last.open("ab") as file:
        file.write(b'{"n":9,"prev"')
    assert len(list(events(directory))) == 8


DAMAGE = [(b'"kind":"completed"', b'"kind":"invented" '), (b'{"n":4', b'{"m":4'), (b"request-3", b"request-\xff")]


@pytest.mark.parametrize(("old", "new"), DAMAGE)
def test_a_damaged_record_is_an_error_with_its_place(copy: Callable[[], Path], old: bytes, new: bytes) -> None:
    directory = copy()
    for _, path in segments(directory / "log"):
        path.write_bytes(path.read_bytes().replace(old, new))
    with pytest.raises(InputError, match="the log is damaged") as caught:
        list(events(directory))
    assert caught.value.where.startswith("log/0000000")


def test_no_log_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    with pytest.raises(InputError, match="there is no log"):
        list(events(tmp_path))
