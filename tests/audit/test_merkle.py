"""The tree, against RFC 6962's definition written out and the known roots of its test vectors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.audit.merkle import (
    EMPTY,
    WIDTH,
    Edge,
    Subtree,
    consistency,
    inclusion,
    is_consistent,
    leaf_hash,
    node_hash,
    root_from_inclusion,
    root_of,
    widths,
)

# inputs and roots that Certificate Transparency's own tests use (google/certificate-transparency, merkletree tests)
VECTORS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def defined(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, to the letter."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(defined(leaves[:k]), defined(leaves[k:]))


def made(count: int) -> list[bytes]:
    return [leaf_hash(b"%d" % number) for number in range(count)]


def subtrees(leaves: list[bytes]) -> Subtree:
    return lambda height, index: defined(leaves[index << height : (index + 1) << height])


def test_known_roots() -> None:
    edge = Edge()
    assert edge.root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for text, root in zip(VECTORS, ROOTS, strict=True):
        edge.append([leaf_hash(bytes.fromhex(text))])
        assert edge.root().hex() == root


@given(st.lists(st.integers(0, 400), min_size=1, max_size=5))
def test_an_edge_grows_to_the_root_that_is_defined(steps: list[int]) -> None:
    leaves = made(sum(steps))
    edge, place, tiles = Edge(), 0, {}
    for step in steps:
        for tile in edge.append(leaves[place : place + step]):
            assert len(tile.hashes) == WIDTH
            tiles[tile.level, tile.number] = tile.hashes
        place += step
        assert edge.root() == defined(leaves[:place])
        assert [len(level) for level in edge.levels] == widths(place)
        again = Edge(edge.size, edge.levels)
        assert again.root() == edge.root()
    for (level, number), hashes in tiles.items():
        assert level == 0
        assert list(hashes) == leaves[number * WIDTH : (number + 1) * WIDTH]


def test_the_sizes_of_the_example_of_tlog_tiles() -> None:
    assert widths(70_000) == [112, 17, 1]
    assert widths(256) == [0, 1]
    assert widths(0) == []
    leaves = made(256 * 256 + 3)
    edge = Edge()
    tiles = edge.append(leaves)
    assert [(tile.level, tile.number) for tile in tiles[-2:]] == [(0, 255), (1, 0)]
    assert [len(level) for level in edge.levels] == [3, 0, 1]


@pytest.mark.parametrize(("size", "levels"), [(1, []), (0, [[b""]]), (257, [[b"", b""], [b""]]), (256, [[b""]])])
def test_an_edge_of_another_size_is_refused(size: int, levels: list[list[bytes]]) -> None:
    with pytest.raises(ValueError, match="not the edge"):
        Edge(size, levels)


def test_every_inclusion_is_proved_and_no_other() -> None:
    for size in range(1, 40):
        leaves = made(size)
        root = defined(leaves)
        assert root_of(subtrees(leaves), 0, size) == root
        for index in range(size):
            path = inclusion(subtrees(leaves), index, size)
            assert root_from_inclusion(leaves[index], index, size, path) == root
            for other in range(size + 2):
                if other != index:
                    assert root_from_inclusion(leaves[index], other, size, path) != root
            assert root_from_inclusion(leaves[index], index, size, [*path, root]) != root
            if path:
                assert root_from_inclusion(leaves[index], index, size, path[1:]) != root
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion(subtrees(leaves), 40, 39)
    assert root_from_inclusion(leaves[0], -1, 39, []) is None


def test_every_beginning_is_proved_and_no_other() -> None:
    for new in range(1, 40):
        leaves = made(new)
        roots = [defined(leaves[:size]) for size in range(new + 1)]
        for old in range(1, new + 1):
            path = consistency(subtrees(leaves), old, new)
            assert is_consistent(old, roots[old], new, roots[new], path)
            for wrong in range(1, new + 1):
                if wrong != old:
                    assert not is_consistent(wrong, roots[old], new, roots[new], path)
                    assert not is_consistent(old, roots[wrong], new, roots[new], path)
            assert not is_consistent(old, roots[old], new, roots[new], [*path, roots[old]])
            if path:
                assert not is_consistent(old, roots[old], new, roots[new], path[:-1])
    with pytest.raises(ValueError, match="not the beginning"):
        consistency(subtrees(leaves), 0, 39)
    assert not is_consistent(0, EMPTY, 39, roots[39], [])
