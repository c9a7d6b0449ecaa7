"""A file of columns is believed while nothing has written it, and read again when something may have."""

from __future__ import annotations

import os
from pathlib import Path

from enclave.audit.column_sums import NAME, Sums


def test_only_the_bytes_that_were_seen_are_right(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"x" * 1000)
    assert not Sums(tmp_path).holds("a.parquet"), "nobody has taken its checksum"
    Sums(tmp_path).add("a.parquet")
    assert Sums(tmp_path).holds("a.parquet")
    assert not Sums(tmp_path).holds("b.parquet")
    stat = path.stat()
    path.write_bytes(b"x" * 999 + b"y")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert not Sums(tmp_path).holds("a.parquet"), "the times that a program can set do not help"
    path.write_bytes(b"x" * 1000)
    assert Sums(tmp_path).holds("a.parquet"), "the same bytes in another moment"
    for broken in (b"{", b'{"\xb6', b'{"a.parquet": 1}', b""):
        (tmp_path / NAME).write_bytes(broken)
        assert not Sums(tmp_path).holds("a.parquet")


def test_files_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(name.encode())
        Sums(tmp_path).add(name)
    (tmp_path / "a").unlink()
    Sums(tmp_path).add("b")
    assert '"a"' not in (tmp_path / NAME).read_text()
    assert not Sums(tmp_path).holds("a")
