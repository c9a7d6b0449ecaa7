"""Alerts, drift and images, from what is left behind."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from enclave.audit.event import Event, Kind
from enclave.console import signals as module
from enclave.console.history import Numbered
from enclave.console.signals import DRIFT, firing, happened, newest_periods, signals, silent

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def write(data: Path, name: str, text: str) -> None:
    path = data / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def alert(state: str, **more: object) -> dict[str, object]:
    return {"rule": "errors", "labels": {"project": "a"}, "state": state, "severity": 3, "title": "many errors", "why": "9 %",
            "value": 0.09, "since": NOW.timestamp() - 60, "seen": 0.0, "fired": 0.0, "resolved": 0.0, **more}  # fmt: skip


def period(day: int, drift: bool, **more: object) -> dict[str, object]:
    return {"time": "", "project": "a", "model": "m", "period": f"2026-11-{day:02}", "rows": 100, "drift": drift, "rate": 0.01, **more}


def test_where_nothing_watches_nothing_is_said(tmp_path: Path) -> None:
    found = signals(tmp_path, (), NOW)
    assert (found["alerts"], found["models"], found["images"], found["problems"], found["stale"]) == ([], [], [], [], False)
    assert firing(tmp_path, NOW) == []


def test_what_fires_stands_first_and_on_the_overview(tmp_path: Path) -> None:
    state = {"time": NOW.timestamp(), "alerts": [alert("resolved"), alert("pending"), alert("firing")], "told": {}, "problems": []}
    write(tmp_path, "alerts/state.json", json.dumps(state))
    found = signals(tmp_path, (), NOW)
    assert [each["state"] for each in found["alerts"]] == ["firing", "pending", "resolved"]
    assert [one["text"] for one in firing(tmp_path, NOW)] == ["many errors (a): 0.09"]


def test_a_state_has_no_number(tmp_path: Path) -> None:
    state = {"time": NOW.timestamp(), "alerts": [alert("firing", rule="circuit-open", title="left alone", value=2.0)], "problems": []}
    write(tmp_path, "alerts/state.json", json.dumps(state))
    assert [one["text"] for one in firing(tmp_path, NOW)] == ["left alone (a)"]


def test_callers_unlike_their_past_are_told_with_what_they_did(tmp_path: Path) -> None:
    unlike = [
        {"kind": "volume", "caller": "loop", "value": 1241.0, "usual": 9.595},
        {"kind": "spend", "caller": "loop", "value": 1233.0, "usual": 15.07},
        {"kind": "new_model", "caller": "eve", "model": "gpt-4o"}, {"kind": "refusals", "caller": "eve", "value": "many"},
    ]  # fmt: skip
    write(tmp_path, "anomalies.json", json.dumps({"hour": "2026-11-21T11:00:00Z", "anomalies": unlike}))
    assert [one["text"] for one in firing(tmp_path, NOW)] == [
        "loop behaves unlike before: 1,241 requests, usually 9.6; spend of $12.33, usually $0.15, in the hour from 11:00",
        "eve behaves unlike before: a model that it never used, gpt-4o; 0 refusals, usually 0, in the hour from 11:00",
    ]


def test_who_was_unlike_is_told_when_it_is_over(tmp_path: Path) -> None:
    """By name, and not by the alert, which has none; what drifted is told by its columns likewise."""
    mary = {"kind": "refusals", "caller": "mary", "value": 217.0, "usual": 0.002}
    history = [alert("firing", rule="anomalous-callers", labels={"kind": "refusals"}), alert("firing", rule="drift")]
    write(tmp_path, "alerts/history.jsonl", "\n".join(map(json.dumps, history)))
    write(tmp_path, "anomalies.json", json.dumps({
        "hour": "2026-11-21T11:00:00Z", "anomalies": [],
        "earlier": [{"hour": "2026-11-21T08:00:00Z", "anomalies": [mary]}, {"hour": "2026-11-20T23:00:00Z", "anomalies": [mary]}],
    }))  # fmt: skip
    assert firing(tmp_path, NOW) == []
    what = {"level": "warn", "text": "mary behaves unlike before: 217 refusals, usually 0", "page": "/alerts"}
    assert happened(tmp_path, (), NOW) == [{"from": "08:00", "until": "09:00", **what}]
    assert [(one["start"][11:16], one["goes_on"]) for one in signals(tmp_path, (), NOW)["callers"]] == [("08:00", False), ("23:00", False)]


def test_retraining_is_shown_with_when_it_began(tmp_path: Path) -> None:
    lines = [period(1, True, triggers={"retrain": "fired"}, time="2026-11-02T00:10:00+00:00"), period(2, True), period(2, False, model="a")]
    write(tmp_path, "monitor/history.jsonl", "\n".join(map(json.dumps, lines)))
    first, _ = signals(tmp_path, (), NOW)["models"]
    assert first["model"] == "m", "what drifted stands first"
    assert [(one["time"][:16], one["triggers"]) for one in first["periods"]] == [("2026-11-02T00:10", {"retrain": "fired"}), ("", {})]


def test_alerts_that_nobody_judges_any_more_are_not_silence(tmp_path: Path) -> None:
    write(tmp_path, "alerts/state.json", json.dumps({"time": NOW.timestamp() - 600, "alerts": []}))
    assert firing(tmp_path, NOW) == [{"level": "bad", "text": "alerts are not judged any more", "page": "alerts"}]
    write(tmp_path, "alerts/state.json", "{broken")
    assert signals(tmp_path, (), NOW)["problems"] == ["the state of the alerts cannot be read"]
    assert [one["text"] for one in firing(tmp_path, NOW)] == ["the state of the alerts cannot be read"]


def test_drift_by_model_with_its_newest_period(tmp_path: Path) -> None:
    drifted = [{"column": "c", "detector": "d", "value": 1, "threshold": 0}]
    lines = [period(1, False), period(2, True, alerts=drifted), period(1, True, model="n"), period(2, False, model="n")]
    write(tmp_path, "monitor/history.jsonl", "\n".join(map(json.dumps, lines)) + '\n{"torn')
    found = signals(tmp_path, (), NOW)
    assert [(each["model"], each["drift"], len(each["periods"])) for each in found["models"]] == [("m", True, 2), ("n", False, 2)]
    assert [one["text"] for one in firing(tmp_path, NOW)] == ["m of a drifted on 2026-11-02: `c`"]


def test_the_newest_decision_on_each_image(tmp_path: Path) -> None:
    records = [
        Numbered(number, Event(id=str(number), time="2026-11-21T09:30:00.000000Z", kind="image_gated", reason=reason,
                               details={"digests": digest, "image": "app", "blocked": "1"}))
        for number, (reason, digest) in enumerate([("block", "sha256:a"), ("pass", "sha256:a"), ("block", "sha256:b")], 1)
    ]  # fmt: skip
    found = signals(tmp_path, records, NOW)["images"]
    assert [(each["number"], each["decision"]) for each in found] == [(3, "block"), (2, "pass")]


@pytest.mark.parametrize("kind", get_args(Kind))
def test_what_tells_something_is_what_is_looked_at(kind: Kind) -> None:
    event = Event(id="a", time="2026-11-21T09:00:00.000000Z", kind=kind, reason="block", project="p", details={"image": "i", "model": "m"})
    assert (module._told(event) is not None) == (kind in module.TELLING)


def test_what_is_to_be_watched_and_was_not_is_no_silence(tmp_path: Path) -> None:
    models = {("a", "m"): "day", ("a", "hourly"): "hour", ("b", "weekly"): "week", ("c", "odd"): "day"}
    assert len(silent(tmp_path, NOW, models)) == 4
    assert silent(tmp_path, NOW, models)[0].startswith("m of a was never compared: no telemetry comes")
    periods = [
        period(20, False), period(17, True), period(20, False, model="hourly", period="2026-11-20T12:00:00+00:00"),
        period(1, False, project="b", model="weekly", period="2026-10-26T00:00:00+00:00"),
        period(1, False, project="c", model="odd", period="x"),
    ]  # fmt: skip
    write(tmp_path, "monitor/history.jsonl", "\n".join(map(json.dumps, periods)))
    told = silent(tmp_path, NOW, models)
    assert [one.split(" was ")[0] for one in told] == ["odd of c"], "a period that cannot be read, and the newest line counts"
    later = silent(tmp_path, NOW + timedelta(days=1, hours=1), models)
    assert [one.split(":")[0] for one in later] == [
        "m of a was not compared for the periods after 2026-11-17", "hourly of a was not compared for the periods after 2026-11-20 12",
        "odd of c was not compared for the periods after x",
    ]  # fmt: skip


def test_a_time_that_no_clock_has_is_none(tmp_path: Path) -> None:
    state = {"time": NOW.timestamp(), "alerts": [alert("firing", since=1e300, fired=-1e300, resolved=1e19)], "told": {}, "problems": []}
    write(tmp_path, "alerts/state.json", json.dumps(state))
    assert [(one["since"], one["fired"]) for one in signals(tmp_path, (), NOW)["alerts"]] == [("", "")]


def test_a_history_that_has_grown_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / DRIFT
    path.parent.mkdir()
    for number in (1, 2):
        with path.open("ab") as file:
            file.write(json.dumps({"project": "p", "model": "m", "period": f"2026-11-0{number}"}).encode() + b"\n")
        assert [each.period for each in newest_periods(tmp_path)] == [f"2026-11-0{number}"]
