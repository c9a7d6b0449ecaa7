"""Sessions by the official SDK, in today's words and in those of the beta, against the simulator's realtime API."""

from __future__ import annotations

import asyncio
import base64
import json

import openai
import pytest


def test_text_by_the_sdk_is_scanned_both_ways_paid_and_recorded(run, room, talk):
    async def main():
        async with room() as w, talk.client(w).realtime.connect(model="live") as c:
            first = await c.recv()
            await c.session.update(session={"type": "realtime", "output_modalities": ["text"], "instructions": f"answer {talk.MAIL}"})
            updated = await talk.until(c, "session.updated")
            await talk.say(c, f"say: write to {talk.MAIL} or to bob@example.org")
            told = await talk.until(c)
            await c.close()
            return first, updated[-1], told, await talk.sent(w), await w.recorded(4)

    first, updated, told, up, records = run(main)
    assert first.type == "session.created"
    assert first.session.model == "live"
    assert (updated.session.instructions, updated.session.output_modalities) == ("answer [REDACTED-EMAIL]", ["text"])
    assert talk.MAIL not in json.dumps(up)
    assert up[0]["session"]["audio"]["input"]["turn_detection"]["create_response"] is False
    assert up[-1]["response"]["max_output_tokens"] == 4_096
    whole = "[simulated] write to [REDACTED-EMAIL] or to [REDACTED-EMAIL]"
    assert talk.texts(told) == whole
    done = told[-1].response
    assert (done.status, done.output[0].content[0].text) == ("completed", whole)
    ids = {event.response_id for event in told if hasattr(event, "response_id")}
    assert len(ids) == 1
    assert ids.pop().startswith("resp_")
    kinds = [(record.operation, record.kind) for record in records]
    assert kinds == [
        ("Realtime_Connect", "admitted"), ("Realtime_Respond", "admitted"),
        ("Realtime_Respond", "completed"), ("Realtime_Connect", "completed"),
    ]  # fmt: skip
    paid = records[2]
    assert (paid.prompt_tokens, paid.completion_tokens) == (done.usage.input_tokens, done.usage.output_tokens)
    assert 0 < paid.settled_nanousd < paid.reserved_nanousd
    assert {verdict.stage: verdict.findings for verdict in paid.verdicts}["dlp"] == {"email": 3}
    assert records[3].status == 101


BOOK = {"type": "function", "name": "book", "parameters": {"type": "object", "properties": {"at": {"type": "string"}}}}


@pytest.mark.parametrize("dialect", ["today", "beta", "azure"])
def test_tools_are_called_and_answered_in_every_dialect(run, room, talk, dialect):
    def connect(w):
        if dialect == "today":
            return talk.client(w).realtime.connect(model="live")
        if dialect == "beta":
            old = talk.client(w).with_options(websocket_base_url=f"{w.url}/v1".replace("http", "ws"))
            return old.beta.realtime.connect(model="live")
        url = f"{w.url.replace('http', 'ws')}/openai"
        azure = openai.AsyncAzureOpenAI(azure_endpoint=w.url, websocket_base_url=url, api_version="2025-04-01-preview", api_key=w.token())
        return azure.beta.realtime.connect(model="live")

    async def main():
        async with room() as w, connect(w) as c:
            settings = {"tools": [BOOK], "instructions": "book"}
            settings |= {"type": "realtime", "output_modalities": ["text"]} if dialect == "today" else {"modalities": ["text"]}
            await c.session.update(session=settings)
            await talk.until(c, "session.updated")
            await talk.say(c, f'call: book {{"at": "{talk.MAIL}"}}')
            asked = await talk.until(c)
            call = asked[-1].response.output[0]
            await c.conversation.item.create(item={"type": "function_call_output", "call_id": call.call_id, "output": f"told {talk.MAIL}"})
            await c.response.create()
            told = await talk.until(c)
            return asked, call, told, await talk.sent(w)

    asked, call, told, up = run(main)
    deltas = "".join(event.delta for event in asked if event.type == "response.function_call_arguments.delta")
    assert deltas == call.arguments == '{"at": "[REDACTED-EMAIL]"}'
    assert (call.type, call.name) == ("function_call", "book")
    family = "response.output_text" if dialect == "today" else "response.text"
    assert talk.texts(told, family) == "[simulated] the tool said: told [REDACTED-EMAIL]"
    output = next(event["item"] for event in up if event.get("item", {}).get("type") == "function_call_output")
    assert output["call_id"].startswith("call_1")
    assert output["call_id"] != call.call_id
    assert talk.MAIL not in json.dumps(up)
    assert ("max_output_tokens" if dialect == "today" else "max_response_output_tokens") in up[-1]["response"]


def test_a_conversation_by_voice_has_its_responses_created_by_the_gateway(run, room, talk):
    async def main():
        async with room() as w, talk.client(w).realtime.connect(model="live") as c:
            await c.input_audio_buffer.append(audio=talk.sound("say: the weather is fine today"))
            await c.input_audio_buffer.append(audio=talk.ZEROS)
            told = await talk.until(c)
            await c.input_audio_buffer.append(audio=talk.sound(f"say: write to {talk.MAIL} now"))
            await c.input_audio_buffer.append(audio=talk.ZEROS)
            hidden = await talk.until(c)
            await c.close()
            return told, hidden, await talk.sent(w), await w.recorded(6)

    told, hidden, up, records = run(main)
    created = next(event for event in told if event.type == "session.created")
    assert created.session.audio.input.turn_detection.create_response is True
    words = talk.texts(told, "response.output_audio_transcript")
    assert words == "[simulated] the weather is fine today"
    played = b"".join(base64.b64decode(event.delta) for event in told if event.type == "response.output_audio.delta")
    assert played.replace(b"\0", b"").decode() == words
    kinds = [event.type for event in told]
    assert kinds.index("response.output_audio_transcript.done") < kinds.index("response.output_audio.delta")
    assert kinds.index("response.output_audio.done") > kinds.index("response.output_audio.delta")
    assert talk.texts(hidden, "response.output_audio_transcript") == "[simulated] write to [REDACTED-EMAIL] now"
    assert not [event for event in hidden if event.type == "response.output_audio.delta"]
    assert [event for event in hidden if event.type == "response.output_audio.done"]
    assert [event["type"] for event in up].count("response.create") == 2
    paid = [record for record in records if record.operation == "Realtime_Respond" and record.kind == "completed"]
    assert [record.status for record in paid] == [200, 200]
    assert all(0 < record.settled_nanousd <= record.reserved_nanousd for record in paid)
    assert "sound_dropped" in paid[1].error
    assert all(any(verdict.findings.get("uninspected") for verdict in record.verdicts) for record in paid)


def test_what_policy_blocks_passes_in_neither_direction(run, room, talk):
    async def main():
        async with room(delta_ms=2) as w, talk.client(w).realtime.connect(model="live") as c:
            await c.session.update(session={"type": "realtime", "output_modalities": ["text"]})
            await talk.until(c, "session.updated")
            await c.conversation.item.create(
                item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": f"my card is {talk.CARD}"}]}
            )
            refused = (await talk.until(c, "error"))[-1]
            # as a model would make it up: the parts pass alone, the answer joins them
            await talk.say(c, "say: " + "a b c " * 20 + "call\nsay 4111 1111")
            await talk.until(c)
            await c.conversation.item.create(
                item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "1111 1111 is the rest of my card"}]}
            )
            halves = (await talk.until(c, "error"))[-1]
            return refused, halves, await talk.sent(w), await w.recorded(4)

    refused, halves, up, records = run(main)
    assert (refused.error.code, halves.error.code) == ("content_filter", "content_filter")
    assert talk.CARD not in json.dumps(up)
    assert "1111 1111 is the rest" not in json.dumps(up)
    stages = [(record.operation, record.stage) for record in records if record.kind == "refused"]
    assert stages == [("Realtime_Say", "dlp")] * 2
    assert talk.CARD not in str(records)


@pytest.mark.filterwarnings("ignore:connect")  # of the SDK's own
def test_the_sdk_without_asyncio_talks_as_well(run, room):
    def read(w):
        said = []
        client = openai.OpenAI(base_url=f"{w.url}/v1", api_key=w.token(), max_retries=0)
        with client.realtime.connect(model="live") as c:
            c.conversation.item.create(item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "say: hello"}]})
            c.response.create(response={"output_modalities": ["text"]})
            for event in c:
                if event.type == "response.output_text.delta":
                    said.append(event.delta)
                if event.type == "response.done":
                    return "".join(said)
        return ""

    async def main():
        async with room() as w:
            return await asyncio.to_thread(read, w)

    assert run(main) == "[simulated] hello"


def test_a_turn_that_the_client_ends_itself_is_answered_when_it_asks(run, room, talk):
    async def main():
        async with room() as w, talk.plain(w) as ws:
            commit, append = {"type": "input_audio_buffer.commit"}, "input_audio_buffer.append"
            empty = await talk.ask(ws, commit, until="error")
            await talk.ask(ws, {"type": append, "audio": talk.sound("say: one")}, commit, until="conversation.item.done")
            said = await talk.ask(ws, {"type": "response.create", "response": {"output_modalities": ["text"]}})
            spoken = {"type": append, "audio": talk.sound("say: two")}
            again = await talk.ask(ws, spoken, {"type": append, "audio": talk.ZEROS})
            kinds = [event["type"] for event in await talk.sent(w)]
            return empty, said, again, kinds.count("response.create")

    empty, said, again, created = run(main)
    assert empty[-1]["error"]["code"] == "input_audio_buffer_commit_empty"
    assert said[-1]["response"]["output"][0]["content"][0]["text"] == "[simulated] one"
    assert again[-1]["response"]["output"][0]["content"][0]["transcript"] == "[simulated] two"
    assert created == 2
