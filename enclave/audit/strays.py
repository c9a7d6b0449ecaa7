"""Files of a log that its newest checkpoint does not need: older partial tiles, and what was written for a checkpoint that never came.

They are served to whoever asks for them, so they must tell nothing else than the rest.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from enclave.audit.chain import Problem
from enclave.audit.files import UNFINISHED
from enclave.audit.merkle import HASH, WIDTH, Edge, leaf_hash
from enclave.audit.record import segments
from enclave.audit.tiles import BadTile, Level, Tiles, bundle, read_name


def strays(log: Path, edge: Edge, tail: Sequence[bytes], problems: list[Problem]) -> None:
    """Check every file below `tile/` and `wal/` that the check of the newest tree has not read.

    `tail` has the entries from the last, partial bundle of the tree on, with those that are not in the tree yet.
    """
    expected = _Expected(Tiles(log), edge, tail)
    for name in _files(log / "tile"):
        place = read_name(name)
        if place is None:
            problems.append(Problem(f"log/tile/{name}", None, "it is not a file of the log"))
            continue
        what = expected.problem(*place, log / "tile" / name)
        if what:
            problems.append(Problem(f"log/tile/{name}", None, what))
    known = {path.name for _, path in segments(log / "wal")}
    for name in _files(log / "wal"):
        if name not in known and not name.endswith(".torn"):
            problems.append(Problem(f"log/wal/{name}", None, "it is not a file of the log"))


class _Expected:
    """What must stand in a tile, of this tree and of the one with what is still to come."""

    def __init__(self, tiles: Tiles, edge: Edge, tail: Sequence[bytes]) -> None:
        self._tiles = tiles
        self._size = edge.size
        self._tail = tail
        self._whole = Edge(edge.size, edge.levels)
        full = self._whole.append([leaf_hash(entry) for entry in tail[edge.size % WIDTH :]])
        self._new: dict[tuple[Level, int], tuple[bytes, ...]] = {(tile.level, tile.number): tile.hashes for tile in full}

    def problem(self, level: Level, number: int, width: int, path: Path) -> str:
        """What is wrong with a file; nothing when the check of the tree has read it."""
        span = 1 if level == "entries" else WIDTH**level
        there = min(WIDTH, max(0, self._size // span - number * WIDTH))
        if width == there:
            return ""
        try:
            if width < there:
                good = self._first(level, number, width, there)
            else:
                new = self._coming(level, number)
                if len(new) < width:
                    return "it reaches beyond the end of the log"
                good = bundle(new[:width]) if level == "entries" else b"".join(new[:width])
            return "" if path.read_bytes() == good else "changed: it is not the beginning of what is there now"
        except (BadTile, OSError):
            return "it cannot be compared with what is there now"

    def _first(self, level: Level, number: int, width: int, there: int) -> bytes:
        if level == "entries":
            return bundle(self._tiles.entries(number, there)[:width])
        return b"".join(self._tiles.hashes(level, number, there))[: width * HASH]

    def _coming(self, level: Level, number: int) -> Sequence[bytes]:
        if level == "entries":
            start = (number - self._size // WIDTH) * WIDTH
            return self._tail[start : start + WIDTH]
        if (level, number) in self._new:
            return self._new[level, number]
        is_last = level < len(self._whole.levels) and number == self._whole.size // WIDTH ** (level + 1)
        return self._whole.levels[level] if is_last else ()


def _files(folder: Path) -> Iterator[str]:
    """Every file below a folder by its path there, but those that are being written."""
    for parent, _, names in os.walk(folder):
        for name in names:
            if not name.endswith(UNFINISHED):
                yield (Path(parent) / name).relative_to(folder).as_posix()
