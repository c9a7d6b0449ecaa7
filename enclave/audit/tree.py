"""The tree of a log as it grows: writes tiles and bundles of entries, durably, before a checkpoint speaks of them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from enclave.audit.files import sync_folder, write_files
from enclave.audit.merkle import WIDTH, Edge, leaf_hash
from enclave.audit.tiles import Level, Tiles, bundle


class Tree:
    """The tree of one log, at one size. One at a time may grow; after an error, load it again."""

    def __init__(self, log: Path, size: int) -> None:
        """Loads what is needed to go on. Raises BadTile, OSError."""
        self._tiles = Tiles(log)
        self._edge = self._tiles.edge(size)
        self._last = self._tiles.entries(size // WIDTH, size % WIDTH) if size % WIDTH else []
        """The entries of the last, partial bundle."""
        self._full: list[Path] = []

    @property
    def size(self) -> int:
        """How many entries it has."""
        return self._edge.size

    def root(self) -> bytes:
        """The hash of the whole tree."""
        return self._edge.root()

    def grow(self, entries: Sequence[bytes], pause: float = 0.0) -> None:
        """Add entries; on return they and all hashes are on the disk. Raises OSError, and has then not grown.

        `pause`: seconds to rest after each bundle, for other threads of the process.
        """
        edge = Edge(self.size, self._edge.levels)
        waiting = [*self._last, *entries]
        full: list[Path] = []
        write_files(self._grown(edge, waiting, full, pause))
        self._full += full
        self._edge = edge
        self._last = waiting[len(waiting) - len(waiting) % WIDTH :]

    def _grown(self, edge: Edge, waiting: Sequence[bytes], full: list[Path], pause: float) -> Iterator[tuple[Path, bytes]]:
        """The files of a tree that has these entries behind its full bundles, one after the other: who appends meanwhile is not kept
        waiting for the hashes of all of them."""
        known = len(self._last)
        for start in range(0, len(waiting), WIDTH):
            part, number = waiting[start : start + WIDTH], self.size // WIDTH + start // WIDTH
            written: list[tuple[Level, int, int, bytes]] = [("entries", number, len(part), bundle(part))]
            for tile in edge.append([leaf_hash(entry) for entry in (part[known:] if not start else part)]):
                written.append((tile.level, tile.number, WIDTH, b"".join(tile.hashes)))
            full += [self._tiles.path(level, at) for level, at, width, _ in written if width == WIDTH]
            yield from ((self._tiles.path(level, at, width), data) for level, at, width, data in written)
            if pause:
                time.sleep(pause)
        for level, hashes in enumerate(edge.levels):
            if hashes and self.size // WIDTH**level != edge.size // WIDTH**level:
                yield self._tiles.path(level, edge.size // WIDTH ** (level + 1), len(hashes)), b"".join(hashes)

    def tidy(self) -> None:
        """Delete the partial tiles whose full one is there. Call it when a checkpoint that needs the full ones is written."""
        for path in self._full:
            shutil.rmtree(path.with_name(path.name + ".p"), ignore_errors=True)
        self._full.clear()


def empty(log: Path, size: int, places: Mapping[int, int]) -> None:
    """Leave nothing of the entries of some bundles, of the tree of that size, whose bit is set; hashes stay. Raises BadTile, OSError.

    `places` is the number of a bundle -> a bit for each entry, the first is the lowest. Full bundles may be emptied at any time, the last,
    partial one only by who may let the tree grow.
    """
    tiles = Tiles(log)
    emptied = []
    for number, bits in places.items():
        width = min(WIDTH, size - number * WIDTH)
        entries = tiles.entries(number, width)
        path = tiles.path("entries", number, width)
        older = tiles.path("entries", number, 1).parent
        # what older checkpoints had of it goes first: it would tell what is gone
        stale = [each for each in older.glob("*") if each != path] if older.is_dir() else []
        for each in stale:
            each.unlink(missing_ok=True)
        if stale:
            sync_folder(older)
        emptied.append((path, bundle([b"" if bits >> place & 1 else entry for place, entry in enumerate(entries)])))
    write_files(emptied)
