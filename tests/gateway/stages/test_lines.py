"""Every line of a file for a batch is a call like any other; what is none reaches nobody."""

from __future__ import annotations

import json

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
