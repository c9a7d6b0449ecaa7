"""Names and contents of tiles, against the examples of c2sp.org/tlog-tiles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.audit.merkle import WIDTH, Edge, inclusion, leaf_hash, root_from_inclusion
from enclave.audit.tiles import BadTile, Tiles, bundle, read_name, tile_name, unbundle
from enclave.audit.tree import Tree


def test_the_names_of_the_specification() -> None:
    assert tile_name(0, 1234067) == "0/x001/x234/067"
    assert tile_name(1, 0, 17) == "1/000.p/17"
    assert tile_name("entries", 999) == "entries/999"
    assert tile_name("entries", 1000) == "entries/x001/000"


@given(st.one_of(st.integers(0, 63), st.just("entries")), st.integers(0, 10**12), st.integers(1, WIDTH))
def test_names_come_back(level: int, number: int, width: int) -> None:
    assert read_name(tile_name(level, number, width)) == (level, number, width)


@pytest.mark.parametrize("name", [
    "64/000", "00/000", "0/00", "0/0000", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/x000/001", "e/000", "0/000/",
])
def test_other_names_are_none(name: str) -> None:
    assert read_name(name) is None


@given(st.lists(st.binary(max_size=300), max_size=10))
def test_bundles_come_back(entries: list[bytes]) -> None:
    assert unbundle(bundle(entries)) == entries


def test_a_bundle_is_cut_or_too_large() -> None:
    whole = bundle([b"abc", bytes(65_535)])
    assert len(unbundle(whole)[1]) == 65_535
    for end in (*range(1, 5), 6, len(whole) - 1):
        with pytest.raises(ValueError, match="inside an entry"):
            unbundle(whole[:end])
    with pytest.raises(OverflowError):
        bundle([bytes(65_536)])


def test_hashes_of_subtrees_prove_leaves(tmp_path: Path) -> None:
    entries = [b"%d" % number for number in range(66_000)]
    tree = Tree(tmp_path, 0)
    tree.grow(entries)
    tiles = Tiles(tmp_path)
    assert tiles.edge(66_000).root() == tree.root()
    for index in (0, 255, 256, 65_535, 65_536, 65_999):
        path = inclusion(tiles.subtree(66_000), index, 66_000)
        assert root_from_inclusion(leaf_hash(entries[index]), index, 66_000, path) == tree.root()


def test_what_is_not_there_or_not_whole_is_said(tmp_path: Path) -> None:
    tree = Tree(tmp_path, 0)
    tree.grow([b"a", b"b", b"c"])
    tiles = Tiles(tmp_path)
    for call in (lambda: tiles.hashes(0, 1, 4), lambda: tiles.entries(0, 4), lambda: tiles.edge(300)):
        with pytest.raises(BadTile, match="missing"):
            call()
    tiles.path("entries", 0, 3).write_bytes(bundle([b"a", b"b"]))
    with pytest.raises(BadTile, match="2 entries, and must have 3") as caught:
        tiles.entries(0, 3)
    assert caught.value.path == tiles.path("entries", 0, 3)
    tiles.path(0, 0, 3).write_bytes(b"x" * 95)
    with pytest.raises(BadTile, match="95 bytes"):
        tiles.hashes(0, 0, 3)
    assert Edge(0).root() == tiles.edge(0).root()
