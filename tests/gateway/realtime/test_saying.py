"""What a client says in a session: events that are wrong, that hide something, or that policy does not let pass."""

from __future__ import annotations

import base64
import json

import pytest

PICTURE = base64.b64encode(base64.b64decode("iVBORw0KGgo=") + b"rest").decode()


ITEM = "conversation.item.create"


def message(*parts, role="user", **more):
    return {"type": "conversation.item.create", "item": {"type": "message", "role": role, "content": list(parts), **more}}


def text(said):
    return {"type": "input_text", "text": said}


WRONG = {
    "no JSON": ("{", "invalid_json"),
    "a list": ("[]", "invalid_json"),
    "one key twice": ('{"type": "response.create", "type": "response.cancel"}', "invalid_json"),
    "deep": ('{"type": "response.create", "response": ' + '{"a":' * 80 + "1" + "}" * 81, "invalid_json"),
    "no type": ({"event": 1}, "unsupported_event"),
    "a type that is none": ({"type": ["response.create"]}, "unsupported_event"),
    "of the server": ({"type": "session.created", "session": {}}, "unsupported_event"),
    "of WebRTC": ({"type": "output_audio_buffer.clear"}, "unsupported_event"),
    "of transcription": ({"type": "transcription_session.update", "session": {}}, "unsupported_event"),
    "an event id that is none": ({"type": "response.cancel", "event_id": {}}, "invalid_value"),
    "no session": ({"type": "session.update"}, "invalid_value"),
    "a session of another type": ({"type": "session.update", "session": {"type": "transcription"}}, "unsupported_content"),
    "another model": ({"type": "session.update", "session": {"type": "realtime", "model": "gpt-4o"}}, "invalid_value"),
    "a stored prompt": ({"type": "session.update", "session": {"prompt": {"id": "p"}}}, "unsupported_content"),
    "traces": ({"type": "session.update", "session": {"tracing": "auto"}}, "unsupported_content"),
    "log probabilities": ({"type": "session.update", "session": {"include": ["x"]}}, "unsupported_content"),
    "words of the beta": ({"type": "session.update", "session": {"turn_detection": {"type": "server_vad"}}}, "invalid_value"),
    "a remote tool": ({"type": "session.update", "session": {"tools": [{"type": "mcp", "server_url": "x"}]}}, "unsupported_content"),
    "a response by itself": (
        {"type": "session.update", "session": {"audio": {"input": {"turn_detection": {"type": "server_vad", "idle_timeout_ms": 5000}}}}},
        "unsupported_content",
    ),
    "transcription": (
        {"type": "session.update", "session": {"audio": {"input": {"transcription": {"model": "whisper-1"}}}}}, "unsupported_content",
    ),
    "another format": ({"type": "session.update", "session": {"audio": {"input": {"format": {"type": "audio/x"}}}}}, "unsupported_content"),
    "sound settings that are none": ({"type": "session.update", "session": {"audio": {"input": 7}}}, "invalid_value"),
    "no item": ({"type": "conversation.item.create"}, "unsupported_content"),
    "an item of a server": ({"type": "conversation.item.create", "item": {"type": "mcp_call"}}, "unsupported_content"),
    "an item by reference": ({"type": ITEM, "item": {"type": "item_reference", "id": "item_1"}}, "unsupported_content"),
    "nobody's message": (message(text("x"), role="tool"), "invalid_value"),
    "content that is none": ({"type": ITEM, "item": {"type": "message", "role": "user", "content": "x"}}, "invalid_value"),
    "a part that nobody knows": (message({"type": "input_video"}), "unsupported_content"),
    "a picture elsewhere": (message({"type": "input_image", "image_url": "https://example.org/a.png"}), "unsupported_content"),
    "a file by its id": (message({"type": "input_image", "file_id": "file-1"}), "unsupported_content"),
    "sound that is none": (message({"type": "input_audio", "audio": "!!!!"}), "invalid_value"),
    "too much sound": ({"type": "input_audio_buffer.append", "audio": 7}, "invalid_value"),
    "text beside sound": ({"type": "input_audio_buffer.append", "audio": "AAAA", "note": "x"}, "invalid_value"),
    "an item that is not there": ({"type": "conversation.item.delete", "item_id": "item_1"}, "item_not_found"),
    "an item after none": (message(text("x")) | {"previous_item_id": "item_9"}, "item_not_found"),
    "a response that is none": ({"type": "response.create", "response": []}, "invalid_value"),
    "too long": ({"type": "response.create", "response": {"max_output_tokens": 4_097}}, "invalid_value"),
    "no number": ({"type": "response.create", "response": {"max_output_tokens": True}}, "invalid_value"),
    "in pictures": ({"type": "response.create", "response": {"output_modalities": ["image"]}}, "invalid_value"),
    "another conversation": ({"type": "response.create", "response": {"conversation": "conv_1"}}, "invalid_value"),
    "an input that is none": ({"type": "response.create", "response": {"input": {}}}, "invalid_value"),
    "a reference with more": (
        {"type": "response.create", "response": {"input": [{"type": "item_reference", "id": "item_1", "text": "x"}]}}, "invalid_value",
    ),
    "a tool that is chosen elsewhere": ({"type": "response.create", "response": {"tool_choice": {"type": "mcp"}}}, "unsupported_content"),
}  # fmt: skip


def test_what_cannot_be_guarded_is_refused_told_recorded_and_reaches_nobody(run, room, talk):
    async def main():
        async with room() as w, talk.plain(w) as ws:
            told = []
            for event, _ in WRONG.values():
                told.append((await talk.ask(ws, event, until="error"))[-1]["error"]["code"])
            alive = await talk.ask(ws, talk.TEXT, message(text("say: still here")), {"type": "response.create"})
            return told, alive[-1]["response"], await talk.sent(w), await w.recorded(len(WRONG), "refused")

    told, alive, up, records = run(main)
    assert dict(zip(WRONG, told, strict=True)) == {name: code for name, (_, code) in WRONG.items()}
    assert alive["output"][0]["content"][0]["text"] == "[simulated] still here"
    assert [event["type"] for event in up] == ["session.update", "session.update", "conversation.item.create", "response.create"]
    assert {record.operation for record in records} == {"Realtime_Say"}


SECRET = "4111 1111 1111 1111"
HIDDEN = {
    "instructions": {"type": "session.update", "session": {"type": "realtime", "instructions": SECRET}},
    "a tool": {
        "type": "session.update",
        "session": {"type": "realtime", "tools": [{"type": "function", "name": "f", "description": SECRET}]},
    },
    "a voice": {"type": "session.update", "session": {"type": "realtime", "audio": {"output": {"voice": SECRET}}}},
    "a field that nobody knows": {"type": "session.update", "session": {"type": "realtime", "x": {"y": [SECRET]}}},
    "a key": {"type": "session.update", "session": {"type": "realtime", SECRET: 1}},
    "a message": message(text(SECRET)),
    "two parts": message(text("my card is 4111 1111"), text("1111 1111 is the rest of my card")),
    "a transcript": message({"type": "input_audio", "audio": "AAAA", "transcript": SECRET}),
    "a call": {"type": "conversation.item.create", "item": {"type": "function_call", "name": "f", "call_id": "c", "arguments": SECRET}},
    "a result": {"type": "conversation.item.create", "item": {"type": "function_call_output", "call_id": "c", "output": SECRET}},
    "beside the item": message(text("x")) | {"note": SECRET},
    "a number": message(text("x")) | {"card": 4111111111111111},
    "a response": {"type": "response.create", "response": {"instructions": SECRET}},
    "metadata": {"type": "response.create", "response": {"metadata": {"card": SECRET}}},
    "what it reads": {"type": "response.create", "response": {"input": [message(text(SECRET))["item"]]}},
    "a tool of it": {"type": "response.create", "response": {"tools": [{"type": "function", "name": SECRET}]}},
    "beside it": {"type": "response.create", "note": SECRET},
    "when it is called off": {"type": "response.cancel", "note": SECRET},
}


def test_a_value_that_policy_blocks_passes_nowhere(run, room, talk):
    async def main():
        async with room() as w, talk.plain(w) as ws:
            told = []
            for event in HIDDEN.values():
                told.append((await talk.ask(ws, event, until="error"))[-1]["error"]["code"])
            return told, list(w.simulator.sockets.seen)

    told, up = run(main)
    assert dict(zip(HIDDEN, told, strict=True)) == dict.fromkeys(HIDDEN, "content_filter")
    assert len(up) == 1


def test_ids_are_nobodys_but_the_sessions(run, room, talk):
    async def main():
        async with room() as w, talk.plain(w) as ws:
            await talk.ask(ws, talk.TEXT, until="session.updated")
            made = await talk.ask(
                ws, message(text("say: one"), id="msg 4111 1111 1111 1111") | {"event_id": "mine"}, until="conversation.item.done"
            )
            after = message(text("say: two")) | {"previous_item_id": made[-1]["item"]["id"]}
            other = await talk.ask(ws, after, until="conversation.item.done")
            again = await talk.ask(
                ws, {"type": "conversation.item.retrieve", "item_id": other[-1]["item"]["id"]}, until="conversation.item.retrieved"
            )
            reference = {"input": [{"type": "item_reference", "id": made[-1]["item"]["id"]}], "conversation": "none"}
            told = await talk.ask(ws, {"type": "response.create", "response": reference})
            gone = await talk.ask(
                ws, {"type": "conversation.item.delete", "item_id": made[-1]["item"]["id"]}, until="conversation.item.deleted"
            )
            wrong = await talk.ask(ws, {"type": "response.cancel", "event_id": "own name"}, until="error")
            return made, again, told, gone, wrong, list(w.simulator.sockets.seen)

    made, again, told, gone, wrong, up = run(main)
    assert made[-1]["item"]["id"] == gone[-1]["item_id"] == "msg 4111 1111 1111 1111"
    assert again[-1]["item"]["content"] == [{"type": "input_text", "text": "say: two"}]
    assert told[-1]["response"]["output"][0]["content"][0]["text"] == "[simulated] one"
    assert wrong[-1]["error"]["event_id"] == "own name"
    assert "4111" not in "".join(up)
    assert "mine" not in "".join(up)
    theirs = [json.loads(one).get("item", {}).get("id") for one in up]
    assert len([name for name in theirs if name]) == 1
    names = {value for event in (*made, *told) for key, value in event.items() if key.endswith("_id") and value}
    assert not [name for name in names if name.startswith(("resp_1_", "item_1", "event_1_"))]


@pytest.mark.parametrize("uninspected", ["refuse", "log"])
def test_sound_and_pictures_need_a_policy_that_lets_them_pass(run, room, talk, uninspected):
    picture = message({"type": "input_image", "image_url": f"data:image/png;base64,{PICTURE}"})
    events = (
        {"type": "input_audio_buffer.append", "audio": talk.ZEROS}, message({"type": "input_audio", "audio": talk.ZEROS}), picture,
        {"type": "response.create", "response": {"output_modalities": ["audio"]}},
        {"type": "session.update", "session": {"type": "realtime", "output_modalities": ["audio"]}},
    )  # fmt: skip

    async def main():
        async with room(uninspected=uninspected) as w, talk.plain(w) as ws:
            if uninspected == "log":
                told = await talk.ask(ws, *events[:3], message(text("say: seen")), events[3])
                return told, list(w.simulator.sockets.seen), await w.recorded(3)
            codes = [(await talk.ask(ws, event, until="error"))[-1]["error"]["code"] for event in events]
            said = await talk.ask(ws, message(text("say: words")), {"type": "response.create"})
            return codes, said, list(w.simulator.sockets.seen)

    first, second, third = run(main)
    if uninspected == "log":
        assert first[-1]["response"]["status"] == "completed"
        paid = next(record for record in third if record.kind == "completed")
        assert {verdict.stage: verdict.findings for verdict in paid.verdicts}["dlp"] == {"uninspected": 4}
    else:
        assert first == ["unsupported_content"] * len(events)
        assert second[-1]["response"]["output"][0]["content"][0]["text"] == "[simulated] words"
        opening = json.loads(third[0])["session"]
        assert (opening["output_modalities"], opening["audio"]["input"]["turn_detection"]) == (["text"], None)


def test_a_session_hears_no_more_than_it_may(run, room, talk, monkeypatch):
    monkeypatch.setattr("enclave.gateway.realtime.saying.SOUND_SECONDS", 2)

    async def main():
        async with room() as w, talk.plain(w) as ws:
            append = {"type": "input_audio_buffer.append", "audio": talk.ZEROS}
            telephone = {"type": "session.update", "session": {"type": "realtime", "audio": {"input": {"format": {"type": "audio/pcmu"}}}}}
            await talk.ask(ws, append, telephone, until="session.updated")
            return (await talk.ask(ws, append, until="error"))[-1]["error"]["code"]

    assert run(main) == "session_full"
