"""Paths: what is served, what is not, and that even what is not a request leaves a record."""

from __future__ import annotations

import asyncio

import pytest

from enclave.spec.policy import policy_digest
from enclave.wire.server import Limits

BODY = {"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}]}


@pytest.mark.parametrize(
    "path",
    [
        "/v1/chat/completions",
        "/openai/v1/chat/completions",
        "/openai/v1/chat/completions?api-version=preview",
        "/openai/deployments/gpt-4o/chat/completions?api-version=2023-05-15",
        "/openai/deployments/gpt-4o/chat/completions?api-version=2025-04-01-preview",
        "/openai/deployments/gpt%2D4o/chat/completions?x=y&api-version=1",
    ],
)
def test_every_address_of_the_same_call(run, world, path):
    async def main():
        async with world() as w:
            response = await w.ask("x", path=path)
            return response.status_code, (await w.recorded(2))[1]

    status, record = run(main)
    assert status == 200
    assert (record.operation, record.deployment, record.path) == ("ChatCompletions_Create", "gpt-4o", path.partition("?")[0])


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "not_found"),
        ("POST", "/v1/chat/completions/", 404, "not_found"),
        ("POST", "/v1/chat/completions/../models", 403, "surface_not_allowed"),
        ("POST", "/V1/chat/completions", 404, "not_found"),
        ("POST", "/openai/deployments/gpt-4o/responses?api-version=1", 403, "surface_not_allowed"),
        ("POST", "/openai/deployments/gpt-4o/extensions/chat/completions?api-version=1", 403, "surface_not_allowed"),
        ("GET", "/openai/models", 404, "404"),
        ("POST", "/v1/responses/compact", 403, "surface_not_allowed"),
        ("GET", "/v1/responses/resp_x/else", 403, "surface_not_allowed"),
        ("POST", "/openai/deployments//chat/completions?api-version=1", 404, "not_found"),
        ("POST", "/openai/deployments/gpt-4o/chat/completions", 404, "404"),
        ("POST", "/openai/deployments/gpt-4o/chat/completions?api-version=", 404, "404"),
        ("POST", "/openai/deployments/nope/chat/completions?api-version=1", 404, "DeploymentNotFound"),
        ("POST", "/openai/deployments/%67pt-4o%2Fx/chat/completions?api-version=1", 404, "DeploymentNotFound"),
        ("GET", "/v1/chat/completions", 403, "surface_not_allowed"),
        ("PUT", "/v1/chat/completions", 405, "method_not_allowed"),
        ("DELETE", "/v1/models", 405, "method_not_allowed"),
        ("POST", "/healthz/x", 404, "not_found"),
    ],
)
def test_what_is_not_served_is_an_openai_error_and_recorded(run, world, method, path, status, code):
    async def main():
        async with world() as w:
            body = {key: value for key, value in BODY.items() if key != "model"}
            response = await w.http.request(method, path, json=body, headers={"api-key": w.token()})
            [record] = await w.recorded(1)
            return response, record, w.upstream.requests

    response, record, upstream = run(main)
    assert response.status_code == status, response.text
    assert response.json()["error"]["code"] == code
    assert (record.kind, record.status) == ("refused", status)
    assert record.request_id == response.headers["x-enclave-request-id"]
    assert upstream == []
    if status == 405:
        assert response.headers["allow"] in ("POST", "GET")


def test_health(run, world):
    async def main():
        async with world() as w:
            answers = [await w.http.get("/healthz"), await w.http.get("/readyz")]
            return [answer.status_code for answer in answers], [answer.json()["status"] for answer in answers]

    assert run(main) == ([200, 200], ["ok", "ready"])


SOCKET = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
WIRE = {
    "malformed": (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
    "smuggled": (b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "too large": (b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n", 413),
    "a socket for many responses": (b"GET /v1/responses HTTP/1.1\r\nHost: a\r\n" + SOCKET, 403),
    "a socket for sound": (b"GET /v1/live/sessions/x HTTP/1.1\r\nHost: a\r\n" + SOCKET, 403),
    "a socket for what needs none": (b"GET /v1/models HTTP/1.1\r\nHost: a\r\n" + SOCKET, 400),
    "head too large": (b"GET /4111-1111-1111-1111 HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 70_000, 431),
}


@pytest.mark.parametrize("name", WIRE)
def test_what_is_not_even_a_request_is_recorded(run, world, name):
    sent, status = WIRE[name]

    async def main():
        async with world(limits=Limits(body_bytes=1000)) as w:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(w.url.rsplit(":", 1)[1]))
            writer.write(sent)
            answer = await reader.read(65536)
            writer.close()
            return answer, (await w.recorded(1))[0]

    answer, record = run(main)
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b'{"error":{"message":"' in answer
    assert record.request_id.encode() in answer
    assert (record.kind, record.stage, record.status, record.caller_ip) == ("refused", "wire", status, "127.0.0.1")
    assert "1111" not in record.path
    assert (b'"code":"surface_not_allowed"' in answer) == (status == 403)


def test_start_and_stop_are_on_record_with_the_digest_of_the_policy(run, world, document):
    async def main():
        async with world() as w:
            pass
        return await w.recorded(1), w.data

    from enclave.audit.read import events
    from enclave.audit.verify import verify

    (stopped,), data = run(main)
    started = next(iter(events(data)))
    assert (started.kind, stopped.kind) == ("started", "stopped")
    assert started.policy_digest == stopped.policy_digest == policy_digest(document.spec)
    assert verify(data).ok
