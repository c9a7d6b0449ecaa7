"""Ids of stored answers: opened for the caller's projects only, and what the model service gets are its own."""

from __future__ import annotations

from enclave.gateway.response_ids import Item, ResponseIds, Stored


def response(**more):
    document = {"id": "resp_up", "object": "response", "created_at": 1, "status": "completed", "model": "gpt-4o", "output": []}
    return document | {"usage": {"input_tokens": 20, "output_tokens": 10}} | more


def test_what_is_opened_and_what_is_not(run, world, fake):
    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.whole(response())
            ids, told = w.runtime.response_ids, []
            stored = ids.seal(Stored("resp_up", "fraud-triage", "gpt-4o", "europe", 100))
            item = ids.seal_item(Item("rs_1", "fraud-triage", "europe", 50))
            headers = {"authorization": f"Bearer {w.token()}"}
            reasoning = {"type": "reasoning", "summary": []}
            for body in (
                {"input": "x", "previous_response_id": stored},
                {"input": [reasoning | {"id": item}, {"role": "user", "content": "x"}]},
                {"input": [{"type": "item_reference", "id": item}], "previous_response_id": stored},
                {"input": "x", "previous_response_id": "resp_up"},
                {"input": "x", "previous_response_id": ResponseIds([b"x" * 32]).seal(Stored("a", "fraud-triage", "gpt-4o", "europe", 1))},
                {"input": "x", "previous_response_id": ids.seal(Stored("a", "claims-assistant", "gpt-4o", "europe", 1))},
                {"input": "x", "previous_response_id": ids.seal(Stored("a", "fraud-triage", "gpt-4o", "us_healthcare", 1))},
                {"input": [reasoning | {"id": "rs_1"}]},
                {"input": [reasoning]},
                {"input": [{"type": "reasoning", "summary": [], "encrypted_content": ""}]},
                {"input": [{"role": "user", "content": "x", "id": 7}]},
                {"input": [{"type": "item_reference", "id": ids.seal_item(Item("i", "claims-assistant", "europe", 50))}]},
            ):
                answer = await w.http.post("/v1/responses", json={"model": "gpt-4o", **body}, headers=headers)
                told.append((answer.status_code, answer.json().get("error")))
            here, there = headers | {"x-enclave-project": "fraud-triage"}, headers | {"x-enclave-project": "claims-assistant"}
            body = {"model": "gpt-4o", "input": "x", "previous_response_id": stored}
            told.append([(await w.http.post("/v1/responses", json=body, headers=each)).status_code for each in (here, there)])
            return told, w.upstream.bodies

    told, bodies = run(main)
    *answers, by_header = told
    assert [status for status, _ in answers] == [200] * 3 + [400] * 9
    assert [body.get("previous_response_id") for body in bodies] == ["resp_up", None, "resp_up", "resp_up"]
    assert bodies[1]["input"][0]["id"] == bodies[2]["input"][0]["id"] == "rs_1"
    assert {error["code"] for _, error in answers[3:7]} == {"previous_response_not_found"}
    assert [error["param"] for _, error in answers[7:]] == ["input[0].id"] * 5
    assert by_header == [200, 400]


def test_a_name_of_the_clients_own_is_left_out_where_the_item_says_itself(run, world, fake):
    """Coding agents name every item themselves, and send reasoning back as they got it, encrypted."""

    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.whole(response())
            theirs = w.runtime.response_ids.seal_item(Item("rs_9", "claims-assistant", "us_healthcare", 50))
            body = {"model": "gpt-4o", "input": [
                {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hello"}], "id": "jane.doe@example.com"},
                {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}", "id": "fc_1"},
                {"type": "function_call_output", "call_id": "c", "output": "x", "id": None},
                {"type": "reasoning", "summary": [], "encrypted_content": "gAAAAAB"},
                {"type": "reasoning", "summary": [], "encrypted_content": "gAAAAAB", "id": "rs_1"},
                {"role": "assistant", "content": "x", "id": theirs},
            ]}  # fmt: skip
            answer = await w.http.post("/v1/responses", json=body, headers={"authorization": f"Bearer {w.token()}"})
            [completed] = await w.recorded(1, "completed")
            return answer, w.upstream.bodies, body, [verdict.outcome for verdict in completed.verdicts if verdict.stage == "dlp"]

    answer, [sent], body, outcomes = run(main)
    assert answer.status_code == 200
    assert sent["input"] == [{key: value for key, value in item.items() if key != "id" or value is None} for item in body["input"]]
    assert outcomes == ["pass"]


def test_what_is_gone_on_from_is_reserved_for(run, world, fake):
    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.whole(response())
            headers = {"authorization": f"Bearer {w.token()}"}
            reserved = []
            for tokens in (0, 5000):
                named = w.runtime.response_ids.seal(Stored("a", "fraud-triage", "gpt-4o", "europe", tokens))
                body = {"model": "gpt-4o", "input": "x", "previous_response_id": named, "max_output_tokens": 100}
                assert (await w.http.post("/v1/responses", json=body, headers=headers)).status_code == 200
                reserved.append((await w.recorded(len(reserved) + 1, "completed"))[-1].reserved_nanousd)
            too_long = w.runtime.response_ids.seal(Stored("a", "fraud-triage", "gpt-4o", "europe", 9000))
            body = {"model": "gpt-4o", "input": "x", "previous_response_id": too_long}
            return reserved, (await w.http.post("/v1/responses", json=body, headers=headers)).json()["error"]["code"]

    reserved, code = run(main)
    assert reserved[1] > 10 * reserved[0] > 0
    assert code == "request_tokens_exceeded"
