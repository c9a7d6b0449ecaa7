"""Alerts begin, go on, end and come back when they should, by what was counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.telemetry.evaluate import RESOLVED_SECONDS, Alert, Evaluator, Silence
from enclave.telemetry.merged import Whole, merge
from enclave.telemetry.registry import Registry
from enclave.telemetry.rules import HOLD, RULES

STEP = 15.0
START = 60_000.0


def rule(*names: str) -> list:
    return [one for one in RULES if one.id in names]


class Clock:
    """A gateway that counts, and whoever judges it."""

    def __init__(self, *names: str) -> None:
        self.now = START
        self.registry = Registry("1-x", lambda: self.now)
        self.evaluator = Evaluator(rule(*names))

    def whole(self) -> Whole:
        return merge([self.registry.snapshot()])

    def run(self, seconds: float, each: Callable[[], object] = lambda: None) -> list[tuple[float, str, str]]:
        """What changed: seconds since the start, rule, state."""
        told = []
        for _ in range(int(seconds / STEP)):
            each()
            told += [(self.now - START, one.rule, one.state) for one in self.evaluator.look(self.whole(), self.now)]
            self.now += STEP
        return told

    def count(self, name: str, amount: float, *labels: str) -> None:
        self.registry.cell(name, *labels).value += amount


def test_a_share_fires_after_its_time_and_is_over_a_while_after_it_ended() -> None:
    clock = Clock("error-rate")

    def answers(bad: int) -> Callable[[], None]:
        def each() -> None:
            clock.count("enclave.requests", 20 - bad, "chat", "p", "200")
            clock.count("enclave.requests", bad, "chat", "p", "503")
            clock.count("enclave.requests", 20, "chat", "q", "200")

        return each

    assert clock.run(600, answers(0)) == []
    told = clock.run(900, answers(5))
    [(at, name, state)] = told
    assert (name, state) == ("error-rate", "firing")
    assert 600 + 300 <= at <= 600 + 300 + 90  # its window of five minutes begins to hold some
    [alert] = clock.evaluator.alerts.values()
    assert alert.labels == {"project": "p"}
    assert alert.value == pytest.approx(0.25, abs=0.01)
    [(over, _, state)] = clock.run(1200, answers(0))
    assert state == "resolved"
    assert 1500 + HOLD <= over <= 1500 + 300 + HOLD
    clock.now += RESOLVED_SECONDS
    assert clock.run(30, lambda: None) == []
    assert clock.evaluator.alerts == {}


def test_little_traffic_says_nothing() -> None:
    clock = Clock("error-rate")
    assert clock.run(3600, lambda: clock.count("enclave.requests", 0.05, "chat", "p", "500")) == []


def test_what_held_too_shortly_never_fired() -> None:
    clock = Clock("circuit-open")
    cell = clock.registry.cell("enclave.circuit.state", "a.example")
    cell.value = 2
    clock.run(45)
    assert [alert.state for alert in clock.evaluator.alerts.values()] == ["pending"]
    cell.value = 0
    clock.run(15)
    assert clock.evaluator.alerts == {}
    cell.value = 2
    assert clock.run(90)[0][2] == "firing"


def test_one_alert_does_not_flap() -> None:
    clock = Clock("circuit-open")
    cell = clock.registry.cell("enclave.circuit.state", "a.example")
    told = []
    for _ in range(10):
        cell.value = 2
        told += clock.run(120)
        cell.value = 0
        told += clock.run(HOLD - 60)
    assert [state for _, _, state in told] == ["firing"]


def test_a_surge_is_against_the_hour_before_and_new_counts_are_seen() -> None:
    clock = Clock("refusals-surge")
    labels = ("chat", "p", "dlp", "content_filter")
    assert clock.run(4500, lambda: clock.count("enclave.refusals", 2, *labels)) == []  # 80 in ten minutes, as always
    [(_, _, state)] = clock.run(900, lambda: clock.count("enclave.refusals", 20, *labels))
    assert state == "firing"
    fresh = Clock("refusals-surge")
    assert fresh.run(1185, lambda: fresh.count("enclave.refusals", 2, *labels)) == []  # what is usual is not known
    other = ("chat", "q", "dlp", "content_filter")
    assert fresh.run(300, lambda: fresh.count("enclave.refusals", 9, *other))[0][2] == "firing"


def test_counters_that_begin_again_do_not_fire_and_those_that_die_do() -> None:
    clock = Clock("worker-restarts", "error-rate")
    clock.count("enclave.requests", 1000, "chat", "p", "500")
    clock.run(60)
    clock.registry = Registry("2-x", lambda: clock.now)  # the gateway was started again
    assert clock.run(300, lambda: clock.count("enclave.requests", 1, "chat", "p", "200")) == []
    assert clock.run(60, lambda: clock.count("enclave.worker.deaths", 1))[0][1] == "worker-restarts"


def test_levels_moments_and_what_is_missing() -> None:
    clock = Clock("budget-80", "certificate-expiry", "unproved", "gateway-down", "slow-overhead", "gpu-hot")
    gauge = clock.registry.cell
    gauge("enclave.workers").value = 1
    gauge("enclave.budget.used", "hub", "day").value = 0.79
    gauge("enclave.proof.proved").value = 1
    gauge("enclave.certificate.expiry_timestamp").value = START + 15 * 86_400
    overhead = clock.registry.histogram("enclave.overhead.duration", "chat")
    assert clock.run(60, lambda: overhead.add(0.01)) == []
    gauge("enclave.budget.used", "hub", "day").value = 0.8
    gauge("enclave.proof.proved").value = 0
    gauge("enclave.certificate.expiry_timestamp").value = START + 10 * 86_400
    clock.registry.forget("enclave.workers")
    told = clock.run(900, lambda: [overhead.add(0.2) for _ in range(10)])
    assert {name for _, name, state in told if state == "firing"} == {
        "budget-80", "certificate-expiry", "unproved", "gateway-down", "slow-overhead",
    }  # fmt: skip
    assert clock.run(900) == [(pytest.approx(960 + 240 + HOLD, abs=120), "slow-overhead", "resolved")]


def test_an_evaluator_goes_on_from_where_another_was() -> None:
    clock = Clock("circuit-open")
    clock.registry.cell("enclave.circuit.state", "a.example").value = 2
    clock.run(120)
    clock.evaluator = Evaluator(rule("circuit-open"), list(clock.evaluator.alerts.values()))
    assert clock.run(600) == []  # nobody is told twice
    clock.evaluator = Evaluator(rule("drift"), list(clock.evaluator.alerts.values()))
    assert clock.evaluator.alerts == {}  # the file has that rule no more


def test_a_silence_covers_what_it_names_until_its_end() -> None:
    alert = Alert(
        rule="error-rate", labels={"project": "p"}, state="firing", severity=1, title="", why="", value=1, since=0, seen=0, fired=0
    )
    assert Silence(10, "error-rate", {"project": "p"}).covers(alert, 9)
    assert Silence(10).covers(alert, 9)
    assert not Silence(10).covers(alert, 10)
    assert not Silence(10, "drift").covers(alert, 9)
    assert not Silence(10, "", {"project": "q"}).covers(alert, 9)


@given(st.lists(st.booleans(), min_size=1, max_size=80))
def test_an_alert_fires_and_ends_in_turn_whatever_happens(holds: list[bool]) -> None:
    clock = Clock("circuit-open")
    cell = clock.registry.cell("enclave.circuit.state", "a.example")
    states = []
    for held in holds:
        cell.value = 2 if held else 0
        states += [state for _, _, state in clock.run(45)]
    assert states == [("firing", "resolved")[place % 2] for place in range(len(states))]
