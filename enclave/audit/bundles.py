"""Roots over full bundles of entries that are what the tree says: the quick way through a log in which nothing is wrong, on several cores.

As a program it writes, for spans of bundles, a root or zeros for each: `python -m enclave.audit.bundles TILES COUNT SPAN FIRST STEP`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

from enclave.audit.merkle import HASH, WIDTH
from enclave.audit.tiles import tile_name

SPAN = 256
"""Bundles that one process takes at a time."""
WORTH = 4 * SPAN
"""Below so many bundles another process takes longer to start than it saves."""
UNKNOWN = bytes(HASH)
"""Instead of the root of a bundle that is not as the tree says, or has an empty entry: somebody must look at it."""


def root_of_bundle(entries: bytes, tile: bytes) -> bytes:
    """The root over a full bundle, if it has an entry for each hash of its tile, all of them that hash, and none is empty."""
    place, leaves = 0, []
    try:
        for _ in range(WIDTH):
            start = place + 2
            place = start + (entries[place] << 8) + entries[start - 1]
            if place == start:
                return UNKNOWN
            leaves.append(sha256(b"\0" + entries[start:place]).digest())
    except IndexError:
        return UNKNOWN
    hashes = b"".join(leaves)
    if place != len(entries) or hashes != tile:
        return UNKNOWN
    while len(hashes) > HASH:
        hashes = b"".join([sha256(b"\1" + hashes[at : at + 2 * HASH]).digest() for at in range(0, len(hashes), 2 * HASH)])
    return hashes


def roots(tiles: Path, count: int, processes: int = 1) -> Iterator[bytes]:
    """The root of each of the first full bundles below a folder, `UNKNOWN` for one that cannot be read or is not as its tile says.

    Of several processes this is one; what another cannot tell is unknown.
    """
    step = max(1, min(processes, count // WORTH + 1))
    with ExitStack() as ended:
        others = [ended.enter_context(_other(tiles, count, first, step)) for first in range(1, step)]
        for span in range(-(-count // SPAN)):
            bundles = _span(count, SPAN, span)
            if span % step == 0:
                yield from (_root(str(tiles), number) for number in bundles)
            else:
                told = _read(others[span % step - 1], len(bundles) * HASH)
                yield from (told[at : at + HASH] for at in range(0, len(told), HASH))


def _span(count: int, width: int, span: int) -> range:
    return range(span * width, min(count, (span + 1) * width))


def _root(tiles: str, number: int) -> bytes:
    try:
        with open(f"{tiles}/{tile_name('entries', number)}", "rb") as entries, open(f"{tiles}/{tile_name(0, number)}", "rb") as tile:
            return root_of_bundle(entries.read(), tile.read())
    except OSError:
        return UNKNOWN


def _other(tiles: Path, count: int, first: int, step: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", __name__, str(tiles), str(count), str(SPAN), str(first), str(step)]
    return _Ending(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


class _Ending(subprocess.Popen[bytes]):
    """A process that ends with its `with`, done or not."""

    def __exit__(self, *error: object) -> None:
        self.kill()
        super().__exit__(None, None, None)


def _read(process: subprocess.Popen[bytes], size: int) -> bytes:
    """So many bytes of what it says; zeros for what it did not."""
    told = process.stdout.read(size) if process.stdout is not None else b""
    return told.ljust(size, b"\0")


def main(tiles: str, count: int, width: int, first: int, step: int) -> None:
    """Write the roots of every so manieth span. It ends when nobody reads any more."""
    for span in range(first, -(-count // width), step):
        told = b"".join([_root(tiles, number) for number in _span(count, width, span)])
        while told:
            told = told[os.write(1, told) :]


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
