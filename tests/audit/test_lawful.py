"""Empty entries are lawful when a deletion names them; runs of the others are told as one. The rest stands in `test_prune.py`."""

from __future__ import annotations

import shutil
from pathlib import Path

from enclave.audit.chain import Problem
from enclave.audit.deletion import FOLDER, details
from enclave.audit.event import Event, encode
from enclave.audit.files import write_file
from enclave.audit.lawful import Gaps
from enclave.audit.tiles import Tiles, bundle

NAMED = encode(Event(id="1", time="t", kind="pruned", details=details({0: 0b111}, "d", "p", "t")))


def _said(log: Path, *bundles: list[bytes]) -> list[str]:
    shutil.rmtree(log, ignore_errors=True)
    problems: list[Problem] = []
    gaps, tiles = Gaps(log, problems), Tiles(log)
    size = sum(map(len, bundles))
    for number, entries in enumerate(bundles):
        gaps.look(number, entries)
        write_file(tiles.path("entries", number, len(entries)), bundle(entries))
        if NAMED in entries:
            write_file(log / FOLDER / str(number * 256 + entries.index(NAMED) + 1), b"")
    gaps.judge(size)
    return [problem.what for problem in problems]


def test_runs(tmp_path: Path) -> None:
    full = [b"{}"] * 256
    assert _said(tmp_path / "log", full) == []
    assert _said(tmp_path / "log", [b"", b"", b"", *full[3:]], [NAMED]) == []
    assert _said(tmp_path / "log", [b"", b"", b"", b"", *full[4:]], [NAMED, b""]) == [
        "missing: no record of a deletion names record 4", "missing: no record of a deletion names record 258",
    ]
    assert _said(tmp_path / "log", [*full[2:], b"", b""], [b"", b"{}"]) == ["missing: no record of a deletion names records 255 to 257"]


def test_it_says_which_are_empty(tmp_path: Path) -> None:
    assert Gaps(tmp_path / "log", []).look(0, [b"{}", b"", b"{}", b""]) == 0b1010
