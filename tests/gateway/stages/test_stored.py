"""Stored answers: read where they are kept, scanned like answers, and whatever goes wrong is told as it is."""

from __future__ import annotations

import json

from enclave.gateway.response_ids import Item, Stored

MAIL = "jane.doe@example.com"
PART = {"type": "output_text", "text": f"write to {MAIL}"}
DOCUMENT = {
    "id": "a", "object": "response", "created_at": 1, "status": "completed", "model": "gpt-4o",
    "output": [{"id": "msg_1", "type": "message", "role": "assistant", "content": [PART]}],
    "usage": {"input_tokens": 5, "output_tokens": 5},
}  # fmt: skip


def test_reading_cancelling_listing_deleting(run, world, fake):
    async def main():
        async with world() as w:
            ids, headers = w.runtime.response_ids, {"authorization": f"Bearer {w.token()}"}
            named = ids.seal(Stored("a/b?c", "fraud-triage", "gpt-4o", "europe", 5))
            after = ids.seal_item(Item("msg_0", "fraud-triage", "europe", 5))
            listed = {"object": "list", "data": DOCUMENT["output"], "first_id": "msg_1", "last_id": "msg_1", "has_more": False}
            told = []
            for method, path, answer in (
                ("GET", "?include[]=reasoning.encrypted_content&stream=false", DOCUMENT), ("POST", "/cancel", DOCUMENT),
                ("GET", f"/input_items?limit=5&order=asc&after={after}", listed),
                ("DELETE", "", {"id": "a", "object": "x", "deleted": True}),
            ):  # fmt: skip
                w.upstream.reply = lambda body, answer=answer: fake.whole(answer)
                told.append(await w.http.request(method, f"/v1/responses/{named}{path}", headers=headers))
            sent = [(request.method, f"{request.path}?{request.query}", request.body) for request in w.upstream.requests]
            return named, told, sent, await w.recorded(4, "completed"), (await w.recorded(0, "admitted"))

    named, told, sent, records, admitted = run(main)
    assert [answer.status_code for answer in told] == [200] * 4
    assert MAIL not in "".join(answer.text for answer in told)
    assert told[0].json()["output"][0]["content"][0]["text"] == "write to [REDACTED-EMAIL]"
    assert [told[index].json()["id"] for index in (0, 1, 3)] == [named] * 3
    assert told[2].json()["first_id"] == told[2].json()["data"][0]["id"] == told[0].json()["output"][0]["id"]
    stored = "/v1/responses/a%2Fb%3Fc"
    assert sent == [
        ("GET", f"{stored}?include%5B%5D=reasoning.encrypted_content", b""), ("POST", f"{stored}/cancel?", b""),
        ("GET", f"{stored}/input_items?limit=5&order=asc&after=msg_0", b""), ("DELETE", f"{stored}?", b""),
    ]  # fmt: skip
    assert [record.operation for record in records] == [
        "Responses_Get", "Responses_Cancel", "Responses_ListInputItems", "Responses_Delete",
    ]  # fmt: skip
    assert {(record.project, record.region, record.settled_nanousd) for record in records} == {("fraud-triage", "europe", 0)}
    assert admitted == []


def test_whatever_goes_wrong(run, world, fake):
    async def main():
        async with world() as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            named = w.runtime.response_ids.seal(Stored("a", "fraud-triage", "gpt-4o", "europe", 5))
            told = []
            for answer in (
                fake.whole({"error": {"message": f"gone {MAIL}"}}, 404), fake.whole({"error": {}}, 500), fake.whole(b"no json"),
                fake.whole({"object": "else"}), fake.whole(["x"]),
                fake.whole(DOCUMENT | {"output": [{"id": "m", "content": [{"text": "pay 4111-1111-1111-1111"}]}]}),
            ):  # fmt: skip
                w.upstream.reply = lambda body, answer=answer: answer
                told.append(await w.http.get(f"/v1/responses/{named}", headers=headers))
            asked = len(w.upstream.requests)
            auditor = {"authorization": f"Bearer {w.token(role='auditor')}"}
            told.append(await w.http.get(f"/v1/responses/{named}", headers=auditor))
            for query in (
                "?stream=yes", "?starting_after=1", "?stream=true&starting_after=-1", "/input_items?after=msg_0",
                "?stream=true&include_obfuscation=1", "/input_items?include_obfuscation=true",
            ):  # fmt: skip
                told.append(await w.http.get(f"/v1/responses/{named}{query}", headers=headers))
            assert len(w.upstream.requests) == asked
            return told, await w.recorded(len(told))

    told, records = run(main)
    codes = [(answer.status_code, answer.json()["error"]["code"]) for answer in told]
    assert codes == [
        (404, "response_not_found"), (502, "upstream_500"), (502, "upstream_garbage"), (502, "upstream_garbage"), (502, "upstream_garbage"),
        (400, "content_filter"), (403, "missing_role"), *[(400, "unsupported_parameter")] * 6,
    ]  # fmt: skip
    assert MAIL not in "".join(answer.text for answer in told)
    assert {record.kind for record in records} == {"refused"}


def test_a_stream_is_taken_up_again_where_the_client_lost_it(run, world, fake):
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    said = [f"word{number} " for number in range(30)] + ["write to ", "jane.doe@", "example.com", " now"]
    deltas = [{"type": "response.output_text.delta", **place, "delta": text} for text in said]
    parts = [
        {"type": "response.created", "response": DOCUMENT | {"status": "in_progress", "output": []}}, *deltas,
        {"type": "response.output_text.done", **place, "text": "".join(said)}, {"type": "response.completed", "response": DOCUMENT},
    ]  # fmt: skip

    async def main():
        async with world() as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            named = w.runtime.response_ids.seal(Stored("a", "fraud-triage", "gpt-4o", "europe", 500))
            told = []
            for query in ("&include_obfuscation=false", "&starting_after=7", "&starting_after=999999999"):
                w.upstream.reply = lambda body: fake.stream(fake.sse(*parts, done=False))
                told.append(await w.http.get(f"/v1/responses/{named}?stream=true{query}", headers=headers))
            w.upstream.reply = lambda body: fake.whole(DOCUMENT)
            told.append(await w.http.get(f"/v1/responses/{named}?stream=true", headers=headers))
            return told, [request.query for request in w.upstream.requests], await w.recorded(3, "completed")

    (whole, rest, none, no_stream), sent, records = run(main)
    assert sent == ["stream=true"] * 4
    events = [json.loads(line[6:]) for line in whole.text.splitlines() if line.startswith("data: ")]
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    assert "".join(event["delta"] for event in events if "delta" in event).endswith("write to [REDACTED-EMAIL] now")
    assert [json.loads(line[6:]) for line in rest.text.splitlines() if line.startswith("data: ")] == events[8:]
    assert (whole.status_code, none.status_code, none.text) == (200, 200, "")
    assert (no_stream.status_code, no_stream.json()["error"]["code"]) == (502, "upstream_garbage")
    assert {(record.operation, record.prompt_tokens, record.settled_nanousd) for record in records} == {("Responses_Get", 0, 0)}
