"""How far a sink has come, on the disk."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from enclave.audit.sinks.cursor import Cursor, cursor_path, leaf_hash, read_cursor, write_cursor
from enclave.errors import InputError


def test_is_kept_and_read_again(tmp_path: Path) -> None:
    path = cursor_path(tmp_path, "hub")
    assert read_cursor(path) is None
    cursor = Cursor("log", 7, leaf_hash(b"{}"), "2026-11-21T09:30:00.000000Z", 1)
    write_cursor(path, cursor)
    assert read_cursor(path) == cursor
    assert cursor.leaf == sha256(b"\0{}").hexdigest()


def test_one_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for broken in (b"", b"{", b"{}", b'{"log":"a","record":"1","leaf":""}', b'{"log":"a","record":1,"leaf":"","more":1}'):
        path.write_bytes(broken)
        with pytest.raises(InputError, match="cannot be read"):
            read_cursor(path)
    with pytest.raises(InputError, match="cannot read"):
        read_cursor(tmp_path)
