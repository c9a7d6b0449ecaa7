"""The writer thread: batches, failures, what is owed, and its end."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from enclave.errors import EnclaveError
from enclave.gateway.group_commit import TRY_EVERY, TRY_THREAD_EVERY, GroupCommit, Ways


class Disk:
    """A commit function that remembers batches and fails when told to."""

    def __init__(self, pause: float = 0.0) -> None:
        self.batches: list[list[int]] = []
        self.failing = False
        self.pause = pause

    def commit(self, items: list[int]) -> list[int | EnclaveError]:
        time.sleep(self.pause)
        if self.failing:
            return [EnclaveError("the disk is full")] * len(items)
        self.batches.append(list(items))
        return [item * 10 for item in items]

    @property
    def written(self) -> list[int]:
        return [item for batch in self.batches for item in batch]


def test_everybody_gets_the_answer_to_his_own_item_and_waiting_items_are_written_together(run):
    disk = Disk(pause=0.01)

    async def main():
        writer = GroupCommit("test", disk.commit)
        answers = await asyncio.gather(*(writer.do(number) for number in range(300)))
        await writer.close()
        return answers

    assert run(main) == [number * 10 for number in range(300)]
    assert disk.written == list(range(300))
    assert len(disk.batches) == 1  # all were asked for in one turn of the loop


def test_what_comes_while_a_batch_is_written_is_the_next_batch(run):
    batches: list[list[int]] = []
    begun, go = threading.Event(), threading.Event()

    def commit(items: list[int]) -> list[int]:
        batches.append(list(items))
        begun.set()
        go.wait(60)
        return items

    async def main():
        writer = GroupCommit("test", commit)
        first = asyncio.ensure_future(writer.do(0))
        await asyncio.to_thread(begun.wait, 60)
        others = []
        for number in range(1, 20):
            others.append(asyncio.ensure_future(writer.do(number)))
            await asyncio.sleep(0)
        go.set()
        answers = await asyncio.wait_for(asyncio.gather(first, *others), 60)
        await writer.close()
        return answers

    assert run(main) == list(range(20))
    assert batches == [[0], list(range(1, 20))]


def test_the_loop_does_not_wait_for_the_disk(run):
    go = threading.Event()

    def commit(items: list[int]) -> list[int]:
        go.wait(60)
        return items

    async def main():
        writer = GroupCommit("test", commit)
        waiting = asyncio.ensure_future(writer.do(1))
        for _ in range(20):
            await asyncio.sleep(0.005)
        meanwhile = waiting.done()
        go.set()
        answer = await waiting
        await writer.close()
        return meanwhile, answer

    assert run(main) == (False, 1)


def test_a_failure_reaches_those_who_wait_and_what_is_owed_is_written_later(run):
    disk = Disk()

    async def main():
        writer = GroupCommit("test", disk.commit)
        disk.failing = True
        writer.owe(1)
        with pytest.raises(EnclaveError, match="the disk is full"):
            await writer.do(2)
        unhealthy = writer.healthy
        writer.owe(3)
        await asyncio.sleep(0.05)
        disk.failing = False
        answer = await writer.do(4)
        healthy = writer.healthy
        left = await writer.close()
        return unhealthy, answer, healthy, left

    assert run(main) == (False, 40, True, 0)
    assert disk.written == [1, 3, 4]


def test_what_is_owed_is_tried_again_without_anybody_asking(run, until):
    disk = Disk()

    async def main():
        writer = GroupCommit("test", disk.commit)
        disk.failing = True
        writer.owe(1)
        await asyncio.sleep(0.1)
        disk.failing = False
        await until(lambda: disk.written)
        await writer.close()

    run(main)
    assert disk.written == [1]


def test_an_item_that_fails_alone_does_not_touch_the_others(run):
    def commit(items: list[int]) -> list[int | EnclaveError]:
        return [EnclaveError("odd") if item % 2 else item for item in items]

    async def main():
        writer = GroupCommit("test", commit)
        answers = await asyncio.gather(*(writer.do(number) for number in range(4)), return_exceptions=True)
        await writer.close()
        return [str(answer) for answer in answers]

    assert run(main) == ["0", "odd", "2", "odd"]


def test_close_writes_what_is_queued_and_says_what_it_could_not(run):
    disk = Disk(pause=0.02)

    async def main():
        writer = GroupCommit("test", disk.commit)
        for number in range(50):
            writer.owe(number)
        left = await writer.close()
        broken = Disk()
        broken.failing = True
        stuck = GroupCommit("test", broken.commit)
        stuck.owe(1)
        return left, await stuck.close()

    assert run(main) == (0, 1)
    assert disk.written == list(range(50))


def test_a_defect_leaves_nobody_waiting(run, monkeypatch):
    seen: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda arguments: seen.append(arguments.exc_type))

    def commit(items: list[int]) -> list[int]:
        raise ZeroDivisionError

    async def main():
        writer = GroupCommit("test", commit)
        with pytest.raises(EnclaveError, match="ended"):
            await writer.do(1)
        await asyncio.sleep(0.05)
        with pytest.raises(EnclaveError, match="ended"):
            await writer.do(2)
        assert not writer.healthy
        await writer.close()

    run(main)
    assert seen == [ZeroDivisionError]


def test_a_defect_leaves_nobody_waiting_who_came_while_it_happened(run, monkeypatch):
    """Items that were queued behind the batch that ended the thread, or behind its end, are told, too."""
    seen: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda arguments: seen.append(arguments.exc_type))
    begun, go = threading.Event(), threading.Event()

    def commit(items: list[int]) -> list[int]:
        begun.set()
        go.wait(60)
        return []

    async def main():
        writer = GroupCommit("test", commit)
        first = asyncio.ensure_future(writer.do(1))
        await asyncio.to_thread(begun.wait, 60)
        others = [asyncio.ensure_future(writer.do(number)) for number in (2, 3)]
        await asyncio.sleep(0)
        go.set()
        outcomes = await asyncio.wait_for(asyncio.gather(first, *others, return_exceptions=True), 60)
        closed = GroupCommit("test", Disk().commit)
        closing = asyncio.ensure_future(closed.close())
        await asyncio.sleep(0)
        late = await asyncio.wait_for(asyncio.gather(closed.do(4), return_exceptions=True), 60)
        await closing
        return [*outcomes, *late]

    assert [str(outcome) for outcome in run(main)] == ["the writer has ended"] * 4
    assert seen == [ValueError]


def test_idle_runs_once_after_the_last_write(run, until, monkeypatch):
    monkeypatch.setattr("enclave.gateway.group_commit.IDLE_SECONDS", 0.05)
    idle: list[int] = []

    async def main():
        writer = GroupCommit("test", Disk().commit, lambda: idle.append(1))
        await asyncio.sleep(0.15)
        before = len(idle)
        await writer.do(1)
        await until(lambda: idle)
        await asyncio.sleep(0.15)
        await writer.close()
        return before

    assert run(main) == 0
    assert len(idle) == 1


def test_nobody_waits_for_more_than_the_batch_under_way_and_his_own(run):
    begun = 0
    waited: list[int] = []
    dice = random.Random(64)

    def commit(items: list[int]) -> list[int]:
        nonlocal begun
        begun += 1
        waited.extend(begun - asked for asked in items)
        time.sleep(0.0005)
        return items

    async def main():
        writer = GroupCommit("test", commit)

        async def one() -> None:
            for _ in range(10):
                await asyncio.sleep(dice.choice((0, 0, 0.0003, 0.002)))
                await writer.do(begun)

        await asyncio.gather(*(one() for _ in range(64)))
        await writer.close()

    run(main)
    assert len(waited) == 640
    # the one under way may have been handed over and not begun
    assert {*waited} <= {1, 2}, {each: waited.count(each) for each in waited}


class Half:
    """What has begun: holds a lock until its end, as the log does."""

    def __init__(self, lock: threading.Lock, items: list[int], disk: Disk) -> None:
        self._lock, self._items, self._disk = lock, items, disk

    def start(self, tell: object) -> bool:
        return False

    def finish(self) -> list[int | EnclaveError]:
        try:
            return self._disk.commit(self._items)
        finally:
            self._lock.release()

    def drop(self) -> None:
        self._lock.release()


def test_what_has_begun_is_first_whatever_the_thread_would_do_meanwhile(run, monkeypatch):
    """A lock that a batch takes on the loop is held until the thread has finished it, so the thread must not wait for it before."""
    monkeypatch.setattr("enclave.gateway.group_commit.IDLE_SECONDS", 0.0003)
    monkeypatch.setattr("enclave.gateway.group_commit.RETRY_SECONDS", 0.0003)
    lock, disk, dice, begun = threading.Lock(), Disk(), random.Random(7), 0

    def begin(items: list[int]) -> Half | None:
        nonlocal begun
        if not lock.acquire(blocking=False):
            return None
        begun += 1
        return Half(lock, items, disk)

    def commit(items: list[int]) -> list[int | EnclaveError]:
        with lock:
            return disk.commit(items)

    def idle() -> None:
        with lock:
            time.sleep(0.0002)

    async def main():
        writer = GroupCommit("test", commit, idle, begin)
        for number in range(400):
            disk.failing = dice.random() < 0.2
            writer.owe(number)
            with suppress(EnclaveError):
                assert await asyncio.wait_for(writer.do(1000 + number), 10) == 10 * (1000 + number)
            await asyncio.sleep(dice.choice((0, 0, 0.0003, 0.001)))
        disk.failing = False
        return await writer.close()

    assert run(main) == 0
    assert begun > 50
    assert not lock.locked()
    assert sorted(number for number in disk.written if number < 1000) == list(range(400)), "what is owed is written once"


def test_what_has_begun_when_the_thread_has_ended_is_dropped(run, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda arguments: None)
    lock = threading.Lock()

    class Defect(Half):
        def finish(self) -> list[int | EnclaveError]:
            self._lock.release()
            raise ZeroDivisionError

    def begin(items: list[int]) -> Half:
        assert lock.acquire(blocking=False)
        return Defect(lock, items, Disk()) if items == [1] else Half(lock, items, Disk())

    async def main():
        writer = GroupCommit("test", Disk().commit, begin=begin)
        with pytest.raises(EnclaveError, match="ended"):
            await writer.do(1)
        writer._dead.wait(60)
        writer._dead.clear()  # as if it ended in this moment
        writer._loop.call_later(0.05, writer._dead.set)
        late = asyncio.ensure_future(writer.do(2))
        await asyncio.sleep(0.1)
        writer._give_up()
        with pytest.raises(EnclaveError, match="ended"):
            await asyncio.wait_for(late, 60)

    run(main)
    assert not lock.locked()


def test_a_defect_of_the_first_half_leaves_nobody_waiting(run):
    def begin(items: list[int]) -> None:
        raise ZeroDivisionError

    async def main():
        told: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(type(context["exception"])))
        writer = GroupCommit("test", Disk().commit, begin=begin)
        answer = await asyncio.wait_for(writer.do(1), 10)
        await writer.close()
        return answer, told

    assert run(main) == (10, [ZeroDivisionError])


class Flight(Half):
    """What needs no thread: it lands on the loop, a little later or much later, or falls back."""

    def __init__(self, lock: threading.Lock, items: list[int], disk: Disk, later: float | None, *, fails: bool = False) -> None:
        super().__init__(lock, items, disk)
        self._later, self._fails = later, fails

    def start(self, tell: Callable[[list[int | EnclaveError] | None], None]) -> bool:
        if self._later is None:
            return False
        asyncio.get_running_loop().call_later(self._later, lambda: tell(None if self._fails else self.finish()))
        return True


def test_what_the_thread_is_not_needed_for_is_in_its_turn_whatever_else_happens(run, monkeypatch):
    monkeypatch.setattr("enclave.gateway.group_commit.IDLE_SECONDS", 0.0003)
    monkeypatch.setattr("enclave.gateway.group_commit.RETRY_SECONDS", 0.0003)
    monkeypatch.setattr("enclave.gateway.group_commit.OWED_SECONDS", 0.001)
    lock, disk, dice, flights, idles = threading.Lock(), Disk(), random.Random(7), 0, 0

    def begin(items: list[int]) -> Half | None:
        nonlocal flights
        if dice.random() < 0.1 or not lock.acquire(blocking=False):
            return None
        flights += 1
        return Flight(lock, items, disk, dice.choice((None, 0, 0.0003, 0.002)), fails=dice.random() < 0.2)

    def commit(items: list[int]) -> list[int | EnclaveError]:
        with lock:
            return disk.commit(items)

    def idle() -> None:
        nonlocal idles
        idles += 1
        with lock:
            time.sleep(0.0002)

    async def main():
        writer = GroupCommit("test", commit, idle, begin)
        for number in range(400):
            disk.failing = dice.random() < 0.2
            writer.owe(number)
            if number % 3:
                with suppress(EnclaveError):
                    assert await asyncio.wait_for(writer.do(1000 + number), 10) == 10 * (1000 + number)
            await asyncio.sleep(dice.choice((0, 0, 0.0003, 0.001, 0.003)))
        disk.failing = False
        return await writer.close()

    assert run(main) == 0
    assert flights > 50
    assert idles > 5
    assert not lock.locked()
    assert sorted(number for number in disk.written if number < 1000) == list(range(400)), "what is owed is written once"


def test_no_thread_is_woken_for_what_needs_none(run, until, monkeypatch):
    monkeypatch.setattr("enclave.gateway.group_commit.IDLE_SECONDS", 1.0)
    lock, disk, idle = threading.Lock(), Disk(), []

    def begin(items: list[int]) -> Half:
        assert lock.acquire(blocking=False)
        return Flight(lock, items, disk, 0.001)

    async def main():
        began = time.monotonic()
        writer = GroupCommit("test", lambda _: pytest.fail("the thread was asked"), lambda: idle.append(1), begin)
        handed = []
        monkeypatch.setattr(writer, "_queue", type("Queue", (), {"put": handed.append, "qsize": lambda: 0}))
        answers = await asyncio.gather(*(writer.do(number) for number in range(5)))
        answers += await asyncio.gather(*(writer.do(number) for number in range(5, 8)))
        writer.owe(9)
        await until(lambda: [9] in disk.batches)
        before, is_quick = list(handed), time.monotonic() - began < 0.9  # who is made to wait for so long was idle
        await until(lambda: handed)
        monkeypatch.undo()
        return answers, before, len(handed), writer.healthy, is_quick

    answers, before, after, healthy, is_quick = run(main)
    assert answers == [10 * number for number in range(8)]
    assert disk.batches == [list(range(5)), [5, 6, 7], [9]]
    assert healthy
    assert not is_quick or (before, after) == ([], 1), "only that nothing has come for a while"


def test_close_waits_for_what_is_under_way_and_writes_what_came_meanwhile(run):
    lock, disk = threading.Lock(), Disk()

    def begin(items: list[int]) -> Half:
        assert lock.acquire(blocking=False)
        return Flight(lock, items, disk, 0.02, fails=items == [1])

    async def main():
        writer = GroupCommit("test", disk.commit, begin=begin)
        first = asyncio.ensure_future(writer.do(0))
        await asyncio.sleep(0.005)
        writer.owe(1)
        left = await writer.close()
        return await first, left

    assert run(main) == (0, 0)
    assert disk.batches == [[0], [1]]
    assert not lock.locked()


def test_close_does_not_wait_for_ever_for_a_disk_that_hangs(run):
    lock = threading.Lock()

    def begin(items: list[int]) -> Half:
        assert lock.acquire(blocking=False)
        return Flight(lock, items, Disk(), 3600)

    async def main():
        writer = GroupCommit("test", Disk().commit, begin=begin)
        stuck = asyncio.ensure_future(writer.do(0))
        await asyncio.sleep(0.005)
        started = time.perf_counter()
        await writer.close(0.2)
        stuck.cancel()
        return time.perf_counter() - started

    assert run(main) < 60


def test_what_falls_back_when_the_thread_has_ended_is_dropped(run, until, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda arguments: None)
    lock = threading.Lock()
    falls_back: list[Callable[[], None]] = []

    class Awaited(Flight):
        def start(self, tell: Callable[[list[int | EnclaveError] | None], None]) -> bool:
            falls_back.append(lambda: tell(None))
            return True

    def begin(items: list[int]) -> Half:
        assert lock.acquire(blocking=False)
        return Awaited(lock, items, Disk(), None)

    async def main():
        writer = GroupCommit("test", Disk().commit, begin=begin)
        waiting = asyncio.ensure_future(writer.do(1))
        await until(lambda: falls_back)
        writer._queue.put("a defect")  # the thread ends
        writer._dead.wait(60)
        falls_back[0]()
        with pytest.raises(EnclaveError, match="ended"):
            await asyncio.wait_for(waiting, 60)

    run(main)
    assert not lock.locked()


def test_what_is_owed_and_was_refused_without_the_thread_is_tried_again(run):
    lock, disk = threading.Lock(), Disk()

    class Partly(Flight):
        def finish(self) -> list[int | EnclaveError]:
            self._lock.release()
            return [EnclaveError("not now") for _ in self._items]

    def begin(items: list[int]) -> Half:
        assert lock.acquire(blocking=False)
        return Partly(lock, items, disk, 0.001)

    async def main():
        writer = GroupCommit("test", disk.commit, begin=begin)
        writer.owe(1)
        with pytest.raises(EnclaveError, match="not now"):
            await writer.do(2)
        unhealthy = writer.healthy
        while not disk.written:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.01)
        return unhealthy, writer.healthy, await writer.close()

    assert run(main) == (False, True, 0)
    assert disk.written == [1]


def _share(ways: Ways, without: float, thread: float, batches: int) -> float:
    """The part of so many batches that went without the thread, each way taking so many seconds."""
    went = 0
    for _ in range(batches):
        way = ways.without_thread()
        went += way
        ways.note(without if way else thread, without_thread=way)
    return went / batches


def test_batches_go_the_way_that_is_quicker_of_late():
    ways = Ways()
    tried = 1 / TRY_EVERY
    assert _share(ways, 0.0002, 0.0003, 1024) == pytest.approx(1 - tried, abs=tried)
    assert _share(ways, 0.00025, 0.0002, 1024) == pytest.approx(1 - tried, abs=tried), "a little slower is cheaper still"
    assert _share(ways, 0.012, 0.003, 4096) == pytest.approx(tried, abs=2 * tried), "other programs keep the kernel's threads from running"
    assert _share(ways, 0.0002, 0.0003, 40 * TRY_EVERY) > 0.2, "and now they do not"
    assert _share(ways, 0.0002, 0.0003, 1024) == pytest.approx(1 - tried, abs=tried)
    ways.note(0.5, without_thread=True)
    assert _share(ways, 0.0002, 0.0003, 1024) == pytest.approx(1 - tried, abs=tried), "one that took long says nothing"


def test_the_thread_is_seldom_tried_while_the_kernel_is_quicker():
    ways = Ways()
    _share(ways, 0.0002, 0.0003, TRY_EVERY)
    tries = (1 - _share(ways, 0.0002, 0.0003, 8 * TRY_THREAD_EVERY)) * 8 * TRY_THREAD_EVERY
    assert round(tries) == 8, "a try makes its batch wait longer, and so the 99th percentile"
    _share(ways, 0.012, 0.003, 256)
    tries = _share(ways, 0.012, 0.003, 8 * TRY_EVERY) * 8 * TRY_EVERY
    assert round(tries) == 8, "what is dearer is left as soon as it can be"


def _until(ways: Ways, without: float, thread: float, wanted: bool) -> float:
    """Seconds of waiting until a way is gone for good, each taking so many."""
    seconds, since = 0.0, 0
    while since < 4:
        way = ways.without_thread()
        since = since + 1 if way is wanted else 0
        seconds += without if way else thread
        ways.note(without if way else thread, without_thread=way)
    return seconds


def test_what_was_slow_once_is_tried_again_in_seconds():
    """Both ways were slow when the thread was tried last; the kernel's threads still are, and 4,096 batches would be minutes of them."""
    ways = Ways()
    _share(ways, 0.02, 0.03, TRY_THREAD_EVERY)
    assert _until(ways, 0.02, 0.001, False) < 5
    _share(ways, 0.02, 0.001, TRY_EVERY)
    assert _until(ways, 0.0002, 0.001, True) < 5


def test_a_way_that_holds_up_everybody_is_tried_for_a_small_part_of_the_time():
    ways = Ways()
    _share(ways, 0.2, 0.0005, TRY_EVERY)
    batches = 60_000
    tried = _share(ways, 0.2, 0.0005, batches) * batches * 0.2
    assert 0 < tried < 0.05 * batches * 0.0005


def test_few_batches_do_not_all_try_the_other_way():
    ways = Ways()
    assert [ways.without_thread() for _ in range(5)] == [True] * 5
