"""Forms that cannot be read in one way only are refused, and cost nothing."""

from __future__ import annotations


def test_what_is_no_form(run, other_world):
    cases = (
        ({"content-type": "application/json"}, b"{}", 400, "invalid_form"),
        ({}, b"x", 400, "invalid_form"),
        ({"content-type": "multipart/form-data; boundary=x"}, b"--x--", 400, "missing_required_parameter"),
        ({"content-type": "multipart/form-data; boundary=x", "content-encoding": "gzip"}, b"--x--", 415, "unsupported_encoding"),
    )

    async def main():
        async with other_world() as w:
            told = [
                await w.http.post("/v1/audio/transcriptions", content=body, headers={"authorization": f"Bearer {w.token()}"} | headers)
                for headers, body, _, _ in cases
            ]
            return (
                [(one.status_code, one.json()["error"]["code"]) for one in told],
                w.upstream.requests,
                await w.recorded(len(cases), "refused"),
            )

    told, requests, _ = run(main)
    assert told == [(status, code) for _, _, status, code in cases]
    assert requests == []
