"""Slow answers for a fast page: computed in a thread, again whenever what they depend on has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from enclave.errors import EnclaveError

T = TypeVar("T")


class Looked(NamedTuple, Generic[T]):
    """What is known now."""

    value: T | None
    """The last answer that could be computed."""
    running: bool
    """A newer one is on its way."""
    problem: str
    """Why the newest one could not be computed."""


class Background(Generic[T]):
    """An answer that `compute` gives; it is asked again when `stamp` gives another value than at the last time."""

    def __init__(self, threads: ThreadPoolExecutor, compute: Callable[[], T], stamp: Callable[[], Hashable]) -> None:
        self._threads = threads
        self._compute = compute
        self._stamp = stamp
        self._lock = Lock()
        self._of: Hashable = object()
        self._future: Future[T] | None = None
        self._value: T | None = None
        self._problem = ""

    def look(self) -> Looked[T]:
        """What is known now; starts to compute when that is out of date. Does not wait."""
        with self._lock:
            if self._future is not None and self._future.done():
                error = self._future.exception()
                self._problem = "" if error is None else _said(error)
                self._value = self._value if error is not None else self._future.result()
                self._future = None
            if self._future is None and (now := self._stamp()) != self._of:
                self._of = now
                self._future = self._threads.submit(self._compute)
            return Looked(self._value, self._future is not None, self._problem)


def _said(error: BaseException) -> str:
    """An error of the user's in its own words, any other by its name."""
    if isinstance(error, EnclaveError):
        return str(error)
    return f"internal error: {type(error).__name__}: {error}"
