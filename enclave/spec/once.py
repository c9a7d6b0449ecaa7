"""Remembers what was worked out of a frozen object, which always gives the same answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")
MOST = 16
"""Objects that are remembered for each function: the regions of an enclave, and a few specs beside it."""


class _Same(Generic[Thing]):
    """An object that compares as itself, whatever is in it."""

    def __init__(self, thing: Thing) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.thing is other.thing


def once(function: Callable[[Thing], Answer]) -> Callable[[Thing], Answer]:
    """The function, asked once for the same object as long as it is among the last that were asked for."""
    asked = lru_cache(maxsize=MOST)(lambda same: function(same.thing))

    @wraps(function)
    def answer(thing: Thing) -> Answer:
        return asked(_Same(thing))

    return answer
