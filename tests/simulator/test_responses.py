"""Responses that are kept: read again, gone on from, cancelled, deleted; and streamed as the same text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from enclave.simulator.errors import RejectedError
from enclave.simulator.responses import KEPT, Responses, frames


def create(kept: Responses, key: str = "k", **body: Any) -> dict[str, Any]:
    return kept.create(json.dumps({"model": "gpt-4o", **body}).encode(), "gpt-4o", key)[1]


def test_what_is_kept() -> None:
    kept = Responses()
    first = create(kept, "1", input="say: one", background=True)
    assert kept.stored("GET", first["id"], "") == first
    said = {"role": "user", "content": [{"type": "input_text", "text": "hello"}]}
    more = create(kept, "2", input=[said], previous_response_id=first["id"])
    assert more["usage"]["input_tokens"] > first["usage"]["input_tokens"]
    assert kept.stored("POST", first["id"], "cancel")["status"] == "cancelled"
    listed = kept.stored("GET", more["id"], "input_items")
    assert listed["first_id"] == listed["data"][0]["id"]
    assert kept.stored("DELETE", first["id"], "")["deleted"] is True
    unkept = create(kept, "3", input="x", store=False)
    gone = [("GET", first["id"], "", 404), ("GET", unkept["id"], "", 404)]
    for method, name, operation, status in (*gone, ("POST", more["id"], "cancel", 400), ("PUT", more["id"], "", 405)):
        with pytest.raises(RejectedError) as caught:
            kept.stored(method, name, operation)
        assert caught.value.status == status
    with pytest.raises(RejectedError, match="there is no response"):
        create(kept, input="x", previous_response_id=first["id"])
    for number in range(KEPT + 5):
        create(kept, f"n{number}", input="x")
    with pytest.raises(RejectedError):
        kept.stored("GET", more["id"], "")


def test_an_item_may_be_referred_to_and_a_custom_tool_may_have_been_called() -> None:
    kept = Responses()
    first = create(kept, "1", input="say: one two three")
    reference = {"type": "item_reference", "id": first["output"][0]["id"]}
    more = create(kept, "2", input=[{"role": "user", "content": "x"}, reference, {"role": "user", "content": "y"}])
    without = create(kept, "3", input=[{"role": "user", "content": "x"}, {"role": "user", "content": "y"}])
    assert more["usage"]["input_tokens"] > without["usage"]["input_tokens"]
    with pytest.raises(RejectedError, match="there is no item"):
        create(kept, "4", input=[{"type": "item_reference", "id": "msg_other"}])
    called = [
        {"role": "user", "content": "x"}, {"type": "custom_tool_call", "call_id": "c", "name": "patch", "input": "*** Begin"},
        {"type": "custom_tool_call_output", "call_id": "c", "output": "done"},
    ]  # fmt: skip
    assert create(kept, "5", input=called)["output"][0]["content"][0]["text"] == "[simulated] the tool said: done"


def test_events_say_what_the_answer_says() -> None:
    tool = {"type": "function", "name": "clock", "parameters": {"type": "object", "properties": {}}}
    for body in ({"input": "say: one two"}, {"input": 'call: clock {"a": 1}', "tools": [tool]}, {"input": "x", "max_output_tokens": 2}):
        document = create(Responses(), **body)
        events = [json.loads(frame.split(b"data: ")[1]) for frame in frames(document)]
        assert [event["sequence_number"] for event in events] == list(range(len(events)))
        assert events[-1] == {"type": f"response.{document['status']}", "sequence_number": len(events) - 1, "response": document}
        said = "".join(event["delta"] for event in events if event["type"].endswith(".delta"))
        [item] = document["output"]
        assert said == (item["arguments"] if item["type"] == "function_call" else item["content"][0]["text"])


def test_what_cannot_be_read() -> None:
    for item in ({"type": "mcp_call"}, {"role": "tool", "content": "x"}, {"type": "function_call"}):
        with pytest.raises(RejectedError) as caught:
            create(Responses(), input=[item])
        assert caught.value.param == "input[0]"
