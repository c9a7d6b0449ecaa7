"""A conversation that goes on from a stream: as long as the provider counted, not as long as it could have been."""

from __future__ import annotations

from enclave.gateway.response_ids import Stored

DOCUMENT = {"id": "a", "object": "response", "created_at": 1, "status": "completed", "model": "gpt-4o", "output": []}


def test_only_what_is_not_known_is_asked_for(run, world, fake):
    async def main():
        async with world() as w:
            headers, told = {"authorization": f"Bearer {w.token()}"}, []
            for tokens, is_counted, usage in (
                (7998, True, 30), (7998, False, 30), (7998, False, None), (7998, False, -1), (100, False, 30), (100, False, 10**9),
            ):  # fmt: skip
                before = {"usage": {"input_tokens": usage, "output_tokens": 0}} if usage else {}
                w.upstream.reply = lambda body, before=before: fake.whole(DOCUMENT | before)
                asked = len(w.upstream.requests)
                named = w.runtime.response_ids.seal(Stored("a", "fraud-triage", "gpt-4o", "europe", tokens, is_counted))
                body = {"model": "gpt-4o", "input": "x", "previous_response_id": named, "max_output_tokens": 500}
                status = (await w.http.post("/v1/responses", json=body, headers=headers)).status_code
                told.append((status, [request.method for request in w.upstream.requests[asked:]]))
            w.upstream.reply = lambda body: fake.whole({"error": {"message": "no"}}, 404)
            gone = await w.http.post("/v1/responses", json=body, headers=headers)
            return told, gone.status_code, gone.json()["error"]["code"]

    told, status, code = run(main)
    assert told == [(400, []), (200, ["GET", "POST"]), (400, ["GET"]), (400, ["GET"]), (200, ["GET", "POST"]), (200, ["GET", "POST"])]
    assert (status, code) == (404, "response_not_found")
