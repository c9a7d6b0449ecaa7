"""Shares of a minute: never more than that in any minute, shared by processes, and earned again."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.errors import EnclaveError
from enclave.gateway import rates
from enclave.gateway.rates import MINUTE, Limit, RateFile, duration, headers, limits
from enclave.spec.policy import Policy
from enclave.spec.rates import PerMinute, Rates


def limit(most: int, name: bytes = b"12345678", kind: str = "requests") -> Limit:
    return Limit(kind, most, "it", name)


class Clock:
    def __init__(self) -> None:
        self.now = 10**15

    def __call__(self) -> int:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def file(tmp_path_factory, clock):
    one = RateFile(tmp_path_factory.mktemp("rates") / "rates", clock)
    yield one
    asyncio.run(one.close())


@given(st.integers(1, 50), st.lists(st.tuples(st.integers(0, 30 * 10**9), st.integers(1, 9)), max_size=40))
def test_the_share_and_what_is_earned_meanwhile_is_never_exceeded(file, clock, most, asked) -> None:
    clock.now += 10 * MINUTE
    taken: list[tuple[int, int]] = []
    for pause, amount in asked:
        clock.now += pause
        room = file.take_one(limit(most), amount)
        if not room.wait:
            taken.append((clock.now, min(amount, most)))
            assert 0 <= room.remaining <= most
        else:
            clock.now += round(room.wait * 1e9) + 1
            assert not file.take_one(limit(most), amount).wait, "who waits as long as told gets it"
            taken.append((clock.now, min(amount, most)))
    for at, _ in taken:
        within = sum(amount for when, amount in taken if at <= when <= at + MINUTE)
        assert within <= 2 * most, "a whole share at once, and what is earned in a minute"


def test_what_was_not_used_comes_back_and_what_was_used_beyond_is_owed(file, clock) -> None:
    clock.now += 10 * MINUTE
    tokens = limit(1000, b"tokens00", "tokens")
    assert file.take_one(tokens, 900).remaining == 100
    assert file.take_one(tokens, 200).wait == pytest.approx(6)
    file.correct(tokens, 900, 100)
    assert file.take_one(tokens, 200).remaining == 700
    file.correct(tokens, 200, 5000)
    assert file.take_one(tokens, 1).wait > 59
    clock.now += 3 * MINUTE
    assert file.take_one(tokens, 10**9).remaining == 0, "more than there ever is takes all there is"
    file.correct(tokens, 10**9, 0)
    assert file.take_one(tokens, 1).remaining == 999


def test_all_of_several_or_nothing_of_any(file, clock) -> None:
    clock.now += 10 * MINUTE
    wide, narrow = limit(100, b"wide0000"), limit(1, b"narrow00")
    assert [room.remaining for room in asyncio.run(file.take([(wide, 1), (narrow, 1)]))] == [99, 0]
    assert asyncio.run(file.take([(wide, 1), (narrow, 1)]))[-1].wait > 59
    assert file.take_one(wide, 1).remaining == 98


def test_limits_do_not_touch_each_other_and_old_moments_say_nothing(file, clock) -> None:
    clock.now += 10 * MINUTE
    names = [number.to_bytes(8, "big") for number in range(0, 4096 * 8, 4096)]  # all in one bucket
    assert [file.take_one(limit(1, name), 1).wait for name in names] == [0.0] * 8
    with pytest.raises(EnclaveError, match="too many"):
        file.take_one(limit(1, (4096 * 9).to_bytes(8, "big")), 1)
    clock.now += 2 * MINUTE
    assert not file.take_one(limit(1, (4096 * 9).to_bytes(8, "big")), 1).wait
    clock.now -= 5 * MINUTE  # the machine started anew
    assert not file.take_one(limit(1, names[0]), 1).wait


def test_processes_share_a_file(tmp_path) -> None:
    code = (
        "import sys, pathlib; from enclave.gateway.rates import RateFile, Limit\n"
        "file = RateFile(pathlib.Path(sys.argv[1]))\n"
        "print(sum(not file.take_one(Limit('requests', 500, 'it', b'12345678'), 1).wait for _ in range(400)))"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "rates")], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    given_ = [int(run.communicate(timeout=60)[0]) for run in runs]
    assert 500 <= sum(given_) < 600, "what is earned meanwhile is little"


def test_a_file_that_cannot_be_used(tmp_path) -> None:
    with pytest.raises(EnclaveError, match="cannot be used"):
        RateFile(tmp_path / "absent" / "rates")


def test_whose_limits_they_are() -> None:
    policy = Policy(rates=Rates(PerMinute(10, 1000), PerMinute(5, None), PerMinute(None, 500)))
    found = limits("p", policy, "jane", "gpt-4o")
    assert [(one.kind, one.most, one.whose) for one in found] == [
        ("requests", 10, "project `p`"), ("tokens", 1000, "project `p`"), ("requests", 5, "its caller"),
        ("tokens", 500, "deployment `gpt-4o`"),
    ]  # fmt: skip
    assert len({one.name for one in found}) == 4
    assert {one.name for one in limits("q", policy, "jane", "gpt-4o")}.isdisjoint({one.name for one in found})
    assert limits("p", Policy(), "jane", "gpt-4o") == ()


def test_how_it_is_told() -> None:
    rooms = [rates.Room(limit(10), 3, 42.5), rates.Room(limit(5), 2, 36.0), rates.Room(limit(100, kind="tokens"), 0, 90.2)]
    assert headers(rooms) == (
        (b"x-ratelimit-limit-requests", b"5"), (b"x-ratelimit-remaining-requests", b"2"), (b"x-ratelimit-reset-requests", b"36s"),
        (b"x-ratelimit-limit-tokens", b"100"), (b"x-ratelimit-remaining-tokens", b"0"), (b"x-ratelimit-reset-tokens", b"1m30s"),
    )  # fmt: skip
    assert [duration(seconds) for seconds in (0, 0.0204, 1, 7.5, 60, 90.9)] == ["0ms", "20ms", "1s", "7.5s", "1m0s", "1m30s"]
