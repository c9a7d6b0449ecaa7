"""A batch that was called off before anything was answered costs nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import openai


def line(name: str, text: str = "hello", model: str = "night", **more) -> dict:
    body = {"model": model, "messages": [{"role": "user", "content": text}], "max_tokens": 50}
    return {"custom_id": name, "method": "POST", "url": "/v1/chat/completions", "body": body} | more


def jsonl(*lines: object) -> bytes:
    return b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in lines)


def spent(w) -> tuple[int, int]:
    """What is settled and what is reserved, in all."""
    totals = [
        total for total in w.runtime._store.report(datetime.now(UTC)) if total.window == "daily" and total.scope == "project/fraud-triage"
    ]
    return sum(total.settled for total in totals), sum(total.reserved for total in totals)


def test_a_batch_costs_nothing_when_it_was_called_off(run, other_world):
    async def main():
        async with other_world() as w:
            client = openai.AsyncOpenAI(base_url=f"{w.url}/v1", api_key=w.token(), max_retries=0)
            file = await client.files.create(file=("a", jsonl(line("one"))), purpose="batch")
            batch = await client.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h")
            held = spent(w)
            gone = await client.batches.cancel(batch.id)
            await client.close()
            return held, gone.status, spent(w)

    held, status, end = run(main)
    assert held[1] > 0
    assert (status, end) == ("cancelled", (0, 0))
