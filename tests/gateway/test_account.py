"""What the account that keeps files says is told as an answer, or refused by its kind; it is asked once."""

from __future__ import annotations

from enclave.wire.server import Response

KIND = ((b"content-type", b"application/json"),)


def test_every_kind_of_answer(run, other_world, fake):
    cases = (
        (Response(200, KIND, b'{"data": []}'), 200, None), (Response(201, KIND, b'{"data": []}'), 200, None),
        (Response(404, KIND, b"{}"), 404, "not_found"), (Response(500, KIND, b"{}"), 502, "upstream_500"),
        (Response(401, KIND, b"{}"), 502, "upstream_401"), (Response(302, ((b"location", b"http://127.0.0.1/"),)), 502, "upstream_302"),
        (Response(200, KIND, b"<html>"), 502, "upstream_garbage"), (Response(200, KIND, b"[]"), 502, "upstream_garbage"),
        (Response(200, KIND, b'{"data": {}}'), 502, "upstream_garbage"),
        (Response(400, KIND, b'{"error": {"message": "for jane@example.com", "code": "bad"}}'), 400, "bad"),
        (Response(200, KIND, fake.stream([b'{"data": ', None]).body), 502, "upstream_broken"),
    )  # fmt: skip

    async def main():
        async with other_world() as w:
            found = []
            for response, _, _ in cases:

                async def serve(_, response=response):
                    return response

                w.upstream.serve = serve
                answer = await w.http.get("/v1/files", headers={"authorization": f"Bearer {w.token()}"})
                found.append((answer.status_code, answer.json().get("error", {}).get("code")))
                assert "jane@" not in answer.text
            return found, len(w.upstream.requests), await w.recorded(len(cases))

    found, asked, _ = run(main)
    assert found == [(status, code) for _, status, code in cases]
    assert asked == len(cases)
