"""A batch by the official SDK, against a simulator with a bill of its own."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal

import httpx
import openai
import pytest

from enclave.spec.models import Budget

CARD = "4111 1111 1111 1111"
MAIL = "jane@example.com"


async def bill(w):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{w.upstream.port}", trust_env=False) as http:
        return (await http.get("/simulator/bill")).json()["models"]


def test_a_batch_is_scanned_reserved_answered_and_settled(run, other_world, calls):
    def work(w):
        client = openai.OpenAI(base_url=f"{w.url}/v1", api_key=w.token(), max_retries=0)
        data = calls.jsonl(
            calls.line("one", f"write to {MAIL}"), calls.line("two", f"say: {CARD[:4]} {CARD[5:]}"[:7]),
            calls.line("three", "say: call bob@example.com"),
        )  # fmt: skip
        file = client.files.create(file=(f"{MAIL}.jsonl", data), purpose="batch")
        batch = client.batches.create(
            input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h", metadata={"for": MAIL},
            output_expires_after={"anchor": "created_at", "seconds": 3600},
        )
        held = calls.spent(w)
        done = client.batches.retrieve(batch.id)
        settled = calls.spent(w)
        again = client.batches.retrieve(batch.id)
        output = client.files.content(done.output_file_id).text
        listed = [one.id for one in client.files.list().data], [one.id for one in client.batches.list().data]
        gone = client.files.delete(file.id)
        with pytest.raises(openai.NotFoundError):
            client.files.retrieve(file.id)
        return file, batch, held, done, settled, again, output, listed, gone, calls.spent(w)

    async def main():
        async with other_world() as w:
            told = await asyncio.to_thread(work, w)
            return told, w.upstream.requests, await w.recorded(8, "completed"), await bill(w), w.runtime.projects["fraud-triage"]

    (file, batch, held, done, settled, again, output, listed, gone, end), requests, records, charged, rules = run(main)
    assert not [request for request in requests if MAIL.encode() in request.body]
    assert (file.filename.removesuffix(".jsonl"), batch.status, batch.metadata) == (
        "[REDACTED-EMAIL]",
        "validating",
        {"for": "[REDACTED-EMAIL]"},
    )
    assert (done.status, done.request_counts.completed, again.status, gone.deleted) == ("completed", 3, "completed", True)
    answers = {
        one["custom_id"]: one["response"]["body"]["choices"][0]["message"]["content"] for one in map(json.loads, output.splitlines())
    }
    assert answers["three"] == "[simulated] call [REDACTED-EMAIL]"
    assert listed[0].count(file.id) == 1
    assert listed[1] == [batch.id]
    # reserved in full when it begins, replaced by the half price of what was really used when it has ended, once
    price, used = rules.targets["night", "europe"].price, charged["gpt-4o (batch)"]
    cost = -(-(used["prompt_tokens"] * price.input + used["completion_tokens"] * price.output) // 10**6)
    assert held[0] == 0
    assert settled == end == (cost, 0)
    assert held[1] > cost
    assert [record.settled_nanousd for record in records if record.settled_nanousd] == [cost]
    admitted = [record for record in records if record.operation == "Batches_Create"]
    assert len(admitted) == 1


def test_a_batch_is_not_begun_when_the_budget_does_not_cover_all_of_it_or_policy_has_changed(run, other_world, calls):
    async def main(**project):
        async with other_world(project=project) as w:
            client = openai.AsyncOpenAI(base_url=f"{w.url}/v1", api_key=w.token(), max_retries=0)
            file = await client.files.create(file=("a", calls.jsonl(calls.line("one"))), purpose="batch")
            if not project:
                w.runtime.recorder._digest = "sha256:of-another-file"
            with pytest.raises(openai.APIStatusError) as caught:
                await client.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h")
            await client.close()
            return caught.value.status_code, caught.value.code, calls.spent(w), [request.path for request in w.upstream.requests]

    poor = Budget(daily_usd=Decimal("0.0001"))
    for project, status, code in (({"budget": poor}, 429, "budget_exceeded"), ({}, 409, "policy_changed")):
        told = run(lambda project=project: main(**project))
        assert told[:2] == (status, code)
        assert told[2] in ((0, 0), ())
        assert "/v1/batches" not in told[3]


def test_a_batch_that_says_null_of_what_it_does_not_say_is_begun(run, other_world, calls):
    def work(w):
        client = openai.OpenAI(base_url=f"{w.url}/v1", api_key=w.token(), max_retries=0)
        file = client.files.create(file=("a.jsonl", calls.jsonl(calls.line("one"))), purpose="batch")
        body = {"input_file_id": file.id, "endpoint": "/v1/chat/completions", "completion_window": "24h", "output_expires_after": None}
        return client.batches.create(**body, metadata=None)

    async def main():
        async with other_world() as w:
            return await asyncio.to_thread(work, w)

    batch = run(main)
    assert (batch.status, batch.metadata) == ("validating", None)
