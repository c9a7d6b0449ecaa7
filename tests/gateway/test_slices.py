"""A worker goes first when it wakes, and takes no more of the processor than before."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from enclave.gateway import slices

_PRINTED = """
import os, threading
from pathlib import Path
from enclave.gateway import slices
def told():
    lines = Path(f"/proc/self/task/{threading.get_native_id()}/sched").read_text().splitlines()
    found.append([line.split()[-1] for line in lines if line.startswith("se.slice")])
found = []
told()
print(slices.shorten())
told()
thread = threading.Thread(target=told)
thread.start()
thread.join()
print(found, os.sched_getscheduler(0), os.nice(0))
"""


def run(program: str, nice: int = 0) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, preexec_fn=lambda: os.nice(nice))
    return done.stdout.splitlines()


def test_it_and_its_threads_get_the_shortest_and_nothing_else_changes() -> None:
    release = tuple(map(int, re.findall("[0-9]+", platform.release())[:2]))
    if release < (6, 12) or "se.slice" not in (Path("/proc/self/sched").read_text() if Path("/proc/self/sched").exists() else ""):
        pytest.skip("not run: this kernel has no slices that are asked for, or does not tell them")
    is_taken, told = run(_PRINTED, nice=3)
    assert is_taken == "True"
    before = told.split("'")[1]
    assert int(before) > 100_000
    assert told == f"[['{before}'], ['100000'], ['100000']] {os.SCHED_OTHER} {min(19, os.nice(0) + 3)}"


def test_a_machine_that_is_not_known_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert not slices.shorten()


def test_another_policy_is_kept() -> None:
    program = (
        "import os\nfrom enclave.gateway import slices\nos.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))\n"
        "print(slices.shorten(), os.sched_getscheduler(0) == os.SCHED_IDLE)"
    )
    assert run(program) == ["False True"]
