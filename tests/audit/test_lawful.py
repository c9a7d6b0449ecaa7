"""Empty entries are lawful when a deletion names them; runs of the others are told as one. The rest stands in `test_prune.py`."""

from __future__ import annotations

from pathlib import Path

from enclave.audit.chain import Problem
from enclave.audit.deletion import details
from enclave.audit.event import Event, encode
from enclave.audit.lawful import Gaps

NAMED = encode(Event(id="1", time="t", kind="pruned", details=details({0: 0b111}, "d", "p", "t")))


def _said(tmp_path: Path, *bundles: list[bytes]) -> list[str]:
    problems: list[Problem] = []
    gaps = Gaps(tmp_path, problems)
    for number, entries in enumerate(bundles):
        gaps.look(number, entries)
    gaps.judge(0)
    return [problem.what for problem in problems]


def test_runs(tmp_path: Path) -> None:
    full = [b"{}"] * 256
    assert _said(tmp_path, full) == []
    assert _said(tmp_path, [b"", b"", b"", *full[3:]], [NAMED]) == []
    assert _said(tmp_path, [b"", b"", b"", b"", *full[4:]], [NAMED, b""]) == [
        "missing: no record of a deletion names record 4", "missing: no record of a deletion names record 258",
    ]
    assert _said(tmp_path, [*full[2:], b"", b""], [b"", b"{}"]) == ["missing: no record of a deletion names records 255 to 257"]


def test_it_says_which_are_empty(tmp_path: Path) -> None:
    assert Gaps(tmp_path, []).look(0, [b"{}", b"", b"{}", b""]) == 0b1010
