"""Time for a recogniser: it works in a thread of its own, and whoever waits too long is told that it failed."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import TypeAlias

from enclave.dlp.recognisers.interface import Recogniser, RecogniserFailed, Span

Answer: TypeAlias = Sequence[Sequence[Span]]


class _Answered:
    """Hands what happens inside to who waits for it, errors too."""

    def __init__(self, future: Future[Answer]) -> None:
        self._future = future

    def __enter__(self) -> Future[Answer]:
        return self._future

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if error is not None:
            self._future.set_exception(error)
        return True


class Limited:
    """A recogniser that answers in time or fails. Calls are answered one after the other; waiting for others counts.

    A thread cannot be ended from outside. While one hangs, every call fails at once.
    """

    def __init__(self, inner: Recogniser, seconds: float) -> None:
        self.id = inner.id
        self.entities = inner.entities
        self._inner = inner
        self._seconds = seconds
        self._work: queue.SimpleQueue[tuple[Sequence[str], Future[Answer]]] = queue.SimpleQueue()
        self._late = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def find(self, texts: Sequence[str]) -> Answer:
        """See `Recogniser`."""
        if self._late.is_set():
            raise RecogniserFailed(self.id, "it has not come back yet")
        with self._starting:
            if self._thread is None:  # not before: a process that forks would lose it
                self._thread = threading.Thread(target=self._run, name=self.id, daemon=True)
                self._thread.start()
        future: Future[Answer] = Future()
        self._work.put((texts, future))
        try:
            error = future.exception(self._seconds)
        except TimeoutError:
            future.cancel()
            self._late.set()
            raise RecogniserFailed(self.id, f"no answer within {self._seconds:g} seconds") from None
        if isinstance(error, RecogniserFailed):
            raise error
        if error is not None:  # what it says may hold a value
            raise RecogniserFailed(self.id, type(error).__name__) from None
        return future.result()

    def _run(self) -> None:
        while True:
            texts, future = self._work.get()
            if future.set_running_or_notify_cancel():
                with _Answered(future):
                    future.set_result(self._inner.find(texts))
            self._late.clear()
