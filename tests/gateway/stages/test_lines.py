"""Every line of a file for a batch is a call like any other; what is none reaches nobody."""

from __future__ import annotations

import json

CARD = "4111 1111 1111 1111"


def line(name: str, text: str = "hello", model: str = "night", **more) -> dict:
    body = {"model": model, "messages": [{"role": "user", "content": text}], "max_tokens": 50}
    return {"custom_id": name, "method": "POST", "url": "/v1/chat/completions", "body": body} | more


def jsonl(*lines: object) -> bytes:
    return b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in lines)


BAD = (
    (jsonl(line("one", f"card {CARD}")), "content_filter"),
    (jsonl(line("one"), line("one")), "invalid_value"),
    (jsonl(line("one"), line("two", model="gpt-4o")), "invalid_value"),
    (jsonl(line("one", model="gpt-4o")), "invalid_value"),
    (jsonl(line("one", url="/v1/responses")), "invalid_value"),
    (jsonl(line("one", url="/v1/files")), "invalid_value"),
    (jsonl(line("one", method="GET")), "invalid_value"),
    (jsonl(line("one", more=1)), "invalid_value"),
    (jsonl(line("one", body={"model": "night", "messages": [], "max_tokens": 5})), "invalid_value"),
    (jsonl(line("one") | {"body": line("one")["body"] | {"stream": True}}), "unsupported_content"),
    (jsonl(line("one") | {"body": line("one")["body"] | {"web_search_options": {}}}), "unsupported_content"),
    (jsonl(json.dumps(line("one"))[:-1].encode() + b', "custom_id": "two"}'), "invalid_json"),
    (jsonl(b"[]"), "invalid_json"),
    (jsonl(b"\xff"), "invalid_json"),
    (b"\n\n", "invalid_value"),
)  # fmt: skip


def test_files_that_are_no_good_reach_nobody(run, other_world):
    async def main():
        async with other_world() as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            told = [
                await w.http.post("/v1/files", data={"purpose": "batch"}, files={"file": ("a.jsonl", data)}, headers=headers)
                for data, _ in BAD
            ]
            other = [
                await w.http.post("/v1/files", data=fields, files={"file": ("a.jsonl", jsonl(line("one")))}, headers=headers)
                for fields in ({"purpose": "user_data"}, {}, {"purpose": "batch", "x": "y"})
            ]
            return told, other, w.upstream.requests, await w.recorded(len(told) + 3, "refused")

    told, other, requests, _ = run(main)
    assert [(answer.status_code, answer.json()["error"]["code"]) for answer in told] == [(400, code) for _, code in BAD]
    assert [answer.status_code for answer in other] == [403, 403, 400]
    assert requests == []
