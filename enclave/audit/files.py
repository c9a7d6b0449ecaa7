"""Files that are there whole or not at all, and stay there when the power goes; readable by their owner only."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

UNFINISHED = ".new"
"""Ending of a file that is being written, or was when its writer was killed."""
TOGETHER = 64
"""Files that are open at a time."""
library = ctypes.PyDLL(None, use_errno=True)
"""Calls that keep the interpreter: what they look at is in memory, and to get the interpreter back, under a lock, takes longer."""
_state = library.statx
_state.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p)
_STATE = struct.Struct("32xQ216x")
"""The kernel's `struct statx`, of which only the inode is read."""
_HERE, _INODE = -100, 0x100
"""AT_FDCWD, STATX_INO."""


class Named:
    """Which file a path names at the moment, by its inode. For one thread at a time."""

    def __init__(self) -> None:
        self._told = ctypes.create_string_buffer(_STATE.size)

    def inode(self, path: bytes) -> int:
        """0 when there is none."""
        if _state(_HERE, path, 0, _INODE, self._told):
            return 0
        found: int = _STATE.unpack(self._told)[0]
        return found


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
