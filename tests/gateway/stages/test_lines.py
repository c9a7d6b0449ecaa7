"""Every line of a file for a batch is a call like any other; what is none reaches nobody."""

from __future__ import annotations

import json

import pytest

CARD = "4111 1111 1111 1111"


def bad(calls):
    """Files, and what each is refused as."""
    return (
        (calls.jsonl(calls.line("one", f"card {CARD}")), "content_filter"),
        (calls.jsonl(calls.line("one"), calls.line("one")), "invalid_value"),
        (calls.jsonl(calls.line("one"), calls.line("two", model="gpt-4o")), "invalid_value"),
        (calls.jsonl(calls.line("one", model="gpt-4o")), "invalid_value"),
        (calls.jsonl(calls.line("one", url="/v1/responses")), "invalid_value"),
        (calls.jsonl(calls.line("one", url="/v1/files")), "invalid_value"),
        (calls.jsonl(calls.line("one", method="GET")), "invalid_value"),
        (calls.jsonl(calls.line("one", more=1)), "invalid_value"),
        (calls.jsonl(calls.line("one", body={"model": "night", "messages": [], "max_tokens": 5})), "invalid_value"),
        (calls.jsonl(calls.line("one") | {"body": calls.line("one")["body"] | {"stream": True}}), "unsupported_content"),
        (calls.jsonl(calls.line("one") | {"body": calls.line("one")["body"] | {"web_search_options": {}}}), "unsupported_content"),
        (calls.jsonl(json.dumps(calls.line("one"))[:-1].encode() + b', "custom_id": "two"}'), "invalid_json"),
        (calls.jsonl(b"[]"), "invalid_json"),
        (calls.jsonl(b"\xff"), "invalid_json"),
        (b"\n\n", "invalid_value"),
    )  # fmt: skip


def test_files_that_are_no_good_reach_nobody(run, other_world, calls):
    async def main():
        async with other_world() as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            told = [
                await w.http.post("/v1/files", data={"purpose": "batch"}, files={"file": ("a.jsonl", data)}, headers=headers)
                for data, _ in bad(calls)
            ]
            other = [
                await w.http.post("/v1/files", data=fields, files={"file": ("a.jsonl", calls.jsonl(calls.line("one")))}, headers=headers)
                for fields in ({"purpose": "fine-tune"}, {}, {"purpose": "batch", "x": "y"}, {"purpose": "user_data"})
            ]
            return told, other, w.upstream.requests, await w.recorded(len(told) + 4, "refused")

    told, other, requests, _ = run(main)
    assert [(answer.status_code, answer.json()["error"]["code"]) for answer in told] == [(400, code) for _, code in bad(calls)]
    assert [answer.status_code for answer in other] == [403, 403, 400, 403]
    assert requests == []


@pytest.mark.parametrize(
    ("ends", "status"),
    [(("created_at", "3600"), 200), (("created_at", "3599"), 400), (("created_at", "2592001"), 400), (("last_active_at", "3600"), 400),
     (("created_at", None), 400), ((None, "3600"), 400), (("created_at", "3600.0"), 400), (("created_at", "\u0663600"), 400)],
)  # fmt: skip
def test_a_file_may_be_told_when_it_expires(run, other_world, calls, ends, status):
    async def main():
        async with other_world(surfaces=("files", "batches", "vector_stores")) as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            more = {f"expires_after[{key}]": value for key, value in zip(("anchor", "seconds"), ends, strict=True) if value is not None}
            told = [
                await w.http.post("/v1/files", data={"purpose": purpose, **more}, files={"file": (name, data)}, headers=headers)
                for purpose, name, data in (
                    ("batch", "a.jsonl", calls.jsonl(calls.line("one"))), ("assistants", "a.txt", b"hours: nine to five"),
                )
            ]  # fmt: skip
            return told, [request.body for request in w.upstream.requests]

    told, bodies = run(main)
    assert [answer.status_code for answer in told] == [status] * 2, [answer.text for answer in told]
    if status == 200:
        assert [answer.json()["expires_at"] for answer in told] == [3601] * 2
        assert all(b'name="expires_after[seconds]"\r\n\r\n3600' in body for body in bodies)
    else:
        assert bodies == []
        assert {answer.json()["error"]["param"] for answer in told} == {"expires_after"}
