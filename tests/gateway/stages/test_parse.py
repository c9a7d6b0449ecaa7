"""What is asked: a body that is no chat completion, or that two readers could read differently, goes nowhere."""

from __future__ import annotations

import json

import pytest

GOOD = {"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}]}

BAD = {
    "empty": (b"", "invalid_json"),
    "not JSON": (b"model=gpt-4o", "invalid_json"),
    "a list": (b"[]", "invalid_json"),
    "two models": (b'{"model":"gpt-4o","model":"gpt-4","messages":[{"role":"user","content":"x"}]}', "invalid_json"),
    "two contents": (b'{"model":"gpt-4o","messages":[{"role":"user","content":"x","content":"4111111111111111"}]}', "invalid_json"),
    "bad UTF-8": (b'{"model":"gpt-4o","messages":[{"role":"user","content":"\xff"}]}', "invalid_json"),
    "100 deep": (b'{"model":"gpt-4o","messages":' + b"[" * 100 + b"]" * 100 + b"}", "invalid_json"),
    "not a number": (b'{"model":"gpt-4o","temperature":NaN,"messages":[{"role":"user","content":"x"}]}', "invalid_json"),
    "no model": (GOOD | {"model": None}, "missing_required_parameter"),
    "model as number": (GOOD | {"model": 4}, "missing_required_parameter"),
    "no messages": (GOOD | {"messages": []}, "invalid_value"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_refused_is_recorded_and_never_sent(run, world, name):
    body, code = BAD[name]

    async def main():
        async with world() as w:
            response = await w.raw(body if isinstance(body, bytes) else json.dumps(body).encode())
            [record] = await w.recorded(1)
            return response, record, w.upstream.requests

    response, record, upstream = run(main)
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"] == code
    assert error["type"] == "invalid_request_error"
    assert (record.kind, record.stage, record.status, record.caller != "") == ("refused", "parse", 400, True)
    assert upstream == []


def test_an_encoded_body_is_refused(run, world):
    async def main():
        async with world() as w:
            plain = await w.raw(json.dumps(GOOD).encode(), **{"content-encoding": "identity"})
            packed = await w.raw(b"\x1f\x8b\x08", **{"content-encoding": "gzip"})
            return plain.status_code, packed.status_code, packed.json()["error"]["code"]

    assert run(main) == (200, 415, "unsupported_encoding")


def test_what_is_sent_is_the_decoded_body_written_again(run, world):
    async def main():
        async with world() as w:
            body = b' {"model" : "gpt-4o", "x": "\\u0041\\/", "messages":[{"role":"user", "content":"gr\\u00fc\\u00dfe"}]}\n'
            assert (await w.raw(body)).status_code == 200
            return w.upstream.requests[0].body

    sent = run(main)
    assert b'"x":"A/"' in sent
    assert '"grüße"'.encode() in sent
    assert b'"model":"gpt-4o"' in sent


def test_the_path_goes_before_the_model(run, world):
    async def main():
        async with world() as w:
            url = "/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21"
            first = await w.ask(path=url, model="gpt-4o")
            body = {"messages": [{"role": "user", "content": "x"}]}
            second = await w.http.post(url, json=body, headers={"api-key": w.token()})
            return first.status_code, second.status_code, [body["model"] for body in w.upstream.bodies]

    assert run(main) == (200, 200, ["gpt-4o-mini", "gpt-4o-mini"])


def test_the_name_of_a_deployment_is_no_text_of_the_callers_and_a_deeper_model_is(run, world):
    async def main():
        async with world() as w:
            response = await w.raw(json.dumps(GOOD | {"metadata": {"model": "jane.doe@example.com"}}).encode())
            _, record = await w.recorded(2)
            return response.status_code, record.verdicts[0], json.loads(w.upstream.requests[0].body)

    status, verdict, sent = run(main)
    assert (status, verdict.stage, verdict.scanned_chars) == (200, "dlp", len("x" + "jane.doe@example.com"))
    assert (sent["model"], "jane" in sent["metadata"]["model"]) == ("gpt-4o", False)
