"""Calls out of the log: a day is compared with the days before it, and the stated rate is that of days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from enclave.audit.event import Event, Verdict, timestamp
from enclave.audit.log import AuditLog
from enclave.audit.read import stored
from enclave.errors import EnclaveError
from enclave.monitor.service import Service, tick
from enclave.monitor.traffic import DAYS, LEAST_DAYS, TOO_LITTLE, Day, days_of, due_day, judge, look_at_day, remember, title
from enclave.monitor.watching import Found, History

TODAY = date(2026, 11, 20)
CALLS = 60


def a_day(random: np.random.Generator, *, shift: float = 0.0, refused: float = 0.05, calls: int = 400) -> Day:
    """Days differ by a tenth."""

    def cells(mean: float) -> dict[str, int]:
        places = np.floor(4 * np.log2(np.exp(random.normal(mean + shift + 0.1 * random.normal(), 1, calls)))).astype(int)
        return {str(place): int(count) for place, count in zip(*np.unique(places, return_counts=True), strict=True)}

    no = int(random.binomial(calls, refused))
    outcome = {"answered": calls - no, **({"dlp: content_filter": no} if no else {})}
    return Day(calls, {"prompt_tokens": cells(6), "answer_tokens": cells(5), "outcome": outcome, "found_in_prompt": {"": calls}})


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four weeks and a day of two deployments; on the last day one's prompts are eight times as long and its refusals many."""
    place, random = tmp_path_factory.mktemp("calls"), np.random.default_rng(1)
    events = []
    for back in range(DAYS, -1, -1):
        for deployment in ("steady", "changed"):
            is_off = back == 0 and deployment == "changed"
            for i in range(CALLS):
                when = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC) - timedelta(days=back) + timedelta(seconds=i)
                about: dict[str, Any] = {"project": "p", "deployment": deployment, "model": "gpt-4o", "time": timestamp(when)}
                name = f"{deployment}-{back}-{i}"
                if random.random() < (0.7 if is_off else 0.1):
                    verdicts = (Verdict("dlp", "refuse", 40, {"credit_card": 1, "email": 2}),)
                    events.append(Event(id=name, kind="refused", stage="dlp", reason="content_filter: no", verdicts=verdicts, **about))
                else:
                    tokens = int(random.lognormal(6, 0.5) * (8 if is_off else 1)) + 1
                    how: dict[str, Any] = {"prompt_tokens": tokens, "completion_tokens": 50 + i, "duration_ms": 800.0 + 5 * i}
                    ends = ("length", "stop") if i % 4 == 0 else ("stop",)
                    how |= {"finish_reasons": ends, "confidence": 0.5 if is_off else 0.9 + 0.001 * i}
                    events.append(Event(id=name, kind="completed", verdicts=(Verdict("dlp", "pass", 40),), **how, **about))
    # neither is a call of a deployment
    events.append(Event(id="x", kind="refused", time=timestamp(datetime(2026, 11, 20, tzinfo=UTC)), project="p", stage="access"))
    events.append(Event(id="y", kind="started", time=timestamp(datetime(2026, 11, 20, tzinfo=UTC))))
    with AuditLog.open(place) as log:
        log.append(events)
    return place


def test_calls_are_counted_by_day_deployment_and_column(data: Path) -> None:
    found = days_of(data, TODAY - timedelta(days=2), TODAY)
    assert set(found) == {("p", "steady"), ("p", "changed")}
    assert {len(days) for days in found.values()} == {3}
    day = found["p", "changed"][TODAY]
    refused = day.columns["outcome"]["dlp: content_filter"]
    assert day.calls == CALLS == refused + day.columns["outcome"]["answered"]
    assert day.columns["found_in_prompt"] == {"credit_card, email": refused, "": CALLS - refused}
    assert day.columns["found_in_answer"] == {"": CALLS - refused}
    assert sum(day.columns["prompt_tokens"].values()) == CALLS - refused
    assert "time_to_first_token_ms" not in day.columns
    assert set(day.columns["finish"]) == {"length, stop", "stop"}
    assert day.columns["uncertainty"] == {"-4": CALLS - refused}
    # from 800 ms on there are four cells for each doubling
    assert set(day.columns["duration_ms"]) <= {"38", "39", "40"}


def test_a_day_that_changed_is_told_with_what_changed(data: Path) -> None:
    steady, changed = sorted(look_at_day(data, TODAY, datetime(2026, 11, 21, tzinfo=UTC), ()), key=lambda one: one.drift)
    assert (steady.model, changed.model) == (title("steady"), title("changed"))
    assert not steady.drift
    assert not steady.error
    assert {one["column"] for one in changed.alerts} == {"prompt_tokens", "outcome", "found_in_prompt", "uncertainty"}, changed.alerts
    assert all(one["value"] > one["threshold"] > 0 for one in changed.alerts)
    assert (changed.rows, changed.period) == (CALLS, "2026-11-20T00:00:00+00:00")


def test_the_stated_rate_is_that_of_days() -> None:
    rate, runs, hits = 0.1, 300, 0
    for seed in range(runs):
        random = np.random.default_rng(seed)
        past = [a_day(random) for _ in range(DAYS)]
        hits += bool(judge(past, a_day(random), rate))
    assert abs(hits / runs - rate) < 0.06


@pytest.mark.parametrize(("off", "column"), [({"shift": 1.0}, "prompt_tokens"), ({"refused": 0.4}, "outcome")])
def test_far_off_days_are_found_at_the_rate_of_a_year(off: dict[str, float], column: str) -> None:
    random = np.random.default_rng(7)
    found = judge([a_day(random) for _ in range(DAYS)], a_day(random, **off), 1.4e-4)
    assert found
    assert column in {one.column for one in found}


def test_what_never_was_found_may_be_found_once() -> None:
    random = np.random.default_rng(3)
    past = [a_day(random) for _ in range(DAYS)]
    newest = a_day(random)
    seldom = Day(400, {**newest.columns, "found_in_prompt": {"": 399, "iban": 1}})
    often = Day(400, {**newest.columns, "found_in_prompt": {"": 340, "iban": 60}})
    assert judge(past, seldom, 1.4e-4) == []
    assert [one.column for one in judge(past, often, 1.4e-4) or ()] == ["found_in_prompt"]


def test_too_little_is_no_verdict(data: Path) -> None:
    random = np.random.default_rng(3)
    past = [a_day(random) for _ in range(LEAST_DAYS)]
    assert judge(past, a_day(random), 0.01) is not None
    assert judge(past[1:], a_day(random), 0.01) is None
    assert judge(past, a_day(random, calls=20), 0.01) is None
    early = look_at_day(data, TODAY - timedelta(days=20), datetime(2026, 11, 21, tzinfo=UTC), ())
    assert {(one.drift, one.error) for one in early} == {(False, TOO_LITTLE)}
    assert look_at_day(data, TODAY + timedelta(days=9), datetime(2026, 12, 1, tzinfo=UTC), ()) == []


def test_days_that_drifted_are_nobodys_usual_until_they_are_many(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("enclave.monitor.traffic.judge", lambda past, *_: asked.append(len(past)) or [])

    def told(days: int) -> list[Found]:
        return [
            Found("", "p", title("changed"), f"{TODAY - timedelta(days=back)}T00:00:00+00:00", 60, True, 0.0) for back in range(1, 1 + days)
        ]

    for days, left in ((0, DAYS), (5, DAYS - 5), (8, DAYS)):
        asked.clear()
        look_at_day(data, TODAY, datetime(2026, 11, 21, tzinfo=UTC), told(days))
        assert asked == [left, DAYS]


def test_a_day_is_due_once_when_it_is_over(tmp_path: Path) -> None:
    assert due_day(tmp_path, datetime(2026, 11, 21, 0, 5, tzinfo=UTC)) == date(2026, 11, 19)
    assert due_day(tmp_path, datetime(2026, 11, 21, 0, 15, tzinfo=UTC)) == TODAY
    remember(tmp_path, TODAY)
    assert due_day(tmp_path, datetime(2026, 11, 21, 23, tzinfo=UTC)) is None
    assert due_day(tmp_path, datetime(2026, 11, 22, 1, tzinfo=UTC)) == date(2026, 11, 21)


def test_the_monitor_tells_each_day_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 21, 6, tzinfo=UTC)
    with AuditLog.open(data) as log:
        found = tick(Service(data, (), (), lambda _: ""), log, now)
        assert [one.model for one in found if one.drift] == [title("changed")]
        assert tick(Service(data, (), (), lambda _: ""), log, now + timedelta(hours=3)) == []
        # a crash after the log and before the mark: nothing is told twice
        remember(data, TODAY - timedelta(days=1))
        assert tick(Service(data, (), (), lambda _: ""), log, now) == []
        # what cannot be counted is said
        remember(data, TODAY - timedelta(days=1))
        monkeypatch.setattr("enclave.monitor.service.look_at_day", _broken)
        assert [one.error for one in tick(Service(data, (), (), lambda _: ""), log, now)] == ["no"]
    assert [one.drift for one in History(data).all()] == [True, False, False]
    assert sum(b'"drift_detected"' in entry.event for entry in stored(data)) == 1


def _broken(*_: object) -> list[Found]:
    raise EnclaveError("no")
