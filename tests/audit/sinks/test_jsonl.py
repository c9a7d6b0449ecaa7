"""JSON lines: whole lines, in files that are replaced when they are full."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from enclave.audit.sinks.interface import Unavailable
from enclave.audit.sinks.jsonl import Lines, open_sink
from enclave.audit.sinks.ship import ship
from enclave.errors import InputError


def test_full_files_move_up_and_the_oldest_goes(log: Any, tmp_path: Path) -> None:
    log.append(200)
    sink = Lines(tmp_path / "out" / "events.jsonl", 20_000, 3)
    sink.limits = sink.limits._replace(records=10)
    ship(log.directory, "file", sink, lambda _: False, once=True)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    full = [name for name in names if name != "events.jsonl"]
    assert full == ["events.jsonl.1", "events.jsonl.2", "events.jsonl.3"]
    texts = "".join((tmp_path / "out" / name).read_text() for name in [*reversed(full), *(n for n in names if n not in full)])
    numbers = [json.loads(line)["RecordNumber"] for line in texts.splitlines()]
    assert numbers == list(range(numbers[0], 201))
    assert numbers[0] > 1
    assert all((tmp_path / "out" / name).stat().st_mode & 0o077 == 0 for name in names)


def test_a_torn_line_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    for torn, kept in ((b'{"a":1}\n{"b":', b'{"a":1}\n'), (b'{"b":', b""), (b'{"a":1}\n', b'{"a":1}\n'), (b"", b"")):
        path.write_bytes(torn)
        open_sink(file=str(path)).send([b"new\n"])
        assert path.read_bytes() == kept + b"new\n"


def test_a_disk_that_is_full_keeps_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"old\n")

    def full(file: int, data: bytes) -> None:
        os.write(file, data[:3])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("enclave.audit.sinks.jsonl.write_all", full)
        with pytest.raises(Unavailable, match="no space"):
            open_sink(file=str(path)).send([b"new line\n"])
    assert path.read_bytes() == b"old\n"
    with pytest.raises(Unavailable):
        open_sink(file=str(tmp_path)).send([b"new\n"])


def test_standard_output(log: Any, capfd: pytest.CaptureFixture[str]) -> None:
    log.append(3)
    ship(log.directory, "out", open_sink(file="-"), lambda _: False, once=True)
    assert [json.loads(line)["RecordNumber"] for line in capfd.readouterr().out.splitlines()] == [1, 2, 3]


def test_settings_that_cannot_be() -> None:
    with pytest.raises(InputError):
        open_sink(file="x", megabytes=0)
    with pytest.raises(InputError):
        open_sink(file="x", files=0)
