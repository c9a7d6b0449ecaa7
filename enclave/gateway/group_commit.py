"""Group commit: what has queued up is written in one go. The kernel waits for the disk, or one thread does: the event loop never."""

from __future__ import annotations

import asyncio
import math
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
TRY_EVERY, TRY_THREAD_EVERY, WEIGHT, SLOWER, OUTLIER = 256, 4096, 8, 1.5, 4.0
"""Every so many batches the other way is tried, the thread more rarely: a batch that tries it waits longer, as do those behind it.
So many count; so much slower may be the way without the thread, which costs less."""
TRY_SECONDS, TRY_SHARE, TRIED_WEIGHT = 1.0, 50, 2
"""The thread is also tried when batches have been waited for so long: where the kernel keeps them for 20 ms, 4,096 take more than a
minute. The other way round, so many times what the kernel took must have passed: it takes 200 ms where others keep all processors busy.
What was known of a way that is not used is old, so only so many of its batches count."""

_Entry: TypeAlias = tuple[Item, asyncio.Future[Answer] | None]
Outcomes: TypeAlias = Sequence[Answer | EnclaveError]
_Waited: TypeAlias = list[tuple[asyncio.Future[Answer], Answer | EnclaveError]]


class Begun(Protocol[Given_co]):
    """A batch of which the event loop has done what needs no waiting. `start` is called once at most; `finish` or `drop` then, unless it is
    True and tells answers."""

    def start(self, tell: Callable[[Sequence[Given_co | EnclaveError] | None], None]) -> bool:
        """Do the rest on the event loop, without waiting for anything; whether it is under way. `tell` is called once, there and later,
        with an answer for each item, durable then, or with None when `finish` is to be called after all."""

    def finish(self) -> Sequence[Given_co | EnclaveError]:
        """The rest, in the thread: an answer for each item, durable then, or the EnclaveError that kept it from being written."""

    def drop(self) -> None:
        """Write nothing: the thread has ended."""


class _Batch(NamedTuple, Generic[Item, Answer]):
    entries: list[_Entry[Item, Answer]]
    begun: Begun[Answer] | None = None
    since: float | None = None
    """When it was handed over, where that is compared."""


class Ways:
    """Which of two ways is quicker of late. The kernel's own threads may wait for a processor longer than ours, where other programs are
    busy, and the other way round; so the one that lost is tried now and then."""

    def __init__(self) -> None:
        self._took: dict[bool, float] = {}
        self._left = WEIGHT  # it is not known for long that nothing is known
        """Batches until the other way is tried."""
        self._spent = 0.0
        """Seconds that batches took since it was."""

    @property
    def _is_quicker(self) -> bool:
        """Whether the way without the thread is."""
        return self._took.get(True, 0.0) <= SLOWER * self._took.get(False, math.inf)

    def without_thread(self) -> bool:
        """Whether the next batch should do without the thread."""
        is_quicker = self._is_quicker
        self._left = min(self._left, TRY_THREAD_EVERY if is_quicker else TRY_EVERY) - 1
        if is_quicker:
            is_due = self._left <= 0 or self._spent >= TRY_SECONDS
        else:
            is_due = self._left <= 0 and self._spent >= TRY_SHARE * self._took[True]
        if not is_due:
            return is_quicker
        self._left, self._spent = TRY_THREAD_EVERY, 0.0
        return not is_quicker

    def note(self, seconds: float, *, without_thread: bool) -> None:
        """What a batch took. One that took much longer than any before may have met anything: only more of them count in full."""
        self._spent += seconds
        seconds = min(seconds, OUTLIER * max(self._took.values(), default=seconds))
        before = self._took.get(without_thread, seconds)
        weight = WEIGHT if without_thread is self._is_quicker else TRIED_WEIGHT
        self._took[without_thread] = before + (seconds - before) / weight


class GroupCommit(Generic[Item, Answer]):
    """A writer with a thread for what has to wait. Make and use it on one event loop.

    `begin(items)` runs on the event loop, and may do a part, or all but the waiting; then no thread is woken. Else `commit(items)` runs in
    the thread, or `finish` of what has begun; for each item it returns an answer, durable then, or the EnclaveError that kept it from being
    written. The thread asks the loop for the interpreter after each call of the system: the fewer it makes, the less each batch costs.
    `idle` runs in the thread when nothing was written for a second after something was.
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
        self._flight: asyncio.Future[None] | None = None
        """Of the batch that is under way without the thread, which has nothing to do meanwhile."""
        self._landed_at = 0.0
        self._quiet: asyncio.TimerHandle | None = None
        """Looks whether nothing was written since then."""
        self._ways = Ways()
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

    def do(self, item: Item) -> asyncio.Future[Answer]:
        """Write an item; its answer once it is durable, or the EnclaveError that kept it from being written."""
        future: asyncio.Future[Answer] = self._loop.create_future()
        if self._dead.is_set():
            future.set_exception(EnclaveError(ENDED))
            return future
        self._waiting.append((item, future))
        if not self._is_asked:
            self._is_asked = True
            if not self._writing:
                self._loop.call_soon(self._hand_over)  # with what others ask for in this turn of the loop
        return future

    def owe(self, item: Item) -> None:
        """Write an item soon; when that fails it is tried again with the next ones, until it is written."""
        self._waiting.append((item, None))
        if self._timer is None and not self._is_asked:
            self._timer = self._loop.call_later(OWED_SECONDS, self._hand_over)

    async def close(self, seconds: float = 5.0) -> int:
        """Write what is queued and end the thread; how many owed items could not be written."""
        until = self._loop.time() + seconds
        self._hand_over()
        with suppress(TimeoutError):
            while self._flight is not None:  # what comes meanwhile is handed over at its end
                await asyncio.wait_for(asyncio.shield(self._flight), until - self._loop.time())
        if self._quiet is not None:
            self._quiet.cancel()
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join, max(0.0, until - self._loop.time()))
        return len(self._owed)

    def _hand_over(self) -> None:
        """Write what waits."""
        self._is_asked = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._flight is not None:
            self._is_asked = True  # at its end
            return
        if self._waiting:
            entries, self._waiting = self._waiting, []
            begins = not self._writing and not self._owed and not self._dead.is_set() and self._turn.acquire(blocking=False)
            self._writing += 1
            batch: _Batch[Item, Answer] = _Batch(entries)
            flight: asyncio.Future[None] | None = None
            try:
                if begins and (begun := self._begin([item for item, _ in entries])) is not None:
                    batch = _Batch(entries, begun, time.monotonic())
                    if self._ways.without_thread():
                        if begun.start(lambda outcomes: self._land(batch, outcomes)):
                            flight = self._loop.create_future()
                        else:
                            batch = batch._replace(since=None)  # something else has to be waited for
            finally:  # also after a defect: nobody is left waiting
                self._flight = flight  # the turn is its own until its end
                if flight is None:
                    self._queue.put(batch)
                    if begins:
                        self._turn.release()
            if flight is None and self._dead.is_set():  # it ended before it could see them
                self._give_up()

    def _land(self, batch: _Batch[Item, Answer], outcomes: Outcomes[Answer] | None) -> None:
        """A batch has come to its end without the thread, or needs it after all."""
        if self._flight is not None:
            self._flight.set_result(None)
        self._flight = None
        if outcomes is None:
            self._queue.put(batch._replace(since=None))
            self._turn.release()
            if self._dead.is_set():
                self._give_up()
            return
        self._turn.release()
        if batch.since is not None:
            self._ways.note(time.monotonic() - batch.since, without_thread=True)
        waited, failed = _sorted(batch.entries, outcomes)
        self.healthy = not any(isinstance(outcome, EnclaveError) for outcome in outcomes)
        if failed:
            self._writing += 1
            self._queue.put(_Batch(failed))  # the thread tries until they are written
        self._landed_at = self._loop.time()
        if self._quiet is None:
            self._quiet = self._loop.call_later(IDLE_SECONDS, self._look)
        self._written(waited, 1)

    def _look(self) -> None:
        """Let the thread tidy up when nothing was written for a while."""
        left = self._landed_at + IDLE_SECONDS - self._loop.time()
        self._quiet = None
        if left > 0 or self._writing:
            self._quiet = self._loop.call_later(max(left, IDLE_SECONDS / 16), self._look)
        else:
            self._queue.put(_Batch([]))

    def _written(self, waited: _Waited[Answer], batches: int, since: float | None = None) -> None:
        """A batch is done."""
        self._writing -= batches
        if since is not None:
            self._ways.note(time.monotonic() - since, without_thread=False)
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
            if batch is not None and batch.entries:
                self._write(batch)
                dirty = True
                continue
            dirty = dirty or batch is not None
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
        entries, begun, since = batch if batch is not None else _Batch([])
        if begun is None:
            entries, self._owed = [*self._owed, *entries], []
        outcomes: Outcomes[Answer] = [EnclaveError(ENDED)] * len(entries)
        try:
            given = begun.finish() if begun is not None else self._commit([item for item, _ in entries])
            if len(given) != len(entries):
                raise ValueError("not one answer for each item")
            outcomes = given
        finally:  # also when a defect ends the thread: nobody is left waiting
            waited, failed = _sorted(entries, outcomes)
            self._owed += failed
            self.healthy = not any(isinstance(outcome, EnclaveError) for outcome in outcomes)
            self._deliver(waited, 0 if batch is None else 1, since)

    def _tidy(self) -> bool:
        try:
            self._idle()
        except EnclaveError:
            self.healthy = False
            return False
        return True

    def _deliver(self, waited: _Waited[Answer], batches: int, since: float | None = None) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._written, waited, batches, since)


def _sorted(entries: list[_Entry[Item, Answer]], outcomes: Outcomes[Answer]) -> tuple[_Waited[Answer], list[_Entry[Item, Answer]]]:
    """Those who wait, each with what came of it; and what is owed and was not written."""
    waited: _Waited[Answer] = []
    failed: list[_Entry[Item, Answer]] = []
    for entry, outcome in zip(entries, outcomes, strict=True):
        if entry[1] is not None:
            waited.append((entry[1], outcome))
        elif isinstance(outcome, EnclaveError):
            failed.append(entry)
    return waited, failed
