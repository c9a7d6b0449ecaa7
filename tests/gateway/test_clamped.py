"""An answer that is made as short as what is left of a budget: to the token, by every surface that writes text, whole and streamed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from enclave.ledger.prices import PriceTable

PRICE = PriceTable.load().price("gpt-4o", "DataZoneStandard", "westeurope", "2024-11-20")
LONG = 700
"""Tokens of answer that clients ask for."""
ITEM = {
    "id": "msg_1", "type": "message", "role": "assistant", "status": "completed",
    "content": [{"type": "output_text", "text": "hello", "annotations": []}],
}  # fmt: skip


def chat(fake, body, usage):
    if body.get("stream"):
        return fake.stream(fake.spoken("hello", usage=usage))
    return fake.whole(fake.answer(usage=usage))


def completions(fake, body, usage):
    choice = {"index": 0, "text": "hello", "finish_reason": "length", "logprobs": None}
    whole = {"id": "c", "object": "text_completion", "created": 1, "model": "gpt-4o", "choices": [choice]}
    if body.get("stream"):
        return fake.stream(fake.sse(whole | {"usage": None}, whole | {"choices": [], "usage": usage}))
    return fake.whole(whole | {"usage": usage})


def responses(fake, body, usage):
    told = {"input_tokens": usage["prompt_tokens"], "output_tokens": usage["completion_tokens"], "total_tokens": usage["total_tokens"]}
    whole = {"id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": "gpt-4o", "output": [ITEM]}
    if body.get("stream"):
        begun = {"type": "response.created", "response": whole | {"status": "in_progress", "output": []}}
        return fake.stream(fake.sse(begun, {"type": "response.completed", "response": whole | {"usage": told}}, done=False))
    return fake.whole(whole | {"usage": told})


SURFACES = {
    "chat/completions": (chat, {"messages": [{"role": "user", "content": "hello"}]}, "max_tokens"),
    "completions": (completions, {"prompt": "hello"}, "max_tokens"),
    "responses": (responses, {"input": "hello"}, "max_output_tokens"),
}
"""Path -> what the model answers, the prompt, and the member that limits the answer."""


IN, OUT = PRICE.worst_case(1, 0), PRICE.worst_case(0, 1)
CEILING = 1300 * OUT
"""Of a day, in nano-dollars."""


def poor(spec):
    fraud = spec.projects["fraud-triage"]
    budget = fraud.budget.model_copy(update={"daily_usd": Decimal(CEILING) / 10**9})
    return spec.model_copy(update={"projects": spec.projects | {"fraud-triage": fraud.model_copy(update={"budget": budget})}})


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("path", SURFACES)
def test_what_just_fits_is_sent_and_a_token_more_is_cut_and_told(run, world, fake, calls, path, streams):
    answers, prompt, limits = SURFACES[path]
    body = {"model": "gpt-4o", limits: LONG, **prompt, **({"stream": True} if streams else {})}

    async def main():
        async with world(spec=poor) as w:
            usages = []
            w.upstream.reply = lambda sent: answers(fake, sent, usages[-1])
            headers = {"authorization": f"Bearer {w.token()}"}

            async def ask(read, written):
                """What came, what was sent, what was reserved, and what was spent after it."""
                usages.append({"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written})
                answer = await w.http.post(f"/v1/{path}", json=body, headers=headers)
                records = await w.recorded(2 * len(usages))
                settled, reserved = calls.spent(w)
                assert reserved == 0
                sent = w.upstream.bodies[len(usages) - 1][limits] if len(w.upstream.bodies) == len(usages) else None
                return answer, sent, records[-2].reserved_nanousd, settled

            first = await ask(4, 10)
            bound = first[2] - LONG * OUT  # of the prompt, before it is counted
            short = (CEILING - first[3] - bound - LONG * OUT) // IN
            found = [
                first,
                await ask(short % 4, short // 4),  # leaves just the worst case of the next one, by the bound of its prompt
                await ask(1, 0),  # and a token of it less
                await ask(1, 50),
            ]
            cut = CEILING - found[-1][3]
            found.append(await ask(8, 0))
            found.append(await ask(0, found[-1][1]))
            refused = await w.http.post(f"/v1/{path}", json=body, headers=headers)
            return bound, found, cut, refused, len(w.upstream.bodies), calls.spent(w)

    bound, found, cut, refused, reached, spent = run(main)
    told = [answer.headers.get("x-enclave-clamped-max-tokens") for answer, *_ in found]
    assert {answer.status_code for answer, *_ in found} == {200}
    assert all("hello" in answer.text for answer, *_ in found)
    assert [reserved for _, _, reserved, _ in found[:3]] == [bound + LONG * OUT] * 3
    assert found[1][3] == CEILING - bound - LONG * OUT, "what is settled is what the model service reported"
    assert found[2][3] == found[1][3] + IN
    # the bound does not fit by one token, the prompt itself does: nothing is cut, and nothing told
    read = found[3][2] - LONG * OUT
    assert read < bound
    assert ([sent for _, sent, _, _ in found[:4]], told[:4]) == ([LONG] * 4, [None] * 4)
    # now it does not: as many tokens as fit, and not one more
    fits = (cut - read) // OUT
    assert 256 < fits < LONG
    assert (found[4][1], told[4], found[4][2]) == (fits, str(fits), read + fits * OUT)
    assert found[5][1] == (cut - 8 * IN - read) // OUT
    assert (refused.status_code, refused.json()["error"]["code"], reached) == (429, "budget_exceeded", len(found))
    assert (spent[0] <= CEILING, spent[1]) == (True, 0)
