"""One file in, one file out."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.cli.files import read_bytes, read_text, show, write_text
from enclave.errors import EnclaveError


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
