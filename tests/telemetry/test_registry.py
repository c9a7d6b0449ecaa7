"""Series are few, whatever labels come, and a moment is a moment."""

from __future__ import annotations

import pytest

from enclave.telemetry.registry import MINUTES, MOST_SERIES, OTHER, Registry

REQUEST = "gen_ai.server.request.duration"
CALL = ("chat", "azure.ai.openai", "gpt-4o", "", "fraud-triage")


def test_counts_of_a_moment_do_not_change_later() -> None:
    registry = Registry("1-a", lambda: 600.0)
    registry.cell("enclave.redactions", "one").add(3)
    registry.histogram(REQUEST, *CALL).add(0.5)
    before = registry.snapshot()
    registry.cell("enclave.redactions", "one").add(1)
    registry.histogram(REQUEST, *CALL).add(0.6)
    assert before.numbers == {"enclave.redactions": [(("one",), 3.0)]}
    [(_, state)] = before.histograms[REQUEST]
    assert (sum(state.counts), state.total, state.minutes[10].count) == (1, 0.5, 1)


def test_more_series_than_allowed_are_counted_as_others() -> None:
    registry = Registry("1-a")
    for number in range(MOST_SERIES + 300):
        registry.cell("enclave.requests", f"op{number}", "p", "200").add()
        registry.histogram("enclave.stage.duration", f"stage{number}").add(0.1)
    told = dict(registry.snapshot().numbers["enclave.requests"])
    assert len(told) == MOST_SERIES + 1
    assert told[OTHER, OTHER, OTHER] == 300
    states = dict(registry.snapshot().histograms["enclave.stage.duration"])
    assert sum(states[OTHER,].counts) == 300
    assert registry.cell("enclave.requests", "op1", "p", "200").value == 1


def test_minutes_come_and_go() -> None:
    now = [0.0]
    registry = Registry("1-a", lambda: now[0])
    histogram = registry.histogram(REQUEST, *CALL)
    for minute in range(MINUTES + 5):
        now[0] = minute * 60.0
        registry.snapshot()
        histogram.add(1.0)
    assert sorted(histogram.minutes) == list(range(5, MINUTES + 5))
    assert all(sketch.count == 1 for sketch in histogram.minutes.values())
    assert sum(histogram.counts) == MINUTES + 5


def test_what_is_no_metric_or_has_other_labels_is_refused() -> None:
    registry = Registry("1-a")
    with pytest.raises(KeyError):
        registry.cell("enclave.made_up")
    with pytest.raises(ValueError, match="has the labels"):
        registry.cell("enclave.requests", "too", "few")
    registry.cell("enclave.circuit.state", "gone.example.com").value = 2
    registry.forget("enclave.circuit.state")
    assert registry.snapshot().numbers == {}
