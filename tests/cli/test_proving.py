"""The proof is begun when it is due, never twice at once, and ended with whoever began it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from enclave.cli.proving import EVERY_SECONDS, LONGEST_SECONDS, Proving

PROGRAM = """
import sys, pathlib, time
data = pathlib.Path(sys.argv[sys.argv.index("--data") + 1])
(data / f"asked-{time.time_ns()}").write_text(" ".join(sys.argv[1:]))
time.sleep(float((data / "seconds").read_text()))
"""


def asked(data: Path, count: int) -> list[str]:
    """What was asked, as soon as it was so often."""
    deadline = time.monotonic() + 60
    while len(found := sorted(data.glob("asked-*"))) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return [path.read_text() for path in found]


def over(proving: Proving) -> None:
    """Wait for what runs."""
    assert proving._running is not None
    proving._running.wait(60)


def test_when_it_is_due(tmp_path: Path) -> None:
    file, now = tmp_path / "enclave.yaml", [1000.0]
    file.write_text("a")
    (tmp_path / "seconds").write_text("0")
    proving = Proving(file, tmp_path, lambda: now[0], (sys.executable, "-c", PROGRAM))
    assert proving.probe() == ()
    assert asked(tmp_path, 1) == [f"verify {file} --data {tmp_path} --format json"]
    over(proving)
    now[0] += EVERY_SECONDS - 1
    proving.probe()
    assert len(asked(tmp_path, 1)) == 1, "not before a day is over"
    file.write_text("other")
    proving.probe()
    asked(tmp_path, 2)
    over(proving)
    now[0] += EVERY_SECONDS
    proving.probe()
    asked(tmp_path, 3)
    over(proving)
    os.unlink(file)
    with pytest.raises(OSError, match="No such file"):
        proving.probe()


def test_one_that_does_not_end_is_ended(tmp_path: Path) -> None:
    file, now = tmp_path / "enclave.yaml", [1000.0]
    file.write_text("a")
    (tmp_path / "seconds").write_text("600")
    proving = Proving(file, tmp_path, lambda: now[0], (sys.executable, "-c", PROGRAM))
    proving.probe()
    asked(tmp_path, 1)
    first = proving._running
    assert first is not None
    file.write_text("other")
    proving.probe()
    assert proving._running is first, "one at a time"
    now[0] += LONGEST_SECONDS + 1
    proving.probe()
    assert first.poll() is not None
    proving.probe()
    asked(tmp_path, 2)
    second = proving._running
    proving.close()
    assert second is not None
    assert second.poll() is not None
    proving.close()
