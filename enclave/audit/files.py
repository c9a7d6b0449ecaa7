"""Files that are there whole or not at all, and stay there when the power goes; readable by their owner only."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

UNFINISHED = ".new"
"""Ending of a file that is being written, or was when its writer was killed."""
TOGETHER = 64
"""Files that are open at a time."""


def write_file(path: Path, data: bytes) -> None:
    """Write a file durably, in place of an older one of its name. Raises OSError."""
    write_files([(path, data)])


def write_files(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write files durably; each is there whole or not at all. Folders are made as needed. Raises OSError.

    They are synced together: a sync of the first makes the file system write most of what the others need.
    """
    folders: set[Path] = set()
    each = iter(files)
    while some := _write_some(each, folders):
        folders |= some
    for folder in folders:
        sync_folder(folder)


def _write_some(files: Iterator[tuple[Path, bytes]], made: set[Path]) -> set[Path]:
    """Write the next files, none open for longer than this takes; the folders they stand in."""
    opened: list[tuple[int, Path, Path]] = []
    try:
        for path, data in islice(files, TOGETHER):
            _make_folder(path.parent, made)
            new = path.with_name(path.name + UNFINISHED)
            opened.append((os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), new, path))
            write_all(opened[-1][0], data)
        for file, _, _ in opened:
            os.fsync(file)
    finally:
        for file, _, _ in opened:
            os.close(file)
    for _, new, path in opened:
        new.rename(path)
    return {path.parent for _, _, path in opened}


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
