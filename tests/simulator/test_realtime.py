"""The simulated realtime API, event by event."""

from __future__ import annotations

import base64
import json

import pytest

from enclave.simulator.realtime import Realtime


def hear(one, /, **event):
    return list(one.hear(json.dumps(event)))


def say(session, text, **response):
    content = [{"type": "input_text", "text": text}]
    hear(session, type="conversation.item.create", item={"type": "message", "role": "user", "content": content})
    return hear(session, type="response.create", response={"output_modalities": ["text"], **response})


def test_a_response_echoes_with_usage_and_ends_at_its_limit():
    session = Realtime("m", is_beta=False)
    assert session.begin()[0]["session"]["audio"]["input"]["turn_detection"]["create_response"] is True
    told = say(session, "say: one two three four")
    assert [event["type"] for event in told][0:2] == ["response.created", "response.output_item.added"]
    done = told[-1]["response"]
    assert done["output"][0]["content"][0]["text"] == "[simulated] one two three four"
    assert done["usage"]["output_tokens"] == session.spent[-1].completion > 0
    short = say(session, "say: one two three four", max_output_tokens=5)[-1]["response"]
    assert (short["status"], short["usage"]["output_tokens"]) == ("incomplete", 5)
    assert short["usage"]["input_tokens"] > done["usage"]["input_tokens"]


def test_functions_are_called_and_their_answers_read():
    session = Realtime("m", is_beta=True)
    hear(session, type="session.update", session={"tools": [{"type": "function", "name": "f"}]})
    told = say(session, 'call: f {"a": 1}')
    call = told[-1]["response"]["output"][0]
    assert (call["name"], call["arguments"]) == ("f", '{"a": 1}')
    hear(session, type="conversation.item.create", item={"type": "function_call_output", "call_id": call["call_id"], "output": "4"})
    told = hear(session, type="response.create", response={"modalities": ["text"]})
    assert "the tool said: 4" in json.dumps(told[-1])


def test_turns_end_in_silence_and_are_answered_unless_somebody_else_does():
    spoken = base64.b64encode(b"say: hi".ljust(4_800, b"\0")).decode()
    quiet = base64.b64encode(bytes(48_000)).decode()
    for creates in (True, False):
        session = Realtime("m", is_beta=False)
        sound = {"audio": {"input": {"turn_detection": {"type": "server_vad", "create_response": creates}}}}
        hear(session, type="session.update", session=sound)
        events = hear(session, type="input_audio_buffer.append", audio=spoken) + hear(
            session, type="input_audio_buffer.append", audio=quiet
        )
        kinds = [event["type"] for event in events]
        assert "input_audio_buffer.committed" in kinds
        assert ("response.done" in kinds) is creates
    told = hear(session, type="response.create")
    played = b"".join(base64.b64decode(event["delta"]) for event in told if event["type"] == "response.output_audio.delta")
    assert played.replace(b"\0", b"") == b"[simulated] hi"


def test_a_response_can_be_called_off():
    session = Realtime("m", is_beta=False)
    hear(
        session, type="conversation.item.create", item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "x"}]}
    )
    events = session.hear(json.dumps({"type": "response.create", "response": {"output_modalities": ["text"]}}))
    seen = [next(events) for _ in range(5)]
    assert hear(session, type="response.cancel") == []
    rest = list(events)
    assert rest[-1]["response"]["status"] == "cancelled"
    assert seen[0]["type"] == "response.created"


@pytest.mark.parametrize(
    "event",
    [
        {"type": "response.cancel"}, {"type": "nothing"}, {"type": "input_audio_buffer.commit"}, {"type": "input_audio_buffer.append"},
        {"type": "conversation.item.delete", "item_id": "x"}, {"type": "conversation.item.retrieve", "item_id": "x"},
        {"type": "conversation.item.truncate", "item_id": "x"}, {"type": "session.update", "session": {"voice": "alloy"}}, {},
    ],
)  # fmt: skip
def test_what_is_wrong_is_an_error_that_names_its_event(event):
    (told,) = hear(Realtime("m", is_beta=False), **event, event_id="e")
    assert told["type"] == "error"
    assert told["error"]["event_id"] in ("e", None)
