"""Triggers: once for each drift, with the evidence, and an id that makes a second try harmless."""

from __future__ import annotations

import json
import re
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
import requests

from enclave.errors import EnclaveError
from enclave.monitor import triggers
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


BATCH = Trigger(
    "b", "batch_endpoint", "https://retrain.westeurope.inference.ml.azure.com/jobs", deployment="blue",
    job={"InputData": {"period": {"JobInputType": "Literal", "Value": "day"}}, "properties": {"experimentName": "drift"}},
)  # fmt: skip


def test_a_batch_endpoint() -> None:
    """As how-to-access-data-batch-endpoints-jobs has it."""
    method, url, headers, body = request_of(BATCH, found(1))
    assert (method, url) == ("POST", BATCH.url)
    assert headers == {"content-type": "application/json", "azureml-model-deployment": "blue"}
    assert body == {"properties": BATCH.job}
    plain = request_of(Trigger("b", "batch_endpoint", BATCH.url), found(1))
    assert plain[2:] == ({"content-type": "application/json"}, {"properties": {}})
    assert triggers.SCOPES["batch_endpoint"] == "https://ml.azure.com/.default"


@pytest.mark.parametrize(
    ("first", "outcome", "calls"),
    [
        (503, FIRED, 2), (429, FIRED, 2), (500, "answered 500; not tried again, since it may run", 1),
        (requests.ConnectTimeout("no"), FIRED, 2), (requests.ReadTimeout("late"), "cannot be reached: ReadTimeout; not tried again", 1),
        (requests.ConnectionError("cut"), "cannot be reached: ConnectionError; not tried again", 1),
    ],
)  # fmt: skip
def test_an_invocation_has_no_name_so_it_is_not_sent_twice(
    first: int | Exception, outcome: str, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def request(method: str, url: str, **_: Any) -> requests.Response:
        seen.append(url)
        if isinstance(first, Exception) and len(seen) == 1:
            raise first
        answer = requests.Response()
        answer.status_code = first if isinstance(first, int) and len(seen) == 1 else 202
        return answer

    monkeypatch.setattr(requests, "request", request)
    assert fire(BATCH, found(1), lambda _: "secret", pause=lambda _: None).startswith(outcome)
    assert len(seen) == calls


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


class Taken(BaseHTTPRequestHandler):
    """Takes what the documentation says that the services take, and nothing else."""

    seen: ClassVar[list[tuple[str, str]]] = []
    jobs: ClassVar[dict[str, Any]] = {}

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        kind = self.headers["content-type"]
        self.seen.append((self.command, path))
        if self.headers["authorization"] != "Bearer secret":
            status = 401
        elif path.startswith("/subscriptions/"):
            status = self._job(path, query, kind, body)
        elif path == "/api/events":
            is_good = query == "api-version=2018-01-01" and kind == "application/cloudevents-batch+json; charset=utf-8"
            status = 200 if is_good and isinstance(body, list) and all(map(is_cloud_event, body)) else 400
        else:
            status = 202 if kind == "application/cloudevents+json; charset=utf-8" and is_cloud_event(body) else 415
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    do_PUT = do_POST = _answer

    def _job(self, path: str, query: str, kind: str, body: Any) -> int:
        """learn.microsoft.com/rest/api/azureml/jobs/create-or-update"""
        place = r"/subscriptions/[0-9a-f-]{36}/resourceGroups/[\w.()-]{1,90}/providers/Microsoft\.MachineLearningServices"
        found = re.fullmatch(place + r"/workspaces/[A-Za-z0-9][A-Za-z0-9_-]{2,32}/jobs/([A-Za-z0-9][A-Za-z0-9_-]{0,254})", path)
        if self.command != "PUT" or found is None or not re.fullmatch(r"api-version=20\d\d-\d\d-\d\d", query) or kind != "application/json":
            return 404
        properties = body["properties"]
        needs = {"Command": {"command", "environmentId"}, "Pipeline": set()}[properties["jobType"]]
        is_good = set(body) == {"properties"} and needs <= set(properties) and isinstance(properties["description"], str)
        is_good = is_good and all(isinstance(value, str) for value in properties["tags"].values())
        is_known = found[1] in self.jobs
        self.jobs[found[1]] = properties
        return (200 if is_known else 201) if is_good else 400

    def log_message(self, *_: object) -> None:
        """Nothing."""


def is_cloud_event(event: Any) -> bool:
    """CloudEvents 1.0.2: required attributes, their types, and how they may be called."""
    texts = ("specversion", "id", "source", "type", "subject", "time", "datacontenttype")
    return (
        all(isinstance(event.get(name), str) and event[name] for name in texts)
        and set(event) == {*texts, "data"}
        and event["specversion"] == "1.0"
        and datetime.fromisoformat(event["time"]).tzinfo is not None
        and re.fullmatch(r"/[A-Za-z0-9._/-]+", event["source"]) is not None
        and event["datacontenttype"] == "application/json"
    )


@pytest.mark.parametrize(
    "job",
    [
        {"jobType": "Command", "command": "python train.py", "environmentId": "azureml:train:1", "computeId": "azureml:cpu"},
        {"jobType": "Pipeline", "settings": {"default_compute": "azureml:cpu"}, "jobs": {}, "tags": {"team": "risk"}},
    ],
)
def test_the_services_take_it(job: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    Taken.seen, Taken.jobs = [], {}
    with HTTPServer(("127.0.0.1", 0), Taken) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setattr(triggers, "ARM", url)
        workspace = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/ml/providers/Microsoft.MachineLearningServices"
        chosen = (
            Trigger("a", "azure_ml", workspace + "/workspaces/ml1", job=job),
            Trigger("g", "event_grid", url + "/api/events"),
            Trigger("w", "webhook", url + "/hook", token="secret"),
        )
        for trigger in chosen:
            for _ in range(2):
                assert fire(trigger, found(1, model="Claims.v2_x"), lambda _: "secret", pause=lambda _: None) == FIRED, trigger
        assert fire(chosen[1], found(1), lambda _: "wrong", pause=lambda _: None) == "answered 401"
        server.shutdown()
    assert len(Taken.jobs) == 1, "a second try starts no second job"
    assert [method for method, _ in Taken.seen] == ["PUT"] * 2 + ["POST"] * 5


def test_no_token_is_an_outcome() -> None:
    def token(scope: str) -> str:
        raise EnclaveError(f"no token for `{scope}`")

    grid = Trigger("g", "event_grid", "https://t.westeurope-1.eventgrid.azure.net/api/events")
    assert "eventgrid" in fire(grid, found(1), token)
