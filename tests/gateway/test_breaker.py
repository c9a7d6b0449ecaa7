"""A server that fails is left alone, tried again one call at a time, and trusted again once it answers."""

from __future__ import annotations

import pytest

from enclave.gateway.breaker import FAILURES, MOST_SECONDS, SECONDS, Breaker


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_it_opens_after_failures_in_a_row_only(clock):
    breaker = Breaker(clock)
    for _ in range(10):
        for _ in range(FAILURES - 1):
            assert breaker.begin()
            breaker.failed()
        breaker.succeeded()
        assert breaker.state == "closed"
    for _ in range(FAILURES):
        breaker.failed()
    assert (breaker.state, breaker.begin(), breaker.wait) == ("open", False, SECONDS)


def test_after_the_pause_one_call_is_the_trial(clock):
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed()
    clock.now += SECONDS
    assert breaker.state == "half-open"
    assert [breaker.begin() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert breaker.begin()
    assert breaker.state == "closed"


def test_a_trial_that_fails_doubles_the_pause_up_to_a_bound(clock):
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed()
    pauses = []
    for _ in range(8):
        pauses.append(breaker.wait)
        clock.now += breaker.wait
        assert breaker.begin()
        breaker.failed()
    assert pauses[:3] == [SECONDS, 2 * SECONDS, 4 * SECONDS]
    assert max(pauses) == pauses[-1] == MOST_SECONDS


def test_a_trial_that_never_ends_is_followed_by_another(clock):
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed()
    clock.now += SECONDS
    assert breaker.begin()
    clock.now += SECONDS
    assert breaker.begin()


def test_a_pause_that_was_asked_for_ends(clock):
    breaker = Breaker(clock)
    assert breaker.rested
    breaker.rest(3)
    assert not breaker.rested
    assert breaker.begin(), "it is asked last, not never"
    clock.now += 3
    assert breaker.rested
    breaker.rest(10**9)
    clock.now += MOST_SECONDS
    assert breaker.rested, "nobody may ask for a year"
