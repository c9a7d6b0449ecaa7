"""What it did cost: the provider's count, once, whatever the client does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from enclave.ledger.prices import PriceTable, Usage

PRICE = PriceTable.load().price("gpt-4o", "DataZoneStandard", "westeurope", "2024-11-20")


def spent(w) -> set[tuple[int, int]]:
    return {(total.settled, total.reserved) for total in w.runtime._store.report(datetime.now(UTC))}


USAGES = {
    "plain": ({"prompt_tokens": 1000, "completion_tokens": 10}, Usage(prompt=1000, completion=10)),
    "cached": (
        {"prompt_tokens": 1000, "completion_tokens": 10, "prompt_tokens_details": {"cached_tokens": 800}},
        Usage(prompt=1000, cached=800, completion=10),
    ),
    "reasoning": (
        {"prompt_tokens": 10, "completion_tokens": 50, "completion_tokens_details": {"reasoning_tokens": 40}},
        Usage(prompt=10, completion=50, reasoning=40),
    ),
    "details are null": ({"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": None}, Usage(prompt=10, completion=5)),
    "nothing": ({"prompt_tokens": 0, "completion_tokens": 0}, Usage(prompt=0, completion=0)),
    "more than was reserved": ({"prompt_tokens": 9000, "completion_tokens": 8000}, Usage(prompt=9000, completion=8000)),
}


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("name", USAGES)
def test_the_providers_count_is_what_is_charged(run, world, fake, name, streamed):
    reported, usage = USAGES[name]

    async def main():
        async with world() as w:
            spoken = fake.spoken("x", usage=reported)
            w.upstream.reply = lambda body: fake.stream(spoken) if streamed else fake.whole(fake.answer(usage=reported))
            response = await w.ask("x", stream=streamed)
            return response.status_code, (await w.recorded(2))[1], spent(w)

    status, record, amounts = run(main)
    assert status == 200
    assert record.settled_nanousd == PRICE.cost(usage)
    assert amounts == {(PRICE.cost(usage), 0)}
    assert (record.prompt_tokens, record.completion_tokens, record.cached_tokens) == (usage.prompt, usage.completion, usage.cached)
    assert "usage" not in record.error


UNTOLD = {
    "no usage": None,
    "usage is text": "many",
    "half a usage": {"prompt_tokens": 5},
    "usage as text": {"prompt_tokens": "5", "completion_tokens": "5"},
    "negative": {"prompt_tokens": -5, "completion_tokens": 5},
    "more cached than sent": {"prompt_tokens": 5, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 6}},
    "absurd": {"prompt_tokens": 10**15, "completion_tokens": 1},
}


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("name", UNTOLD)
def test_without_a_credible_count_the_whole_reservation_is_charged(run, world, fake, name, streamed):
    async def main():
        async with world() as w:
            usage = UNTOLD[name]
            spoken = fake.spoken("x", usage=usage)
            w.upstream.reply = lambda body: fake.stream(spoken) if streamed else fake.whole(fake.answer(usage=usage))
            response = await w.ask("x", stream=streamed)
            records = await w.recorded(2)
            return response.status_code, records, spent(w)

    status, (admitted, completed), amounts = run(main)
    assert status == 200
    assert completed.settled_nanousd == admitted.reserved_nanousd > 0
    assert amounts == {(admitted.reserved_nanousd, 0)}
    assert "usage_missing" in completed.error


def test_a_client_that_goes_in_a_stream_is_charged_what_the_call_cost(run, world, fake):
    """The upstream bills all of it, so the rest is read without the client (a peer's users lost it: 'pays nothing')."""

    async def main():
        async with world() as w:
            usage = {"prompt_tokens": 50, "completion_tokens": 70}
            frames = fake.spoken("one ", "two ", "three ", "four ", usage=usage)
            w.upstream.reply = lambda body: fake.stream([frames[0], frames[1], 0.3, *frames[2:]])
            body = {"model": "gpt-4o", "stream": True, "messages": [{"role": "user", "content": "x"}]}
            async with w.http.stream("POST", "/v1/chat/completions", json=body, headers={"api-key": w.token()}) as response:
                async for _ in response.aiter_bytes():
                    break
            records = await w.recorded(2)
            return records[1], spent(w)

    record, amounts = run(main)
    assert record.kind == "completed"
    assert record.settled_nanousd == PRICE.cost(Usage(prompt=50, completion=70))
    assert amounts == {(record.settled_nanousd, 0)}
    assert "client_aborted" in record.error


def test_a_client_that_goes_and_an_upstream_that_never_ends(run, world, fake, monkeypatch):
    monkeypatch.setattr("enclave.gateway.pipeline.DRAIN_SECONDS", 0.2)

    async def main():
        async with world() as w:
            frames = fake.spoken("one ")
            w.upstream.reply = lambda body: fake.stream([*frames[:2], 60.0])
            body = {"model": "gpt-4o", "stream": True, "messages": [{"role": "user", "content": "x"}]}
            async with w.http.stream("POST", "/v1/chat/completions", json=body, headers={"api-key": w.token()}) as response:
                async for _ in response.aiter_bytes():
                    break
            records = await w.recorded(2)
            return records, spent(w)

    (admitted, completed), amounts = run(main)
    assert completed.settled_nanousd == admitted.reserved_nanousd
    assert amounts == {(admitted.reserved_nanousd, 0)}
    assert "drain_failed: TimeoutError" in completed.error


def test_a_client_that_goes_while_the_model_thinks(run, world, fake):
    async def main():
        async with world() as w:

            thinking, gone = asyncio.Event(), asyncio.Event()

            async def reply(body):
                thinking.set()
                await gone.wait()
                return fake.whole(fake.answer())

            w.upstream.reply = reply
            asked = asyncio.ensure_future(w.ask("x"))
            await thinking.wait()
            asked.cancel()
            for _ in range(15):  # the end of the connection is noticed
                await asyncio.sleep(0.01)
            gone.set()
            records = await w.recorded(2)
            return records[1], spent(w)

    record, amounts = run(main)
    assert record.settled_nanousd == PRICE.cost(Usage(prompt=20, completion=10))
    assert amounts == {(record.settled_nanousd, 0)}
    assert "client_gone" in record.error


def test_a_refused_answer_is_paid_for(run, world, fake):
    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.whole(fake.answer("it is 4111 1111 1111 1111"))
            response = await w.ask("x")
            return response.status_code, (await w.recorded(2))[1], spent(w)

    status, record, amounts = run(main)
    assert status == 400
    assert record.settled_nanousd == PRICE.cost(Usage(prompt=20, completion=10))
    assert amounts == {(record.settled_nanousd, 0)}


@pytest.mark.parametrize("streamed", [False, True])
def test_a_usage_that_cannot_be_true_is_charged_at_the_reservation(run, world, fake, streamed):
    absurd = {"prompt_tokens": 10**6, "completion_tokens": 10**6}

    async def main():
        async with world() as w:
            spoken = fake.spoken("x", usage=absurd)
            w.upstream.reply = lambda body: fake.stream(spoken) if streamed else fake.whole(fake.answer(usage=absurd))
            await w.ask("x", stream=streamed, max_tokens=100)
            return (await w.recorded(2))[1], spent(w)

    completed, totals = run(main)
    assert completed.settled_nanousd == completed.reserved_nanousd > 0
    assert "usage_absurd" in completed.error
    assert totals == {(completed.reserved_nanousd, 0)}


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(("tier", "is_dearer"), [("priority", True), ("default", False), ("flex", False), (None, False), (["x"], True)])
def test_what_was_served_in_a_dearer_tier_is_charged_at_the_reservation(run, world, fake, streamed, tier, is_dearer):
    """A deployment that somebody set to priority processing: the table has no prices of it."""
    usage = {"prompt_tokens": 20, "completion_tokens": 10}

    async def main():
        async with world() as w:
            spoken = fake.sse(
                fake.chunk({"content": "x"}, service_tier=tier), fake.chunk(finish="stop"), fake.chunk() | {"choices": [], "usage": usage}
            )
            whole = fake.answer(usage=usage) | {"service_tier": tier}
            w.upstream.reply = lambda body: fake.stream(list(spoken)) if streamed else fake.whole(whole)
            await w.ask("x", stream=streamed)
            return (await w.recorded(1, "completed"))[0]

    completed = run(main)
    dear = completed.reserved_nanousd
    assert completed.settled_nanousd == (dear if is_dearer else PRICE.cost(Usage(prompt=20, completion=10))) > 0
    assert ("tier_unpriced" in completed.error) == is_dearer


def test_a_stream_of_responses_tells_its_tier_too(run, world, fake):
    body = {"id": "resp_1", "object": "response", "status": "completed", "output": [], "service_tier": "priority"}
    ended = {"type": "response.completed", "response": body | {"usage": {"input_tokens": 20, "output_tokens": 10}}}

    async def main():
        async with world() as w:
            w.upstream.reply = lambda _: fake.stream(fake.sse(ended, done=False))
            asked = {"model": "gpt-4o", "input": "x", "stream": True}
            await w.http.post("/v1/responses", json=asked, headers={"authorization": f"Bearer {w.token()}"})
            return (await w.recorded(1, "completed"))[0]

    completed = run(main)
    assert completed.settled_nanousd == completed.reserved_nanousd > 0
    assert "tier_unpriced" in completed.error


@pytest.mark.parametrize("tier", ["priority", "flex", "scale", "Priority", 1, ["auto"]])
def test_a_tier_whose_price_nobody_reserves_is_not_asked_for(run, world, fake, tier):
    async def main():
        async with world() as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            chat = await w.ask("x", service_tier=tier)
            paths = {"/v1/responses": "input", "/v1/completions": "prompt"}
            asked = {"model": "gpt-4o", "service_tier": tier}
            others = [await w.http.post(path, json={**asked, key: "x"}, headers=headers) for path, key in paths.items()]
            usual = await w.ask("x", service_tier="auto")
            return [chat, *others], usual.status_code, w.upstream.bodies

    refused, status, [sent] = run(main)
    assert [(one.status_code, one.json()["error"]["param"]) for one in refused] == [(400, "service_tier")] * 3
    assert (status, sent["service_tier"]) == (200, "auto")


def test_a_stream_that_goes_on_beyond_what_was_reserved_is_cut(run, world, fake):
    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.stream(fake.spoken(*["x "] * 5000))
            response = await w.ask("x", stream=True, max_tokens=100)
            return response.text, (await w.recorded(2))[1], spent(w)

    text, completed, totals = run(main)
    assert "upstream_broken" in text
    assert text.count("x ") < 300
    assert totals == {(completed.reserved_nanousd, 0)}
