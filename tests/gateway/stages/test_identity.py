"""Who calls: where the token may stand, and what a caller without a good one hears."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("header", ["authorization", "api-key", "both"])
def test_a_token_may_come_in_either_header(run, world, header):
    async def main():
        async with world() as w:
            token = w.token()
            headers = {"authorization": f"bearer {token}", "api-key": token}
            chosen = headers if header == "both" else {header: headers[header]}
            body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}]}
            return (await w.http.post("/v1/chat/completions", json=body, headers=chosen)).status_code

    assert run(main) == 200


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ([], "missing_token"),
        ([("authorization", "Bearer")], "invalid_token"),
        ([("authorization", "Basic dXNlcjpwYXNz")], "invalid_token"),
        ([("authorization", "Bearer sk-abcdefghijklmnop")], "invalid_token"),
        ([("api-key", "sk-abcdefghijklmnop")], "invalid_token"),
        ([("authorization", "Bearer GOOD"), ("api-key", "other")], "invalid_token"),
        ([("authorization", "Bearer GOOD"), ("authorization", "Bearer other")], "invalid_token"),
        ([("authorization", "Bearer GOOD"), ("authorization", "Basic GOOD")], "invalid_token"),
    ],
)
def test_no_token_a_wrong_one_or_two(run, world, headers, code):
    async def main():
        async with world() as w:
            sent = [(name, value.replace("GOOD", w.token())) for name, value in headers]
            body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "my card is 4111 1111 1111 1111"}]}
            response = await w.http.post("/v1/chat/completions", json=body, headers=sent)
            [record] = await w.recorded(1)
            return response, record, w.upstream.requests

    response, record, upstream = run(main)
    assert response.status_code == 401
    assert response.json()["error"]["code"] == code
    assert response.json()["error"]["type"] == "authentication_error"
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert response.headers["x-enclave-request-id"] == record.request_id
    assert (record.kind, record.stage, record.status, record.caller, record.verdicts) == ("refused", "identity", 401, "", ())
    assert upstream == []


def test_the_upstream_never_sees_the_token(run, world):
    async def main():
        async with world(key="upstream-key") as w:
            token = w.token()
            await w.ask(token=token, headers={"x-secret": "s3cret", "cookie": "a=b", "api-key": token})
            return token, w.upstream.requests[0]

    token, request = run(main)
    sent = {name.decode(): value.decode() for name, value in request.headers}
    assert token not in str(sent)
    assert sent.keys() == {
        "host", "content-type", "accept", "accept-encoding", "user-agent", "x-request-id", "authorization", "content-length",
    }
    assert sent["authorization"] == "Bearer upstream-key"
