"""One file in, one file out."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from enclave.cli import files
from enclave.cli.files import read_at_most, read_bytes, read_text, show, write_text
from enclave.errors import EnclaveError, InputError


def test_what_is_written_is_read_again_with_its_last_line_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_text(tmp_path / "a", "one\nté")
    assert read_bytes(tmp_path / "a") == "one\nté\n".encode()
    (tmp_path / "b").write_bytes(b"\xef\xbb\xbfx")
    assert read_text(tmp_path / "b") == "x"
    show("shown\n", None)
    show("kept", tmp_path / "c")
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("shown\n", f"wrote {tmp_path / 'c'}\n")
    assert read_text(tmp_path / "c") == "kept\n"


def test_what_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for call in (
        lambda: read_bytes(tmp_path / "none"), lambda: read_text(tmp_path), lambda: read_text(tmp_path / "bytes"),
        lambda: write_text(tmp_path, "x"), lambda: show("x", tmp_path / "no" / "where"),
    ):  # fmt: skip
        with pytest.raises(EnclaveError) as refused:
            call()
        assert str(tmp_path) in str(refused.value.where)


def test_no_more_is_read_than_asked_and_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert [read_at_most(tmp_path / "a", most) for most in (3, 4, 5, 9)] == [b"1234", b"12345", b"12345", b"12345"]
    assert read_at_most(Path("/dev/null"), 9) == b""
    assert len(read_at_most(Path("/dev/zero"), 9)) == 10
    with pytest.raises(OSError, match="directory"):
        read_at_most(tmp_path, 9)


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "NOBODY", 0.02)
    monkeypatch.setattr(files, "SILENT", 0.04)
    monkeypatch.setattr(files, "STEP", 0.01)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="nobody writes to it"):
        read_at_most(tmp_path / "pipe", 9)
    ends = os.pipe()
    try:
        with pytest.raises(InputError, match="whoever writes to it is silent"):
            read_at_most(Path(f"/dev/fd/{ends[0]}"), 9)
    finally:
        for end in ends:
            os.close(end)


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(b"x" * 200_000,))
    writer.start()
    assert read_at_most(tmp_path / "pipe", 10**6) == b"x" * 200_000
    writer.join()
    ends = os.pipe()
    os.write(ends[1], b"all")
    os.close(ends[1])
    assert read_at_most(Path(f"/dev/fd/{ends[0]}"), 9) == b"all"
    os.close(ends[0])
