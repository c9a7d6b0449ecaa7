"""What goes on record: as reached, bounded, and never what a caller wrote."""

from __future__ import annotations

import asyncio

from enclave.gateway import record
from enclave.gateway.exchange import Exchange, Refusal
from enclave.wire.message import Refused, Request

HIDE = str.upper


def exchange(path: str = "/v1/chat/completions", body: bytes = b"{}") -> Exchange:
    request = Request("POST", path, "", (), body, "192.0.2.1", asyncio.Event())
    return Exchange(id="r1", request=request, operation="ChatCompletions_Create", started=0.0, deployment="made up")


def test_an_exchange_that_got_nowhere():
    refusal = Refusal("identity", 401, "missing_token", "a token is needed", error="inside")
    event = record.event(exchange(), "refused", "sha256:x", HIDE, refusal)
    assert (event.kind, event.request_id, event.caller, event.project, event.model) == ("refused", "r1", "", "", "")
    assert (event.stage, event.reason, event.error) == ("identity", "missing_token: a token is needed", "inside")
    assert (event.caller_ip, event.request_bytes, event.policy_digest) == ("192.0.2.1", 2, "sha256:x")
    assert event.deployment == "MADE UP", "a name that nobody knows goes through the label function"
    assert event.path == "/V1/CHAT/COMPLETIONS"
    assert len(event.prompt_sha256) == 64


def test_texts_are_bounded():
    event = record.event(exchange("/" + "x" * 10_000), "refused", "", HIDE, Refusal("route", 404, "c", "m" * 10_000))
    assert len(event.path) <= record.MAX_TEXT + 1
    assert len(event.reason) <= record.MAX_TEXT + 10


def test_two_records_of_one_exchange_have_their_own_ids():
    one = exchange()
    first, second = (record.event(one, "completed", "", HIDE) for _ in range(2))
    assert first.id != second.id
    assert first.request_id == second.request_id
    assert first.time <= second.time


def test_a_message_that_never_became_a_request():
    event = record.wire_refusal(Refused(413, "too large", "POST", "/a", (), "192.0.2.1"), "r2", "sha256:x", HIDE)
    assert (event.kind, event.stage, event.status, event.reason, event.path) == ("refused", "wire", 413, "too large", "/A")


def test_a_start():
    event = record.lifecycle("started", "sha256:x", "worker 1 of 2")
    assert (event.kind, event.reason, event.policy_digest) == ("started", "worker 1 of 2", "sha256:x")
