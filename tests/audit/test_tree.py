"""A tree on the disk grows to what the tree in memory is, in any steps, and can be taken up again at any size."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import enclave.audit.files as module
from enclave.audit.merkle import Edge, leaf_hash
from enclave.audit.tiles import Tiles
from enclave.audit.tree import Tree


def entries(start: int, end: int) -> list[bytes]:
    return [b"entry %d" % number for number in range(start, end)]


@settings(max_examples=25)
@given(st.lists(st.integers(1, 600), min_size=1, max_size=5), st.booleans())
def test_it_grows_in_any_steps(tmp_path_factory: pytest.TempPathFactory, steps: list[int], again: bool) -> None:
    log = tmp_path_factory.mktemp("log")
    tree, edge = Tree(log, 0), Edge()
    for step in steps:
        if again:
            tree = Tree(log, tree.size)
        part = entries(tree.size, tree.size + step)
        edge.append(list(map(leaf_hash, part)))
        tree.grow(part)
        tree.tidy()
        assert (tree.size, tree.root()) == (edge.size, edge.root())
    size = tree.size
    tiles = Tiles(log)
    found = [entry for number in range(-(-size // 256)) for entry in tiles.entries(number, min(256, size - number * 256))]
    assert found == entries(0, size)


def test_partial_tiles_stay_until_the_full_one_is_signed(tmp_path: Path) -> None:
    tree = Tree(tmp_path, 0)
    tree.grow(entries(0, 100))
    tree.tidy()
    tree.grow(entries(100, 300))
    for level in ("0", "entries"):
        assert (tmp_path / "tile" / level / "000.p" / "100").exists()
    tree.tidy()
    for level in ("0", "entries"):
        assert not (tmp_path / "tile" / level / "000.p").exists()
        assert (tmp_path / "tile" / level / "001.p" / "44").exists()


def test_without_room_it_has_not_grown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree(tmp_path, 0)
    tree.grow(entries(0, 3))
    root = tree.root()

    def full(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(module.os, "write", full)
    with pytest.raises(OSError, match="No space"):
        tree.grow(entries(3, 600))
    assert (tree.size, tree.root()) == (3, root)
    monkeypatch.undo()
    tree.grow(entries(3, 600))
    assert tree.root() == Tree(tmp_path, 600).root()
