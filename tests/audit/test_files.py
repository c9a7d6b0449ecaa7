"""A file is there whole or not at all, for its owner only."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

import enclave.audit.files as module
from enclave.audit.files import Named, write_file, write_files


def test_files_and_their_folders_are_for_the_owner_and_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    sync = os.fsync
    monkeypatch.setattr(module.os, "fsync", lambda file: synced.append(os.readlink(f"/proc/self/fd/{file}")) or sync(file))
    write_files([(tmp_path / "a" / "b" / "one", b"1"), (tmp_path / "a" / "b" / "two", b"2" * 100_000)])
    assert (tmp_path / "a" / "b" / "two").stat().st_size == 100_000
    for path in (tmp_path / "a").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert {str(tmp_path), str(tmp_path / "a"), str(tmp_path / "a" / "b")} < set(synced)
    assert len(synced) == 5


def test_an_older_file_stays_until_the_new_one_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(tmp_path / "x", b"old")
    monkeypatch.setattr(module.os, "fsync", lambda file: (_ for _ in ()).throw(OSError("no")))
    with pytest.raises(OSError, match="no"):
        write_file(tmp_path / "x", b"new")
    assert (tmp_path / "x").read_bytes() == b"old"


def test_a_path_names_the_file_that_is_there_now(tmp_path: Path) -> None:
    path, named = tmp_path / "x", Named()
    assert named.inode(os.fsencode(path)) == 0
    path.write_text("one")
    assert named.inode(os.fsencode(path)) == path.stat().st_ino
    (tmp_path / "y").write_text("two")
    (tmp_path / "y").rename(path)
    assert named.inode(os.fsencode(path)) == path.stat().st_ino
