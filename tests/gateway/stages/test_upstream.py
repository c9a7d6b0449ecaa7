"""The call itself: what an upstream can do wrong, what the client hears of it, what is charged for it."""

from __future__ import annotations

import asyncio
import json

import pytest

from enclave.wire.server import Response

NAN = b'{"id":"1","object":"chat.completion","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}'


def error(message: str, code: str | None = "some_code", **more) -> dict:
    return {"error": {"message": message, "type": "invalid_request_error", "param": "messages", "code": code} | more}


STATUSES = {
    "400": (400, error("bad parameter"), 400, "some_code", "bad parameter", 0),
    "400 without a code": (400, error("bad parameter", None), 400, "upstream_400", "bad parameter", 0),
    "400 content filter, which Azure charges": (400, error("filtered", "content_filter"), 400, "content_filter", "filtered", 1),
    "400 input limit, which Azure charges": (400, error("too long", "context_length_exceeded"), 400, "context_length_exceeded", "too", 1),
    "401 is our fault": (401, error("Incorrect API key provided: sk-123"), 502, "upstream_401", "status 401", 0),
    "403 is our fault": (403, error("forbidden for id-gateway"), 502, "upstream_403", "status 403", 0),
    "404 is our fault": (404, error("no model at 10.40.2.4"), 502, "upstream_404", "status 404", 0),
    "408, which Azure charges": (408, error("timeout"), 408, "some_code", "timeout", 1),
    "422": (422, error("unprocessable"), 422, "some_code", "unprocessable", 0),
    "429": (429, error("slow down"), 429, "some_code", "slow down", 0),
    "500": (500, error("stack trace at host-17"), 502, "upstream_500", "status 500", 1),
    "503": (503, error("busy"), 503, "upstream_503", "status 503", 1),
    "504": (504, b"<html>gateway</html>", 504, "upstream_504", "status 504", 1),
    "302 is not followed": (302, b"", 502, "upstream_302", "status 302", 1),
    "204": (204, b"", 502, "upstream_204", "status 204", 1),
    "400 without a document": (400, b"\xff not json", 400, "upstream_400", "refused the request", 0),
    "400 that quotes a card": (400, error("invalid: 4111 1111 1111 1111"), 400, "some_code", "refused the request", 0),
    "400 that quotes an address": (400, error("invalid: jane@example.com"), 400, "some_code", "invalid: [REDACTED-EMAIL]", 0),
    "400 with an odd code": (400, error("x", "a code\nwith\tmore"), 400, "upstream_400", "x", 0),
    "400 that says more": (400, error("x", innererror={"secret": "host-17"}), 400, "some_code", "x", 0),
}


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("name", STATUSES)
def test_error_statuses(run, world, fake, name, streamed):
    status, document, expected, code, message, charged = STATUSES[name]

    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.whole(document, status, (b"location", b"http://127.0.0.1:9/"), (b"x-internal", b"host-17"))
            response = await w.ask("x", stream=streamed)
            records = await w.recorded(2)
            return response, records, len(w.upstream.requests)

    response, (admitted, completed), calls = run(main)
    assert calls == 1
    assert response.status_code == expected, response.text
    body = response.json()["error"]
    assert body["code"] == code
    assert message in body["message"]
    assert body.keys() == {"message", "type", "param", "code"}
    for secret in ("host-17", "sk-123", "10.40", "id-gateway", "1111 1111", "jane@"):
        assert secret not in response.text + str(response.headers)
    assert (completed.kind, completed.stage, completed.status) == ("completed", "upstream", expected)
    assert f"upstream status {status}" in completed.error
    assert completed.settled_nanousd == (admitted.reserved_nanousd if charged else 0)


def test_retry_after_passes_when_it_is_a_number(run, world, fake):
    async def main():
        async with world() as w:
            answers = []
            for value in (b"7", b"Wed, 21 Oct 2026 07:28:00 GMT"):
                w.upstream.reply = lambda body, value=value: fake.whole(error("slow down"), 429, (b"retry-after", value))
                answers.append((await w.ask("x")).headers.get("retry-after"))
            return answers

    assert run(main) == ["7", None]


GARBAGE = {
    "not JSON": b"<html>",
    "cut off": NAN,
    "bad UTF-8": b'{"choices":[{"message":{"content":"\xff"}}]}',
    "a list": b"[]",
    "no choices": b'{"object":"chat.completion"}',
    "choices is no list": b'{"choices":{}}',
    "empty": b"",
    "deep": b'{"choices":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "deep, but not too deep to decode": b'{"choices":' + b"[" * 90 + b"]" * 90 + b"}",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_a_bad_gateway_and_charged_in_full(run, world, fake, name):
    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.whole(GARBAGE[name])
            response = await w.ask("x")
            return response, await w.recorded(2)

    response, (admitted, completed) = run(main)
    assert response.status_code == 502
    assert response.json()["error"]["code"] == "upstream_garbage"
    assert completed.settled_nanousd == admitted.reserved_nanousd > 0
    assert "usage_missing" in completed.error


def test_nobody_there(run, world, document, tmp_path):
    async def main():
        async with world() as w:
            (client,) = (endpoint.client for endpoint in w.runtime.endpoints._all.values())
            client._port = 9  # nobody listens on discard
            response = await w.ask("x")
            return response, await w.recorded(2)

    response, (_, completed) = run(main)
    assert response.status_code == 502
    assert response.json()["error"]["code"] == "upstream_unreachable"
    assert completed.settled_nanousd == 0
    assert "cannot be reached" in completed.error
    assert "127.0.0.1" not in response.text


@pytest.mark.parametrize("streamed", [False, True])
def test_an_upstream_that_does_not_answer_in_time(run, world, streamed):
    async def main():
        async with world(read_seconds=0.15) as w:

            async def reply(body):
                await asyncio.sleep(3)
                return Response(200)

            w.upstream.reply = reply
            response = await w.ask("x", stream=streamed)
            return response, await w.recorded(2)

    response, (admitted, completed) = run(main)
    assert response.status_code == 504
    assert response.json()["error"]["code"] == "upstream_timeout"
    assert completed.settled_nanousd == admitted.reserved_nanousd


def test_an_upstream_that_dies_in_the_middle_of_a_body(run, world, fake):
    async def main():
        async with world() as w:
            half = fake.stream([b'{"choices":', None]).body
            w.upstream.reply = lambda body: Response(200, ((b"content-type", b"application/json"),), half)
            response = await w.ask("x")
            return response, await w.recorded(2)

    response, (admitted, completed) = run(main)
    assert response.status_code == 502
    assert response.json()["error"]["code"] == "upstream_broken"
    assert completed.settled_nanousd == admitted.reserved_nanousd


def test_a_stream_that_is_none(run, world, fake):
    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.whole(fake.answer())
            response = await w.ask("x", stream=True)
            return response, await w.recorded(2)

    response, (admitted, completed) = run(main)
    assert response.status_code == 502
    assert completed.settled_nanousd == admitted.reserved_nanousd


def test_the_model_of_the_deployment_is_called_or_the_one_that_replaces_all(run, world):
    def named(spec):
        search = spec.projects["policy-search"]
        return spec.model_copy(update={"projects": {"policy-search": search}})

    async def main():
        models = []
        for options in ({}, {"model": "llama3"}):
            async with world(spec=named, **options) as w:
                assert (await w.ask("x", token=w.token("policy-search"), model="search-chat")).status_code == 200
                models.append(w.upstream.bodies[0]["model"])
        return models

    assert run(main) == ["gpt-4o-mini", "llama3"]


def test_a_stream_always_asks_for_its_usage(run, world, fake):
    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.stream(fake.spoken("x"))
            await w.ask("x", stream=True, stream_options={"include_usage": False, "include_obfuscation": True})
            return w.upstream.bodies[0]

    body = run(main)
    assert body["stream_options"] == {"include_usage": True}
    assert json.dumps(body)
