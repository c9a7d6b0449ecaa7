"""The quick way through a log says what the slow one does, alone and with others, and gives up where it is not sure."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from pathlib import Path

import pytest

import enclave.audit.bundles as module
from enclave.audit.bundles import UNKNOWN, root_of_bundle, roots
from enclave.audit.merkle import leaf_hash, perfect
from enclave.audit.tiles import Tiles, bundle
from enclave.audit.tree import Tree
from enclave.audit.verify import verify

from .conftest import logged


def _entries(seed: int) -> list[bytes]:
    dice = random.Random(seed)
    return [dice.randbytes(dice.choice((1, 40, 300, 700))) for _ in range(256)]


def test_the_root_is_that_of_the_tree() -> None:
    entries = _entries(1)
    leaves = [leaf_hash(entry) for entry in entries]
    assert root_of_bundle(bundle(entries), b"".join(leaves)) == perfect(leaves)


def test_what_is_not_as_it_must_be_is_not_told() -> None:
    entries = _entries(2)
    whole, tile = bundle(entries), b"".join(leaf_hash(entry) for entry in entries)
    dice = random.Random(3)
    for _ in range(300):
        place, bit = dice.randrange(len(whole)), 1 << dice.randrange(8)
        assert root_of_bundle(whole[:place] + bytes((whole[place] ^ bit,)) + whole[place + 1 :], tile) == UNKNOWN
        assert root_of_bundle(whole[:place], tile) == UNKNOWN
        place = dice.randrange(len(tile))
        assert root_of_bundle(whole, tile[:place] + bytes((tile[place] ^ bit,)) + tile[place + 1 :]) == UNKNOWN
    assert {root_of_bundle(data, tile) for data in (b"", whole + b"\0", whole + whole, whole + b"\0\0")} == {UNKNOWN}
    assert {root_of_bundle(whole, other) for other in (b"", tile[:-32], tile + tile[:32])} == {UNKNOWN}
    entries[7] = b""
    assert root_of_bundle(bundle(entries), b"".join(leaf_hash(entry) for entry in entries)) == UNKNOWN, "others judge it"


def test_several_processes_tell_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTH", 1)
    monkeypatch.setattr(module, "SPAN", 5)
    tiles, count = Tiles(tmp_path).root, 23
    for number in range(count):
        leaf = b"%d" % number
        for level, data in (("entries", bundle([leaf] * 256)), (0, leaf_hash(leaf) * 256)):
            path = Tiles(tmp_path).path(level, number)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    Tiles(tmp_path).path(0, 17).unlink()
    alone = list(roots(tiles, count))
    assert len(alone) == count
    assert [number for number, root in enumerate(alone) if root == UNKNOWN] == [17]
    for processes in (2, 3):
        assert list(roots(tiles, count, processes)) == alone
    first = next(each := roots(tiles, count, 2))
    assert first == alone[0]
    each.close()  # leaves nobody behind


def test_a_process_that_dies_only_makes_it_slower(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = logged(tmp_path / "data", 700)
    monkeypatch.setattr(module, "WORTH", 1)
    monkeypatch.setattr(module, "SPAN", 1)
    start = module._other
    pids = []

    def dead(*arguments: int) -> subprocess.Popen[bytes]:
        process = start(*arguments)
        process.send_signal(signal.SIGKILL)
        pids.append(process.pid)
        return process

    monkeypatch.setattr(module, "_other", dead)
    report = verify(data, processes=2)
    assert (report.ok, report.records) == (True, 700)
    assert pids
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids)
    path = Tree(data / "log", 700)._tiles.path("entries", 1)
    path.write_bytes(path.read_bytes().replace(b"event-300", b"event-301"))
    alone = verify(data)
    assert not alone.ok
    assert verify(data, processes=2) == alone
