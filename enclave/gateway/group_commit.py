"""Group commit: what has queued up is written in one go, and one thread waits for the disk, so that the event loop never does."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from enclave.errors import EnclaveError

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Given_co = TypeVar("Given_co", covariant=True)

OWED_SECONDS = 0.01
"""How long an owed item may wait for others to be written with. Waking the thread costs more than writing one item."""
RETRY_SECONDS = 0.2
IDLE_SECONDS = 1.0
CLOSE_SECONDS = 1.0
"""How long to go on trying when the end has come."""
ENDED = "the writer has ended"

_Entry: TypeAlias = tuple[Item, asyncio.Future[Answer] | None]
Outcomes: TypeAlias = Sequence[Answer | EnclaveError]


class Begun(Protocol[Given_co]):
    """A batch of which the event loop has done what needs no waiting. One of its methods is called, once."""

    def finish(self) -> Sequence[Given_co | EnclaveError]:
        """The rest, in the thread: an answer for each item, durable then, or the EnclaveError that kept it from being written."""

    def drop(self) -> None:
        """Write nothing: the thread has ended."""


class _Batch(NamedTuple, Generic[Item, Answer]):
    entries: list[_Entry[Item, Answer]]
    begun: Begun[Answer] | None = None


class GroupCommit(Generic[Item, Answer]):
    """A writer thread. Make and use it on one event loop.

    `commit(items)` runs in the thread; for each item it returns an answer, durable then, or the EnclaveError that kept it
    from being written. `begin(items)` runs on the event loop before it, and may do a part; where it does, its `finish` takes the place of
    `commit`. The thread asks the loop for the interpreter after each call of the system: the fewer it makes, the less each batch costs.
    `idle` runs when nothing was written for a second after something was.
    """

    def __init__(
        self,
        name: str,
        commit: Callable[[list[Item]], Outcomes[Answer]],
        idle: Callable[[], object] = lambda: None,
        begin: Callable[[list[Item]], Begun[Answer] | None] = lambda _: None,
    ) -> None:
        self._commit, self._begin = commit, begin
        self._idle = idle
        self._loop = asyncio.get_running_loop()
        self._waiting: list[_Entry[Item, Answer]] = []
        self._is_asked = False
        """Whether somebody waits for the next batch."""
        self._writing = 0
        """Batches that the thread has. The next one grows meanwhile, and is handed over when it is done: the thread is woken once
        for each batch, and asks the event loop for the interpreter as seldom as that."""
        self._timer: asyncio.TimerHandle | None = None
        self._queue: SimpleQueue[_Batch[Item, Answer] | None] = SimpleQueue()
        self._turn = threading.Lock()
        """Of who may start to write, when the thread has no batch: what has begun may keep locks until the thread gets to it."""
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
            if not self._writing:
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
            entries, self._waiting = self._waiting, []
            begins = not self._writing and not self._owed and not self._dead.is_set() and self._turn.acquire(blocking=False)
            self._writing += 1
            begun: Begun[Answer] | None = None
            try:
                if begins:
                    begun = self._begin([item for item, _ in entries])
            finally:  # also after a defect: nobody is left waiting
                self._queue.put(_Batch(entries, begun))
                if begins:
                    self._turn.release()
            if self._dead.is_set():  # it ended before it could see them
                self._give_up()

    def _written(self, waited: list[tuple[asyncio.Future[Answer], Answer | EnclaveError]], batches: int) -> None:
        """The thread is done with a batch."""
        self._writing -= batches
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
                batch = self._queue.get_nowait()
            except Empty:
                return
            if batch is not None:
                if batch.begun is not None:
                    batch.begun.drop()
                self._deliver([(future, EnclaveError(ENDED)) for _, future in batch.entries if future is not None], 1)

    def _serve(self) -> None:
        dirty = False
        until: float | None = None
        while True:
            batch: _Batch[Item, Answer] | None = None
            with suppress(Empty):
                batch = self._queue.get(timeout=RETRY_SECONDS if self._owed else IDLE_SECONDS if dirty else None)
                if batch is None:
                    until = until or time.monotonic() + CLOSE_SECONDS
            if batch is not None:
                self._write(batch)
                dirty = True
                continue
            with self._turn:
                if self._queue.empty():  # else something came, and may have begun: it is first
                    if self._owed:
                        self._write(None)
                    elif dirty and until is None:
                        dirty = not self._tidy()
            if until is not None and (not self._owed or time.monotonic() > until):
                return

    def _write(self, batch: _Batch[Item, Answer] | None) -> None:
        """Write a batch, and unless it has begun what is owed before it."""
        entries, begun = batch if batch is not None else ([], None)
        if begun is None:
            entries, self._owed = [*self._owed, *entries], []
        outcomes: Outcomes[Answer] = [EnclaveError(ENDED)] * len(entries)
        try:
            given = begun.finish() if begun is not None else self._commit([item for item, _ in entries])
            if len(given) != len(entries):
                raise ValueError("not one answer for each item")
            outcomes = given
        finally:  # also when a defect ends the thread: nobody is left waiting
            waited: list[tuple[asyncio.Future[Answer], Answer | EnclaveError]] = []
            healthy = True
            for entry, outcome in zip(entries, outcomes, strict=True):
                if entry[1] is not None:
                    waited.append((entry[1], outcome))
                elif isinstance(outcome, EnclaveError):
                    self._owed.append(entry)
                if isinstance(outcome, EnclaveError):
                    healthy = False
            self.healthy = healthy
            self._deliver(waited, 0 if batch is None else 1)

    def _tidy(self) -> bool:
        try:
            self._idle()
        except EnclaveError:
            self.healthy = False
            return False
        return True

    def _deliver(self, waited: list[tuple[asyncio.Future[Answer], Answer | EnclaveError]], batches: int) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._written, waited, batches)
