"""Ids that go back are sealed, whole and streamed, and open to what the model service calls them."""

from __future__ import annotations

import json

from enclave.gateway.response_ids import Item, Stored

OUTPUT = [{"id": "msg_1", "type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "hi"}]}]
DOCUMENT = {
    "id": "resp_up", "object": "response", "created_at": 1, "status": "completed", "model": "gpt-4o", "output": OUTPUT,
    "previous_response_id": "resp_before", "usage": {"input_tokens": 20, "output_tokens": 10},
}  # fmt: skip


def test_whole_and_streamed(run, world, fake):
    def event(kind, **more):
        return b"event: x\ndata: " + json.dumps({"type": kind, **more}).encode() + b"\n\n"

    async def main():
        async with world() as w:
            ids, headers = w.runtime.response_ids, {"authorization": f"Bearer {w.token()}"}
            before = ids.seal(Stored("resp_before", "fraud-triage", "gpt-4o", "europe", 5))
            body = {"model": "gpt-4o", "input": "x", "previous_response_id": before, "max_output_tokens": 100}
            w.upstream.reply = lambda body: fake.whole(DOCUMENT)
            whole = (await w.http.post("/v1/responses", json=body, headers=headers)).json()
            begun = DOCUMENT | {"output": [], "usage": None}
            pieces = [event("response.created", response=begun), event("response.completed", response=DOCUMENT)]
            w.upstream.reply = lambda body: fake.stream(pieces)
            streamed = (await w.http.post("/v1/responses", json=body | {"stream": True}, headers=headers)).text
            return ids, before, whole, streamed, await w.recorded(2, "completed")

    ids, before, whole, streamed, records = run(main)
    events = [json.loads(line.removeprefix("data: ")) for line in streamed.splitlines() if line.startswith("data: ")]
    assert ids.open(whole["id"]) == Stored("resp_up", "fraud-triage", "gpt-4o", "europe", 30, True)
    assert ids.open_item([("fraud-triage", "europe")], whole["output"][0]["id"]) == Item("msg_1", "fraud-triage", "europe", 30)
    assert whole["previous_response_id"] == before
    assert events[0]["response"]["id"] == events[1]["response"]["id"]
    stored = ids.open(events[0]["response"]["id"])
    assert (stored.id, stored.is_counted) == ("resp_up", False)
    assert stored.tokens > 100
    assert events[1]["response"]["previous_response_id"] == before
    assert "resp_up" not in json.dumps(whole) + streamed
    assert [record.settled_nanousd for record in records] == [records[0].settled_nanousd] * 2
