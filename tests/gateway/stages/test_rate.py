"""Limits per minute: who asks for more is told when to come back, and nothing of it reaches the model."""

from __future__ import annotations

from enclave.errors import EnclaveError
from enclave.spec.models import Rate, RateLimits


def limited(**limits):
    """A file with limits of the hub's."""
    return lambda spec: spec.model_copy(update={"hub": spec.hub.model_copy(update={"rate_limits": RateLimits(**limits)})})


def test_requests_of_a_project(run, world):
    async def main():
        async with world(spec=limited(requests_per_minute=3)) as w:
            token = w.token()
            answers = [await w.ask("x", token=token) for _ in range(4)]
            other = await w.ask("x", token=w.token("claims-assistant"), model="claims-chat")
            return answers, other, len(w.upstream.requests), (await w.recorded(1, "refused"))[0]

    answers, other, sent, record = run(main)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["x-ratelimit-remaining-requests"] for answer in answers] == ["2", "1", "0", "0"]
    error = answers[3].json()["error"]
    assert (error["code"], error["type"]) == ("rate_limit_exceeded", "requests")
    assert "project `fraud-triage` may have 3 requests in a minute" in error["message"]
    assert 1 <= int(answers[3].headers["retry-after"]) <= 20
    assert "x-ratelimit-limit-tokens" not in answers[0].headers
    assert other.headers.get("x-ratelimit-remaining-requests", "2") == "2", "every project has its own"
    assert sent == 3 + (other.status_code == 200)
    assert (record.stage, record.status, record.reserved_nanousd) == ("rate", 429, 0)


def test_tokens_are_taken_by_estimate_and_corrected_by_the_count(run, world, fake):
    async def main():
        async with world(spec=limited(tokens_per_minute=1000, per_caller=Rate(requests_per_minute=100))) as w:
            token, told = w.token(), []

            async def ask(usage, **more):
                w.upstream.reply = lambda body: fake.whole(fake.answer(usage=usage))
                answer = await w.ask("x", token=token, **more)
                await w.recorded(len(told) + 1, "completed")
                told.append(int(answer.headers["x-ratelimit-remaining-tokens"]))

            await ask({"prompt_tokens": 20, "completion_tokens": 80}, max_tokens=600)
            await ask({"prompt_tokens": 20, "completion_tokens": 280}, max_tokens=100)
            await ask({"prompt_tokens": 900, "completion_tokens": 100}, max_tokens=1)
            refused = await w.ask("x", token=token, max_tokens=1)
            return told, refused

    told, refused = run(main)
    assert 395 <= told[0] <= 400
    assert 795 <= told[1] <= 805
    assert 590 <= told[2] <= 610
    assert (refused.status_code, refused.json()["error"]["type"]) == (429, "tokens")
    assert int(refused.headers["retry-after"]) >= 20, "it waits until what was used beyond the estimate is earned again"


def test_what_another_guard_refuses_takes_no_tokens(run, world):
    async def main():
        async with world(spec=limited(tokens_per_minute=1000)) as w:
            token = w.token()
            blocked = await w.ask("pay 4111-1111-1111-1111", token=token, max_tokens=900)
            return blocked, await w.ask("x", token=token, max_tokens=900)

    blocked, good = run(main)
    assert (blocked.status_code, good.status_code) == (400, 200)


def test_streams_and_drained_ones_are_corrected_too(run, world, fake):
    async def main():
        async with world(spec=limited(tokens_per_minute=1000)) as w:
            token = w.token()
            w.upstream.reply = lambda body: fake.stream(fake.spoken("hi"))
            first = await w.ask("x", token=token, stream=True, max_tokens=900)
            await w.recorded(1, "completed")
            second = await w.ask("x", token=token, stream=True, max_tokens=900)
            return first, second

    first, second = run(main)
    assert (first.status_code, second.status_code) == (200, 200)


def test_a_file_that_cannot_be_used_refuses(run, world, monkeypatch):
    def broken(*_: object) -> None:
        raise EnclaveError("the disk is gone")

    async def main():
        async with world(spec=limited(requests_per_minute=3)) as w:
            monkeypatch.setattr("enclave.gateway.rates.RateFile.take", broken)
            return await w.ask("x"), w.upstream.requests

    answer, sent = run(main)
    assert (answer.status_code, answer.json()["error"]["code"], sent) == (503, "guard_unavailable", [])
