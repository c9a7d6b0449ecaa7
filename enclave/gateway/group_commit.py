"""Group commit: one thread takes whatever has queued up and writes it in one go, so that the event loop never waits for a disk."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from enclave.errors import EnclaveError

Item = TypeVar("Item")
Answer = TypeVar("Answer")

BATCH = 512
RETRY_SECONDS = 0.2
IDLE_SECONDS = 1.0


class GroupCommit(Generic[Item, Answer]):
    """A writer thread. Make and use it on one event loop.

    `commit(items)` runs in the thread; it returns one answer for each item, all durable, or raises EnclaveError.
    `idle` runs when nothing was written for a second after something was.
    """

    def __init__(
        self, name: str, commit: Callable[[list[Item]], Sequence[Answer]], idle: Callable[[], object] = lambda: None
    ) -> None:
        self._commit = commit
        self._idle = idle
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[tuple[Item, asyncio.Future[Answer] | None] | None] = SimpleQueue()
        self._owed: list[Item] = []
        self._dead = False
        self.healthy = True
        """Whether the last write went well."""
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    async def do(self, item: Item) -> Answer:
        """Write an item; its answer once it is durable. Raises what `commit` raised: then it is not written."""
        if self._dead:
            raise EnclaveError("the writer has ended")
        future: asyncio.Future[Answer] = self._loop.create_future()
        self._queue.put((item, future))
        return await future

    def owe(self, item: Item) -> None:
        """Write an item soon; when that fails it is tried again with the next ones, until it is written."""
        self._queue.put((item, None))

    async def close(self, seconds: float = 5.0) -> int:
        """Write what is queued and end the thread; how many owed items could not be written."""
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join, seconds)
        return len(self._owed)

    # in the thread

    def _run(self) -> None:
        try:
            self._serve()
        finally:
            self._dead = True
            self.healthy = False

    def _serve(self) -> None:
        dirty = False
        until: float | None = None
        while True:
            batch, ended = self._take(IDLE_SECONDS if dirty else None)
            if batch or self._owed:
                self._write(batch)
                dirty = True
            elif dirty and not ended:
                dirty = not self._tidy()
            if ended or until is not None:
                until = until or time.monotonic() + RETRY_SECONDS * 5
                if not self._owed or time.monotonic() > until:
                    return

    def _take(self, wait: float | None) -> tuple[list[tuple[Item, asyncio.Future[Answer] | None]], bool]:
        """What is queued, after waiting for something; and whether the end has come."""
        batch: list[tuple[Item, asyncio.Future[Answer] | None]] = []
        try:
            entry = self._queue.get(timeout=RETRY_SECONDS if self._owed else wait)
            while entry is not None:
                batch.append(entry)
                if len(batch) >= BATCH:
                    return batch, False
                entry = self._queue.get_nowait()
        except Empty:
            return batch, False
        return batch, True

    def _write(self, batch: list[tuple[Item, asyncio.Future[Answer] | None]]) -> None:
        owed = self._owed
        items = owed + [item for item, _ in batch] if owed else [item for item, _ in batch]
        error = EnclaveError("the writer has ended")
        answers: Sequence[Any] | None = None
        try:
            answers = self._commit(items)
        except EnclaveError as failure:
            error = failure
            self._owed = owed + [item for item, future in batch if future is None]
        finally:  # also when a defect ends the thread: nobody is left waiting
            self.healthy = answers is not None
            if answers is None:
                self._deliver([(future, error) for _, future in batch if future is not None])
        if answers is None:
            return
        self._owed = []
        skip = len(owed)
        self._deliver([(future, answers[skip + index]) for index, (_, future) in enumerate(batch) if future is not None])

    def _tidy(self) -> bool:
        try:
            self._idle()
        except EnclaveError:
            self.healthy = False
            return False
        return True

    def _deliver(self, outcomes: list[tuple[asyncio.Future[Answer], Any]]) -> None:
        if not outcomes:
            return
        try:
            self._loop.call_soon_threadsafe(_resolve, outcomes)
        except RuntimeError:
            return  # the loop is closed: nobody waits any more


def _resolve(outcomes: list[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, outcome in outcomes:
        if future.done():
            continue
        if isinstance(outcome, EnclaveError):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
