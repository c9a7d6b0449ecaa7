"""What goes on record: as reached, bounded, and never what a caller wrote."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

from enclave.audit.event import timestamp
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.record import MAX_TEXT, Recorder
from enclave.wire.message import Refused, Request

RECORDER = Recorder("sha256:x", str.upper)


def exchange(path: str = "/v1/chat/completions", body: bytes = b"{}") -> Exchange:
    request = Request("POST", path, "", (), body, "192.0.2.1", asyncio.Event())
    return Exchange(id="r1", request=request, operation="ChatCompletions_Create", started=0.0, deployment="made up")


def test_an_exchange_that_got_nowhere():
    refusal = Refusal("identity", 401, "missing_token", "a token is needed", error="inside")
    event = RECORDER.event(exchange(), "refused", refusal)
    assert (event.kind, event.request_id, event.caller, event.project, event.model) == ("refused", "r1", "", "", "")
    assert (event.stage, event.reason, event.error) == ("identity", "missing_token: a token is needed", "inside")
    assert (event.caller_ip, event.request_bytes, event.policy_digest) == ("192.0.2.1", 2, "sha256:x")
    assert event.deployment == "MADE UP", "a name that nobody knows goes through the label function"
    assert event.path == "/V1/CHAT/COMPLETIONS"
    assert len(event.prompt_sha256) == 64


def test_texts_are_bounded():
    event = RECORDER.event(exchange("/" + "x" * 10_000), "refused", Refusal("route", 404, "c", "m" * 10_000))
    assert len(event.path) <= MAX_TEXT + 1
    assert len(event.reason) <= MAX_TEXT + 10


def test_two_records_of_one_exchange_have_their_own_ids():
    one = exchange()
    first, second = RECORDER.event(one, "admitted"), RECORDER.event(one, "completed")
    assert first.id != second.id
    assert first.request_id == second.request_id
    assert first.time <= second.time


def test_a_message_that_never_became_a_request():
    event = RECORDER.wire_refusal(Refused(413, "too large", "POST", "/a", (), "192.0.2.1"), "r2")
    assert (event.kind, event.stage, event.status, event.reason, event.path) == ("refused", "wire", 413, "too large", "/A")


def test_a_start():
    event = RECORDER.lifecycle("started", "worker 1 of 2")
    assert (event.kind, event.reason, event.policy_digest) == ("started", "worker 1 of 2", "sha256:x")


def test_ids_are_unique_over_processes_and_look_like_azures():
    ids = {recorder.request_id() for recorder in (RECORDER, Recorder("", str)) for _ in range(1000)}
    assert len(ids) == 2000
    assert all(re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", name) for name in ids)


def test_times_are_those_of_the_log(monkeypatch):
    for moment in (0.0, 1795219200.000001, 1795219200.999999, 1795219201.5, 1709164799.25):
        monkeypatch.setattr("enclave.gateway.record.time.time_ns", lambda moment=moment: round(moment * 10**6) * 1000)
        assert RECORDER.lifecycle("started", "").time == timestamp(datetime.fromtimestamp(moment, UTC))
