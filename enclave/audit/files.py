"""Files that are there whole or not at all, and stay there when the power goes; readable by their owner only."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

UNFINISHED = ".new"
"""Ending of a file that is being written, or was when its writer was killed."""


def write_file(path: Path, data: bytes) -> None:
    """Write a file durably, in place of an older one of its name. Raises OSError."""
    write_files([(path, data)])


def write_files(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write files durably; each is there whole or not at all. Folders are made as needed. Raises OSError."""
    folders: set[Path] = set()
    for path, data in files:
        _make_folder(path.parent, folders)
        new = path.with_name(path.name + UNFINISHED)
        file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            write_all(file, data)
            os.fsync(file)
        finally:
            os.close(file)
        new.rename(path)
        folders.add(path.parent)
    for folder in folders:
        sync_folder(folder)


def write_all(file: int, data: bytes) -> None:
    """Write all of it, however often the system takes only a part."""
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def sync_folder(path: Path) -> None:
    """Make what stands in a folder last: its names, not the contents of its files."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _make_folder(path: Path, made: set[Path]) -> None:
    if path in made or path.is_dir():
        return
    _make_folder(path.parent, made)
    path.mkdir(mode=0o700, exist_ok=True)
    made |= {path, path.parent}
