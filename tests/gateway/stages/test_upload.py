"""What of a file goes on: the checked calls, the model's name, a limit for each answer; under a name that only the gateway can read."""

from __future__ import annotations

import json

from enclave.gateway.file_ids import MARK


def test_only_the_checked_calls_go_on_under_a_mark(run, other_world):
    call = {"custom_id": "a", "method": "POST", "url": "/chat/completions"}
    body = {"model": "night", "messages": [{"role": "user", "content": "x"}]}
    vectors = {"custom_id": "b", "method": "POST", "url": "/v1/embeddings", "body": {"model": "night", "input": [1000, 2000]}}

    async def main(**options):
        async with other_world(**options) as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            told = []
            for one in (call | {"body": body}, vectors, call | {"body": body | {"messages": [{"role": "user", "content": "x " * 30_000}]}}):
                files = {"file": ("../../etc/passwd", json.dumps(one).encode())}
                told.append(await w.http.post("/v1/files", data={"purpose": "batch"}, files=files, headers=headers))
            names = [request.body.partition(b'filename="')[2].partition(b'"')[0].decode() for request in w.upstream.requests]
            marks = [w.runtime.file_ids.open(MARK, name.removesuffix(".jsonl")) for name in names]
            lines = [json.loads(request.body.partition(b"{")[2].partition(b"\n")[0].join((b"{", b""))) for request in w.upstream.requests]
            return told, marks, lines

    told, marks, lines = run(main)
    assert [answer.status_code for answer in told] == [200, 200, 400]
    assert told[2].json()["error"]["code"] == "request_tokens_exceeded"
    assert lines[0]["body"]["model"] == "gpt-4o"
    assert 0 < lines[0]["body"]["max_tokens"] <= 20_000
    assert isinstance(lines[1]["body"]["input"], str)  # tokens are read as the text that they are
    assert [(mark.project, mark.deployment, mark.use, mark.url) for mark in marks] == [
        ("fraud-triage", "night", "input", "/chat/completions"), ("fraud-triage", "night", "input", "/v1/embeddings"),
    ]  # fmt: skip
    assert all(mark.amount > 0 for mark in marks)
    assert all(len(answer.json()["id"]) < 300 for answer in told[:2])


def test_where_content_safety_is_asked_there_are_no_batches(run, other_world):
    async def main():
        async with other_world(project={"content_safety": True}, content_safety={"europe": "http://127.0.0.1:1"}) as w:
            body = {"model": "night", "messages": [{"role": "user", "content": "x"}]}
            one = {"custom_id": "a", "method": "POST", "url": "/chat/completions", "body": body}
            headers = {"authorization": f"Bearer {w.token()}"}
            files = {"file": ("a", json.dumps(one).encode())}
            return await w.http.post("/v1/files", data={"purpose": "batch"}, files=files, headers=headers), w.upstream.requests

    answer, requests = run(main)
    assert (answer.status_code, answer.json()["error"]["code"], requests) == (403, "surface_not_allowed", [])


def test_what_a_line_predicts_counts_as_an_answer_too(run, other_world):
    """As in a call that is no batch: tokens of it that are not said are charged as if they were."""

    async def main():
        async with other_world() as w:
            headers, told = {"authorization": f"Bearer {w.token()}"}, []
            for guess in ("x " * 12_000, "x " * 6_000):
                body = {"model": "night", "messages": [{"role": "user", "content": "x"}], "max_tokens": 10}
                body["prediction"] = {"type": "content", "content": guess}
                one = {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": body}
                files = {"file": ("a", json.dumps(one).encode())}
                told.append(await w.http.post("/v1/files", data={"purpose": "batch"}, files=files, headers=headers))
            [name] = [request.body.partition(b'filename="')[2].partition(b'"')[0].decode() for request in w.upstream.requests]
            mark = w.runtime.file_ids.open(MARK, name.removesuffix(".jsonl"))
            return told, mark.amount, w.runtime.projects["fraud-triage"].targets["night", "europe"].price

    told, amount, price = run(main)
    assert [answer.status_code for answer in told] == [400, 200]  # of 20,000 tokens: 12,000 asked, and 12,000 perhaps answered
    assert told[0].json()["error"]["code"] == "request_tokens_exceeded"
    assert price.worst_case(6_000, 6_010) < amount < price.worst_case(6_100, 6_110)
