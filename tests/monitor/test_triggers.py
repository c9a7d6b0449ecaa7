"""Triggers: once for each drift, with the evidence, and an id that makes a second try harmless."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from enclave.errors import EnclaveError
from enclave.monitor.triggers import FIRED, Trigger, fire, is_new, request_of
from enclave.monitor.watching import Found

START = datetime(2026, 11, 1, tzinfo=UTC)
HOOK = Trigger("retrain", "webhook", "http://127.0.0.1:9/hook", timedelta(hours=48), token="secret")


def found(day: int, drift: bool = True, *, fired: bool = False, model: str = "m") -> Found:
    at = (START + timedelta(days=day)).isoformat()
    alerts = ({"column": "x", "detector": "kolmogorov_smirnov", "value": 0.5, "threshold": 0.1},) if drift else ()
    return Found(at, "risk", model, at, 10, drift, 0.001, alerts, triggers={"retrain": FIRED} if fired else {})


def test_once_for_each_drift_and_not_within_the_cool_down() -> None:
    cases = (
        ([], True),
        ([found(0, fired=True)], False),
        ([found(0, fired=True), found(1), found(2)], False),
        ([found(0, fired=True), found(1, drift=False)], True),
        ([found(0)], True),
        ([found(0, fired=True, model="other")], True),
    )
    for history, wanted in cases:
        assert is_new(HOOK, found(3), history) is wanted, history
    assert not is_new(HOOK, found(1), [found(-1 + 1, fired=True)])
    late = Trigger("retrain", "webhook", HOOK.url, timedelta(days=9))
    assert not is_new(late, found(3), [found(0, fired=True), found(1, drift=False)])


def test_what_is_sent() -> None:
    method, url, headers, body = request_of(HOOK, found(1))
    assert (method, url, body["specversion"], body["data"]["alerts"][0]["column"]) == ("POST", HOOK.url, "1.0", "x")
    assert body["id"] == request_of(HOOK, found(1))[3]["id"] != request_of(HOOK, found(2))[3]["id"]
    grid = Trigger("g", "event_grid", "https://t.westeurope-1.eventgrid.azure.net/api/events")
    _, url, headers, events = request_of(grid, found(1))
    assert headers["content-type"].startswith("application/cloudevents-batch+json")
    assert [event["type"] for event in events] == ["enclave.monitor.drift"]
    job = Trigger(
        "a", "azure_ml", "/subscriptions/s/resourceGroups/g/providers/p/workspaces/w", job={"jobType": "Pipeline", "tags": {"team": "risk"}}
    )
    method, url, _, body = request_of(job, found(1, model="a b"))
    assert method == "PUT"
    assert "/workspaces/w/jobs/drift-a-b-" in url
    assert body["properties"]["jobType"] == "Pipeline"
    assert body["properties"]["tags"]["team"] == "risk"
    assert body["properties"]["tags"]["enclave.period"]


@pytest.mark.parametrize(
    ("answers", "outcome", "calls"),
    [
        ([200], FIRED, 1),
        ([503, 429, 202], FIRED, 3),
        ([400], "answered 400", 1),
        ([500, 500, 500], "answered 500", 3),
        ([None, None, 200], FIRED, 3),
    ],
)
def test_tries(answers: list[int | None], outcome: str, calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []

    def request(method: str, url: str, **options: Any) -> requests.Response:
        seen.append(options)
        status = answers[len(seen) - 1]
        if status is None:
            raise requests.ConnectionError("nobody")
        answer = requests.Response()
        answer.status_code = status
        return answer

    monkeypatch.setattr(requests, "request", request)
    assert fire(HOOK, found(1), lambda _: "", pause=lambda _: None) == outcome
    assert len(seen) == calls
    assert seen[0]["headers"]["authorization"] == "Bearer secret"
    assert seen[0]["allow_redirects"] is False


def test_no_token_is_an_outcome() -> None:
    def token(scope: str) -> str:
        raise EnclaveError(f"no token for `{scope}`")

    grid = Trigger("g", "event_grid", "https://t.westeurope-1.eventgrid.azure.net/api/events")
    assert "eventgrid" in fire(grid, found(1), token)
