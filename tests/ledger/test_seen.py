"""What a ledger had come to is remembered by the machine, whoever of its processes saw it and whoever is gone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from enclave.ledger import seen
from enclave.ledger.interface import LedgerUnavailable
from enclave.ledger.seen import Seen


def test_the_greatest_step_of_all_processes_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "seen"
    one = Seen(path)
    assert one.step() == 0
    assert not path.exists(), "who only looks makes nothing"
    one.note(7)
    note = f"from pathlib import Path; from enclave.ledger.seen import Seen; Seen(Path({str(path)!r})).note(1764000000000001)"
    subprocess.run([sys.executable, "-c", note], check=True, timeout=60)
    assert (one.step(), stat.S_IMODE(path.stat().st_mode)) == (1764000000000001, 0o600)
    one.close()
    assert one.step() == 1764000000000001
    monkeypatch.setattr(os, "getpid", lambda: seen.SLOTS - 1)
    Seen(path).note(2**53)
    assert one.step() == 2**53
    assert path.stat().st_size == seen.SLOTS * 8


def test_an_operators_word_reaches_whoever_has_it_open(tmp_path: Path) -> None:
    path = tmp_path / "seen"
    Seen(path).forget()
    assert not path.exists()
    one = Seen(path)
    one.note(7)
    Seen(path).forget()
    assert one.step() == 0
    one.note(3)
    assert Seen(path).step() == 3


def test_a_place_that_holds_no_file_is_unavailable(tmp_path: Path) -> None:
    for ask in (lambda: Seen(tmp_path).step(), lambda: Seen(tmp_path).note(1), lambda: Seen(tmp_path).forget()):
        with pytest.raises(LedgerUnavailable, match="cannot be noted"):
            ask()
