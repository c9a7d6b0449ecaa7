"""Group commit: one thread takes whatever has queued up and writes it in one go, so that the event loop never waits for a disk."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, TypeAlias, TypeVar

from enclave.errors import EnclaveError

Item = TypeVar("Item")
Answer = TypeVar("Answer")

BATCH = 512
OWED_SECONDS = 0.01
"""How long an owed item may wait for others to be written with. Waking the thread costs more than writing one item."""
RETRY_SECONDS = 0.2
IDLE_SECONDS = 1.0
CLOSE_SECONDS = 1.0
"""How long to go on trying when the end has come."""
ENDED = "the writer has ended"

_Entry: TypeAlias = tuple[Item, asyncio.Future[Answer] | None]


class GroupCommit(Generic[Item, Answer]):
    """A writer thread. Make and use it on one event loop.

    `commit(items)` runs in the thread; for each item it returns an answer, durable then, or the EnclaveError that kept it
    from being written. `idle` runs when nothing was written for a second after something was.
    """

    def __init__(
        self,
        name: str,
        commit: Callable[[list[Item]], Sequence[Answer | EnclaveError]],
        idle: Callable[[], object] = lambda: None,
    ) -> None:
        self._commit = commit
        self._idle = idle
        self._loop = asyncio.get_running_loop()
        self._waiting: list[_Entry[Item, Answer]] = []
        self._is_asked = False
        """Whether somebody waits for the next batch."""
        self._is_writing = False
        """Whether the thread has a batch. The next one grows meanwhile, and is handed over when it is done: the thread is woken once
        for each batch, and asks the event loop for the interpreter as seldom as that."""
        self._timer: asyncio.TimerHandle | None = None
        self._queue: SimpleQueue[list[_Entry[Item, Answer]] | None] = SimpleQueue()
        self._owed: list[_Entry[Item, Answer]] = []
        self._dead = threading.Event()
        self.healthy = True
        """Whether all of the last batch was written."""
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """About how many items are to be written: a batch that is handed over counts as one."""
        return len(self._waiting) + self._queue.qsize() + len(self._owed)

    async def do(self, item: Item) -> Answer:
        """Write an item; its answer once it is durable. Raises the EnclaveError that kept it from being written."""
        if self._dead.is_set():
            raise EnclaveError(ENDED)
        future: asyncio.Future[Answer] = self._loop.create_future()
        self._waiting.append((item, future))
        if not self._is_asked:
            self._is_asked = True
            if not self._is_writing:
                self._loop.call_soon(self._hand_over)  # with what others ask for in this turn of the loop
        return await future

    def owe(self, item: Item) -> None:
        """Write an item soon; when that fails it is tried again with the next ones, until it is written."""
        self._waiting.append((item, None))
        if self._timer is None and not self._is_asked:
            self._timer = self._loop.call_later(OWED_SECONDS, self._hand_over)

    async def close(self, seconds: float = 5.0) -> int:
        """Write what is queued and end the thread; how many owed items could not be written."""
        self._hand_over()
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join, seconds)
        return len(self._owed)

    def _hand_over(self) -> None:
        """Give the thread what waits."""
        self._is_asked = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            self._is_writing = True
            entries, self._waiting = self._waiting, []
            self._queue.put(entries)
            if self._dead.is_set():  # it ended before it could see them
                self._give_up()

    def _written(self, waited: list[tuple[asyncio.Future[Answer], Answer | EnclaveError]]) -> None:
        """The thread is done with a batch."""
        self._is_writing = False
        for future, outcome in waited:
            if future.done():
                continue
            if isinstance(outcome, EnclaveError):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)
        if self._is_asked:
            self._hand_over()

    # in the thread

    def _run(self) -> None:
        try:
            self._serve()
        finally:
            self._dead.set()
            self.healthy = False
            self._give_up()

    def _give_up(self) -> None:
        """Tell those whose items are still queued that nobody writes them any more. Also called on the event loop."""
        while True:
            try:
                entries = self._queue.get_nowait()
            except Empty:
                return
            self._deliver([(future, EnclaveError(ENDED)) for _, future in entries or () if future is not None])

    def _serve(self) -> None:
        dirty = False
        until: float | None = None
        while True:
            batch, ended = self._take(IDLE_SECONDS if dirty else None)
            if batch:
                self._write(batch)
                dirty = True
            elif dirty and not ended:
                dirty = not self._tidy()
            if ended or until is not None:
                until = until or time.monotonic() + CLOSE_SECONDS
                if not self._owed or time.monotonic() > until:
                    return

    def _take(self, wait: float | None) -> tuple[list[_Entry[Item, Answer]], bool]:
        """What is owed and queued, after waiting for something; and whether the end has come."""
        batch, self._owed = self._owed, []
        try:
            entries = self._queue.get(timeout=RETRY_SECONDS if batch else wait)
            while entries is not None:
                batch += entries
                if len(batch) >= BATCH:
                    return batch, False
                entries = self._queue.get_nowait()
        except Empty:
            return batch, False
        return batch, True

    def _write(self, batch: list[_Entry[Item, Answer]]) -> None:
        outcomes: Sequence[Answer | EnclaveError] = [EnclaveError(ENDED)] * len(batch)
        try:
            given = self._commit([item for item, _ in batch])
            if len(given) != len(batch):
                raise ValueError("not one answer for each item")
            outcomes = given
        finally:  # also when a defect ends the thread: nobody is left waiting
            waited: list[tuple[asyncio.Future[Answer], Answer | EnclaveError]] = []
            healthy = True
            for entry, outcome in zip(batch, outcomes, strict=True):
                if entry[1] is not None:
                    waited.append((entry[1], outcome))
                elif isinstance(outcome, EnclaveError):
                    self._owed.append(entry)
                if isinstance(outcome, EnclaveError):
                    healthy = False
            self.healthy = healthy
            self._deliver(waited)

    def _tidy(self) -> bool:
        try:
            self._idle()
        except EnclaveError:
            self.healthy = False
            return False
        return True

    def _deliver(self, waited: list[tuple[asyncio.Future[Answer], Answer | EnclaveError]]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._written, waited)
