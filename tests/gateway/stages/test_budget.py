"""What it may cost: limits, ceilings, the worst case, and no way around them."""

from __future__ import annotations

import asyncio
import base64
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from enclave.ledger.interface import LedgerUnavailable
from enclave.ledger.prices import PriceTable, Usage
from enclave.spec.models import Allowance
from enclave.wire.server import Response

PRICE = PriceTable.load().price("gpt-4o", "DataZoneStandard", "westeurope", "2024-11-20")
ANSWER = (
    b'{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",'
    b'"content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":10,"total_tokens":30}}'
)


def budget(**amounts):
    """A change of the bank's file: the budget of fraud-triage."""

    def change(spec):
        fraud = spec.projects["fraud-triage"]
        changed = fraud.model_copy(update={"budget": fraud.budget.model_copy(update=amounts)})
        return spec.model_copy(update={"projects": spec.projects | {"fraud-triage": changed}})

    return change


def usd(nano: int) -> Decimal:
    return Decimal(nano // 1000) / 10**6


def totals(w) -> dict[tuple[str, str], tuple[int, int]]:
    return {(total.scope, total.window): (total.settled, total.reserved) for total in w.runtime._store.report(datetime.now(UTC))}


@pytest.mark.parametrize(
    ("asked", "sent", "clamped"),
    [
        ({}, {"max_tokens": range(7900, 8000)}, None),
        ({"max_tokens": 100}, {"max_tokens": range(100, 101)}, None),
        ({"max_completion_tokens": 100}, {"max_completion_tokens": range(100, 101)}, None),
        ({"max_tokens": 100, "max_completion_tokens": 50}, {"max_completion_tokens": range(50, 51)}, None),
        ({"max_tokens": 16000}, {"max_tokens": range(7900, 8000)}, range(7900, 8000)),
        ({"max_completion_tokens": 2**31}, {"max_completion_tokens": range(7900, 8000)}, range(7900, 8000)),
        ({"n": 4}, {"max_tokens": range(1975, 2000)}, None),
        ({"n": 4, "max_tokens": 4000}, {"max_tokens": range(1975, 2000)}, range(1975, 2000)),
    ],
)
def test_prompt_and_answer_stay_under_the_limit_of_a_request(run, world, asked, sent, clamped):
    async def main():
        async with world() as w:
            response = await w.ask("hello", **asked)
            records = await w.recorded(2)
            return response, w.upstream.bodies[0], records[0]

    response, body, admitted = run(main)
    assert response.status_code == 200
    limits = {name: body[name] for name in ("max_tokens", "max_completion_tokens") if name in body}
    assert limits.keys() == sent.keys()
    for name, expected in sent.items():
        assert limits[name] in expected
    header = response.headers.get("x-enclave-clamped-max-tokens")
    assert (header is None) if clamped is None else int(header) in clamped
    output = next(iter(limits.values())) * asked.get("n", 1)
    assert PRICE.worst_case(1, output) < admitted.reserved_nanousd <= PRICE.worst_case(8000 - output, output)


def test_a_long_prompt_is_counted_exactly_before_it_is_refused(run, world):
    async def main():
        async with world() as w:
            fits = await w.ask("loan " * 7000, max_tokens=100)
            tight = await w.ask("loan " * 7000)
            over = await w.ask("loan " * 9000)
            way_over = await w.ask("loan " * 60_000)
            return [fits, tight, over, way_over], w.upstream.bodies

    responses, bodies = run(main)
    assert [response.status_code for response in responses] == [200, 200, 400, 400]
    assert bodies[0]["max_tokens"] == 100
    assert 900 < bodies[1]["max_tokens"] < 1000
    for response in responses[2:]:
        assert response.json()["error"]["code"] == "request_tokens_exceeded"
        assert "8000 tokens (request_tokens)" in response.json()["error"]["message"]


def test_tools_count_as_prompt(run, world):
    async def main():
        async with world() as w:
            function = {"name": "f", "description": "loan " * 9000, "parameters": {}}
            return await w.ask("x", tools=[{"type": "function", "function": function}])

    assert run(main).json()["error"]["code"] == "request_tokens_exceeded"


def test_a_reasoning_model_gets_the_limit_that_it_knows(run, world):
    def reasoning(spec):
        fraud = spec.projects["fraud-triage"]
        deployment = fraud.deployments["gpt-4o"].model_copy(update={"model": "o3-mini", "version": "2025-01-31"})
        changed = fraud.model_copy(update={"deployments": {"gpt-4o": deployment}})
        hub = spec.hub.model_copy(update={"models": (*spec.hub.models, "o3-mini")})
        return spec.model_copy(update={"hub": hub, "projects": spec.projects | {"fraud-triage": changed}})

    async def main():
        async with world(spec=reasoning) as w:
            assert (await w.ask("x")).status_code == 200
            return w.upstream.bodies[0]

    body = run(main)
    assert "max_tokens" not in body
    assert body["max_completion_tokens"] > 7000


def test_the_reservation_becomes_the_cost(run, world):
    async def main():
        async with world() as w:
            seen = []

            async def reply(body):
                seen.append(totals(w))
                return Response(200, ((b"content-type", b"application/json"),), ANSWER)

            w.upstream.reply = reply
            await w.ask("x", max_tokens=1000)
            records = await w.recorded(2)
            return seen[0], totals(w), records

    during, after, (admitted, completed) = run(main)
    reserved = admitted.reserved_nanousd
    assert set(during) == {(scope, window) for scope in ("hub", "project/fraud-triage") for window in ("daily", "monthly")}
    assert set(during.values()) == {(0, reserved)}
    assert completed.settled_nanousd == PRICE.cost(Usage(prompt=20, completion=10))
    assert set(after.values()) == {(completed.settled_nanousd, 0)}
    assert 0 < completed.settled_nanousd < reserved


def test_what_is_attached_is_reserved_at_the_most_that_is_read_in_it(run, other_world):
    """However long it is as base64; where nobody can tell, a whole prompt is, which the limit of one request does not cover."""
    url = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(60_000)).decode()
    file = {"type": "file", "file": {"filename": "a.txt", "file_data": base64.b64encode(b"loan " * 2_000).decode()}}
    unknown = {"type": "file", "file": {"filename": "a.pdf", "file_data": base64.b64encode(b"%PDF-1.7 broken").decode()}}
    several = [{"type": "image_url", "image_url": {"url": url}}] * 2

    async def main():
        async with other_world() as w:
            told = [await w.ask(several, max_tokens=10), await w.ask([file], max_tokens=10), await w.ask([unknown], max_tokens=10)]
            return told, await w.recorded(5)

    told, records = run(main)
    assert [one.status_code for one in told] == [200, 200, 400], [one.text for one in told]
    pictures, text = [record.reserved_nanousd for record in records if record.kind == "admitted"]
    assert PRICE.worst_case(2 * 1_445, 10) < pictures < PRICE.worst_case(2 * 1_445 + 400, 10)
    assert PRICE.worst_case(10_000, 10) < text < PRICE.worst_case(12_000, 10)
    error = told[2].json()["error"]
    assert (error["code"], "counts as 128000 tokens" in error["message"]) == ("request_tokens_exceeded", True), error


def test_what_is_predicted_and_not_said_is_reserved_as_an_answer(run, world, fake):
    """It is charged as one, beside what `max_tokens` allows."""
    guess = "loan " * 2_000
    usage = {"prompt_tokens": 20, "completion_tokens": 2_010, "total_tokens": 2_030}

    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.whole(fake.answer("no", usage))
            fits = await w.ask("x", prediction={"type": "content", "content": guess}, max_tokens=10)
            none = await w.ask("x", prediction=None, max_tokens=10)
            open_end = await w.ask("x", prediction={"type": "content", "content": guess})
            over = await w.ask("x", prediction={"type": "content", "content": guess * 2}, max_tokens=10)
            return [fits, none, open_end, over], [body["max_tokens"] for body in w.upstream.bodies], await w.recorded(7)

    told, limits, records = run(main)
    assert [one.status_code for one in told] == [200, 200, 200, 400]
    assert told[3].json()["error"]["code"] == "request_tokens_exceeded"
    assert limits[:2] == [10, 10]
    assert 3_800 < limits[2] < 4_000  # of 8,000, the prediction as a prompt and as an answer
    reserved = [one.reserved_nanousd for one in records if one.kind == "admitted"]
    settled = [one.settled_nanousd for one in records if one.kind == "completed"]
    assert settled[0] == PRICE.cost(Usage(prompt=20, completion=2_010)) < reserved[0] <= PRICE.worst_case(12_000, 12_000)
    assert reserved[1] < PRICE.worst_case(200, 10)


def test_no_ceiling_is_exceeded_however_many_ask_at_once(run, world):
    worst = PRICE.worst_case(20, 500)

    async def main():
        async with world(spec=budget(daily_usd=usd(worst * 5))) as w:
            gate = asyncio.Event()

            async def reply(body):
                await gate.wait()
                return Response(200, ((b"content-type", b"application/json"),), ANSWER)

            w.upstream.reply = reply
            asked = [asyncio.ensure_future(w.ask("x", max_tokens=500)) for _ in range(40)]
            for count, done in enumerate(asyncio.as_completed(asked)):
                await done
                if count == 29:
                    break
            during = totals(w)["project/fraud-triage", "daily"]
            gate.set()
            responses = await asyncio.gather(*asked)
            await w.recorded(len([r for r in responses if r.status_code == 200]), "completed")
            return responses, during, len(w.upstream.requests), totals(w)["project/fraud-triage", "daily"]

    responses, during, calls, after = run(main)
    good = [response for response in responses if response.status_code == 200]
    assert len(good) == calls
    assert 5 <= calls < 10
    assert during[0] + during[1] <= worst * 5
    assert after[1] == 0
    for response in responses:
        if response.status_code != 200:
            assert response.status_code == 429


def test_a_spent_budget_says_when_it_resets_and_not_to_try_again(run, world):
    async def main():
        async with world(spec=budget(daily_usd=Decimal("0.000001"))) as w:
            response = await w.ask("x")
            [record] = await w.recorded(1)
            return response, record, w.upstream.requests, totals(w)

    response, record, upstream, after = run(main)
    assert response.status_code == 429
    error = response.json()["error"]
    assert (error["type"], error["code"]) == ("insufficient_quota", "budget_exceeded")
    assert "daily budget of project `fraud-triage`" in error["message"]
    assert response.headers["x-should-retry"] == "false"
    assert 1 <= int(response.headers["retry-after"]) <= 86_400
    assert upstream == []
    assert (record.kind, record.stage, record.reserved_nanousd) == ("refused", "budget", 0)
    assert all(amounts == (0, 0) for amounts in after.values())


def test_the_hub_ceiling_holds_for_all_projects_together_and_names_no_amount(run, world):
    def poor_hub(spec):
        hub = spec.hub.model_copy(update={"budget": spec.hub.budget.model_copy(update={"daily_usd": Decimal("0.000001")})})
        return spec.model_copy(update={"hub": hub})

    async def main():
        async with world(spec=poor_hub) as w:
            return (await w.ask("x")).json()["error"]["message"]

    message = run(main)
    assert "0.000001" not in message
    assert "budget" in message


def test_the_answer_is_shortened_to_what_the_budget_still_buys(run, world):
    limit = PRICE.worst_case(20, 1000)

    async def main():
        async with world(spec=budget(daily_usd=usd(limit))) as w:
            response = await w.ask("x", max_tokens=6000)
            records = await w.recorded(2)
            return response, w.upstream.bodies[0]["max_tokens"], records[0].reserved_nanousd

    response, sent, reserved = run(main)
    assert response.status_code == 200
    assert 900 < sent < 1010
    assert response.headers["x-enclave-clamped-max-tokens"] == str(sent)
    assert reserved <= limit


def test_without_any_ceiling_or_limit_the_answer_is_limited_by_the_model(run, world):
    def free(spec):
        none = {"daily_usd": None, "monthly_usd": None, "request_tokens": None}
        hub = spec.hub.model_copy(update={"budget": spec.hub.budget.model_copy(update=none)})
        return budget(**none)(spec.model_copy(update={"hub": hub}))

    async def main():
        async with world(spec=free) as w:
            assert (await w.ask("x")).status_code == 200
            return w.upstream.bodies[0]["max_tokens"]

    assert run(main) == 16_384


def test_when_the_ledger_cannot_be_written_nothing_leaves_and_it_recovers(run, world, monkeypatch):
    async def main():
        async with world() as w:
            apply, begin = w.runtime._store.apply, w.runtime._store.begin

            def broken(batch):
                raise LedgerUnavailable("full", "no room for the ledger")

            monkeypatch.setattr(w.runtime._store, "apply", broken)
            monkeypatch.setattr(w.runtime._store, "begin", broken)
            refused = await w.ask("x")
            ready = await w.http.get("/readyz")
            monkeypatch.setattr(w.runtime._store, "apply", apply)
            monkeypatch.setattr(w.runtime._store, "begin", begin)
            answered = await w.ask("x")
            records = await w.recorded(3)
            return refused, ready, answered, records, len(w.upstream.requests), (await w.http.get("/readyz")).status_code

    refused, ready, answered, records, calls, ready_again = run(main)
    assert refused.status_code == 503
    assert refused.json()["error"]["code"] == "guard_unavailable"
    assert "ledger" not in refused.text
    assert (answered.status_code, calls) == (200, 1)
    assert ready.status_code in (200, 503)
    assert ready_again == 200
    assert (records[0].kind, records[0].stage) == ("refused", "budget")
    assert "no room for the ledger" in records[0].error


def test_each_caller_and_each_model_has_its_own_ceiling(run, world):
    worst = PRICE.worst_case(60, 100)

    async def main():
        async with world(spec=budget(per_caller=Allowance(daily_usd=usd(worst)))) as w:
            jane, john = w.token(caller="jane"), w.token(caller="john")
            w.upstream.reply = never_told
            statuses = [(await w.ask("x", max_tokens=100, token=token)).status_code for token in (jane, jane, john)]
            again = await w.ask("x", max_tokens=100, token=john)
        async with world(spec=budget(per_model={"gpt-4o": Allowance(monthly_usd=usd(worst))})) as w:
            w.upstream.reply = never_told
            model = [await w.ask("x", max_tokens=100, token=w.token(caller=name)) for name in ("ann", "bob")]
        return statuses, again, model

    statuses, again, model = run(main)
    assert statuses == [200, 429, 200]
    assert "daily budget of its caller in project `fraud-triage`" in again.json()["error"]["message"]
    assert [answer.status_code for answer in model] == [200, 429]
    assert "monthly budget of model `gpt-4o` in project `fraud-triage`" in model[1].json()["error"]["message"]


def never_told(_body):
    """An answer without a usage, so that the whole reservation is charged."""
    return Response(200, ((b"content-type", b"application/json"),), ANSWER.partition(b',"usage"')[0] + b"}")


def test_the_first_call_that_reaches_a_share_of_a_ceiling_is_told_and_logged_once(run, world):
    limit = PRICE.worst_case(20, 1000)

    async def main():
        async with world(spec=budget(daily_usd=usd(limit), warn_at=(Decimal("0.5"), Decimal("0.9")))) as w:
            answers = [await w.ask("x", max_tokens=tokens) for tokens in (100, 700, 10, 10)]
            await w.recorded(4, "completed")
            return [answer.headers.get_list("x-enclave-budget-warning") for answer in answers], await w.recorded(1, "budget_warning")

    headers, events = run(main)
    assert [len(told) for told in headers] == [0, 1, 0, 0]
    assert headers[1][0].startswith("50% of the daily budget of project `fraud-triage` is spent or reserved (")
    assert [(event.project, event.reason) for event in events] == [("fraud-triage", headers[1][0])]
