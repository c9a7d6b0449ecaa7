"""Refusals in OpenAI's form, and the exchange's beginning."""

from __future__ import annotations

import asyncio
import json

import pytest

from enclave.gateway.exchange import Exchange, Refusal
from enclave.wire.message import Request


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, "invalid_request_error"), (401, "authentication_error"), (403, "permission_error"), (404, "invalid_request_error"),
     (429, "insufficient_quota"), (500, "server_error"), (503, "server_error")],
)
def test_a_refusal_is_an_openai_error(status, kind):
    refusal = Refusal("dlp", status, "some_code", "in words", "messages", error="for the record only")
    assert json.loads(refusal.body()) == {"error": {"message": "in words", "type": kind, "param": "messages", "code": "some_code"}}


def test_a_refusal_can_say_its_own_type():
    assert json.loads(Refusal("upstream", 429, "c", "m", kind="rate_limit_error").body())["error"]["type"] == "rate_limit_error"


def test_exchanges_share_nothing():
    def fresh() -> Exchange:
        request = Request("GET", "/", "", (), b"", "127.0.0.1", asyncio.Event())
        return Exchange(id="1", request=request, operation="", started=0.0)

    first, second = fresh(), fresh()
    first.notes.append("x")
    first.body["x"] = 1
    assert second.notes == []
    assert second.body == {}
    assert (first.caller, first.rules, first.target, first.settled) == (None, None, None, None)
