"""The Merkle tree of RFC 6962, section 2.1: hashes, the growing right edge, and proofs that a stranger can check. No files.

The edge is kept by tiles of height 8, as C2SP tlog-tiles cuts a tree: level 0 has the hashes of the leaves, level L those of
256 ** L leaves each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

WIDTH = 256
"""Hashes of a full tile."""
HASH = 32
"""Bytes of a hash."""
EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""


class FullTile(NamedTuple):
    """A tile that will never change again."""

    level: int
    number: int
    hashes: tuple[bytes, ...]


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\1" + left + right).digest()


def perfect(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [sha256(b"\1" + hashes[i] + hashes[i + 1]).digest() for i in range(0, len(hashes), 2)]
    return hashes[0]


class Edge:
    """The right edge of a tree: of each level of tiles the hashes of its last, partial tile. Enough to grow, and for the root."""

    def __init__(self, size: int = 0, levels: Iterable[Sequence[bytes]] = ()) -> None:
        """Raises ValueError when the levels are not those of a tree of that size."""
        self.size = size
        self.levels = [list(level) for level in levels]
        if [len(level) for level in self.levels] != widths(size):
            raise ValueError(f"not the edge of a tree of {size} leaves")

    def append(self, leaves: Sequence[bytes]) -> list[FullTile]:
        """Grow by hashes of leaves; the tiles that became full, lower levels first of each."""
        full: list[FullTile] = []
        for leaf in leaves:
            self.size += 1
            self._push(leaf, full)
        return full

    def _push(self, digest: bytes, full: list[FullTile]) -> None:
        place = self.size - 1
        for level in range(len(self.levels) + 1):
            if level == len(self.levels):
                self.levels.append([])
            tile = self.levels[level]
            tile.append(digest)
            place //= WIDTH
            if len(tile) < WIDTH:
                return
            full.append(FullTile(level, place, tuple(tile)))
            digest = perfect(tile)
            tile.clear()

    def root(self) -> bytes:
        """The hash of the whole tree."""
        peaks = []
        for tile in reversed(self.levels):
            start, width = 0, WIDTH
            while width := width // 2:
                if len(tile) & width:
                    peaks.append(perfect(tile[start : start + width]))
                    start += width
        if not peaks:
            return EMPTY
        root = peaks.pop()
        while peaks:
            root = node_hash(peaks.pop(), root)
        return root


def widths(size: int) -> list[int]:
    """How many hashes the last tile of each level has in a tree of `size` leaves; 0 where the level ends with a full one."""
    found = []
    while size:
        found.append(size % WIDTH)
        size //= WIDTH
    return found


Subtree = Callable[[int, int], bytes]
"""The hash of the perfect subtree of `2 ** height` leaves that is number `index` of its height: `(height, index)`."""


def root_of(subtree: Subtree, start: int, end: int) -> bytes:
    """The hash over the leaves from `start` until `end`, where `start` is a multiple of the power of two that holds them."""
    count = end - start
    if count <= 0:
        return EMPTY
    if count & (count - 1) == 0:
        return subtree(count.bit_length() - 1, start // count)
    left = _split(count)
    return node_hash(root_of(subtree, start, start + left), root_of(subtree, start + left, end))


def inclusion(subtree: Subtree, index: int, size: int) -> list[bytes]:
    """The path that proves leaf `index` (the first is 0) in the tree of `size` leaves, from its sibling up. RFC 6962, 2.1.1."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(root_of(subtree, middle, end))
            end = middle
        else:
            path.append(root_of(subtree, start, middle))
            start = middle
    return path[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to from the hash of a leaf; None when no path of that leaf has this length. RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return None
    root, number, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            root = node_hash(sibling, root)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        number, last = number >> 1, last >> 1
    return root if last == 0 else None


def consistency(subtree: Subtree, old: int, new: int) -> list[bytes]:
    """The path that proves that the tree of `old` leaves is the beginning of the one of `new`. RFC 6962, 2.1.2."""
    if not 0 < old <= new:
        raise ValueError(f"a tree of {old} leaves is not the beginning of one of {new}")
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while end - start > 0:
        if old == end:
            if not whole:
                path.append(root_of(subtree, start, end))
            break
        middle = start + _split(end - start)
        if old <= middle:
            path.append(root_of(subtree, middle, end))
            end = middle
        else:
            path.append(root_of(subtree, start, middle))
            start, whole = middle, False
    return path[::-1]


def is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a path proves that the tree with `old_root` is the beginning of the one with `new_root`. RFC 9162, 2.1.4.2."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if not path:
        return False
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            second = node_hash(second, step)
        number, last = number >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
