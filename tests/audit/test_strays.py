"""Files that no checkpoint needs must still tell nothing but the log."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.audit.chain import Problem
from enclave.audit.strays import strays
from enclave.audit.tiles import Tiles
from enclave.audit.tree import Tree


def entries(start: int, end: int) -> list[bytes]:
    return [b'{"id":"%d"}' % number for number in range(start, end)]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A tree of 300, one of 100 before it and one of 600 that was never signed."""
    (tmp_path / "wal").mkdir()
    tree = Tree(tmp_path, 0)
    for start, end in ((0, 100), (100, 300), (300, 600)):
        tree.grow(entries(start, end))
    return tmp_path


def found(log: Path, tail: list[bytes]) -> list[str]:
    problems: list[Problem] = []
    strays(log, Tiles(log).edge(300), tail, problems)
    return [problem.where for problem in problems]


def test_what_agrees_is_no_problem(log: Path) -> None:
    assert found(log, entries(256, 600)) == []
    assert found(log, entries(256, 700)) == []


def test_what_reaches_beyond_the_end_is_found(log: Path) -> None:
    assert sorted(found(log, entries(256, 512))) == ["log/tile/0/002.p/88", "log/tile/entries/002.p/88"]


@pytest.mark.parametrize("name", ["entries/000.p/100", "0/000.p/100", "entries/001", "0/001", "1/000.p/2"])
def test_what_differs_is_found(log: Path, name: str) -> None:
    path = log / "tile" / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert found(log, entries(256, 600)) == [f"log/tile/{name}"]


def test_what_is_unfinished_is_passed_over_and_what_is_foreign_is_not(log: Path) -> None:
    (log / "tile" / "0" / "003.new").write_bytes(b"")
    (log / "wal" / "00000001-7.torn").write_bytes(b"")
    assert found(log, entries(256, 600)) == []
    (log / "tile" / "0" / "name").write_bytes(b"")
    (log / "wal" / "1.jsonl").write_bytes(b"")
    assert found(log, entries(256, 600)) == ["log/tile/0/name", "log/wal/1.jsonl"]
