"""Garbage is collected again after a short run, however it ends."""

from __future__ import annotations

import gc
from typing import NoReturn

import pytest

from enclave.cli.short_run import short_run


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


def test_a_failure_ends_it_too() -> None:
    with pytest.raises(ValueError, match="no"):
        fails()
    assert gc.isenabled()


def test_inside_of_another_one_it_changes_nothing() -> None:
    with short_run():
        assert not collects()
        assert not gc.isenabled()
    assert gc.isenabled()
