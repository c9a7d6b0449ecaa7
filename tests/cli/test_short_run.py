"""Garbage is collected again after a short run, however it ends."""

from __future__ import annotations

import gc
import subprocess
import sys
from typing import NoReturn

import pytest

from enclave.cli.short_run import short_run, uncollected

AT_EXIT = """
import atexit, gc
from enclave.cli.short_run import short_run
atexit.register(lambda: print(gc.get_freeze_count() > 0))
for _ in range({times}):
    with short_run():
        pass
"""


@short_run()
def collects() -> bool:
    return gc.isenabled()


@short_run()
def fails() -> NoReturn:
    raise ValueError("no")


def test_nothing_is_collected_meanwhile() -> None:
    assert gc.isenabled()
    assert not collects()
    assert gc.isenabled()


@pytest.mark.parametrize(("times", "answer"), [(0, "False"), (2, "True")])
def test_what_is_left_goes_with_the_process(times: int, answer: str) -> None:
    # what is registered first is asked last
    done = subprocess.run([sys.executable, "-c", AT_EXIT.format(times=times)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == answer


def test_imports_leave_no_trace() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()
    told = AT_EXIT.format(times=1).replace("short_run", "uncollected").replace("cli.uncollected", "cli.short_run")
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_failure_ends_it_too() -> None:
    with pytest.raises(ValueError, match="no"):
        fails()
    assert gc.isenabled()


def test_inside_of_another_one_it_changes_nothing() -> None:
    with short_run():
        assert not collects()
        assert not gc.isenabled()
    assert gc.isenabled()
