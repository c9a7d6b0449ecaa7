"""A batch that was called off before anything was answered costs nothing."""

from __future__ import annotations

import openai


def test_a_batch_costs_nothing_when_it_was_called_off(run, other_world, calls):
    async def main():
        async with other_world() as w:
            client = openai.AsyncOpenAI(base_url=f"{w.url}/v1", api_key=w.token(), max_retries=0)
            file = await client.files.create(file=("a", calls.jsonl(calls.line("one"))), purpose="batch")
            batch = await client.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h")
            held = calls.spent(w)
            gone = await client.batches.cancel(batch.id)
            await client.close()
            return held, gone.status, calls.spent(w)

    held, status, end = run(main)
    assert held[1] > 0
    assert (status, end) == ("cancelled", (0, 0))
