"""Who gets a session: tokens in every form, projects that have the surface, paths, and what is asked for."""

from __future__ import annotations

import asyncio
import json

import httpx
import jwt
import pytest
import websockets

from enclave.gateway.realtime.door import MOST_SESSIONS


async def refusal(w, path="/v1/realtime?model=live", headers=None, **options):
    try:
        async with websockets.connect(w.url.replace("http", "ws") + path, additional_headers=headers or {}, **options):
            return 101, ""
    except websockets.InvalidStatus as refused:
        return refused.response.status_code, json.loads(refused.response.body)["error"]["code"]


def test_a_token_opens_a_session_in_any_form_and_nothing_else_does(run, room, talk):
    async def main():
        async with room() as w:
            token, other = w.token(), w.token(caller="joe")
            forged = jwt.encode(jwt.decode(token, options={"verify_signature": False}), "x" * 32, "HS256", headers={"kid": "1"})
            none = jwt.encode(jwt.decode(token, options={"verify_signature": False}), None, "none")
            protocol = f"openai-insecure-api-key.{token}"
            told = {
                "bearer": await refusal(w, headers={"authorization": f"Bearer {token}"}),
                "api-key": await refusal(w, headers={"api-key": token}),
                "browser": await refusal(w, subprotocols=["realtime", protocol, "openai-beta.realtime-v1"]),
                "both": await refusal(w, headers={"api-key": token}, subprotocols=["realtime", protocol]),
                "two": await refusal(w, headers={"api-key": other}, subprotocols=["realtime", protocol]),
                "nobody": await refusal(w),
                "query": await refusal(w, path=f"/v1/realtime?model=live&api-key={token}"),
                "forged": await refusal(w, headers={"authorization": f"Bearer {forged}"}),
                "unsigned": await refusal(w, subprotocols=["realtime", f"openai-insecure-api-key.{none}"]),
                "cut": await refusal(w, headers={"api-key": token[:-4]}),
                "auditor": await refusal(w, headers={"api-key": w.token(role="auditor")}),
                "elsewhere": await refusal(w, headers={"api-key": w.token(project="policy-search")}),
            }
            async with websockets.connect(
                w.url.replace("http", "ws") + "/v1/realtime?model=live", subprotocols=["realtime", protocol]
            ) as ws:
                chosen = ws.subprotocol
            return told, chosen, w.upstream.requests, [token, other, forged], await w.recorded(1)

    told, chosen, requests, tokens, records = run(main)
    assert [told[name] for name in ("bearer", "api-key", "browser", "both")] == [(101, "")] * 4
    assert told["nobody"] == told["query"] == (401, "missing_token")
    assert {told[name] for name in ("two", "forged", "unsigned", "cut")} == {(401, "invalid_token")}
    assert told["auditor"] == (403, "missing_role")
    assert told["elsewhere"][0] == 403
    assert chosen == "realtime"
    assert len(requests) == 5
    sent = str([request.headers for request in requests]) + str(records)
    assert not [token for token in tokens if token in sent]
    assert all(dict(request.headers).get(b"sec-websocket-protocol") is None for request in requests)


def test_a_project_needs_the_surface_and_a_price(run, room):
    async def main():
        told = []
        for options in ({"surfaces": ("images",)}, {"project": {"surfaces": ()}}, {"project": {"content_safety": True}}):
            async with room(**options) as w:
                told.append(await refusal(w, headers={"api-key": w.token()}))
        return told

    assert run(main) == [(403, "surface_not_allowed")] * 3


PATHS = {
    "/v1/realtime": (400, "missing_required_parameter"),
    "/v1/realtime?model=": (400, "missing_required_parameter"),
    "/v1/realtime?model=live&model=other": (400, "missing_required_parameter"),
    "/v1/realtime?model=other": (404, "DeploymentNotFound"),
    "/v1/realtime?model=live&intent=transcription": (403, "surface_not_allowed"),
    "/v1/realtime?call_id=rtc_1": (403, "surface_not_allowed"),
    "/openai/realtime?deployment=live": (400, "bad_request"),
    "/v1/realtime/client_secrets?model=live": (403, "surface_not_allowed"),
    "/v1/chat/completions?model=live": (403, "surface_not_allowed"),
    "/v1/realtime?model=live&intent=conversation": (101, ""),
    "/openai/v1/realtime?model=live": (101, ""),
    "/openai/realtime?api-version=2025-04-01-preview&deployment=live": (101, ""),
}


def test_sessions_are_served_at_their_paths_alone(run, room):
    async def main():
        async with room() as w:
            told = {path: await refusal(w, path=path, headers={"api-key": w.token()}) for path in PATHS}
            plain = await w.http.get("/v1/realtime?model=live", headers={"api-key": w.token()})
            posted = await w.http.post("/v1/realtime/sessions", headers={"api-key": w.token()})
            return told, plain.status_code, posted.status_code, [request.path for request in w.upstream.requests]

    told, plain, posted, asked = run(main)
    assert told == PATHS
    assert (plain, posted) == (404, 403)
    assert set(asked) == {"/v1/realtime"}


def test_a_caller_has_no_more_sessions_than_it_may(run, room):
    async def main():
        async with room() as w:
            url, headers = w.url.replace("http", "ws") + "/v1/realtime?model=live", {"api-key": w.token()}
            opened = [await websockets.connect(url, additional_headers=headers) for _ in range(MOST_SESSIONS)]
            told = [await refusal(w, headers=headers), await refusal(w, headers={"api-key": w.token(caller="joe")})]
            await asyncio.gather(*(ws.close() for ws in opened))
            for _ in range(20):  # the gateway's side ends
                await asyncio.sleep(0.01)
            return [*told, await refusal(w, headers=headers)]

    assert run(main) == [(429, "too_many_sessions"), (101, ""), (101, "")]


@pytest.mark.parametrize(("status", "wanted"), [(401, 502), (404, 502), (429, 429), (500, 502), (503, 503)])
def test_a_model_service_that_opens_no_session_is_told_as_such(run, room, fake, status, wanted):
    async def main():
        async with room() as w:
            secret = fake.whole({"error": {"message": "my secret"}}, status, (b"retry-after", b"7"))
            w.upstream.serve = None
            w.upstream.reply = lambda body: secret
            try:
                async with websockets.connect(
                    w.url.replace("http", "ws") + "/v1/realtime?model=live", additional_headers={"api-key": w.token()}
                ):
                    pass
            except websockets.InvalidStatus as refused:
                return refused.response, await w.recorded(2)

    response, records = run(main)
    assert response.status_code == wanted
    assert b"secret" not in response.body
    assert [(record.kind, record.operation, record.settled_nanousd) for record in records] == [
        ("admitted", "Realtime_Connect", 0), ("completed", "Realtime_Connect", 0),
    ]  # fmt: skip


def test_nobody_is_told_anything_before_who_calls_is_known(run, room):
    async def main():
        async with room() as w:
            return [
                await refusal(w, path=path)
                for path in PATHS
                if "chat" not in path and "secrets" not in path and path != "/openai/realtime?deployment=live"
            ]

    assert set(run(main)) == {(401, "missing_token")}


def test_plain_requests_are_told_what_to_ask_for(run, room):
    async def main():
        async with room() as w:
            url = f"{w.url}/v1/realtime?model=live"
            async with httpx.AsyncClient(trust_env=False) as http:
                return (await http.get(url)).status_code, (await http.post(url)).status_code, (await http.options(url)).status_code

    assert run(main) == (401, 405, 405)
