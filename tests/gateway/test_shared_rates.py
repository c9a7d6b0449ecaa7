"""Shares of a minute over many gateways, on a real Redis: never more than the share and its stated slack, and nothing lost."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from enclave.errors import EnclaveError
from enclave.gateway.endpoints import Upstream
from enclave.gateway.rates import Limit, RateFile, headers
from enclave.gateway.runtime import Runtime
from enclave.gateway.shared_rates import LEASE, SCRIPT, Scripts, SharedRates
from enclave.ledger.interface import LedgerUnavailable
from enclave.ledger.redis import RedisStore, Server


class Counting:
    """A ledger's scripts, counted."""

    def __init__(self, store: RedisStore) -> None:
        self.store, self.calls, self.broken = store, 0, False

    def run_script(self, script: str, name: str, argument: bytes) -> bytes:
        self.calls += 1
        if self.broken:
            raise LedgerUnavailable("io", "the ledger's Redis cannot be reached")
        return self.store.run_script(script, name, argument)


def limit(most: int, name: str = "12345678", kind: Any = "requests") -> Limit:
    return Limit(kind, most, "it", name.encode())


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory, unused_port: Callable[[], int]) -> Iterator[Server]:
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("not run: needs redis-server or valkey-server (apt-get install redis-server)")
    port = unused_port()
    directory: Path = tmp_path_factory.mktemp("redis")
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(directory), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(3000):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.02)
        yield Server(f"redis://127.0.0.1:{port}/0")
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture
def store(redis_server: Server, request: pytest.FixtureRequest) -> Iterator[RedisStore]:
    one = RedisStore(redis_server, request.node.name)
    one.set_up()
    yield one
    one.close()


def test_a_ledger_in_redis_runs_scripts(store: RedisStore) -> None:
    assert isinstance(store, Scripts)


def test_a_gateway_with_a_shared_ledger_keeps_its_limits_there(store: RedisStore, document: Any, tmp_path: Path) -> None:
    async def main() -> tuple[bool, bool]:
        upstream = Upstream("http://127.0.0.1:9/v1")
        shared = Runtime.open(document, tmp_path / "one", upstream, lambda: store)
        alone = Runtime.open(document, tmp_path / "two", upstream)
        found = isinstance(shared.rates, SharedRates), isinstance(alone.rates, RateFile)
        await shared.rates.take([(limit(5), 1)])
        await shared.close()
        await alone.close()
        return found

    assert asyncio.run(main()) == (True, True)


def test_many_gateways_take_no_more_than_the_share_and_its_slack(store: RedisStore, redis_server: Server, request: Any) -> None:
    most, wide = 300, limit(10**6, "wide0000", "tokens")

    async def gateway() -> int:
        scripts = RedisStore(redis_server, request.node.name)
        rates = SharedRates(scripts)
        passed = 0
        for number in range(150):
            rooms = await rates.take([(limit(most), 1), (wide, 100)])
            passed += not any(room.wait for room in rooms)
            if number % 7 == 0:
                rates.correct(wide, 100, 90)
            await asyncio.sleep(0)
        await rates.close()
        scripts.close()
        return passed

    async def main() -> tuple[list[int], float]:
        began = time.monotonic()
        return await asyncio.gather(*(gateway() for _ in range(4))), time.monotonic() - began

    passed, seconds = asyncio.run(main())
    assert sum(passed) <= most * (1 + (seconds + LEASE) / 60) + 1
    assert sum(passed) >= most * 0.8, "what is there is given, whoever asks"
    assert all(passed)


def test_a_common_request_needs_no_way_to_redis(store: RedisStore) -> None:
    scripts, now = Counting(store), [100.0]

    async def main() -> list[int]:
        rates, calls = SharedRates(scripts, lambda: now[0]), []
        for _ in range(4):
            before = scripts.calls
            for _ in range(100):
                (room,) = await rates.take([(limit(60_000), 1)])
                assert not room.wait
                now[0] += LEASE / 101
            calls.append(scripts.calls - before)
            now[0] += LEASE / 101
        await rates.close()
        return calls

    first, *later = asyncio.run(main())
    assert first == 100, "nobody knows yet how much is used"
    assert all(calls <= 3 for calls in later)


def test_what_is_left_is_told_and_comes_back_and_what_is_owed_is_paid(store: RedisStore) -> None:
    tokens, now = limit(1000, kind="tokens"), [100.0]

    async def main() -> None:
        one, other = (SharedRates(store, lambda: now[0]) for _ in range(2))

        async def left(rates: SharedRates, amount: int) -> int:
            (room,) = await rates.take([(tokens, amount)])
            return -round(room.wait) if room.wait else room.remaining

        assert await left(one, 900) in (100, 101)
        assert -8 <= await left(other, 200) <= -5
        assert -8 <= await left(other, 300) <= -5, "who was told to wait is not asked for again at once"
        one.correct(tokens, 900, 100)
        now[0] += LEASE
        assert await left(one, 1) >= 890
        assert {lease.left for lease in one._leases.values()} == {50}, "one part in twenty"
        now[0] += LEASE
        assert 640 <= await left(other, 200) <= 710
        other.correct(tokens, 200, 5000)
        now[0] += LEASE
        assert await left(other, 1) < -50
        now[0] += LEASE
        assert await left(one, 1) < -50, "others wait, too"
        for rates in (one, other):
            await rates.close()

    asyncio.run(main())


def test_all_of_several_or_nothing_of_any_and_openais_headers(store: RedisStore) -> None:
    async def main() -> Any:
        rates = SharedRates(store)
        both = [(limit(3), 1), (limit(100, "tokens00", "tokens"), 60)]
        told = [await rates.take(both) for _ in range(2)]
        told.append(await rates.take([(limit(100, "tokens00", "tokens"), 40)]))
        told.append(await rates.take([(limit(3), 1)]))
        await rates.close()
        return told

    first, second, third, fourth = asyncio.run(main())
    found = dict(headers(first))
    assert (found[b"x-ratelimit-limit-requests"], found[b"x-ratelimit-remaining-requests"]) == (b"3", b"2")
    assert found[b"x-ratelimit-reset-requests"] == b"20s"
    assert found[b"x-ratelimit-remaining-tokens"] == b"40"
    assert [room.wait > 0 for room in second] == [False, True]
    assert 10 < second[1].wait <= 12
    assert not any(room.wait for room in third)
    assert fourth[0].remaining == 1, "the call that waited took no request"


def test_a_redis_that_fails_gives_nothing_and_forgets_no_debt(store: RedisStore) -> None:
    tokens, now = limit(1000, kind="tokens"), [100.0]

    async def main() -> None:
        scripts = Counting(store)
        rates = SharedRates(scripts, lambda: now[0])
        await rates.take([(tokens, 100)])
        rates.correct(tokens, 100, 5000)
        scripts.broken = True
        for _ in range(2):
            with pytest.raises(EnclaveError, match="cannot be reached"):
                await rates.take([(tokens, 100)])
        scripts.broken = False
        assert (await rates.take([(tokens, 1)]))[0].wait > 59
        await rates.close()

    asyncio.run(main())


def test_idle_gateways_tell_what_they_owe_by_themselves(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enclave.gateway.shared_rates.LEASE", 0.01)
    tokens = limit(1000, kind="tokens")

    async def main() -> bool:
        one, other = SharedRates(store), SharedRates(store)
        await one.take([(tokens, 100)])
        one.correct(tokens, 100, 900)
        for _ in range(3000):
            (room,) = await other.take([(tokens, 200)])
            if room.wait:
                break
            other.correct(tokens, 200, 0)
            await asyncio.sleep(0.02)
        await one.close()
        await other.close()
        return room.wait > 0

    assert asyncio.run(main())


def test_the_script_leaves_nothing_behind_that_has_no_end(store: RedisStore) -> None:
    asked = [("aa", 60, 30, 100, 0), ("bb", 60, 0, 0, 5)]
    told = msgspec.msgpack.decode(store.run_script(SCRIPT, "rates", msgspec.msgpack.encode(asked)))
    assert told[0][:2] == [0, 15], "half of what is left is held beside"
    assert told[1] == [0, 0, 0]
    client = store._connected()
    keys = client.keys("{test_the_script*rates*")
    assert len(keys) == 1
    assert 40_000 < client.pttl(keys[0]) <= 46_000
