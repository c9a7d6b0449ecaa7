"""A command that makes much and ends soon: what it makes is kept to the end, so nobody looks for what could be freed."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Around what makes much and frees little, as imports do: no garbage is collected meanwhile."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def short_run() -> Iterator[None]:
    """Around or above a function: no garbage is collected meanwhile, nor at the end of the process, which takes all of it along."""
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
    with uncollected():
        yield
