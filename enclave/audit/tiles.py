"""The tree of a log on the disk, as C2SP tlog-tiles lays it out: where tiles and bundles of entries stand, and what is in them.

Source: c2sp.org/tlog-tiles. A reader takes nothing for granted; `verify` judges what it reads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from enclave.audit.merkle import HASH, WIDTH, Edge, Subtree, perfect, widths

Level = int | Literal["entries"]
"""A level of hashes, 0 for those of the leaves; or the entries themselves."""

_PLACE = re.compile(r"(?P<level>[0-9]|[1-5][0-9]|6[0-3]|entries)/(?P<number>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?")


class BadTile(Exception):
    """A file of the tree that is not what it must be; the text says why."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(what)
        self.path = path


def tile_name(level: Level, number: int, width: int = WIDTH) -> str:
    """The path below `tile/`: `0/x001/x234/067`, and `entries/000.p/17` for a partial one."""
    digits = f"{number % 1000:03d}"
    while number := number // 1000:
        digits = f"x{number % 1000:03d}/{digits}"
    return f"{level}/{digits}" if width == WIDTH else f"{level}/{digits}.p/{width}"


def read_name(name: str) -> tuple[Level, int, int] | None:
    """Level, number and width of a path below `tile/`; None when it is not one."""
    match = _PLACE.fullmatch(name)
    if match is None or int(match["width"] or 1) >= WIDTH:
        return None
    number = int(match["number"].replace("x", "").replace("/", ""))
    level: Level = "entries" if match["level"] == "entries" else int(match["level"])
    found = level, number, int(match["width"] or WIDTH)
    return found if tile_name(*found) == name else None


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries one after the other, each behind its length in two bytes. Raises OverflowError above 65,535 bytes."""
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError when it ends inside one."""
    entries, place, end = [], 0, len(data)
    while place < end:
        start = place + 2
        place = start + (data[place] << 8) + data[start - 1] if start <= end else end + 1
        if place > end:
            raise ValueError("it ends inside an entry")
        entries.append(data[start:place])
    return entries


class Tiles:
    """Reads the tree of a log. Every method raises BadTile, and OSError when a file cannot be read."""

    def __init__(self, log: Path) -> None:
        self.root = log / "tile"
        """The folder of all of them."""

    def path(self, level: Level, number: int, width: int = WIDTH) -> Path:
        """Where a tile or bundle stands."""
        return self.root / tile_name(level, number, width)

    def find(self, level: Level, number: int, width: int) -> tuple[Path, bytes]:
        """The tile or bundle with at least that many things, and its file: the partial one or, when that is gone, the full one."""
        path = self.path(level, number, width)
        try:
            return path, path.read_bytes()
        except FileNotFoundError:
            if width == WIDTH:
                raise BadTile(path, "missing") from None
        full = self.path(level, number)
        try:
            return full, full.read_bytes()
        except FileNotFoundError:
            raise BadTile(path, "missing") from None

    def hashes(self, level: int, number: int, width: int) -> list[bytes]:
        """The first hashes of a tile."""
        path, data = self.find(level, number, width)
        if len(data) not in {width * HASH, WIDTH * HASH}:
            raise BadTile(path, f"it has {len(data)} bytes, and {width} hashes have {width * HASH}")
        return [data[place : place + HASH] for place in range(0, width * HASH, HASH)]

    def entries(self, number: int, width: int) -> list[bytes]:
        """The first entries of a bundle."""
        path, data = self.find("entries", number, width)
        try:
            found = unbundle(data)
        except ValueError as error:
            raise BadTile(path, str(error)) from error
        if len(found) not in {width, WIDTH}:
            raise BadTile(path, f"it has {len(found)} entries, and must have {width}")
        return found[:width]

    def edge(self, size: int) -> Edge:
        """The right edge of the tree of that size."""
        return Edge(size, [
            self.hashes(level, size // WIDTH ** (level + 1), width) if width else [] for level, width in enumerate(widths(size))
        ])

    def subtree(self, size: int) -> Subtree:
        """The hashes of perfect subtrees of the tree of that size, for proofs."""
        @lru_cache(maxsize=64)
        def tile(level: int, number: int) -> list[bytes]:
            return self.hashes(level, number, min(WIDTH, size // WIDTH**level - number * WIDTH))

        def subtree(height: int, index: int) -> bytes:
            level, above = divmod(height, 8)
            first = index << above
            return perfect(tile(level, first // WIDTH)[first % WIDTH : first % WIDTH + (1 << above)])

        return subtree
