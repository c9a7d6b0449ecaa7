"""The kernel syncs, the event loop hears of it; where the kernel refuses, nobody is left waiting."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
import uvloop

import enclave.audit.syncs as module
from enclave.audit.syncs import MOST, Syncs

LOOPS = [asyncio.new_event_loop, uvloop.new_event_loop]


def _is_refused() -> bool:
    async def ask() -> bool:
        syncs = Syncs()
        refused = syncs.is_refused
        syncs.close()
        return refused

    return asyncio.run(ask())


needs_kernel = pytest.mark.skipif(_is_refused(), reason="this kernel or sandbox refuses io_submit")


@needs_kernel
@pytest.mark.parametrize("loop", LOOPS)
def test_each_sync_is_told_once_after_the_call(tmp_path: Path, loop: object) -> None:
    file = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)

    async def main() -> list[int]:
        syncs, told = Syncs(), []
        for number in range(40):
            done = asyncio.get_running_loop().create_future()
            os.write(file, b"x" * 100)

            def landed(error: int, number: int = number, done: asyncio.Future[None] = done) -> None:
                told.append((number, error))
                done.set_result(None)

            assert syncs.start(file, landed)
            assert len(told) == number, "nobody is told while he still asks"
            await asyncio.wait_for(done, 60)
        syncs.close()
        assert not syncs.start(file, told.append), "it is closed"
        syncs.close()
        return told

    with asyncio.Runner(loop_factory=loop) as runner:  # type: ignore[arg-type]
        assert runner.run(main()) == [(number, 0) for number in range(40)]
    os.close(file)


@needs_kernel
def test_more_at_once_than_there_is_room_for_are_refused_and_the_others_land(tmp_path: Path) -> None:
    file = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)

    async def main() -> tuple[list[bool], int]:
        syncs, told = Syncs(), []
        started = [syncs.start(file, told.append) for _ in range(MOST + 2)]
        while len(told) < MOST:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        assert syncs.start(file, told.append), "there is room again"
        syncs.close()
        await asyncio.sleep(0.01)
        return started, len(told)

    assert asyncio.run(main()) == ([True] * MOST + [False] * 2, MOST)
    os.close(file)


@needs_kernel
def test_what_cannot_be_synced_is_not_under_way(tmp_path: Path) -> None:
    async def main() -> None:
        syncs = Syncs()
        closed = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
        os.close(closed)
        assert not syncs.start(closed, pytest.fail)
        assert not syncs._waiting
        file = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
        done = asyncio.get_running_loop().create_future()
        assert syncs.start(file, done.set_result), "the next one is none the worse"
        assert await asyncio.wait_for(done, 60) == 0
        os.close(file)
        syncs.close()

    asyncio.run(main())


@needs_kernel
def test_who_says_that_it_never_will_is_not_asked_again(tmp_path: Path) -> None:
    async def main() -> None:
        syncs = Syncs()
        file, (readable, writable) = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT), os.pipe()
        done = asyncio.get_running_loop().create_future()
        assert syncs.start(file, done.set_result)
        assert not syncs.start(writable, pytest.fail), "no file that is synced"
        assert syncs.is_refused
        assert not syncs.start(file, pytest.fail)
        assert await asyncio.wait_for(done, 60) == 0, "what is under way is told"
        syncs.close()
        for each in (file, readable, writable):
            os.close(each)

    asyncio.run(main())


@pytest.mark.parametrize("how", ["another machine", "forbidden"])
def test_a_kernel_that_refuses_is_none_to_wait_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    if how == "forbidden":
        monkeypatch.setattr(module, "_set_up", lambda *_: -1)
    else:
        monkeypatch.setattr(module, "_CALLS", {})
    file = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)

    async def main() -> bool:
        syncs = Syncs()
        started = syncs.start(file, pytest.fail)
        assert syncs.is_refused
        syncs.close()
        return started

    assert not asyncio.run(main())
    os.close(file)


@needs_kernel
def test_an_error_of_the_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the kernel says is taken as it says it: a result below zero is the number of an error."""
    file = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    look = module._events

    def broken(calls: int, context: int, least: int, most: int, found: bytearray, _: object) -> int:
        count = look(calls, context, least, most, found, None)
        for place in range(count):
            number, order, _, more = module._EVENT.unpack_from(found, place * module._EVENT.size)
            module._EVENT.pack_into(found, place * module._EVENT.size, number, order, -5, more)
        return count

    monkeypatch.setattr(module, "_events", broken)

    async def main() -> int:
        syncs = Syncs()
        done = asyncio.get_running_loop().create_future()
        assert syncs.start(file, done.set_result)
        error = await asyncio.wait_for(done, 60)
        syncs.close()
        return int(error)

    assert asyncio.run(main()) == 5
    os.close(file)
